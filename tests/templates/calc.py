"""LibreOffice as a person who fills a form in: a macro of its own types into cells and saves, in a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
MACRO = '''<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub FillAll(orders As String)
  Dim n As Integer, line As String, parts, doc, sheet, args(0) As New com.sun.star.beans.PropertyValue
  n = FreeFile
  Open orders For Input As #n
  Do While Not Eof(n)
    Line Input #n, line
    If Len(line) &gt; 0 Then
      parts = Split(line, Chr(9))
      Select Case parts(0)
        Case "open"
          args(0).Name = "Hidden"
          args(0).Value = True
          doc = StarDesktop.loadComponentFromURL(ConvertToUrl(parts(1)), "_blank", 0, args())
          sheet = doc.Sheets.getByIndex(0)
        Case "text"
          sheet.getCellByPosition(CInt(parts(1)), CInt(parts(2))).setString(parts(3))
        Case "typed"
          sheet.getCellByPosition(CInt(parts(1)), CInt(parts(2))).setFormula(parts(3))
        Case "unlock"
          sheet.unprotect("")
        Case "insert row"
          sheet.Rows.insertByIndex(CInt(parts(1)), CInt(parts(2)))
        Case "insert column"
          sheet.Columns.insertByIndex(CInt(parts(1)), CInt(parts(2)))
        Case "rename"
          sheet.Name = parts(1)
        Case "save"
          args(0).Name = "FilterName"
          args(0).Value = parts(2)
          doc.storeToURL(ConvertToUrl(parts(1)), args())
          doc.close(True)
      End Select
    End If
  Loop
  Close #n
  StarDesktop.terminate()
End Sub
</script:module>
'''
THERE = shutil.which("soffice") is not None


class Calc:
    """Takes orders, line by line, and does them all in one start of the program."""

    def __init__(self, profile: Path) -> None:
        """Keep the profile's folder; it is made at the first run."""
        self.profile = profile
        self.orders: list[Sequence[object]] = []

    def fill(self, form: Path, rows: Sequence[Sequence[object]], to: Path, *more: Sequence[object], first: int = 6) -> None:
        """Open a form, do `more`, put rows below its example (texts as typed), and save it as the ending says."""
        self.orders.append(("open", form))
        self.orders += more
        for at, row in enumerate(rows):
            for column, value in enumerate(row, 1):
                if value is not None:
                    kind = "text" if isinstance(value, str) and not value[:4].isdigit() and "-" not in value else "typed"
                    kind = "text" if isinstance(value, str) and value.isdigit() else kind
                    self.orders.append((kind, column, first + at, value))
        self.save(to)

    def save(self, to: Path) -> None:
        """Save what is open."""
        self.orders.append(("save", to, FILTERS[to.suffix]))

    def run(self) -> None:
        """Do what was ordered."""
        place = f"-env:UserInstallation={self.profile.as_uri()}"
        if not (self.profile / "user" / "basic").exists():
            self._start(place, "--terminate_after_init")
        module = self.profile / "user" / "basic" / "Standard" / "Module1.xba"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text(MACRO, encoding="utf-8")
        orders = self.profile / "orders.txt"
        orders.write_text("".join("\t".join(map(str, line)) + "\n" for line in self.orders), encoding="utf-8")
        self.orders = []
        self._start(place, f'macro:///Standard.Module1.FillAll("{orders}")')

    def _start(self, *words: str) -> None:
        subprocess.run(["soffice", "--headless", "--norestore", *words], check=True, timeout=300, capture_output=True)
