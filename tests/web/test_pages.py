"""What holds on every page, in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import PROBLEM
from web.pages import figures

PAGES = (
    "/", f"/match?text={PROBLEM}&municipality=의령군", "/match?text=화성 탐사 기지", "/solutions",
    "/solutions?field=transport&q=버스", "/solutions/smart-crosswalk", "/solutions/smart-crosswalk?for=의왕시",
    "/municipalities", "/municipalities?q=고성", "/municipalities/41430", "/municipalities/50110",
    "/compare", "/compare?s=demand-responsive-bus&s=smart-pole", "/changes",
    f"/compare?s=demand-responsive-bus&s=smart-pole&text={PROBLEM}&municipality=의령군",
    "/solutions?q=없는말&s=smart-pole",
    "/municipalities/29170", "/municipalities/48720/peers", "/municipalities/41000/peers",
    "/municipalities/28155/peers?trait=fiscal_independence", "/programmes", "/programmes/solution-diffusion-2025",
    "/programmes/solution-diffusion-2026", "/programmes/base-2023/assignment", "/quality", "/sources", "/read",
    f"/match?text={PROBLEM}&need=병원이 멉니다&need=버스가 없습니다",
    "/account/sign-in", "/account/reset", "/account/claim",
)


class Outline(HTMLParser):
    """Collects what accessibility rules speak about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed(client: FlaskClient, path: str, lang: str) -> None:
    client.set_cookie("lang", lang)
    response = client.get(path)
    outline = Outline(response.text)
    ids = [attributes["id"] for _tag, attributes in outline.tags if attributes.get("id")]
    fields = {attributes.get("id") for tag in ("input", "select", "textarea")
              for attributes in outline.all(tag) if attributes.get("type") != "hidden"}
    assert response.status_code == 200
    assert outline.all("html")[0]["lang"] == lang
    assert len(outline.all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert fields <= {attributes.get("for") for attributes in outline.all("label")}
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert "None" not in re.sub(r"<[^>]*>", "", response.text)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline_or_from_another_host(client: FlaskClient, path: str) -> None:
    outline = Outline(client.get(path).text)
    assert not outline.all("style")
    assert not [attributes for _tag, attributes in outline.tags
                if "style" in attributes or any(name.startswith("on") for name in attributes)]
    loaded = [attributes.get("src") or attributes.get("href")
              for tag in ("script", "link", "img") for attributes in outline.all(tag)]
    assert all(address and address.startswith("/static/") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_english_pages_hold_no_untranslated_label(client: FlaskClient, path: str) -> None:
    client.set_cookie("lang", "en")
    text = client.get(path).text
    headings = re.findall(r"<(?:h1|h2|h3|th|dt|label|summary|button)\b[^>]*>(.*?)</", text, re.DOTALL)
    marked = [re.sub(r'<span[^>]*lang="ko">.*', "", heading, flags=re.DOTALL) for heading in headings]
    korean = [heading for heading in marked if re.search("[가-힣]", heading) and 'lang="ko"' not in heading]
    assert [heading for heading in korean if heading.strip() != "한국어" and "“고성”" not in heading] == []


def test_headers_guard_every_response(client: FlaskClient) -> None:
    for path in ("/", "/nope", "/api/v1/solutions", "/static/css/base.css"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_external_sources_are_marked(client: FlaskClient) -> None:
    links = [attributes for attributes in Outline(client.get("/solutions/smart-crosswalk").text).all("a")
             if str(attributes.get("href")).startswith("http")]
    assert links
    assert all(link["rel"] == "noopener nofollow external" for link in links)


def test_the_quality_page_shows_what_was_measured_last(client: FlaskClient) -> None:
    """The figures of the last measurement, by kind of problem, with their day, in both languages."""
    measured = figures()
    reached = measured["unseen"]["groups"]["all"]["ndcg@10"]
    for url, label in (("/quality", "순서의 질"), ("/quality?lang=en", "Quality of order")):
        page = client.get(url).text
        assert label in page
        assert f"{reached['mean']:.2f} <span class=\"fine\">{reached['low']:.2f}~{reached['high']:.2f}</span>" in page
        assert measured["as_of"][:4] in page


def test_what_another_page_says_stands_beside_the_fact(client: FlaskClient) -> None:
    """In the reader's language, with its address."""
    page = client.get("/solutions/solar-compacting-bin").text
    assert "다르게 적은 자료: 주 17회에서 4회로" in page and "https://www.insight.co.kr/news/4277" in page
    client.set_cookie("lang", "en")
    assert "Another page says otherwise: Says 17 to 4" in client.get("/solutions/solar-compacting-bin").text
    client.delete_cookie("lang")
