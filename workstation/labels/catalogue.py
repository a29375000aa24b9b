"""The operations of the labels room."""

from __future__ import annotations

from workstation.dataset.operation import Operation
from workstation.labels.annotate import Annotate
from workstation.labels.set_label_schema import SetLabelSchema

OPERATIONS: tuple[type[Operation], ...] = (SetLabelSchema, Annotate)
