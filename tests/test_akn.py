"""The record as Akoma Ntoso: always valid, all the text once and in order, acts and links in the standard's ways."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from lxml import etree

from parser.record.akn import to_akoma_ntoso
from parser.record.akn_names import AKN, OURS, clean, slug
from parser.record.types import BlockRole, Kind, Record
from parser.record.validate import akn_problems
from records import quick, records, sample_minutes, sample_record

NAMES = {"a": AKN, "o": OURS}


def parsed(record: Record) -> etree._Element:
    return etree.fromstring(to_akoma_ntoso(record))


def text_of(element: etree._Element) -> str:
    """The text below an element without white space, which tags part where the record has a tab or line feed."""
    return "".join("".join(element.itertext()).split())


def by_id(root: etree._Element, id_: str) -> etree._Element:
    (found,) = root.xpath("//*[@eId=$id]", id=id_)
    return found


SAMPLES = pytest.mark.parametrize("record", [sample_record(), sample_minutes()], ids=["memorandum", "minutes"])


@given(records())
@quick
def test_every_record_is_valid_against_the_official_schema(record: Record) -> None:
    assert list(akn_problems(to_akoma_ntoso(record))) == []


@pytest.mark.long
@given(records())
@settings(quick, max_examples=500)
def test_every_one_of_many_records_is_valid_and_whole(record: Record) -> None:
    test_every_record_is_valid_against_the_official_schema.hypothesis.inner_test(record)
    test_every_block_is_there_once_and_in_reading_order.hypothesis.inner_test(record)


@given(records())
@quick
def test_every_block_is_there_once_and_in_reading_order(record: Record) -> None:
    root = parsed(record)
    assert print_of(root) == [
        *(content(block.text) for block in record.blocks if block.role is not BlockRole.FURNITURE),
        *(content(block.text) for block in record.blocks if block.role is BlockRole.FURNITURE),
    ]


def content(text: str) -> str:
    return "".join(clean(text).split())


def print_of(root: etree._Element) -> list[str]:
    """The text of each block of the body in the file's order, the furniture at the end."""
    texts: dict[str, str] = {}
    furniture: dict[str, str] = {}
    for element in root.iter(f"{{{AKN}}}*"):
        id_ = element.get("eId", "")
        if not re.fullmatch(r"b\d+(\.\d+)?", id_):
            continue
        assert id_ not in texts
        before = element.getprevious()
        number = before is not None and etree.QName(before).localname == "num" and before.get("eId") is None
        of_heading = number and etree.QName(element).localname == "heading"
        whole = (text_of(before) if of_heading else "") + text_of(element)
        is_furniture = element.getparent().get("name") == "furniture"
        (furniture if is_furniture else texts)[id_] = whole
    return [*texts.values(), *furniture.values()]


@given(records())
@quick
def test_every_reference_within_the_file_has_its_target(record: Record) -> None:
    root = parsed(record)
    ids = set(root.xpath("//@eId"))
    for name in ("refersTo", "href", "for", "by", "as", "source", "body", "ref", "role", "party", "blocks"):
        for value in root.xpath(f"//@{name}"):
            for target in value.split():
                if target.startswith("#"):
                    assert target[1:] in ids


@SAMPLES
def test_the_samples_are_valid(record: Record) -> None:
    assert list(akn_problems(to_akoma_ntoso(record))) == []


@SAMPLES
def test_the_same_record_gives_the_same_bytes(record: Record) -> None:
    assert to_akoma_ntoso(record) == to_akoma_ntoso(record)


def test_a_memorandum_is_a_doc_and_minutes_are_a_debate() -> None:
    assert parsed(sample_record()).xpath("/a:akomaNtoso/a:doc/@name", namespaces=NAMES) == ["pm"]
    assert parsed(sample_minutes()).xpath("/a:akomaNtoso/a:debate/@name", namespaces=NAMES) == ["protokoll"]


@pytest.mark.parametrize(
    ("changes", "work"),
    [
        ({}, "/akn/se-0180/doc/pm/2006-11-09/2006-ri"),
        ({"municipality_code": None}, "/akn/se/doc/pm/2006-11-09/stockholm-2006-ri"),
        ({"date": None}, "/akn/se-0180/doc/pm/undated/2006-ri"),
        ({"date": "2006-02-30"}, "/akn/se-0180/doc/pm/undated/2006-ri"),
        ({"number": None}, "/akn/se-0180/doc/pm/2006-11-09/041-4239-2006"),
        ({"number": None, "diary_numbers": ()}, f"/akn/se-0180/doc/pm/2006-11-09/{sample_record().id}"),
        ({"type": "utlåtande", "number": "2011:87 RIV"}, "/akn/se-0180/doc/utlatande/2006-11-09/2011-87-riv"),
        ({"type": "protokoll", "number": None, "body": "Nämnd"}, "/akn/se-0180/debate/protokoll/2006-11-09/namnd"),
        (
            {"type": "protokollsutdrag", "number": None, "body": "Nämnd"},
            "/akn/se-0180/debate/protokollsutdrag/2006-11-09/namnd-041-4239-2006",
        ),
    ],
)
def test_the_work_is_named_by_what_is_known(changes: dict[str, str | None], work: str) -> None:
    record = sample_record()
    record = msgspec.structs.replace(record, document=msgspec.structs.replace(record.document, **changes))
    root = parsed(record)
    assert root.xpath("(//a:FRBRWork)[1]/a:FRBRuri/@value", namespaces=NAMES) == [work]
    assert list(akn_problems(to_akoma_ntoso(record))) == []


def test_the_preface_marks_the_facts_in_the_print_and_adds_those_that_are_not_printed() -> None:
    (preface,) = parsed(sample_record()).xpath("//a:preface", namespaces=NAMES)
    facts = {
        etree.QName(element).localname: text_of(element)
        for element in preface.xpath(".//*[starts-with(local-name(), 'doc')]")
    }
    assert facts == {
        "docType": "PM",
        "docNumber": "2006RI",
        "docketNumber": "041-4239/2006",
        "docTitle": "Nyorganisationinomstadsledningskontoret",
        "docDate": "2006-11-09",
    }
    assert text_of(preface.xpath("a:p[@class='facts']", namespaces=NAMES)[0]) == "2006-11-09"


def test_an_act_of_a_memorandum_is_a_container_of_its_kind_and_demand() -> None:
    act = by_id(parsed(sample_record()), "a4")
    assert (etree.QName(act).localname, act.get("name")) == ("hcontainer", "reservation")
    assert act.get("refersTo") == "#reservation #demand-rejection"


@pytest.mark.parametrize(
    ("act", "element"),
    [("a1", "proceduralMotions"), ("a2", "debateSection"), ("a3", "resolutions"), ("a4", "declarationOfVote")],
)
def test_an_act_of_minutes_is_the_standards_own_section_in_its_matter(act: str, element: str) -> None:
    found = by_id(parsed(sample_minutes()), act)
    assert etree.QName(found).localname == element
    assert found.getparent().get("eId") == "m1"


def test_a_matter_has_its_number_and_heading() -> None:
    root = parsed(sample_minutes())
    assert root.xpath("//*[@eId='m1']/a:num/text()", namespaces=NAMES) == ["§ 14"]
    assert root.xpath("//*[@eId='m2']/a:num/@eId", namespaces=NAMES) == ["b17"]
    assert root.xpath("//*[@eId='m2']/a:heading/text()", namespaces=NAMES) == ["Delgivningar"]


def test_attendance_is_the_roll_call_and_its_names_are_persons() -> None:
    found = parsed(sample_minutes()).xpath("//a:rollCall//a:person", namespaces=NAMES)
    assert [(person.text, person.get("refersTo")) for person in found] == [("Anna Berg", "#p1"), ("Per von Ek", "#p2")]


def test_who_speaks_is_said_by_the_speech() -> None:
    (speech,) = parsed(sample_minutes()).xpath("//a:speech", namespaces=NAMES)
    assert speech.get("by") == "#p2"


def test_an_actor_is_marked_where_the_act_names_them_with_their_role() -> None:
    found = by_id(parsed(sample_record()), "b12").findall(f"{{{AKN}}}person")
    assert [(person.text, person.get("refersTo"), person.get("as")) for person in found] == [
        ("Carin Jämtin", "#p2", "#role-borgarraden"),
        ("Roger Mogert", "#p3", "#role-borgarraden"),
    ]


def test_an_office_is_marked_in_its_genitive_too_but_a_person_never_within_another_name() -> None:
    root = parsed(sample_record())
    assert by_id(root, "b17")[0].text == "Stadsledningskontoret"
    record = sample_minutes()
    blocks = tuple(
        msgspec.structs.replace(block, text=block.text.replace("Per von Ek", "Per von Ekman"))
        for block in record.blocks
    )
    assert by_id(parsed(msgspec.structs.replace(record, blocks=blocks)), "b7").find(f"{{{AKN}}}person") is None


def test_a_cross_reference_is_a_link_on_the_words_that_make_it() -> None:
    (ref,) = by_id(parsed(sample_record()), "b15").findall(f"{{{AKN}}}ref")
    assert ref.get("href") == "#a4"
    assert ref.text is not None
    assert ref.text.endswith("med hänvisning till reservationen av (s) i borgarrådsberedningen.")


def test_what_an_act_is_about_and_defends_are_implicit_references() -> None:
    found = parsed(sample_minutes()).xpath("//a:implicitReference", namespaces=NAMES)
    assert [(ref.get("for"), ref.get("href"), ref.get("refersTo")) for ref in found] == [
        ("#a2", "#a3", "#relation-about"),
        ("#a4", "#a3", "#relation-about"),
        ("#a4", "#a1", "#relation-in-favour-of"),
    ]


def test_a_vote_has_its_counts_and_outcome_and_each_ballot() -> None:
    root = parsed(sample_minutes())
    (voting,) = root.xpath("//a:voting", namespaces=NAMES)
    assert voting.get("href") == "#a2"
    assert [(count.get("value"), count.get("refersTo")) for count in voting] == [
        ("2", "#answer-yes"),
        ("1", "#answer-no"),
    ]
    outcome = by_id(root, voting.get("outcome", "").removeprefix("#"))
    assert outcome.get("showAs") == "beslutas bifall"
    ballots = root.xpath("//o:ballot", namespaces=NAMES)
    assert [(ballot.get("name"), ballot.get("answer"), ballot.get("source")) for ballot in ballots] == [
        ("Anna Berg", "yes", "stated"),
        ("Per von Ek", "no", "derived"),
    ]


def test_a_vote_without_counts_is_valid_and_has_no_voting() -> None:
    record = sample_minutes()
    acts = tuple(
        msgspec.structs.replace(act, vote=act.vote and msgspec.structs.replace(act.vote, yes=None, no=None))
        for act in record.acts
    )
    data = to_akoma_ntoso(msgspec.structs.replace(record, acts=acts))
    assert list(akn_problems(data)) == []
    assert etree.fromstring(data).xpath("//a:voting", namespaces=NAMES) == []


def test_an_appendix_at_the_end_is_an_attachment_and_what_it_holds_is_within() -> None:
    root = parsed(sample_record())
    (attachment,) = root.xpath("//a:attachment", namespaces=NAMES)
    assert [act.get("eId") for act in attachment.iter(f"{{{AKN}}}hcontainer") if act.get("eId")] == ["a7", "a8"]


def test_an_appendix_with_text_after_it_stays_in_the_body() -> None:
    record = sample_record()
    acts = tuple(act for act in record.acts if act.kind is not Kind.APPENDIX and act.parent is None)
    early = msgspec.structs.replace(record.acts[0], kind=Kind.APPENDIX)
    root = parsed(msgspec.structs.replace(record, acts=(early, *acts[1:])))
    assert root.xpath("//a:attachment", namespaces=NAMES) == []
    assert by_id(root, "a1").get("name") == "appendix"


def test_an_act_in_pieces_has_one_element_for_each() -> None:
    record = sample_record()
    first = record.acts[0]
    pieces = msgspec.structs.replace(first, blocks=(first.blocks[0], first.blocks[2]))
    root = parsed(msgspec.structs.replace(record, acts=(pieces, *record.acts[1:])))
    assert by_id(root, "a1-2").get("class") == "continuation"
    assert root.xpath("//o:act[1]/@for", namespaces=NAMES) == ["#a1 #a1-2"]
    assert by_id(root, "b4").getparent().getparent().tag == f"{{{AKN}}}mainBody"


def test_furniture_is_kept_apart_so_that_no_page_number_is_in_an_act() -> None:
    root = parsed(sample_record())
    found = root.xpath("//a:container[@name='furniture']/a:block/@eId", namespaces=NAMES)
    assert found == ["b9", "b19"]


def test_a_record_with_nothing_printed_is_valid() -> None:
    for record in (sample_record(), sample_minutes()):
        empty = msgspec.structs.replace(record, blocks=(), acts=(), matters=(), notes=(), attendance=(), warnings=())
        assert list(akn_problems(to_akoma_ntoso(empty))) == []


def test_characters_that_xml_forbids_are_replaced_one_by_one() -> None:
    assert clean("a\x00b\x1f\ufffe\ud800\U0001f600\t\n") == "a�b���\U0001f600\t\n"


def test_a_name_in_an_address_is_plain() -> None:
    assert slug("Älvsby (kommun) – Ärende 4") == "alvsby-kommun-arende-4"
    assert slug("§ — ") == ""
    assert slug(None) == ""


def test_xml_that_breaks_the_schema_is_told_with_its_line() -> None:
    data = to_akoma_ntoso(sample_record()).replace(b"<mainBody>", b"<mainBody><nothing/>")
    (problem, *_) = akn_problems(data)
    assert problem.path.startswith("line ")
    assert "nothing" in problem.message


@pytest.mark.parametrize(
    "data", [b"", b"<a>", b"no XML", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>']
)
def test_what_is_no_xml_or_another_sort_is_a_problem(data: bytes) -> None:
    assert list(akn_problems(data)) != []


def test_the_preface_begins_with_whatever_says_what_the_document_is() -> None:
    record = sample_record()
    line, *rest = record.blocks
    as_text = msgspec.structs.replace(line, role=BlockRole.PARAGRAPH, level=None)
    root = parsed(msgspec.structs.replace(record, blocks=(as_text, *rest)))
    assert by_id(root, "b1").getparent().tag == f"{{{AKN}}}preface"
    assert root.xpath("//a:preface//a:docNumber/text()", namespaces=NAMES) == ["2006 RI"]


def test_running_text_is_no_preface() -> None:
    record = sample_record()
    line, *rest = record.blocks
    as_text = msgspec.structs.replace(line, role=BlockRole.PARAGRAPH, level=None, text=line.text + " och mer" * 100)
    root = parsed(msgspec.structs.replace(record, blocks=(as_text, *rest)))
    assert by_id(root, "b1").getparent().tag == f"{{{AKN}}}mainBody"
    assert set(root.xpath("//a:preface/a:p/@class", namespaces=NAMES)) == {"facts"}


def test_every_element_of_the_body_and_of_ours_is_documented() -> None:
    documentation = (Path(__file__).resolve().parent.parent / "docs" / "akoma-ntoso.md").read_text(encoding="utf-8")
    for record in (sample_record(), sample_minutes()):
        for element in parsed(record).iter(f"{{{AKN}}}*", f"{{{OURS}}}*"):
            name = etree.QName(element).localname
            if not element.xpath("ancestor-or-self::a:identification", namespaces=NAMES) and name != "akomaNtoso":
                assert re.search(rf"\b{name}\b", documentation), f"{name} is not in docs/akoma-ntoso.md"
