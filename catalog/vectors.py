"""Stored vectors of passages, so that only changed text is encoded again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.db import Base


class PassageVector(Base):
    """The vector of one text under one model: float16, little-endian, unit length.

    Keyed by the text's hash, not by its passage: the same sentence in two places is encoded once.
    """

    __tablename__ = "passage_vector"

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_fingerprint: Mapped[str] = mapped_column(String(120), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


FEW = 500
"""Texts up to which their vectors are asked for by hash instead of reading all."""


def stored_vectors(session: Session, fingerprint: str, hashes: Collection[str]) -> dict[str, bytes]:
    """Text hash to vector bytes for what this model has encoded of these texts, and maybe of others."""
    wanted = select(PassageVector.text_hash, PassageVector.vector).where(PassageVector.model_fingerprint == fingerprint)
    if len(hashes) <= FEW:
        wanted = wanted.where(PassageVector.text_hash.in_(hashes))
    return {text_hash: vector for text_hash, vector in session.execute(wanted)}


def known_texts(session: Session, fingerprint: str) -> set[str]:
    """Hashes of the texts that this model has encoded."""
    return set(session.scalars(
        select(PassageVector.text_hash).where(PassageVector.model_fingerprint == fingerprint)))


def store_vectors(session: Session, fingerprint: str, vectors: Mapping[str, bytes]) -> int:
    """Adds the vectors that are not stored yet; returns how many were new."""
    known = known_texts(session, fingerprint)
    new = [
        {"text_hash": text_hash, "model_fingerprint": fingerprint, "vector": vector}
        for text_hash, vector in vectors.items() if text_hash not in known
    ]
    if new:
        # Another worker may have encoded the same text a moment ago; its vector is as good.
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(PassageVector).on_conflict_do_nothing(), new)
    return len(new)


def forget_vectors(session: Session, fingerprint: str, text_hashes: Collection[str]) -> None:
    """Takes damaged vectors away, so that others can stand in their place."""
    for text_hash in text_hashes:  # few, or the database itself is lost
        session.execute(delete(PassageVector).where(
            PassageVector.text_hash == text_hash, PassageVector.model_fingerprint == fingerprint))
