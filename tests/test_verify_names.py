"""A record names nobody whom its document does not print, and the XML beside it says the same as it does."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from parser.record.akn import to_akoma_ntoso
from parser.record.grounding import grounding_problems
from parser.record.types import ActorType, Edit, EditReason, Record
from parser.record.verify import verify
from parser.record.xml_proof import xml_problems
from records import sample_minutes, sample_record

RECORDS = (sample_record(), sample_minutes())


def told(record: Record) -> list[str]:
    return [str(problem) for problem in grounding_problems(record)]


def with_actor(record: Record, kind: str, **changes: object) -> tuple[Record, str]:
    """The record with the first actor of its first act of that kind changed, and that actor's path."""
    at = next(at for at, act in enumerate(record.acts) if act.kind == kind and act.actors)
    act = record.acts[at]
    actors = (replace(act.actors[0], **changes), *act.actors[1:])
    acts = (*record.acts[:at], replace(act, actors=actors), *record.acts[at + 1 :])
    return replace(record, acts=acts), f"acts[{at}].actors[0].name"


@pytest.mark.parametrize("record", RECORDS)
def test_a_right_record_names_only_whom_the_print_names(record: Record) -> None:
    assert told(record) == []


def test_an_invented_name_is_found() -> None:
    record, path = with_actor(sample_record(), "reservation", name="Nils Påhittad")
    (problem,) = [one for one in verify(record) if one.weight == "fault"]
    assert problem.path == path
    assert "Not every word of the name «Nils Påhittad» is in the document" in problem.message
    assert problem.page is not None


def test_the_name_of_another_whom_the_document_prints_is_found() -> None:
    record = sample_record()
    person = next(act.actors[0].person for act in record.acts if act.kind == "reservation")
    other = next(one for one in record.persons if one.id != person)
    changed, _ = with_actor(record, "reservation", name=other.name)
    assert "is no form of the name of" in told(changed)[0]


def test_words_of_two_names_make_no_third() -> None:
    record = sample_record()
    first, second = record.persons[0].name.split(), record.persons[1].name.split()
    changed, _ = with_actor(record, "reservation", name=f"{first[0]} {second[-1]}", person=None)
    assert "stands nowhere in the document" in told(changed)[0]


def test_a_person_of_whom_no_form_is_printed_is_found() -> None:
    record = sample_record()
    nobody = replace(record.persons[0], name="Nils Påhittad", forms=("Påhittad",))
    assert any(one.startswith("persons[0].") for one in told(replace(record, persons=(nobody, *record.persons[1:]))))


def test_another_partys_code_is_found() -> None:
    record = sample_record()
    changed, _ = with_actor(record, "reservation", party="XYZ")
    assert "The code «XYZ»" in told(changed)[0]
    changed, _ = with_actor(record, "reservation", party="och")  # which is printed, and no code of the party's
    assert "is not printed for the party" in told(changed)[0]


def test_a_party_that_acts_may_be_called_by_its_everyday_name() -> None:
    record, _ = with_actor(
        sample_record(), "reservation", name="Partiet för allt", type=ActorType.PARTY_GROUP, person=None
    )
    assert told(record) == []
    record, _ = with_actor(
        sample_record(),
        "reservation",
        name="Partiet för allt",
        type=ActorType.PARTY_GROUP,
        person=None,
        party=None,
        party_id=None,
    )
    assert "The party «Partiet för allt» stands nowhere" in told(record)[0]


@given(st.data())
def test_capitals_endings_and_corrected_letters_make_no_difference(data: st.DataObject) -> None:
    record = sample_record()
    name = data.draw(st.sampled_from([person.name for person in record.persons]))
    change = data.draw(st.sampled_from(["capitals", "genitive", "ocr"]))

    def printed(text: str) -> str:
        if change == "capitals":
            return text.replace(name, name.upper())
        return text.replace(name, f"{name}s") if change == "genitive" else text

    blocks = []
    for block in record.blocks:
        at = block.text.find(name)
        edits = (Edit(at=at, length=1, printed="#", why=EditReason.OCR),) if change == "ocr" and at >= 0 else ()
        blocks.append(replace(block, text=printed(block.text), edits=edits or block.edits))
    assert told(replace(record, blocks=tuple(blocks))) == []


# -- the XML


@pytest.mark.parametrize("record", RECORDS)
def test_the_xml_of_a_record_says_what_it_says(record: Record) -> None:
    assert list(xml_problems(record, to_akoma_ntoso(record))) == []
    assert list(verify(record, xml=to_akoma_ntoso(record))) == list(verify(record))


def test_another_party_in_the_xml_is_found_with_its_line() -> None:
    xml = to_akoma_ntoso(sample_record())
    party = sample_record().parties[0]
    tampered = xml.replace(f'showAs="{party.name}"'.encode(), b'showAs="Ett annat parti"')
    assert tampered != xml
    problems = [one for one in verify(sample_record(), xml=tampered) if one.weight == "fault"]
    assert re.fullmatch(r"XML, line \d+", problems[0].path)
    assert f"has «Ett annat parti» as its showAs instead of «{party.name}»" in problems[0].message


@given(st.data())
def test_any_other_letter_in_the_xml_is_found(data: st.DataObject) -> None:
    xml = to_akoma_ntoso(sample_minutes()).decode()
    at = data.draw(st.sampled_from([found.start() for found in re.finditer(r"[A-Za-zåäö](?=[^<>]*<)", xml)]))
    tampered = xml[:at] + ("x" if xml[at] != "x" else "y") + xml[at + 1 :]
    assert list(xml_problems(sample_minutes(), tampered.encode()))


def test_what_is_no_xml_or_is_cut_short_or_too_long_is_found() -> None:
    record = sample_record()
    xml = to_akoma_ntoso(record)
    assert "This is no XML" in str(next(xml_problems(record, xml[:500])))
    other = to_akoma_ntoso(sample_minutes())
    assert list(xml_problems(record, other))


def test_xml_that_is_only_written_otherwise_says_the_same() -> None:
    record = sample_record()
    xml = to_akoma_ntoso(record).replace(b"?>", b"?><!-- by another hand -->", 1).replace(b"/>\n", b" />\n")
    assert list(xml_problems(record, xml)) == []


def test_a_record_whose_parts_do_not_fit_is_told_so_and_its_xml_left_aside() -> None:
    record = sample_record()
    act = msgspec.structs.replace(record.acts[-1], parent="a99")
    problems = list(verify(replace(record, acts=(*record.acts[:-1], act)), xml=b"<no"))
    assert not [one for one in problems if one.path.startswith("XML")]
