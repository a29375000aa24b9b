"""When: a time of the journal in words that a person reads at a glance."""

from __future__ import annotations

from datetime import datetime, timedelta

from workstation.text import _


def local(time: str) -> datetime:
    """Return a time of the journal (ISO 8601, UTC) on this computer's clock."""
    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone()


def when(time: str, today: datetime | None = None) -> str:
    """Return the time in words: “14:32”, “yesterday 14:32”, “2026-11-02 14:32”; '' for none."""
    if not time:
        return ""
    at, now = local(time), today or datetime.now().astimezone()
    clock = f"{at:%H:%M}"
    if at.date() == now.date():
        return clock
    if at.date() == (now - timedelta(days=1)).date():
        return _("yesterday {time}", time=clock)
    return f"{at:%Y-%m-%d} {clock}"


def who(person: str, me: str) -> str:
    """Return a person's name, or “you” for the one who works here."""
    return _("you") if person and person == me else person
