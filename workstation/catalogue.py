"""Every kind of operation in one list: cleaning, importing, labels, standards. What is not here cannot write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workstation.dataset.operation import Operation
from workstation.errors import Problem
from workstation.text import _


def operations() -> dict[str, type[Operation]]:
    """Return {name: operation class} of all that the program can do to somebody's data."""
    from workstation.labels.catalogue import OPERATIONS as LABELS
    from workstation.operations.append_rows import AppendRows
    from workstation.operations.catalogue import OPERATIONS
    from workstation.operations.import_files import ImportFiles
    from workstation.operations.import_rows import ImportRows
    from workstation.operations.receive_version import ReceiveVersion
    from workstation.operations.use_stored_values import UseStoredValues
    from workstation.templates.catalogue import OPERATIONS as TEMPLATES

    own: tuple[type[Operation], ...] = (ImportRows, ImportFiles, AppendRows, ReceiveVersion, UseStoredValues)
    known = (*own, *OPERATIONS, *LABELS, *TEMPLATES)
    return {kind.name: kind for kind in known}


def operation(data: Mapping[str, Any]) -> Operation:
    """Return the operation that plain data describes: {"operation": name, parameter: value, ...}."""
    name = str(data.get("operation", ""))
    kind = operations().get(name)
    if kind is None:
        raise Problem("no-operation", _("There is no operation “{name}”.", name=name),
                      remedy=_("Look at the list with “operations”."))
    return kind.from_data(data)
