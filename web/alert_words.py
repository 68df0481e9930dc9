"""The mail about news for a saved search, in the language of its owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.searches import SavedSearch

MATTER = {
    "ko": {"solutions": "새로 추천되는 솔루션", "offerings": "새로 열린 코칭", "calls": "새 공모"},
    "en": {"solutions": "Newly recommended", "offerings": "New coaching", "calls": "New call"},
}
SUBJECT = {"ko": "[확산] 저장한 검색에 새 소식 {count}건", "en": "[Hwaksan] News for your saved search: {count}"}
OPENING = {
    "ko": "{name}님, 저장하신 문제에 새로 나온 것이 있습니다.\n\n“{problem}”",
    "en": "Dear {name},\n\nthere is something new for a problem that you saved:\n\n“{problem}”",
}
CLOSING = {
    "ko": "이 알림을 그만 받으려면 저장한 검색에서 지워 주세요: {address}",
    "en": "To stop these mails, remove the search: {address}",
}
QUOTED = 200
"""Characters of the problem that a mail repeats."""


def alert_mail(search: SavedSearch, news: Sequence[dict[str, Any]], base_url: str) -> tuple[str, str]:
    """Subject and body."""
    lang = search.account.language
    lines = [OPENING[lang].format(name=search.account.name, problem=search.problem[:QUOTED]), ""]
    lines += [f"- {MATTER[lang][one['matter']]}: {one['name'][lang]}\n  {base_url}{one['path']}" for one in news]
    lines += ["", CLOSING[lang].format(address=f"{base_url}/searches")]
    return SUBJECT[lang].format(count=len(news)), "\n".join(lines)
