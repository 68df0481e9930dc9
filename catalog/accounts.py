"""Organisations, the people in them, and where they are signed in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base, given, one_of
from catalog.municipalities import Municipality

KINDS = ("municipality", "institution", "programme-office")
LONGEST_EMAIL = 254
"""Characters of an address that mail can be delivered to (RFC 5321, 4.5.3.1.3)."""


class Organisation(Base):
    """A municipality, an expert institution or the programme office; each municipality is one at most.

    `learning_refused`: nothing that its people wrote may be read to learn or judge from. Nothing does so today
    (docs/privacy.md), so nothing reads it; whatever ever collects texts for that must leave these out.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"), unique=True)
    name_ko: Mapped[str]
    name_en: Mapped[str]
    is_example: Mapped[bool] = mapped_column(default=False)
    learning_refused: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))

    municipality: Mapped[Municipality | None] = relationship()

    __table_args__ = (
        one_of("kind", KINDS), given("name_ko"), given("name_en"),
        CheckConstraint("(kind = 'municipality') = (municipality_code IS NOT NULL)", name="municipality_has_its_code"),
    )


class Account(Base):
    """A person in an organisation; without `organisation_id` one whose claim to a municipality is not confirmed yet.

    `email` is kept in lower case, `shut_at` tells since when an account is not `active`. `password` is an argon2
    hash, null until the person has chosen one. `fs_uniquifier` stands in every session cookie: a new one signs the
    person out everywhere. The recovery codes are hashes; `totp_counter` is the last code's time step, so that no
    code serves twice.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    claimed_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), unique=True)
    name: Mapped[str]
    department: Mapped[str | None]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    shut_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    invites: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(2), default="ko")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None]

    organisation: Mapped[Organisation | None] = relationship()
    claimed: Mapped[Municipality | None] = relationship()

    __table_args__ = (
        given("email"), given("name"), one_of("language", ("ko", "en")),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )


class SignIn(Base):
    """One browser in which a person is signed in; `key_hash` is the SHA-256 of the key in its session cookie."""

    __tablename__ = "sign_in"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    browser: Mapped[str]


class Notice(Base):
    """Something that happened which an organisation's people should see; the same went out as mail."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    text_ko: Mapped[str]
    text_en: Mapped[str]
    path: Mapped[str]
    read_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (given("text_ko"), given("text_en"), given("path"))


class Mail(Base):
    """A mail that waits to be delivered; it is written with what it tells of and deleted once it has gone out.

    `tries` counts the attempts, `tried_at` is the last one's time: the next comes later and later.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    subject: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (given("recipient"), given("subject"), given("body"))
