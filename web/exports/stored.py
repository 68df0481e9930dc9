"""A report as plain JSON, so that a locked decision gives the documents of its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from web.exports.report import Block, Cell, Heading, Line, Paragraph, Report, Table


def as_json(report: Report) -> dict[str, Any]:
    """The report with each block named by its kind."""
    blocks = [{"block": type(block).__name__, **asdict(block)} for block in report.blocks]
    for block in blocks:
        if block["block"] == "Table":
            block["right"] = sorted(block["right"])
    return {**asdict(report), "blocks": blocks}


def from_json(kept: Mapping[str, Any]) -> Report:
    """The report that `as_json` gave, whether or not it went through a database since."""
    return Report(**{
        **kept, "blocks": tuple(_block(block) for block in kept["blocks"]),
        "missing": tuple((part, to_do) for part, to_do in kept["missing"]),
    })


def _block(kept: Mapping[str, Any]) -> Block:
    values = {name: value for name, value in kept.items() if name != "block"}
    if kept["block"] == "Heading":
        return Heading(**values)
    if kept["block"] == "Paragraph":
        return Paragraph(**{**values, "line": _line(values["line"])})
    return Table(**{
        **values, "header": tuple(values["header"]), "weights": tuple(values["weights"]),
        "right": frozenset(values["right"]), "rows": tuple(tuple(_cell(one) for one in row) for row in values["rows"]),
    })


def _cell(kept: Mapping[str, Any]) -> Cell:
    return Cell(tuple(_line(line) for line in kept["lines"]), kept["number"])


def _line(kept: Mapping[str, Any]) -> Line:
    return Line(**{**kept, "notes": tuple(kept["notes"])})
