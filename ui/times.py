"""Times as people say them: just now, 2 minutes ago, today 14:32, yesterday, 12 Nov, 2025-11-12."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale

from workstation.text import _, _n, language


def local(time: str) -> datetime:
    """Return a time of the journal (UTC, ISO 8601) as a local one."""
    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone()


def when(time: str, now: datetime | None = None) -> str:
    """Return a time of the journal in words."""
    then = local(time)
    now = now or datetime.now().astimezone()
    age = now - then
    clock = f"{then:%H:%M}"
    if timedelta(0) <= age < timedelta(minutes=1):
        return _("just now")
    if timedelta(0) <= age < timedelta(hours=1):
        return _n("{n} minute ago", "{n} minutes ago", int(age.total_seconds() // 60))
    if then.date() == now.date():
        return _("today {time}", time=clock)
    if then.date() == now.date() - timedelta(days=1):
        return _("yesterday {time}", time=clock)
    if then.year == now.year:
        day = QDate(then.year, then.month, then.day)
        pattern = "M月d日" if language().startswith("zh") else "d MMM"
        return QLocale(language().replace("-", "_")).toString(day, pattern) + f" {clock}"
    return f"{then:%Y-%m-%d}"
