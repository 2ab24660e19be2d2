"""The source document set otherwise: other fonts, lines, columns and page breaks give the same record.

The text and its gold are `corpus/annotated/source/`; that its gold is the one that was given is tested where the
given one is at hand.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from parser.pipeline import convert
from scoring import figures, score, tokens, total
from typesetter.elements import Marked
from typesetter.gold import gold_of
from typesetter.layouts import LAYOUTS
from typesetter.markup import load
from typesetter.setting import set_document

ROOT = Path(__file__).parent.parent
NAME = "pm-2006-ri-041-4239"
GIVEN = ROOT.parent / "shared" / "accuracy" / "gold" / f"{NAME}.gold.json"
FITTING = [name for name, layout in LAYOUTS.items() if "pm" in layout.suits]


@pytest.fixture(scope="module")
def source() -> Marked:
    return load(ROOT / "corpus" / "annotated" / "source" / f"{NAME}.marked.txt")


@pytest.mark.skipif(not GIVEN.exists(), reason="the given gold lies outside the project")
def test_the_marked_text_yields_the_given_gold(source: Marked) -> None:
    given, made = json.loads(GIVEN.read_text(encoding="utf-8")), gold_of(source)
    assert made["document"] == given["document"]
    assert [_without_text(act) for act in made["acts"]] == [_without_text(act) for act in given["acts"]]
    assert [tokens(act["text"]) for act in made["acts"]] == [tokens(act["text"]) for act in given["acts"]]


def _without_text(act: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in act.items() if key != "text"}


@pytest.mark.long
@pytest.mark.parametrize("name", FITTING)
@pytest.mark.parametrize("seed", [0, 3])
def test_the_source_document_is_read_the_same_in_every_layout(name: str, seed: int, source: Marked) -> None:
    document = set_document(source, LAYOUTS[name], seed)
    record = json.loads(convert(document.pdf, name=f"{NAME}.pdf").json)
    result = score(document.gold, record, name)
    assert not [fault.message for fault in result.faults]
    assert set(figures(total([result])).values()) == {1.0}
    assert result.matters == (1, 1)


@pytest.mark.parametrize("name", ["word-times", "narrow-column", "two-columns", "arial-ragged"])
def test_usual_layouts_are_read_right(name: str, source: Marked) -> None:
    """The quick part of the test above, with small changes of its own."""
    document = set_document(source, LAYOUTS[name], 11)
    record = json.loads(convert(document.pdf, name=f"{NAME}.pdf").json)
    assert not [fault.message for fault in score(document.gold, record, name).faults]
