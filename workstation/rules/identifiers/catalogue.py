"""The identifiers that a field's `check` may name."""

from __future__ import annotations

from workstation.rules.identifiers.bank_card import BANK_CARD
from workstation.rules.identifiers.cn_org import CN_ORG
from workstation.rules.identifiers.cn_rid import CN_RID
from workstation.rules.identifiers.cn_uscc import CN_USCC
from workstation.rules.identifiers.container import CONTAINER
from workstation.rules.identifiers.identifier import Identifier
from workstation.rules.identifiers.vin import VIN

IDENTIFIERS: dict[str, Identifier] = {one.name: one for one in (CN_RID, CN_USCC, CN_ORG, BANK_CARD, VIN, CONTAINER)}
ALIASES = {"luhn": "bank_card", "iso6346": "container"}
"""Other words for the same."""


def identifier(name: str) -> Identifier | None:
    """Return the identifier of this name, None when there is none."""
    return IDENTIFIERS.get(ALIASES.get(name, name))
