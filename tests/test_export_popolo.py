"""Popolo: valid by its schema, read by EveryPolitician's reader, and every id leads somewhere."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings

from export_world import corpora, corpus, exported, in_memory, sample
from parser.export import export
from records import sample_record

__all__ = ["sample"]

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas/popolo-1.0.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture(scope="module")
def popolo(sample, tmp_path_factory):
    output = exported(sample, "popolo", tmp_path_factory.mktemp("popolo") / "out")
    return json.loads((output / "popolo.json").read_text(encoding="utf-8"))


LINKS = ("diarium_about", "diarium_in_favour_of", "diarium_refers_to", "diarium_parent", "diarium_motions")


def dangling(popolo):
    """The ids that are named and lead nowhere."""
    known = {one["id"] for of in popolo.values() for one in of}
    found = set()

    def look(value, key=""):
        if isinstance(value, dict):
            for name, inner in value.items():
                look(inner, name)
        elif isinstance(value, list):
            for inner in value:
                look(inner, key)
        elif (key.endswith("_id") or key in LINKS) and value not in known:
            found.add((key, value))

    look(popolo)
    return found


def test_it_keeps_the_schema(popolo):
    assert list(VALIDATOR.iter_errors(popolo)) == []


def test_the_schema_refuses_what_popolo_does_not_have(popolo):
    broken = {**popolo, "persons": [{"id": "x", "nmae": "Anna"}]}
    assert not VALIDATOR.is_valid(broken)


def test_every_id_leads_somewhere(popolo):
    assert dangling(popolo) == set()


def test_everypolitician_reads_who_is_in_which_party(popolo):
    from popolo_data.importer import Popolo

    read = Popolo(popolo)
    person = read.persons.get(name="Carin Jämtin")
    organisations = {one.organization.name: one.role for one in person.memberships}
    assert organisations == {
        "Socialdemokraterna": None,
        "Borgarrådsberedningen": "borgarråden",
        "Kommunstyrelsen": None,
    }
    assert {one.classification for one in read.organizations} == {"municipality", "body", "office", "party"}


def test_a_vote_has_counts_votes_and_a_motion(popolo):
    (vote,) = popolo["vote_events"]
    assert {one["option"]: one["value"] for one in vote["counts"]} == {"yes": 2, "no": 1}
    assert [(one["option"], one["party_id"], one["diarium_source"]) for one in vote["votes"]] == [
        ("yes", "party/s", "stated"),
        ("no", "party/m", "derived"),
    ]
    motions = {one["id"]: one for one in popolo["motions"]}
    assert motions[vote["motion_id"]]["text"].endswith("Kommunstyrelsen beslutar att bygga en simhall.")
    assert vote["diarium_meaning_no"] == "avslag"


def test_a_reservation_is_a_speech_that_tells_against_what(popolo):
    (told,) = (one for one in popolo["speeches"] if one["type"] == "reservation" and one.get("diarium_in_favour_of"))
    assert told["diarium_in_favour_of"][0] in {one["id"] for one in popolo["motions"]}
    assert told["sources"][0]["note"] == "protokoll.pdf, p. 2"
    assert told["event_id"] in {one["id"] for one in popolo["events"]}


def test_when_a_membership_began_is_not_claimed(popolo):
    (one,) = (
        one
        for one in popolo["memberships"]
        if one["organization_id"] == "party/s"
        and one.get("diarium_last_seen") == "2011-05-02"
        and one["person_id"] in {person["id"] for person in popolo["persons"] if person["name"] == "Roger Mogert"}
    )
    assert "start_date" not in one
    assert one["diarium_first_seen"] == "2006-11-09"


def test_the_base_is_in_every_address(sample, tmp_path):
    exported(sample, "popolo", tmp_path / "out", base="https://decisions.example.org/x/")
    told = (tmp_path / "out" / "popolo.json").read_text(encoding="utf-8")
    assert "https://decisions.example.org/x/document/" in told
    assert "diarium.example" not in told


@settings(max_examples=25, deadline=None)
@given(corpora)
def test_any_corpus_keeps_the_schema(tmp_path_factory, made):
    output = tmp_path_factory.mktemp("any") / "out"
    export(in_memory(made), "popolo", output)
    popolo = json.loads((output / "popolo.json").read_text(encoding="utf-8"))
    assert list(VALIDATOR.iter_errors(popolo)) == []
    assert dangling(popolo) == set()
    ids = [one["id"] for of in popolo.values() for one in of if of is not popolo["events"]]
    assert len(ids) == len(set(ids))


def test_a_corpus_of_one_document_without_anybody(tmp_path):

    bare = msgspec.structs.replace(sample_record(), acts=(), persons=(), parties=(), warnings=(), attendance=())
    exported(corpus(tmp_path / "in", [bare]), "popolo", tmp_path / "out")
    popolo = json.loads((tmp_path / "out" / "popolo.json").read_text(encoding="utf-8"))
    assert popolo["persons"] == []
    assert [one["name"] for one in popolo["organizations"]] == ["Stockholm"]
