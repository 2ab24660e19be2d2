"""A small typesetter for test documents: one marked text gives a PDF in many layouts, and its gold.

The form of the marked text is told in `corpus/annotated/README.md`.
"""

from typesetter.elements import Marked
from typesetter.gold import gold_json, gold_of
from typesetter.layouts import LAYOUTS, Layout, choose, vary
from typesetter.markup import MarkupError, load, parse
from typesetter.setting import SetDocument, set_document

__all__ = [
    "LAYOUTS",
    "Layout",
    "Marked",
    "MarkupError",
    "SetDocument",
    "choose",
    "gold_json",
    "gold_of",
    "load",
    "parse",
    "set_document",
    "vary",
]
