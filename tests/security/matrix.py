"""The authorisation matrix, written from the routes: `python -m tests.security.matrix docs/security.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask

from catalog.people import OFFICE
from tests.security.test_owned import OWNED
from tests.web.test_access import CLOSED, COLLEAGUES, LEAVING, TABLE, WAY_IN
from web import create_app
from web.settings import Settings

BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"
COLUMNS = {"anonymous": "nobody", "municipality": "municipality", "institution": "institution", OFFICE: "office"}
WHOSE = {
    "plan_id": "of its organisation; of whoever has the address while it is nobody's",
    "decision_id": "of its organisation", "search_id": "one's own", "record": "of one's municipality",
    "offering": "of one's municipality", "fact": "", "number": "",
}
WHOSE_NUMBER = {
    "invitations.": "a colleague, by who may invite", "coaching_facts.": "of one's municipality",
    "coaching_requests.": "of its two municipalities; the office reads", "office": "",
}
SPECIAL = {
    **dict.fromkeys(WAY_IN, "within a sign-in or a set-up that has begun"),
    **dict.fromkeys(LEAVING, "whoever is signed in"), COLLEAGUES: "whoever may invite", CLOSED: "closed for everybody",
}


def rows(app: Flask) -> list[str]:
    """A line for each address and method, by address."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = " ".join(sorted((rule.methods or set()) & {"GET", "POST"}))
        address = rule.rule.replace("int(max=2147483647):", "").replace("path:", "").replace("|", "\\|")
        if rule.endpoint in SPECIAL:
            marks, note = ["·"] * len(COLUMNS), SPECIAL[rule.endpoint]
        else:
            who = TABLE.get(rule.endpoint, set(COLUMNS) if rule.rule.startswith("/api/") else set())
            marks = ["yes" if column in who else "no" for column in COLUMNS]
            note = _whose(rule.endpoint, rule.arguments)
        found.append(f"| `{address}` | {methods} | {' | '.join(marks)} | {note} |")
    return found


def _whose(endpoint: str, arguments: set[str]) -> str:
    if endpoint in ("coaching_requests.ask_with", "coaching_offerings.new"):
        return ""
    if endpoint == "examples.mails":
        return "in a demonstration only"
    if endpoint == "measures.metrics":
        return "with the token of the settings"
    if "number" in arguments:
        return next(words for start, words in WHOSE_NUMBER.items() if endpoint.startswith(start))
    return "; ".join(filter(None, (WHOSE[part] for part in sorted(arguments & OWNED))))


def table(app: Flask) -> str:
    """The whole table."""
    head = ["address", "methods", *COLUMNS.values(), "whose"]
    return "\n".join([f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *rows(app)])


def placed(page: str, app: Flask) -> str:
    """The page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table(app)}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Writes the table into the page that is named."""
    page = Path(sys.argv[1])
    app = create_app(Settings(database_url="sqlite://"))
    page.write_text(placed(page.read_text(encoding="utf-8"), app), encoding="utf-8")


if __name__ == "__main__":
    main()
