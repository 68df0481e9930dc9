"""Pages about the service itself: where the data come from and how good the matching is."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import select

from catalog import queries
from catalog.deployments import Deployment, Outcome
from catalog.revisions import current_version
from catalog.solutions import SOURCE_QUALITIES, Cost, Pitfall
from web.calls import data_date
from web.formats import sources
from web.state import session

MOST_CITED = 20
FIGURES = Path(__file__).parent / "match_quality.json"

blueprint = Blueprint("pages", __name__)


@blueprint.get("/sources")
def show_sources() -> str:
    """How many facts rest on which kind of source, and the most cited ones."""
    qualities: Counter[str] = Counter()
    hosts: Counter[str] = Counter()
    for table in (Deployment, Outcome, Cost, Pitfall):
        rows = session().execute(select(table.source, table.source_quality).where(table.withdrawn_on.is_(None)))
        for source, quality in rows:
            qualities[quality] += 1
            hosts.update({link.label for link in sources(source) if (link.href or "").startswith("http")})
    return render_template(
        "sources.html", qualities=[(name, qualities[name]) for name in SOURCE_QUALITIES],
        total=sum(qualities.values()), hosts=hosts.most_common(MOST_CITED), host_count=len(hosts),
        data_date=data_date(session()), version=current_version(session()),
    )


@blueprint.get("/quality")
def quality() -> str:
    """How recommendations are made, how they are checked, and what they cannot do."""
    return render_template("quality.html", counts=queries.counts(session()), figures=figures())


@cache
def figures() -> dict[str, Any]:
    """What `make quality` measured last: groups of problems by measure, with 95 % intervals."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found
