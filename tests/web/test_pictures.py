"""Lengths, points and marks of the pictures, and the pictures on the pages."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from matcher.rank import PARTS
from tests.guards.project import ROOT
from web.pictures import outline as deriving
from web.pictures.bars import FULL, figure, lengths
from web.pictures.burden import UNKNOWN, burden_bars
from web.pictures.korea import HEIGHT, WIDTH, Point, outline, project, spread
from web.pictures.marks import SHAPES, Mark, crowded, layered, mark
from web.words import PART

MONEY = st.integers(min_value=0, max_value=10**11)


def inside(point: Point) -> bool:
    """Whether a point lies in a province, by the lines that a ray to the right crosses."""
    for path in outline().provinces:
        for ring in path.removesuffix("Z").split("Z"):
            corners = [tuple(map(float, pair.split(","))) for pair in ring.removeprefix("M").split()]
            crossed = sum(
                (y1 > point[1]) != (y2 > point[1]) and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1
                for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True)
            )
            if crossed % 2:
                return True
    return False


def centroids(coastal: bool) -> Iterator[tuple[str, Point]]:
    with (ROOT / "seeds" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["latitude"] and row["coastal"] == str(coastal).lower():
                yield row["name_ko"], project(float(row["latitude"]), float(row["longitude"]))


def test_every_inland_municipality_lies_within_the_outline() -> None:
    assert [name for name, point in centroids(coastal=False) if not inside(point)] == []


def test_every_municipality_lies_within_the_picture() -> None:
    assert [name for name, (x, y) in centroids(coastal=True) if not (0 < x < WIDTH and 0 < y < HEIGHT)] == []


def test_the_outline_has_all_provinces_and_dokdo() -> None:
    assert len(outline().provinces) == 18  # 17 of 2012, and the islands that the source assigns to none
    x, y = project(37.2405, 131.8669)
    assert inside((round(x), round(y)))
    assert not inside(project(38.0, 130.0))


def test_a_degree_north_is_as_long_as_the_same_way_east() -> None:
    (x0, y0), (x1, y1) = project(36.0, 127.0), project(37.0, 127.0 + 1 / math.cos(math.radians(36.0)))
    assert x1 - x0 == pytest.approx(y0 - y1)


def test_an_outline_is_derived_with_one_border_for_two_units() -> None:
    topology = {
        "transform": {"scale": [0.01, 0.01], "translate": [127.0, 36.0]},
        "arcs": [[[100, 0], [0, 100]], [[100, 100], [-100, 0], [0, -100], [50, 0], [50, 0]],
                 [[100, 0], [100, 0], [0, 100], [-100, 0]]],
        "objects": {"units": {"geometries": [
            {"type": "Polygon", "arcs": [[0, 1]]}, {"type": "MultiPolygon", "arcs": [[[-1, 2]]]},
        ]}},
    }
    one, other = (unit[0] for unit in deriving.rings(topology))
    assert len(one) == len(other) == 4
    assert len(set(one) & set(other)) == 2
    assert deriving.area([(0, 0), (4, 0), (4, 3)]) == 6


def test_labels_in_one_place_come_apart_and_others_stay() -> None:
    here, far = (300.0, 200.0), (600.0, 700.0)
    labels = spread([here, here, (310.0, 205.0), far], 58)
    assert labels[3] == far
    assert min(math.dist(one, other) for at, one in enumerate(labels) for other in labels[:at]) >= 57


def test_each_kind_has_its_own_shape_and_the_foremost_lies_on_top() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)
    both = mark((10.04, 20.0), ["ended", "operating"], "가")
    assert (both.kind, both.x) == ("operating", 10.0)
    assert [one.kind for one in layered([both, mark((1, 1), ["ended"], "나")])] == ["ended", "operating"]


def test_seoul_is_drawn_larger_only_when_crowded() -> None:
    seoul = [Mark(320.0 + at, 200.0, "operating", "") for at in range(3)]
    assert crowded([*seoul, Mark(600.0, 700.0, "operating", "")]) == tuple(seoul)
    assert crowded(seoul[:2]) == ()


@given(st.lists(st.floats(min_value=0, max_value=1e12), min_size=1))
def test_bars_are_in_proportion_from_zero(values: list[float]) -> None:
    for value, length in zip(values, lengths(values), strict=True):
        assert length == pytest.approx(FULL * value / (max(values) or 1), abs=0.01)


@pytest.mark.parametrize(("text", "value"), [
    ("15.1", 15.1), ("0", 0.0), (None, None), ("", None), ("60~70", None), ("-3", None), ("약 30", None),
])
def test_only_plain_figures_are_drawn(text: str | None, value: float | None) -> None:
    assert figure(text) == value


@given(st.none() | st.tuples(MONEY, MONEY).map(sorted), st.none() | MONEY.filter(bool), st.booleans())
def test_burden_is_in_proportion_and_unknown_is_never_zero(
    build: list[int] | None, per_year: int | None, gaps: bool
) -> None:
    bars = burden_bars(build, per_year and [per_year] * 5, 5, gaps)
    most = (build[1] if build else 0) + 5 * (per_year or 0)
    assert bool(bars) == bool(most)
    for bar in bars:
        known = [one for one in bar.segments if one.kind != "unknown"]
        amount = (build[1] if build else 0) + bar.year * (per_year or 0)
        room = FULL - UNKNOWN * gaps
        assert sum(one.length for one in known) == pytest.approx(room * amount / most, abs=0.05)
        assert [one.length for one in bar.segments if one.kind == "unknown"] == [UNKNOWN] * gaps
        assert (bar.build is None) == (build is None)
        assert (bar.running is None) == (per_year is None)


def test_solution_map_counts_what_the_table_lists(client: FlaskClient) -> None:
    page = client.get("/solutions/demand-responsive-bus").text
    figure_of = page[page.index('<figure class="map">'):page.index("</figure>")]
    drawn = [int(count) for count in re.findall(r"<strong>(\d+)곳</strong>", figure_of)]
    assert sum(drawn) == figure_of.count("<path class=\"mark") - len(drawn)
    assert 'role="img" aria-labelledby="map-title map-desc"' in figure_of
    assert "Natural Earth" not in figure_of and "naturalearthdata.com" in figure_of
    assert page.index("</figure>") < page.index('<table class="data-table">')


def test_coach_map_numbers_the_list(client: FlaskClient) -> None:
    page = client.get("/solutions/demand-responsive-bus?for=의령군").text
    assert 'id="coach-map-title"' in page
    assert page.count('class="map-key"') == page.count('class="map-number"') > 1
    assert 'id="coach-map-title"' not in client.get("/solutions/demand-responsive-bus").text


def test_measures_share_an_axis_only_within_one_unit(client: FlaskClient) -> None:
    page = client.get("/solutions/water-network-modernisation").text
    rows = page[page.index('class="multiples"'):page.index("모든 성과 수치")]
    assert rows.count('<div class="multiple">') == 1
    assert rows.count('class="multiple-row"') == 6
    assert rows.count('width="100.0"') == 1
    assert sum(rows.count(basis) for basis in ("지자체·기관 발표", "실측")) == 6


def test_ranges_stay_in_the_table(client: FlaskClient) -> None:
    page = client.get("/solutions/reusable-tableware").text
    drawn, table = page.split("모든 성과 수치")
    assert "60~70" not in drawn and "60~70" in table


def test_card_shows_bars_in_words_before_any_decimals(client: FlaskClient) -> None:
    page = client.get("/match?text=마을에 버스가 하루 두 번뿐입니다&municipality=의령군").text
    first = page[page.index('<article class="card"'):page.index('<details class="reasons">')]
    why = first[first.index('class="why"'):]
    assert 'class="signed-value"' in why
    assert not re.search(r"[+-]\d\.\d\d", why)


def test_every_part_of_a_place_has_a_name() -> None:
    policy = {"evidence", "not_for", "already_operating", "variety"}
    assert set(PART) == {*PARTS, *policy}


def test_plan_draws_the_burden_with_what_is_missing(client: FlaskClient) -> None:
    link = "/plan?text=마을에 버스가 하루 두 번뿐입니다&municipality=의령군"
    assert "그림으로 나타낼 금액이 아직 없습니다" in client.get(link).text
    slugs = re.findall(r'name="running-([a-z0-9-]+)"', client.get(link).text)
    page = client.get(f"{link}&running-{slugs[0]}=1억").text
    assert page.count('class="stack"') == 5
    assert page.count('fill="url(#hatch)"') == 6
    assert "0원이라는 뜻이 아닙니다" in page
    assert "연차별 누적 지방비" in page
