"""The tables: each thing of a record is one row, keys and references hold, independent readers read the same."""

import csv
import datetime
import json

import msgspec
import pytest
from hypothesis import given, settings

from export_world import content, corpora, corpus, elsewhere, exported, in_memory, later_record, manifest, sample
from parser.export.columns import TABLES, ColumnType
from parser.export.directory import gather
from parser.export.rows import rows_of, rows_of_persons
from records import quick, records, sample_minutes, sample_record

__all__ = ["sample"]


def tables(made):
    """All rows of some records by table."""
    source = in_memory(made)
    directory = gather(source)
    found = {name: [] for name in TABLES}
    for record in source:
        for table, row in rows_of(record, directory.person_of):
            found[table].append(row)
    for table, row in rows_of_persons(directory.persons):
        found[table].append(row)
    return found


# -- what the rows say


def test_who_reserved_against_what_is_one_table():
    rows = tables([sample_record()])["reservations"]
    assert [(row.name, row.party_id, row.demand, row.page) for row in rows[:2]] == [
        ("Carin Jämtin", "s", "rejection", 1),
        ("Roger Mogert", "s", "rejection", 1),
    ]
    assert rows[0].against_text == "Borgarrådsberedningen tillstyrker föredragande borgarrådets förslag."
    assert rows[0].about == "Ny organisation inom stadsledningskontoret"
    assert rows[0].date == datetime.date(2006, 11, 9)


def test_a_reservation_written_out_in_an_appendix_does_not_count_twice():
    found = tables([sample_minutes()])
    assert len([row for row in found["acts"] if row.kind == "reservation"]) == 2
    assert len(found["reservations"]) == 1


def test_a_ballot_knows_its_person_and_party():
    anna, per = tables([sample_minutes()])["ballots"]
    assert (anna.name, anna.party_id, anna.answer, anna.source) == ("Anna Berg", "s", "yes", "stated")
    assert anna.mention_id.endswith("/p1")
    assert per.person_id.startswith("person-")
    assert per.person_id != anna.person_id


def test_two_persons_of_one_name_leave_a_ballot_without_a_person():
    made = sample_minutes()
    twin = msgspec.structs.replace(made.persons[0], id="p3")
    made = msgspec.structs.replace(made, persons=(*made.persons, twin))
    assert tables([made])["ballots"][0].mention_id is None


def test_the_same_person_in_two_documents_is_one_person():
    found = tables([sample_record(), later_record()])
    (person,) = (row for row in found["persons"] if row.name == "Carin Jämtin")
    assert person.documents == 2
    assert {row.person_id for row in found["actors"] if row.name == "Carin Jämtin"} == {person.person_id}


def test_a_date_that_no_calendar_has_is_null():
    made = sample_record()
    made = msgspec.structs.replace(made, document=msgspec.structs.replace(made.document, date="2006-02-31"))
    _, row = next(rows_of(made))
    assert (row.date, row.year) == (None, None)


def test_without_links_nobody_is_a_person_of_the_corpus():
    rows = dict(rows_of(sample_record()))
    assert rows["mentions"].person_id is None


# -- invariants


@quick
@given(corpora)
def test_everything_is_one_row(made):
    found = tables(made)
    assert len(found["documents"]) == len(made)
    for table, of in (
        ("matters", lambda record: record.matters),
        ("acts", lambda record: record.acts),
        ("blocks", lambda record: record.blocks),
        ("attendance", lambda record: record.attendance),
        ("mentions", lambda record: record.persons),
        ("warnings", lambda record: record.warnings),
        ("actors", lambda record: [actor for act in record.acts for actor in act.actors]),
        ("ballots", lambda record: [one for act in record.acts if act.vote for one in act.vote.ballots]),
    ):
        assert len(found[table]) == sum(len(of(record)) for record in made), table


@quick
@given(corpora)
def test_keys_name_one_row_and_references_lead_to_one(made):
    found = tables(made)
    for name, table in TABLES.items():
        if table.key:
            keys = [tuple(getattr(row, column) for column in table.key) for row in found[name]]
            assert len(keys) == len(set(keys)), name
        for one in table.references:
            there = {getattr(row, one.key) for row in found[one.table]}
            assert {getattr(row, one.column) for row in found[name]} - {None} <= there, (name, one.column)


@quick
@given(records())
def test_values_are_of_their_columns_types(record):
    kinds = {
        ColumnType.TEXT: str,
        ColumnType.WHOLE: int,
        ColumnType.NUMBER: float | int,
        ColumnType.TRUTH: bool,
        ColumnType.DATE: datetime.date,
    }
    for name, row in rows_of(record):
        for column in TABLES[name].columns:
            value = getattr(row, column.name)
            assert (value is None and not column.required) or isinstance(value, kinds[column.type]), column.name


# -- what is written, read by others


@pytest.mark.parametrize("to", ["csv", "jsonl"])
def test_frictionless_finds_the_package_valid(sample, tmp_path, to):
    import frictionless

    exported(sample, to, tmp_path / "out")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] == len(TABLES)


def test_frictionless_would_find_a_broken_reference(sample, tmp_path):
    import frictionless

    exported(sample, "csv", tmp_path / "out")
    links = tmp_path / "out" / "links.csv"
    links.write_text(links.read_text(encoding="utf-8").replace("/a3", "/a99", 1), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid


def test_csv_json_lines_and_parquet_hold_the_same(sample, tmp_path):
    import polars as pl
    from polars.testing import assert_frame_equal

    for to in ("csv", "jsonl", "parquet"):
        exported(sample, to, tmp_path / to)
    for name, table in TABLES.items():
        parquet = pl.read_parquet(tmp_path / "parquet" / f"{name}.parquet")
        assert parquet.columns == [column.name for column in table.columns]
        schema = dict(parquet.schema)
        assert_frame_equal(parquet, pl.read_csv(tmp_path / "csv" / f"{name}.csv", schema=schema))
        lines = (tmp_path / "jsonl" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        told = [
            {key: str(value) if value is not None else None for key, value in json.loads(line).items()}
            for line in lines
        ]
        wanted = parquet.with_columns(
            pl.col(pl.Boolean).replace_strict({True: "True", False: "False"}, return_dtype=pl.String)
        )
        assert [{k: str(v) if v is not None else None for k, v in row.items()} for row in wanted.to_dicts()] == told


def test_duckdb_answers_who_reserved_against_what(sample, tmp_path):
    import duckdb

    exported(sample, "parquet", tmp_path / "out")
    answer = duckdb.sql(
        f"""select r.name, d.kind, p.name from '{tmp_path}/out/reservations.parquet' r
            join '{tmp_path}/out/acts.parquet' d on d.act_id = r.against_id
            join '{tmp_path}/out/persons.parquet' p using (person_id)
            where r.body = 'Kommunstyrelsen' and r.municipality = 'Älvsby'"""
    ).fetchall()
    assert answer == [("Per von Ek", "decision", "Per von Ek")]


def test_a_parquet_column_says_what_it_is(sample, tmp_path):
    import pyarrow.parquet as pq

    exported(sample, "parquet", tmp_path / "out")
    schema = pq.read_schema(tmp_path / "out" / "acts.parquet")
    assert schema.field("confidence").metadata[b"description"] == b"How sure the converter is, 0 to 1."
    assert schema.metadata[b"diarium_tables"] == b"2.0"


def test_csv_is_as_its_standard_says(sample, tmp_path):
    exported(sample, "csv", tmp_path / "out")
    data = (tmp_path / "out" / "blocks.csv").read_bytes()
    assert data.startswith(b"block_id,record_id,position,")
    assert b"\r\n" in data
    with (tmp_path / "out" / "blocks.csv").open(encoding="utf-8", newline="") as file:
        assert any(row["text"].count("\n") and "\t" in row["text"] for row in csv.DictReader(file))


def test_a_table_without_rows_is_there_all_the_same(tmp_path):
    import polars as pl

    made = corpus(tmp_path / "in", [sample_record()])
    exported(made, "csv", tmp_path / "csv")
    exported(made, "parquet", tmp_path / "parquet")
    assert (tmp_path / "csv" / "votes.csv").read_text(encoding="utf-8").startswith("act_id,record_id,yes,")
    assert pl.read_parquet(tmp_path / "parquet" / "votes.parquet").shape == (0, 10)


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet"])
@settings(max_examples=15, deadline=None)
@given(made=corpora)
def test_any_corpus_can_be_written(tmp_path_factory, to, made):
    import polars as pl

    folder = tmp_path_factory.mktemp("any")
    from parser.export import export

    export(in_memory(made), to, folder / "out")
    made = sorted(made, key=lambda record: (record.document.date or "9999", record.id))
    if to == "parquet":
        blocks = pl.read_parquet(folder / "out" / "blocks.parquet")
        assert blocks["text"].to_list() == [block.text for record in made for block in record.blocks]
    if to == "csv":
        with (folder / "out" / "blocks.csv").open(encoding="utf-8", newline="") as file:
            assert [row["text"] for row in csv.DictReader(file)] == [
                block.text for record in made for block in record.blocks
            ]
    if to == "jsonl":
        lines = (folder / "out" / "blocks.jsonl").read_bytes().split(b"\n")[:-1]
        assert [json.loads(line)["text"] for line in lines] == [b.text for record in made for b in record.blocks]


def test_whole_records_come_back(sample, tmp_path):
    from parser.record.json import decode

    exported(sample, "records", tmp_path / "out")
    lines = (tmp_path / "out" / "records.jsonl").read_bytes().splitlines()
    assert {decode(line).id for line in lines} == {path.stem for path in sample.rglob("*.json")}
    assert sample_minutes() in [decode(line) for line in lines]


@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet", "records"])
def test_the_same_records_give_the_same_bytes(sample, tmp_path, to):
    exported(sample, to, tmp_path / "one")
    exported(elsewhere(tmp_path / "elsewhere"), to, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert manifest(tmp_path / "one")["diarium"]["export"] == to


# -- what is documented


def test_the_page_of_the_tables_is_generated_from_them():
    import make_tables

    assert make_tables.PAGE.read_text(encoding="utf-8") == make_tables.page()
