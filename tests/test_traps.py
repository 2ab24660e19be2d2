"""The traps of Swedish minutes and memoranda, each a small document that is named after what it must not lead to.

`cases/traps/NAME.marked.txt` is the document and its gold in one (the form: corpus/annotated/README.md). A document
is set in some layouts, converted and scored; a single mistake fails. To add a trap, add a file.
"""

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from parser.pipeline import Options, convert
from parser.record.types import Kind, NoteKind, Record
from scoring import score
from typesetter import LAYOUTS, Layout, Marked, load, set_document
from whole import Set, converted, pages_of, record_of_marked

TRAPS = sorted((Path(__file__).parent / "cases" / "traps").glob("*.marked.txt"))
NAMES = [path.name.removesuffix(".marked.txt") for path in TRAPS]


def _layouts(marked: Marked) -> list[Layout]:
    kind = "minutes" if marked.facts["type"] == "protokoll" else "pm"
    return [layout for layout in LAYOUTS.values() if kind in layout.suits]


def _faults(marked: Marked, layout: Layout, seed: int) -> list[str]:
    document = set_document(marked, layout, seed)
    data = convert(document.pdf, name="trap.pdf", options=Options(ocr="never")).json
    record: dict[str, Any] = json.loads(data)
    return [f"{fault.figure}: {fault.message}" for fault in score(document.gold, record, "trap").faults]


@pytest.mark.parametrize("path", TRAPS, ids=NAMES)
def test_trap(path: Path) -> None:
    marked = load(path)
    assert _faults(marked, _layouts(marked)[0], 0) == []


@pytest.mark.long
@pytest.mark.parametrize("path", TRAPS, ids=NAMES)
def test_trap_set_otherwise(path: Path) -> None:
    marked = load(path)
    for layout in _layouts(marked)[1:3]:
        assert _faults(marked, layout, 0) == [], layout.name


@functools.cache
def _trap(name: str) -> Record:
    marked = load(TRAPS[NAMES.index(name)])
    return convert(set_document(marked, _layouts(marked)[0]).pdf, name="trap.pdf").record


def test_taking_no_part_and_conflict_of_interest_are_notes() -> None:
    record = _trap("takes-no-part-and-conflict-of-interest-are-no-reservations")
    assert [(note.kind, [actor.name for actor in note.actors]) for note in record.notes] == [
        (NoteKind.TAKES_NO_PART, ["Anna Bergström"]),
        (NoteKind.CONFLICT_OF_INTEREST, ["Sven Dahlqvist"]),
    ]


def test_the_smaller_number_may_win_and_the_outcome_is_read() -> None:
    vote = next(act.vote for act in _trap("yes-may-mean-rejection-and-the-smaller-number-may-win").acts if act.vote)
    assert vote.meaning_yes is not None
    assert "avgörs i dag" in vote.meaning_yes
    assert vote.meaning_no is not None
    assert "återremiss" in vote.meaning_no
    assert vote.outcome is not None
    assert "återremitteras" in vote.outcome


def test_what_an_appendix_writes_out_is_linked_to_what_announces_it() -> None:
    acts = _trap("reservation-announced-and-written-out-is-linked").acts
    announced, written = (act for act in acts if act.kind is Kind.RESERVATION)
    assert announced.parent is None
    assert written.parent == next(act.id for act in acts if act.kind is Kind.APPENDIX)
    assert written.refers_to == announced.id


def test_two_hundred_names_are_two_hundred_persons() -> None:
    record = _trap("two-hundred-names-are-one-list")
    assert len(record.persons) == 200
    assert all(actor.person for act in record.acts if act.kind is Kind.RESERVATION for actor in act.actors)


def test_a_day_that_is_not_in_the_calendar_is_no_date() -> None:
    lines = [
        Set("Sammanträdesprotokoll", bold=True, size=14),
        Set("Kommunstyrelsen 31 februari 2019"),
        Set("2019-13-45"),
    ]
    assert converted(pages_of(lines))[1].record.document.date is None


def test_what_is_spaced_out_and_broken_at_a_lines_end_is_one_word() -> None:
    lines = [
        Set("Sammanträdesprotokoll", bold=True, size=14),
        Set("s t a d s l e d n i n g s -"),
        Set("kontorets text"),
    ]
    blocks, _ = converted(pages_of(lines))
    assert blocks[-1].text == "stadsledningskontorets text"


def test_no_proposal_and_no_reservation_are_said_in_many_ways() -> None:
    said = ["Inga reservationer anmäldes.", "Ingen reservation anmäls.", "Inga särskilda yttranden lämnas."]
    for sentence in said:
        record = record_of_marked(
            "---\ntype: protokoll\n---\n= Sammanträdesprotokoll\n\n# § 1 Ett ärende\n## Beslut\n"
            f"Nämnden beslutar att godkänna rapporten.\n\n## Reservationer\n{sentence}\n"
        )
        assert [act.kind for act in record.acts] == [Kind.DECISION], sentence
