"""A person as the account library knows one."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user
from flask_security import UserMixin

from catalog import people
from catalog.accounts import Account
from web.security import API_PREFIX
from web.state import state


class Person(Account, UserMixin):
    """An account as the library knows it; people who sign in are always loaded as this class."""

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in: address confirmed, not shut, and no example outside a demonstration."""
        if self.organisation is not None and self.organisation.is_example and not state().settings.demo:
            return False
        return self.active and self.confirmed_at is not None

    @property
    def in_office(self) -> bool:
        """Whether the person belongs to the programme office."""
        return self.organisation is not None and self.organisation.kind == people.OFFICE

    @property
    def needs_second_factor(self) -> bool:
        """Whether the password alone must not open the account: for the office always, by the settings for all."""
        return self.in_office or state().settings.second_factor == "all"

    @property
    def has_second_factor(self) -> bool:
        """Whether codes of an app are asked at sign-in."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def check_tf_required(self, tf_setup_methods: list[Any], tf_fresh: bool) -> tuple[bool, list[Any]]:
        """Asked after the password: who needs a second factor and has none is led to set it up."""
        return bool(tf_setup_methods) or self.needs_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether the second factor may not be switched off."""
        return self.needs_second_factor


def current_person() -> Person | None:
    """The person who is signed in; nobody in the API, which takes no form tokens."""
    if request.path.startswith(API_PREFIX) or not current_user or not current_user.is_authenticated:
        return None
    person: Person = current_user._get_current_object()
    return person
