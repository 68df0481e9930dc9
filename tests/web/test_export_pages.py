"""Where documents are fetched: named files, in both languages, and what is told when one cannot be made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import PROBLEM
from tests.web.test_exports import FORMATS, SLUGS, texts, tight


@pytest.mark.parametrize("kind", FORMATS)
def test_the_report_comes_as_a_named_file(client: FlaskClient, kind: str) -> None:
    """A Korean file name, the right kind, no copy kept on the way"""
    query = {"s": list(SLUGS[:2]), "municipality": "의령군", "text": PROBLEM}
    response = client.get(f"/compare/report.{kind}", query_string=query)
    assert response.status_code == 200
    assert "filename*=UTF-8''%EC%86%94%EB%A3%A8%EC%85%98" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_report_in_english(client: FlaskClient) -> None:
    """Headings, words and what is unknown; no Korean sentence of the product is left."""
    query = {"s": list(SLUGS), "municipality": "의령군", "text": "The bus comes twice a day.", "lang": "en"}
    read = tight(texts("docx", client.get("/compare/report.docx", query_string=query).data))
    assert "Comparisonofsolutions" in read and "Whyitfits" in read
    assert "확인된" not in read and "니다" not in read


@pytest.mark.parametrize(("query", "status", "sentence"), [
    ({}, 422, "1개부터 4개까지"), ({"s": [*SLUGS, "smart-pole", "shared-parking"]}, 422, "1개부터 4개까지"),
    ({"s": "no-such"}, 404, "솔루션 목록에서"), ({"s": SLUGS[0], "municipality": "고성군"}, 422, "고성군"),
    ({"s": SLUGS[0], "municipality": "없는군"}, 404, "없는군"), ({"s": SLUGS[0], "text": "!!"}, 422, "한 문장 이상"),
])
def test_what_cannot_be_compared_is_told(
    client: FlaskClient, query: dict[str, Any], status: int, sentence: str
) -> None:
    """A sentence that says what to do."""
    response = client.get("/compare/report.docx", query_string=query)
    assert response.status_code == status and sentence in response.text
    assert client.get("/compare/report.exe", query_string={"s": SLUGS[0]}).status_code == 404


def test_the_draft_takes_what_the_plan_page_holds(client: FlaskClient, token: Callable[[], str]) -> None:
    """The page's buttons send its own form; a number that cannot be read comes back on the page."""
    data = {"text": PROBLEM, "municipality": "의령군", "quantity-smart-crosswalk": "4",
            "choice-smart-crosswalk": "force", "csrf_token": token()}
    shown = client.get("/plan", query_string=data).text
    assert all(f'formaction="/plan/application.{kind}"' in shown for kind in FORMATS)
    made = client.post("/plan/application.xlsx", data=data)
    assert made.status_code == 200 and "[작성필요:추진일정]" in tight(texts("xlsx", made.data))
    wrong = client.post("/plan/application.xlsx", data={**data, "quantity-smart-crosswalk": "많이"})
    assert wrong.status_code == 422 and "많이" in wrong.text
    assert client.post("/plan/application.xlsx", data={**data, "call": "nope"}).status_code == 404
    assert client.get("/plan/application.pdf", query_string={"text": PROBLEM}).status_code == 422
