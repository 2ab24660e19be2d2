"""`diarium corpus release` and `diarium corpus check`: a release is whole, says what it is, and is proved."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from parser.cli.main import main
from parser.errors import UnwritableOutput
from parser.record.json import encode
from parser.release import lines
from parser.release.build import Unreleasable
from parser.release.changes import read_manifest
from parser.release.check import check
from parser.release.values import BadRelease
from records import sample_minutes, sample_record
from release_world import ABOUT, digest, made, named, names_in, put, unpacked

pq = pytest.importorskip("pyarrow.parquet")
rdflib = pytest.importorskip("rdflib")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return put(tmp_path / "corpus", pm=sample_record(), a__b__minutes=sample_minutes())


@pytest.fixture
def about(tmp_path: Path) -> Path:
    path = tmp_path / "about.toml"
    path.write_text(ABOUT, encoding="utf-8")
    return path


def faults(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder) if problem.weight == "fault"]


# -- what is in it


def test_the_command_makes_a_release_that_the_command_proves(corpus, about, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["corpus", "release", str(corpus), "-o", str(out), "--about", str(about), "--date", "2026-11-28"]) == 0
    told = capsys.readouterr()
    assert "Release 1.0.0 of example-decisions: 2 documents, 4 pages, 15 acts" in told.out
    assert digest(out) in told.out
    assert told.err == ""
    assert main(["corpus", "check", str(out)]) == 0
    assert "proven: checksums, schemas, every row of every table, and the counts\n" in capsys.readouterr().out


def test_every_record_is_a_line_in_the_order_of_ids(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    read = [json.loads(line) for line in unpacked(out / "records" / "records-00001.jsonl.gz")]
    expected = sorted([sample_record(), sample_minutes()], key=lambda record: record.id)
    assert read == [json.loads(encode(record)) for record in expected]


def test_who_reserved_against_what_is_a_row_of_the_tables(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    rows = pq.read_table(out / "tables" / "reservations.parquet").to_pylist()
    assert [(row["name"], row["against_text"]) for row in rows if row["municipality"] == "Älvsby"] == [
        ("Per von Ek", "Beslut\nKommunstyrelsen beslutar att bygga en simhall.")
    ]
    persons = pq.read_table(out / "tables" / "persons.parquet").to_pylist()
    assert {row["name"] for row in persons} >= {"Carin Jämtin", "Per von Ek"}


def test_coreutils_prove_the_checksums(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    run = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True, text=True, check=True)
    proved = {line.removesuffix(": OK") for line in run.stdout.splitlines()}
    assert proved == {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} - {"SHA256SUMS"}


@pytest.mark.long
def test_the_real_frictionless_finds_nothing_wrong(corpus, about, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    pytest.importorskip("pandas")
    from parser.release.about import load_about

    first = made(corpus, tmp_path / "first")
    put(corpus, later=named(sample_minutes(), "later", date="2019-03-15"))
    out = made(corpus, tmp_path / "out", about=load_about(about), previous=first, date="2026-11-28")
    report = frictionless.Package(out / "datapackage.json").validate()
    assert [(task.name, error.message) for task in report.tasks for error in task.errors] == []
    assert report.valid
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    assert rows["acts"] == 22
    assert rows["records-00001"] == 3


def test_the_data_package_names_every_column_with_its_description(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    package = json.loads((out / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        assert (out / resource["path"]).is_file()
        if resource["format"] == "parquet":
            stored = pq.read_schema(out / resource["path"])
            assert [field["name"] for field in resource["schema"]["fields"]] == stored.names
            assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_readme_names_every_table_and_column(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    text = (out / "README.md").read_text(encoding="utf-8")
    for path in (out / "tables").iterdir():
        assert f"\n### {path.stem}\n" in text
        assert [name for name in pq.read_schema(path).names if f"| `{name}` |" not in text] == []


# -- the same bytes


@pytest.mark.long
def test_the_same_records_give_the_same_bytes_wherever_and_however_they_lie(corpus, about, tmp_path):
    again = put(tmp_path / "elsewhere", z__minutes=sample_minutes(), y=sample_record())
    digests = set()
    for number, folder in enumerate((corpus, again)):
        out = tmp_path / f"out{number}"
        command = [sys.executable, "-m", "parser.cli", "corpus", "release", folder, "-o", out, "--about", about]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": str(number), "TZ": f"UTC-{number}"}, check=True)
        digests.add(digest(out))
    assert len(digests) == 1


def test_many_records_are_parted_and_each_part_is_a_resource(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(lines.RecordParts.__init__, "__kwdefaults__", {"a_part": 2})
    put(corpus, **{f"n{n}": named(sample_minutes(), f"n{n}") for n in range(3)})
    out = made(corpus, tmp_path / "out")
    names = sorted(path.name for path in (out / "records").iterdir())
    assert names == [f"records-0000{n}.jsonl.gz" for n in (1, 2, 3)]
    assert faults(out) == []
    resources = [one["path"] for one in json.loads((out / "datapackage.json").read_bytes())["resources"]]
    assert [one for one in resources if one.startswith("records/")] == [f"records/{name}" for name in names]


# -- whole or not at all


def test_a_broken_record_is_told_and_no_release_is_made(corpus, tmp_path, capsys):
    (corpus / "broken.json").write_text('{"schema_version": "1.0", "id"')
    (corpus / "other.json").write_text("{}")
    data = json.loads(encode(sample_record()))
    data["acts"][0]["about"] = ["a99"]
    (corpus / "pm.json").write_text(json.dumps(data))
    assert main(["corpus", "release", str(corpus), "-o", str(tmp_path / "out")]) == 7
    told = capsys.readouterr().err.splitlines()
    assert [line.partition("corpus/")[2].partition(":")[0] for line in told[:3]] == [
        "broken.json",
        "other.json",
        "pm.json",
    ]
    assert "its references do not hold: acts[0].about[0]" in told[2]
    assert told[3].startswith("diarium: 3 files of the corpus are no valid record, so no release was made")
    assert names_in(tmp_path) == ["corpus"]


def test_with_leave_it_out_the_release_names_what_it_lacks(corpus, tmp_path):
    (corpus / "broken.json").write_text("{")
    out = made(corpus, tmp_path / "out", leave_out_invalid=True)
    manifest = read_manifest(out)
    assert [(one.file, one.why.partition(" (")[0]) for one in manifest.left_out] == [
        ("broken.json", "it is broken JSON")
    ]
    assert manifest.counts.documents == 2
    assert faults(out) == []


def test_one_pdf_under_two_names_is_one_record_and_two_that_differ_are_a_fault(corpus, tmp_path):
    source = msgspec.structs.replace(sample_record().source, file_name="copy.pdf")
    put(corpus, copy=msgspec.structs.replace(sample_record(), source=source))
    manifest = read_manifest(made(corpus, tmp_path / "out"))
    assert [(one.file, one.why) for one in manifest.left_out] == [
        ("pm.json", "it is of the same PDF as copy.json, and says the same")
    ]
    put(corpus, copy=msgspec.structs.replace(sample_record(), warnings=()))
    with pytest.raises(Unreleasable) as caught:
        made(corpus, tmp_path / "other")
    assert "of the same PDF as copy.json and says something else" in caught.value.faults[0].why


def test_a_release_is_never_written_over(corpus, tmp_path):
    out = made(corpus, tmp_path / "out")
    before = digest(out)
    with pytest.raises(UnwritableOutput, match="is there already"):
        made(corpus, out)
    assert digest(out) == before


def test_a_disk_that_fills_leaves_nothing_behind(corpus, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lines.RecordParts, "write", full)
    with pytest.raises(UnwritableOutput, match="the disk is full"):
        made(corpus, tmp_path / "out")
    assert names_in(tmp_path) == ["corpus"]


def test_an_interrupt_leaves_nothing_behind(corpus, tmp_path, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lines.RecordParts, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(corpus, tmp_path / "out")
    assert names_in(tmp_path) == ["corpus"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere"], 3, "there is no such folder"),
        (["empty"], 3, "holds no record"),
        (["corpus", "--version", "first"], 7, "the version 'first' is not of the form 1.2.3"),
        (["corpus", "--date", "tomorrow"], 2, "is no day"),
        (["corpus", "--about", "nothing.toml"], 2, "nothing.toml: it cannot be read (no such file"),
        (
            ["corpus", "--about", "bad.toml"],
            2,
            "bad.toml: it does not say what a release needs (Object",
        ),
        (["corpus", "--previous", "empty"], 7, "is no release: it has no release.json"),
        (["corpus", "--overrides", "nothing.toml"], 3, "there is no such file"),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_what_is_wrong_is_one_sentence(tmp_path, monkeypatch, capsys, arguments, code, sentence):
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("bad.toml").write_text("colour = 'red'")
    assert main(["corpus", "release", *arguments, "-o", "out"]) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told
    assert not Path("out").exists()


# -- since the previous one


def changes_of(folder: Path) -> list[tuple[str, str, str]]:
    told = [json.loads(line) for line in unpacked(folder / "changes.jsonl.gz")]
    return [(one["of"], one["what"], one.get("file_name") or one["change"]["kind"]) for one in told]


def test_what_came_went_and_changed_is_told_and_the_version_follows(corpus, tmp_path):
    put(corpus, gone=named(sample_minutes(), "gone", date="1999-01-01"))
    first = made(corpus, tmp_path / "first")
    assert read_manifest(first).version == "1.0.0"

    (corpus / "gone.json").unlink()
    pm = sample_record()
    acts = (msgspec.structs.replace(pm.acts[0], confidence=0.5), *pm.acts[1:])
    put(corpus, pm=msgspec.structs.replace(pm, acts=acts), came=named(sample_minutes(), "came", body="Nämnden"))
    second = made(corpus, tmp_path / "second", previous=first)
    manifest = read_manifest(second)
    assert manifest.version == "1.1.0"
    assert manifest.previous is not None
    assert manifest.previous.digest == digest(first)
    assert manifest.changes is not None
    assert manifest.changes.documents == {"unchanged": 1, "changed": 1, "replaced": 0, "added": 1, "removed": 1}
    assert manifest.changes.acts == {"unchanged": 14, "changed": 1, "added": 7, "removed": 7}
    assert manifest.changes.fields == {"confidence": 1}
    told = changes_of(second)
    assert told[:2] == [("document", "changed", "pm.pdf"), ("act", "changed", "proposal")]
    assert ("document", "removed", "gone.pdf") in told
    assert ("document", "added", "came.pdf") in told
    assert faults(second) == []


def test_a_better_scan_of_the_same_minutes_replaces_them(corpus, tmp_path):
    first = made(corpus, tmp_path / "first")
    (corpus / "a" / "b" / "minutes.json").unlink()
    better = named(sample_minutes(), "better scan")
    put(corpus, better=better)
    second = made(corpus, tmp_path / "second", previous=first)
    manifest = read_manifest(second)
    assert manifest.changes is not None
    assert manifest.changes.documents == {"unchanged": 1, "changed": 0, "replaced": 1, "added": 0, "removed": 0}
    assert manifest.changes.acts == {"unchanged": 15, "changed": 0, "added": 0, "removed": 0}
    line = json.loads(unpacked(second / "changes.jsonl.gz")[0])
    assert (line["document_before"], line["document"]) == (sample_minutes().id, better.id)


def test_two_that_could_have_been_replaced_are_left_apart(corpus, tmp_path):
    first = made(corpus, tmp_path / "first")
    (corpus / "a" / "b" / "minutes.json").unlink()
    put(corpus, one=named(sample_minutes(), "one"), two=named(sample_minutes(), "two"))
    manifest = read_manifest(made(corpus, tmp_path / "second", previous=first))
    assert manifest.changes is not None
    assert manifest.changes.documents == {"unchanged": 1, "changed": 0, "replaced": 0, "added": 2, "removed": 1}


def test_where_nothing_changed_no_release_is_made_unless_a_version_is_given(corpus, tmp_path, capsys):
    first = made(corpus, tmp_path / "first")
    arguments = ["corpus", "release", str(corpus), "-o", str(tmp_path / "second"), "--previous", str(first)]
    assert main(arguments) == 0
    assert "nothing has changed" in capsys.readouterr().err
    assert names_in(tmp_path) == ["corpus", "first"]
    assert main([*arguments, "--version", "1.0.0"]) == 7
    assert "does not come after 1.0.0" in capsys.readouterr().err
    assert main([*arguments, "--version", "2.0.0"]) == 0
    assert read_manifest(tmp_path / "second").version == "2.0.0"


def test_a_previous_release_that_was_touched_is_not_compared_with(corpus, tmp_path):
    first = made(corpus, tmp_path / "first")
    with (first / "records" / "records-00001.jsonl.gz").open("ab") as file:
        file.write(b" ")
    put(corpus, more=named(sample_minutes(), "more"))
    with pytest.raises(BadRelease, match="is not as it was released"):
        made(corpus, tmp_path / "second", previous=first)
    assert not (tmp_path / "second").exists()


# -- the proof


def resum(folder: Path) -> None:
    """Make the checksums right again, as a forger would."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    sums = [(name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in names if name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(f"{one}  {name}\n" for name, one in sums))
    package = json.loads((folder / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        resource["hash"] = f"sha256:{dict(sums).get(resource['path'])}"
        if "bytes" in resource:
            resource["bytes"] = (folder / resource["path"]).stat().st_size
    (folder / "datapackage.json").write_text(json.dumps(package))
    sums = [(name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name, _ in sums]
    (folder / "SHA256SUMS").write_text("".join(f"{one}  {name}\n" for name, one in sums))


def rewritten(path: Path, old: str, new: str) -> None:
    text = gzip.decompress(path.read_bytes()).decode()
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new, 1).encode()))


def other_row(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(table.set_column(3, table.schema.field(3), [["§ 99"] * len(table)]), path)


FORGED = {
    "a byte more": (
        lambda out: (out / "tables" / "acts.parquet").open("ab").write(b"x"),
        "tables/acts.parquet: it is not as it was released",
    ),
    "a file gone": (lambda out: (out / "dcat.rdf").unlink(), "dcat.rdf: it is missing"),
    "a file more": (lambda out: (out / "tables" / "x").write_text(""), "tables/x: it is no part of the release"),
    "a record's word": (
        lambda out: (
            rewritten(out / "records" / "records-00001.jsonl.gz", "Per von Ek (M) yrkar", "Per von Ek (M) vill"),
            resum(out),
        ),
        "tables/blocks.parquet, row 7: text is",
    ),
    "a record that breaks its schema": (
        lambda out: (rewritten(out / "records" / "records-00001.jsonl.gz", '"protokoll"', "7"), resum(out)),
        "it breaks the schema at document.type",
    ),
    "a broken gzip": (
        lambda out: (
            (out / "records" / "records-00001.jsonl.gz").write_bytes(
                (out / "records" / "records-00001.jsonl.gz").read_bytes()[:-20]
            ),
            resum(out),
        ),
        "records-00001.jsonl.gz cannot be unpacked",
    ),
    "a row of a table": (
        lambda out: (other_row(out / "tables" / "matters.parquet"), resum(out)),
        "tables/matters.parquet, row 1: number is '§ 99'",
    ),
    "a table without rows": (
        lambda out: (
            pq.write_table(
                pq.read_table(out / "tables" / "votes.parquet").slice(0, 0), out / "tables" / "votes.parquet"
            ),
            resum(out),
        ),
        "tables/votes.parquet, row 1: it ends here",
    ),
    "rows twice": (
        lambda out: (
            pq.write_table(
                __import__("pyarrow").concat_tables([pq.read_table(out / "tables" / "votes.parquet")] * 2),
                out / "tables" / "votes.parquet",
            ),
            resum(out),
        ),
        "tables/votes.parquet: it has 2 rows, and 1 follow from the records",
    ),
    "a table that is none": (
        lambda out: ((out / "tables" / "votes.parquet").write_text("Parquet"), resum(out)),
        "tables/votes.parquet: it is no Parquet file",
    ),
    "a count": (
        lambda out: (
            (out / "release.json").write_text((out / "release.json").read_text().replace('"pages": 4', '"pages": 40')),
            resum(out),
        ),
        "release.json, counts.pages: it counts 40; there are 4",
    ),
    "a column": (
        lambda out: (
            (out / "datapackage.json").write_text(
                (out / "datapackage.json").read_text().replace('"name": "outcome"', '"name": "result"')
            ),
            resum(out),
        ),
        "its columns of the table votes are not those",
    ),
    "a schema": (
        lambda out: ((out / "schemas" / "record-1.0.schema.json").write_text("{"), resum(out)),
        "schemas/record-1.0.schema.json: it is no schema",
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_whatever_is_forged_is_found_and_its_place_told(forgery, corpus, tmp_path, capsys):
    forge, sentence = FORGED[forgery]
    out = made(corpus, tmp_path / "out")
    assert faults(out) == []
    forge(out)
    assert [one for one in faults(out) if sentence in one], faults(out)
    assert main(["corpus", "check", str(out)]) == 7
    assert sentence in capsys.readouterr().out


def test_a_folder_that_is_no_release_is_told(tmp_path, capsys):
    assert main(["corpus", "check", str(tmp_path)]) == 7
    assert "is no release: it has no release.json" in capsys.readouterr().err


def test_overrides_go_with_the_release_so_that_its_persons_can_be_proved(corpus, tmp_path):
    overrides = tmp_path / "overrides.toml"
    minutes, pm = sample_minutes(), sample_record()
    overrides.write_text(
        f'[[same]]\nreason = "told by the archive"\npersons = [{{record = "{minutes.id}", person = "p1"}}, '
        f'{{record = "{pm.id}", person = "p3"}}]\n'
    )
    out = made(corpus, tmp_path / "out", overrides=overrides)
    assert len(pq.read_table(out / "tables" / "persons.parquet")) == 4
    assert faults(out) == []
    shutil.copy(out / "README.md", out / "overrides.toml")
    assert any(one.startswith("overrides.toml: ") for one in faults(out))


def test_without_linking_the_tables_of_persons_are_empty(corpus, tmp_path):
    out = made(corpus, tmp_path / "out", persons=False)
    assert len(pq.read_table(out / "tables" / "persons.parquet")) == 0
    assert len(pq.read_table(out / "tables" / "mentions.parquet")) == 5
    assert faults(out) == []
