"""Stored vectors of passages, so that only changed text is encoded again."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db import Base


class PassageVector(Base):
    """The vector of one text under one model: float16, little-endian, unit length.

    Keyed by the text's hash, not by its passage: the same sentence in two places is encoded once.
    """

    __tablename__ = "passage_vector"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_fingerprint: Mapped[str] = mapped_column(String(120), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
