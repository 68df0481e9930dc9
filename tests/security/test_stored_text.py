"""Cross-site scripting and template injection: what people write stays text, in every field and on every page."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("security")]

NO_FORM = {
    "api.match": "a program's", "saved_plans.keep": "sent by a script with the fields of saved_plans.save",
    "security.two_factor_rescue": "closed", "security.tf_select": "within a sign-in; test_access.py",
    "security.two_factor_token_validation": "within a sign-in; test_invitations.py",
    "security.mf_recovery": "within a sign-in; test_invitations.py",
    "security.two_factor_setup_validate": "within setting it up; test_invitations.py",
    "account.end_sign_in": "ends the walk; test_accounts.py",
    "visits.clear": "for a browser that was here before; test_visits.py",
    "reading.ask": "on the page that answers reading.choose; test_echoed_text below",
    "coaching_requests.ask_with": "shown for a problem too long for an address; test_coaching_journey.py",
}
"""Routes for posts that no page of the walk has a form for, and why."""
TYPED = {
    "account.name", "account.department", "coaching_request.problem", "coaching_request.message",
    "coaching_request.answer", "coaching_session.note", "engagement.end_note", "review.note", "decision.reason",
    "offering.contact", "offering.conditions_ko", "offering.conditions_en", "plan.problem",
    "proposal.content", "proposal.source", "fact_check.note", "fact_check.quote", "deployment.scale_ko",
    "deployment.scale_en", "mail.body", "saved_search.problem", "plan_entry.note", "decision.record",
}
"""Columns for words that somebody types."""
SECOND = {"account.department", "review.note", "decision.record"}
"""Those of them that only the walk in full reaches (`make attacks`)."""


def test_nothing_that_was_written_runs(walk: dict[str, Any]) -> None:
    """No page has a typed tag, attribute, address of a script or evaluated template, and none has inline code."""
    assert walk["unsafe"] == []
    assert walk["sent"] > 150 and walk["pages"] > 400


def test_the_walk_came_everywhere(walk: dict[str, Any]) -> None:
    """Every route that takes posts was found through a form, so a new one is attacked without being listed."""
    assert set(walk["posts"]) - set(walk["reached"]) - NO_FORM.keys() == set()


def test_what_was_written_was_stored_and_shown(walk: dict[str, Any]) -> None:
    """Otherwise the test above would say nothing."""
    assert TYPED - (set() if walk["thorough"] else SECOND) - walk["columns"] == set()
    assert len(walk["shown"]) > 200


def test_nothing_written_ends_in_a_failure(walk: dict[str, Any]) -> None:
    """Whatever stands in a field, somebody is told what to do."""
    assert walk["failed"] == []


def test_nobody_is_led_out_of_the_site(walk: dict[str, Any]) -> None:
    """Open redirect: whatever a form sent along as `next`, every answer leads to a path of this site."""
    assert walk["redirects"]
    assert [to for to in walk["redirects"] if not to.startswith("/") or to.startswith(("//", "/\\"))] == []


def test_no_connection_is_made_and_no_file_written(walk: dict[str, Any]) -> None:
    """Server-side request forgery and path traversal: addresses and names in fields open nothing, in this process."""
    assert walk["heard"] == []
