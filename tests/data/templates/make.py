"""Makes `filled` anew, thirty forms filled in and saved by LibreOffice: python -m tests.data.templates.make."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.templates.calc import Calc
from tests.templates.filling import FILLED, SENDERS, STANDARD, file_of, rows_of
from workstation.job import Job
from workstation.standards.lint import load
from workstation.templates.make import new_form, write_forms


def main() -> None:
    """Write the forms to a temporary folder, let LibreOffice fill them in."""
    standard = load(STANDARD)
    form = new_form(standard, language="en")
    FILLED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        forms = [Path(place) / f"{number}.xlsx" for number in range(1, 31)]
        write_forms(form, standard, list(zip(forms, SENDERS, strict=True)), Job())
        calc = Calc(Path(place) / "profile")
        for number, path in enumerate(forms, 1):
            calc.fill(path, rows_of(number), file_of(FILLED, number))
        calc.run()


if __name__ == "__main__":
    main()
