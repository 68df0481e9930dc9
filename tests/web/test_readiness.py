"""The readiness check as page, command and API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from web.cli import hwaksan

PAGE = "/solutions/smart-crosswalk/readiness"
POLICE = "agreement-with-the-local-police-on-signal"


def test_nothing_is_chosen_beforehand(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert page.count("<fieldset") == 15
    assert page.count('type="radio"') == 45
    assert " checked" not in page and "점검 결과" not in page
    assert "다음이 갖추어져 있습니까? — 경찰서 교통시설 협의" in page


@pytest.mark.parametrize(("lang", "headings"), [
    ("ko", ["이대로는 시작할 수 없는 것", "먼저 정할 것", "물어볼 것", "아직 답하지 않음", "갖추어진 것"]),
    ("en", ["What would stop it", "Settle first", "What to ask", "Not answered yet", "In order"]),
])
def test_result_reads_from_what_stops_to_what_is_in_order(
    client: FlaskClient, lang: str, headings: list[str]
) -> None:
    answers = {POLICE: "no", "owner": "no", "running-cost": "unknown", "staff": "yes", "for": "48890", "lang": lang}
    page = client.get(PAGE, query_string=answers).text
    places = [page.index(f"<h3>{heading}</h3>") for heading in headings]
    assert places == sorted(places)
    assert page.count(" checked") == 4
    assert 'href="/solutions/smart-crosswalk?for=48890#coaches"' in page
    assert '<input type="hidden" name="for" value="48890">' in page
    if lang == "en":
        assert "— agreement with the local police" in page and "갖추" not in page


def test_answers_that_cannot_be_read_are_told_of(client: FlaskClient) -> None:
    page = client.get(PAGE, query_string={"owner": "perhaps", "no-such-question": "yes", "utm_source": "mail"}).text
    assert "답 2건은 읽을 수 없어" in page
    assert " checked" not in page and "점검 결과" not in page


def test_all_yes_is_in_order(client: FlaskClient) -> None:
    asked = client.get("/api/v1/solutions/smart-crosswalk/readiness").get_json()["questions"]
    page = client.get(PAGE, query_string={question["id"]: "yes" for question in asked}).text
    assert "물은 것이 모두 갖추어져 있습니다" in page
    assert "아직 답하지 않음" not in page


def test_a_municipality_that_is_not_known_is_told_of(client: FlaskClient) -> None:
    page = client.get(PAGE, query_string={"owner": "unknown", "for": "고성군"}).text
    assert "여럿입니다" in page and "코칭할 지자체 찾기" in page


def test_the_check_is_linked_where_a_solution_is_chosen(client: FlaskClient) -> None:
    assert f'href="{PAGE}?for=48890"' in client.get("/solutions/smart-crosswalk?for=48890").text
    plan = client.get("/plan", query_string={"text": "횡단보도가 어둡습니다", "municipality": "합천군"}).text
    assert "/readiness?for=48890" in plan


def test_unknown_solution(client: FlaskClient) -> None:
    assert client.get("/solutions/none/readiness").status_code == 404
    assert client.get("/api/v1/solutions/none/readiness").status_code == 404


def test_the_api_gives_the_questions(client: FlaskClient) -> None:
    value = client.get("/api/v1/solutions/smart-crosswalk/readiness").get_json()
    assert value["solution"] == "smart-crosswalk" and len(value["questions"]) == 15
    for question in value["questions"]:
        assert question["source"] and question["why"]["en"] and question["text"]["ko"]
        assert question["no"] in ("stops", "settle") and question["ask"] in ("coach", "department")


def command(database: str, folder: Path, *arguments: str) -> Result:
    """The command on the seeded database."""
    environment = {"HWAKSAN_DATABASE_URL": database, "HWAKSAN_INSTANCE": str(folder)}
    return CliRunner().invoke(hwaksan, ("readiness", *arguments), env=environment)


def test_the_command_asks_and_judges(seeded_database_url: str, tmp_path: Path) -> None:
    asked = command(seeded_database_url, tmp_path, "smart-crosswalk", "--lang", "en").stdout
    assert f"[{POLICE}]" in asked and "--answer" in asked
    answers = ("--answer", f"{POLICE}=no", "--answer", "owner=unknown")
    told = command(seeded_database_url, tmp_path, "smart-crosswalk", *answers).stdout
    assert told.index("이대로는 시작할 수 없는 것") < told.index("물어볼 것") < told.index("아직 답하지 않음")
    value = json.loads(command(seeded_database_url, tmp_path, "smart-crosswalk", *answers, "--format", "json").stdout)
    assert value["verdict"]["stops"] == [POLICE] and value["verdict"]["ask_coach"] == ["owner"]
    assert value["verdict"]["ready"] is False and len(value["questions"]) == 15


@pytest.mark.parametrize("arguments", [
    ("no-such-solution",), ("smart-crosswalk", "--answer", "owner"), ("smart-crosswalk", "--answer", "owner=maybe"),
    ("smart-crosswalk", "--answer", "no-such-question=yes"),
])
def test_wrong_usage_is_one_line(seeded_database_url: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = command(seeded_database_url, tmp_path, *arguments)
    assert result.exit_code == 2 and result.stderr.count("\n") == 1 and "Traceback" not in result.stderr
