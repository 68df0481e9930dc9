"""Tests that share something costly run on one process."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("wheel")
def test_groups_hold(request: pytest.FixtureRequest) -> None:
    """pytest-xdist tells them apart by what it adds to the names of tests; a pytest that it does not know loses it."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("on one process there is nothing to hold together")
    assert request.node.nodeid.endswith("@wheel"), "install the versions of requirements-test.lock"
