"""Two offices and a hub: one sends, the other accepts."""

from __future__ import annotations

import pytest

from tests.packages.offices import office
from tests.sync.roads import Road


@pytest.fixture
def road(tmp_path):
    """Give an office with a destination, and a centre that trusts it."""
    sender, centre = office(tmp_path / "office"), office(tmp_path / "centre", "Centre")
    yield Road(sender, centre, tmp_path / "hub")
    sender.close()
    centre.close()
