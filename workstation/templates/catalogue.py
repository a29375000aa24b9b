"""The operations of the templates room."""

from __future__ import annotations

from workstation.dataset.operation import Operation
from workstation.templates.receive_form import ReceiveForm
from workstation.templates.take_corrections import TakeCorrections

OPERATIONS: tuple[type[Operation], ...] = (ReceiveForm, TakeCorrections)
