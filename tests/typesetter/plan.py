"""How an annotated document is set where nobody says otherwise: its own layout, or one chosen by its name."""

import zlib

import msgspec

from typesetter.elements import Marked
from typesetter.layouts import LAYOUTS, choose
from typesetter.scanning import scan, scan_some
from typesetter.setting import set_document


class Plan(msgspec.Struct, frozen=True):
    """A layout's name, the seed of its small changes, and `no`, `yes` or `mixed` for a scan."""

    layout: str
    seed: int
    scan: str


def plan_of(marked: Marked, name: str, *, layout: str | None = None, scan: str | None = None) -> Plan:
    """The plan for the document of that name (without suffix). Raises `KeyError` where its layout does not exist."""
    seed = int(marked.settings.get("seed", zlib.crc32(name.encode()) % 10_000))
    kind = "minutes" if marked.facts["type"] == "protokoll" else "pm"
    chosen = layout or marked.settings.get("layout") or choose(kind, seed).name
    return Plan(LAYOUTS[chosen].name, seed, scan or marked.settings.get("scan", "no"))


def set_as_planned(marked: Marked, plan: Plan) -> bytes:
    """The document's PDF."""
    pdf = set_document(marked, LAYOUTS[plan.layout], plan.seed).pdf
    if plan.scan == "no":
        return pdf
    return scan(pdf, plan.seed) if plan.scan == "yes" else scan_some(pdf, plan.seed)
