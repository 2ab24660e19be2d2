"""That a record's parts fit each other: what the schema cannot say."""

import msgspec
import pytest
from hypothesis import given

from parser.record.references import reference_problems
from parser.record.text import act_text, printed_text
from parser.record.types import Act, Actor, BlockRole, Edit, EditReason, Kind, Place, Record, Vote
from records import quick, records, sample_minutes, sample_record

replace = msgspec.structs.replace


@given(records())
@quick
def test_records_made_to_the_rules_have_no_problem(record: Record) -> None:
    assert list(reference_problems(record)) == []


def test_the_samples_have_no_problem() -> None:
    assert list(reference_problems(sample_record())) == []
    assert list(reference_problems(sample_minutes())) == []


def with_act(number: int, **changes: object) -> Record:
    record = sample_record()
    acts = tuple(replace(act, **changes) if act.id == f"a{number}" else act for act in record.acts)
    return replace(record, acts=acts)


def with_block(number: int, **changes: object) -> Record:
    record = sample_record()
    blocks = tuple(replace(block, **changes) if block.id == f"b{number}" else block for block in record.blocks)
    return replace(record, blocks=blocks)


def edit(at: int, length: int, printed: str = "-") -> Edit:
    return Edit(at=at, length=length, printed=printed, why=EditReason.HYPHEN)


ACTOR = Actor(name="NN")
FAR = (9.0, 9.0, 1.0, 1.0)
RECORD = sample_record()
FAULTS = [
    ("an id twice", replace(RECORD, matters=RECORD.matters * 2), "matters", "m1 is given 2 times"),
    ("an id of another file", replace(RECORD, id="0" * 16), "id", "does not begin the sha256"),
    ("another version", replace(RECORD, schema_version="2.0"), "schema_version", "2.0"),
    ("no such day", replace(RECORD, document=replace(RECORD.document, date="2006-02-30")), "document.date", "calendar"),
    ("a block that is not", with_act(4, blocks=("b99",)), "acts[3].blocks", "b99 that does not exist"),
    ("blocks out of order", with_act(4, blocks=("b13", "b12")), "acts[3].blocks", "reading order"),
    ("only furniture", with_act(3, blocks=("b9",), text=""), "acts[2].blocks", "furniture"),
    ("another text", with_act(4, text="Reservation"), "acts[3].text", "not that of its blocks"),
    ("a matter that is not", with_act(4, matter="m9"), "acts[3].matter", "m9"),
    ("a vote in a reservation", with_act(4, vote=Vote(yes=1)), "acts[3].vote", "reservation"),
    ("about nothing", with_act(4, about=("a99",)), "acts[3].about[0]", "a99, which does not exist"),
    ("about itself", with_act(4, about=("a3", "a4")), "acts[3].about[1]", "itself"),
    ("in favour of nothing", with_act(4, in_favour_of=("a99",)), "acts[3].in_favour_of[0]", "a99"),
    ("refers to nothing", with_act(4, refers_to="a99"), "acts[3].refers_to", "a99"),
    ("no such parent", with_act(8, parent="a99"), "acts[7].parent", "a99"),
    ("its own parent", with_act(8, parent="a8"), "acts[7].parent", "its own ancestors"),
    ("outside its parent", with_act(8, parent="a1"), "acts[7].blocks", "b22 of a8"),
    ("two acts in a block", with_act(8, parent=None), "acts[7].blocks", "both a7's and a8's"),
    ("no such person", with_act(3, actors=(replace(ACTOR, person="p9"),)), "acts[2].actors[0].person", "p9"),
    ("no such party", with_act(3, actors=(replace(ACTOR, party_id="x"),)), "acts[2].actors[0].party_id", "x"),
    (
        "a point of nowhere",
        with_act(1, points=(replace(RECORD.acts[0].points[0], text="Nej"),)),
        "acts[0].points[0].text",
        "«Nej»",
    ),
    (
        "a point elsewhere",
        with_act(1, points=(replace(RECORD.acts[0].points[0], block="b1"),)),
        "acts[0].points[0].block",
        "b1",
    ),
    ("no place", with_block(1, places=()), "blocks[0].places", "no place"),
    ("another first place", with_block(1, page=2), "blocks[0].places[0]", "not its page"),
    (
        "a page too far",
        with_block(23, page=9, places=(Place(page=9, bbox=RECORD.blocks[22].bbox),)),
        "blocks[22].places[0]",
        "9 of 2",
    ),
    (
        "a box inside out",
        with_block(1, bbox=FAR, places=(Place(page=1, bbox=FAR),)),
        "blocks[0].places[0]",
        "inside out",
    ),
    ("a page twice", with_block(1, places=RECORD.blocks[0].places * 2), "blocks[0].places", "one a page"),
    ("edits that overlap", with_block(1, edits=(edit(0, 3), edit(2, 1))), "blocks[0].edits[1]", "overlaps"),
    ("an edit too far", with_block(1, edits=(edit(999, 1),)), "blocks[0].edits[0]", "beyond"),
    ("an edit of nothing", with_block(1, edits=(edit(0, 1, "P"),)), "blocks[0].edits[0]", "changes nothing"),
    (
        "a heading that is not",
        replace(RECORD, matters=(replace(RECORD.matters[0], blocks=("b99",)),)),
        "matters[0].blocks",
        "b99",
    ),
    (
        "a warning of no act",
        replace(RECORD, warnings=(replace(RECORD.warnings[0], act="a99"),)),
        "warnings[0].act",
        "a99",
    ),
    ("a party that is not", replace(RECORD, parties=()), "persons[1].parties", "s"),
]


@pytest.mark.parametrize(
    ("record", "path", "words"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_what_does_not_fit_is_told_with_its_place(record: Record, path: str, words: str) -> None:
    problems = list(reference_problems(record))
    assert any(problem.path == path and words in problem.message for problem in problems), [*map(str, problems)]


def test_attendance_and_notes_are_looked_at_too() -> None:
    record = replace(sample_minutes(), persons=(), parties=(), matters=())
    paths = {problem.path for problem in reference_problems(record)}
    assert {"attendance[0].person", "attendance[0].party_id", "notes[0].matter", "notes[0].actors[0].person"} <= paths


def test_links_stay_within_a_matter() -> None:
    record = sample_minutes()
    acts = tuple(replace(act, about=("a5",)) if act.id == "a4" else act for act in record.acts)
    (problem,) = reference_problems(replace(record, acts=acts))
    assert str(problem) == "acts[3].about[0]: a4 of m1 points at a5 of m2."


def test_a_circle_of_parents_ends() -> None:
    record = sample_record()
    first, second = (replace(record.acts[index], parent=f"a{2 - index}", blocks=("b3",)) for index in (0, 1))
    problems = list(reference_problems(replace(record, acts=(first, second))))
    assert sum("ancestors" in problem.message for problem in problems) == 2


def test_furniture_within_an_act_is_not_of_its_text() -> None:
    statement = sample_record().acts[1]
    assert "b9" in statement.blocks
    assert "\n2\n" not in statement.text
    assert act_text(block for block in sample_record().blocks if block.role is BlockRole.FURNITURE) == ""


def test_edits_are_undone_from_the_last_to_the_first() -> None:
    assert printed_text("bemanningsplan är", (edit(2, 0, "-\n"), edit(14, 1, "\n"))) == "be-\nmanningsplan\när"
    assert printed_text("ab", (edit(1, 0, "x"), edit(1, 1, "y"))) == "axy"


def test_a_vote_belongs_to_a_vote() -> None:
    assert isinstance(sample_minutes().acts[1], Act)
    assert sample_minutes().acts[1].kind is Kind.VOTE
