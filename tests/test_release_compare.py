"""How two records of one document differ: acts are matched by what they are, not by their numbers."""

import msgspec
import pytest
from hypothesis import given

from parser.record.types import Act, Demand, Record
from parser.release.compare import compare, match_acts
from records import quick, records, sample_minutes, sample_record


def replaced(record: Record, id_: str, **values: object) -> Record:
    acts = tuple(msgspec.structs.replace(act, **values) if act.id == id_ else act for act in record.acts)
    return msgspec.structs.replace(record, acts=acts)


def without(record: Record, id_: str) -> Record:
    """The record without an act: those after it have the next lower number, links to it are gone."""
    kept = [act for act in record.acts if act.id != id_]
    new = {act.id: f"a{number}" for number, act in enumerate(kept, 1)}

    def renamed(act: Act) -> Act:
        return msgspec.structs.replace(
            act,
            id=new[act.id],
            parent=new.get(act.parent or ""),
            refers_to=new.get(act.refers_to or ""),
            about=tuple(new[one] for one in act.about if one in new),
            in_favour_of=tuple(new[one] for one in act.in_favour_of if one in new),
        )

    return msgspec.structs.replace(record, acts=tuple(map(renamed, kept)))


def told(before: Record, after: Record) -> list[tuple[str, str | None, str | None, list[str]]]:
    return [(one.what, one.before, one.after, sorted(one.fields)) for one in compare(before, after).acts]


def test_a_record_does_not_differ_from_itself():
    assert not compare(sample_record(), sample_record())
    assert compare(sample_record(), sample_record()).same_acts == 8


def test_an_act_that_is_gone_renames_those_after_it_and_changes_only_what_pointed_at_it():
    record = sample_minutes()
    assert told(record, without(record, "a5")) == [("removed", "a5", None, [])]
    # The reservation was in favour of the moved proposal that is gone.
    assert told(record, without(record, "a1")) == [
        ("removed", "a1", None, []),
        ("changed", "a4", "a3", ["in_favour_of"]),
    ]
    assert told(without(record, "a1"), record) == [
        ("added", None, "a1", []),
        ("changed", "a3", "a4", ["in_favour_of"]),
    ]


def test_a_changed_text_at_the_same_place_is_a_change_and_tells_before_and_after():
    record = sample_record()
    changed = replaced(record, "a4", text="Reservation anfördes av ingen.", demand=(Demand.REFERRAL_BACK,))
    (one,) = compare(record, changed).acts
    assert (one.what, one.before, one.after) == ("changed", "a4", "a4")
    assert one.fields["demand"] == (["rejection"], ["referral_back"])
    assert one.fields["text"][1] == "Reservation anfördes av ingen."
    assert one.actors == ("Carin Jämtin", "Roger Mogert")


def test_another_confidence_is_told_by_name_so_that_it_can_be_passed_over():
    record = sample_record()
    (one,) = compare(record, replaced(record, "a2", confidence=0.5)).acts
    assert one.fields == {"confidence": (0.97, 0.5)}


def test_what_is_said_of_the_making_is_no_difference():
    record = sample_record()
    software = msgspec.structs.replace(record.source.converter, version="9.9")
    source = msgspec.structs.replace(record.source, converter=software, file_name="other.pdf")
    assert not compare(record, msgspec.structs.replace(record, source=source))


def test_a_documents_facts_and_the_other_parts_of_its_record_are_told():
    record = sample_record()
    other = msgspec.structs.replace(
        record, document=msgspec.structs.replace(record.document, date="2006-11-10"), warnings=()
    )
    change = compare(record, other)
    assert change.fields == {"date": ("2006-11-09", "2006-11-10")}
    assert change.parts == ("warnings",)


@quick
@given(records())
def test_no_record_differs_from_itself(record):
    change = compare(record, record)
    assert not change
    assert change.same_acts == len(record.acts)


@pytest.mark.long
@quick
@given(records(), records())
def test_each_act_is_matched_once_and_what_is_added_one_way_is_removed_the_other(before, after):
    pairs = match_acts(before, after)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert set(match_acts(after, before)) == {(other, one) for one, other in pairs}
    there, back = compare(before, after), compare(after, before)
    for change, first, second in ((there, before, after), (back, after, before)):
        by = {what: [one for one in change.acts if one.what == what] for what in ("added", "removed", "changed")}
        assert len(by["removed"]) + len(by["changed"]) + change.same_acts == len(first.acts)
        assert len(by["added"]) + len(by["changed"]) + change.same_acts == len(second.acts)


@quick
@given(records())
def test_an_act_taken_away_is_the_only_one_that_is_removed(record):
    for act in record.acts:
        change = compare(record, msgspec.structs.replace(record, acts=tuple(a for a in record.acts if a.id != act.id)))
        assert [one.what for one in change.acts if one.what != "changed"] == ["removed"]
