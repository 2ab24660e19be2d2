"""`diarium index`, `query`, `person`, `matter`, `sql`: as they are typed, and what is printed."""

import csv
import io
import json

import pytest

from asked import put, small_corpus
from parser.cli.main import main
from records import sample_minutes, sample_record

PM = sample_record().id


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    small_corpus(tmp_path / "records")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "records"


def run(capsys, *words, code=0):
    assert main([*words]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def query(capsys, *words, code=0):
    return run(capsys, "query", "--corpus", "records", *words, code=code)


pytestmark = pytest.mark.usefixtures("corpus")


# -- query


def test_who_reserved_against_what(capsys):
    told = query(
        capsys, "--kind", "reservation", "--party", "s", "--person", "Jämtin", "--body", "Borgarrådsberedningen",
        "--from", "2006", "--to", "2010", "--against", "decision", "--text", "avslå*",
    )  # fmt: skip
    assert told.splitlines()[0] == "1 act"
    said = " ".join(told.split())
    assert "pm.pdf PM 2006 RI · Stockholm · 2006-11-09" in said
    assert "Carin Jämtin (s) and Roger Mogert (s), reservation in Borgarrådsberedningen, p. 1" in said
    assert "about Ny organisation inom stadsledningskontoret" in said
    assert "against the decision, p. 1: “Borgarrådsberedningen tillstyrker" in said
    assert "wants rejection" in said
    assert f"/documents/{PM}/a4" in said


def test_nothing_that_answers_is_told(capsys):
    assert query(capsys, "--party", "pp") == "Nothing in this corpus answers that.\n"


def test_a_table_tells_how_many_more_there_are(capsys):
    told = query(capsys, "--limit", "2")
    assert told.startswith("13 acts, the first 2\n")
    assert "… and 11 more: --limit N prints more of them" in told


def test_csv_has_all_answers_a_row_each(capsys):
    rows = list(csv.DictReader(io.StringIO(query(capsys, "--kind", "reservation", "--format", "csv"))))
    assert [row["names"] for row in rows] == ["Per von Ek", "Carin Jämtin; Roger Mogert", "Carin Jämtin"]
    assert rows[1]["who"] == "Carin Jämtin (s); Roger Mogert (s)"
    assert rows[1]["against_kind"] == "decision"
    assert rows[1]["against_id"].endswith("/a3")
    assert rows[1]["against_text"].startswith("Borgarrådsberedningen tillstyrker")
    assert rows[0]["text"] == sample_minutes().acts[3].text


def test_json_and_json_lines_hold_the_same(capsys):
    whole = json.loads(query(capsys, "--kind", "reservation", "--format", "json"))
    lines = query(capsys, "--kind", "reservation", "--format", "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == whole
    assert whole[1]["actors"][0]["name"] == "Carin Jämtin"
    assert json.loads(query(capsys, "--party", "pp", "--format", "json")) == []


def test_markdown_is_a_table_whatever_the_words(capsys, corpus):
    import msgspec

    record = sample_minutes()
    act = msgspec.structs.replace(record.acts[0], text="a | b\nc \\ d")
    put(corpus, "minutes/ks.json", msgspec.structs.replace(record, acts=(act, *record.acts[1:])))
    told = query(capsys, "--kind", "moved_proposal", "--format", "md")
    head, rule, row = told.splitlines()
    assert head.count("|") == rule.count("|") == row.replace("\\|", "").count("|")


def test_permalinks_with_an_address(capsys):
    told = query(capsys, "--matter", "041-4239/2006", "--kind", "decision", "--base-url", "http://127.0.0.1:8000/")
    assert f"http://127.0.0.1:8000/documents/{PM}/a3" in told


def test_counts_by_party_and_year(capsys):
    told = query(capsys, "--kind", "reservation", "--group-by", "party,year")
    assert [line.split() for line in told.splitlines()] == [
        ["party", "/", "year", "2006", "2019", "all"],
        ["Moderaterna", "1", "1"],
        ["Socialdemokraterna", "2", "2"],
        ["all", "2", "1", "3"],
    ]
    assert query(capsys, "--kind", "reservation", "--group-by", "party, year", "--format", "csv").splitlines() == [
        "party,year,acts",
        "Moderaterna,2019,1",
        "Socialdemokraterna,2006,2",
    ]
    people = json.loads(query(capsys, "--kind", "reservation", "--group-by", "person", "--format", "json"))
    assert {one["person"]: one["acts"] for one in people}["Carin Jämtin"] == 2
    assert people[0]["person_id"].startswith("person-")


def test_a_record_that_comes_is_asked_at_once(capsys, corpus):
    (corpus / "pm.json").unlink()
    assert query(capsys, "--kind", "reservation").startswith("1 act\n")
    put(corpus, "pm.json", sample_record())
    assert query(capsys, "--kind", "reservation").startswith("3 acts\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "reservatoin"], "did you mean 'reservation'?"),
        (["--from", "yesterday"], "a year (2006)"),
        (["--text", "("], "nothing to look for"),
        (["--group-by", "colour"], "there are kind, party"),
        (["--sort", "best"], "there are newest, oldest"),
        (["--confidence", "2"], "from 0 to 1"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(capsys, words, told):
    (line,) = query(capsys, *words, code=2).splitlines()
    assert line.startswith("diarium: ")
    assert told in line


@pytest.mark.parametrize("command", [["query"], ["person", "a"], ["matter", "1"], ["sql", "SELECT 1"], ["index"]])
def test_a_corpus_that_is_not_there_is_a_sentence(capsys, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (line,) = run(capsys, *command, code=3).splitlines()
    assert line.startswith("diarium: corpus/structured: there is no such folder")


def test_an_index_that_cannot_be_written_is_asked_as_it_was(capsys, corpus, monkeypatch):
    from parser.errors import UnwritableOutput

    def fail(*_: object, **__: object) -> None:
        raise UnwritableOutput("the disk is full")

    (corpus / "pm.json").unlink()
    monkeypatch.setattr("parser.query.corpus.update", fail)
    assert main(["query", "--corpus", "records", "--kind", "reservation"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("3 acts\n")
    assert "the disk is full; answering from the index as it was" in captured.err


def test_records_that_cannot_be_read_are_told_beside_the_answer(capsys, corpus):
    (corpus / "broken.json").write_text("{")
    assert main(["query", "--corpus", "records", "--kind", "vote"]) == 0
    assert "1 file could not be read; `diarium index` tells which" in capsys.readouterr().err


# -- person, matter, sql, index


def test_a_person(capsys):
    told = " ".join(run(capsys, "person", "jämtin", "--corpus", "records").split())
    assert "Carin Jämtin person-" in told
    assert "s · Stockholm · 2006 · 1 document · 2 reservations" in told
    assert "with Roger Mogert (1)" in told
    assert "against proposal (1), decision (1)" in told or "against decision (1), proposal (1)" in told
    portrait = json.loads(run(capsys, "person", "jämtin", "--corpus", "records", "--format", "json"))
    assert portrait["person"]["name"] == "Carin Jämtin"


def test_a_name_of_several_lists_them(capsys):
    told = run(capsys, "person", "r", "--corpus", "records")
    assert told.startswith("1 person") is False
    several = run(capsys, "person", "o", "--corpus", "records")
    assert "Kristina Axén Olin" in several


def test_nobody_of_a_name(capsys):
    err = run(capsys, "person", "nobody", "--corpus", "records", code=3)
    assert "nobody in this corpus has a name like 'nobody'" in err


def test_a_matter(capsys):
    told = run(capsys, "matter", "KS2019-123", "--corpus", "records")
    assert told.splitlines()[:2] == ["KS 2019/123  Älvsby", "Ny simhall"]
    assert "Per von Ek (M), reservation in Kommunstyrelsen, p. 2" in told
    trail = json.loads(run(capsys, "matter", "KS2019-123", "--corpus", "records", "--format", "json"))
    assert [act["kind"] for act in trail["steps"][0]["acts"]][-1] == "appendix"
    assert "there are KS 2019/123" in run(capsys, "matter", "2019", "--corpus", "records", code=3)


def test_two_municipalities_with_one_number_must_be_told_apart(capsys, corpus):
    import msgspec

    record = sample_minutes()
    sha = "cd" * 32
    put(
        corpus,
        "other.json",
        msgspec.structs.replace(
            record,
            id=sha[:16],
            source=msgspec.structs.replace(record.source, sha256=sha),
            document=msgspec.structs.replace(record.document, municipality="Solna"),
        ),
    )
    assert "say which with --municipality" in run(capsys, "matter", "KS 2019/123", "--corpus", "records", code=2)
    assert "Solna" in run(capsys, "matter", "KS 2019/123", "--corpus", "records", "--municipality", "solna")


def test_sql(capsys):
    told = run(capsys, "sql", "--corpus", "records", "--format", "csv", "SELECT name, party FROM reservations")
    assert told.splitlines()[0] == "name,party"
    assert len(told.splitlines()) == 5
    assert "act_id" in run(capsys, "sql", "--corpus", "records")
    assert "only reading the views" in run(capsys, "sql", "--corpus", "records", "DELETE FROM act", code=2)
    table = run(capsys, "sql", "--corpus", "records", "SELECT 1.5 AS a, NULL AS b, 'x' AS c")
    assert [line.split() for line in table.splitlines()] == [["a", "b", "c"], ["1.5", "x"]]


def test_sql_tells_that_there_are_more_rows(capsys):
    assert main(["sql", "--corpus", "records", "--rows", "2", "SELECT act FROM acts"]) == 0
    assert "more rows than 2" in capsys.readouterr().err


def test_index(capsys, corpus):
    told = run(capsys, "index", "records")
    assert told.startswith("2 documents, 15 acts, 5 persons in records/.diarium/index-")
    assert "nothing has changed" in told
    (corpus / "broken.json").write_text("{")
    err = run(capsys, "index", "records", code=7)
    assert err.startswith("diarium: records/broken.json: it is broken JSON")
    (corpus / "broken.json").unlink()
    assert "made anew" in run(capsys, "index", "records", "--full")


def test_an_index_elsewhere_leaves_the_corpus_alone(capsys, corpus, tmp_path):
    import shutil

    shutil.rmtree(corpus / ".diarium")
    assert query(capsys, "--kind", "vote", "--index", str(tmp_path / "elsewhere")).startswith("1 act\n")
    assert not (corpus / ".diarium").exists()


def test_views_as_parquet(capsys, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    told = run(capsys, "index", "records", "--parquet", str(tmp_path / "tables"))
    assert "as Parquet into" in told
    tables = tmp_path / "tables"
    found = duckdb.sql(
        f"SELECT name, date, diary_numbers FROM '{tables}/reservations.parquet' r "
        f"JOIN '{tables}/documents.parquet' d USING (document_id, date) ORDER BY date, name"
    )
    assert [row[0] for row in found.fetchall()] == ["Carin Jämtin", "Carin Jämtin", "Roger Mogert", "Per von Ek"]
