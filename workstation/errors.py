"""Problem: an error of the world that a clerk can act on; everything else is a bug of ours."""

from __future__ import annotations

from workstation.text import joined


class Problem(Exception):
    """Something went wrong that a person can understand and mend.

    code:   stable word for tests, help and support, such as "bad-date"
    what:   what happened, a sentence
    where:  file, sheet, row, field; may be empty
    remedy: what to do now; may be empty only where nothing can be done
    """

    def __init__(self, code: str, what: str, where: str = "", remedy: str = "") -> None:
        """Keep the four parts; str() of a Problem is its sentence for a log."""
        super().__init__(code, what, where, remedy)
        self.code = code
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the parts that are there, in one line."""
        return joined(self.what, self.where, self.remedy)

    def data(self) -> dict[str, str]:
        """Return the four parts as plain data, as the command line prints them with --json."""
        return {"code": self.code, "what": self.what, "where": self.where, "remedy": self.remedy}


class Cancelled(Exception):
    """A person stopped the job; nothing is left behind and nothing is shown."""
