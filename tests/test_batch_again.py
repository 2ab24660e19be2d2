"""Converting again: what is unchanged is left alone, what changed is redone, and nothing is lost or doubled."""

import json
import os
import sqlite3
from pathlib import Path

import msgspec
import pytest

from cli_world import BOOM, KILL, MINUTES, PM, UNREADABLE, put, run_convert, tree, world  # noqa: F401  -- world is a fixture
from parser import pipeline
from parser.batch import local, versions
from parser.cli.main import main

OLD = 1_000_000_000
"""A time long gone: of a file that changed just now the times are not trusted yet."""


@pytest.fixture(autouse=True)
def converted(monkeypatch: pytest.MonkeyPatch, world: Path) -> Path:  # noqa: F811  -- the fixture
    """A file with a line for each conversion, whatever process made it."""
    convert, made = pipeline.convert, world / "converted"
    made.touch()

    def told(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
        with made.open("a") as file:
            file.write(f"{name}\n")
        return convert(data, name=name, options=options)

    monkeypatch.setattr(pipeline, "convert", told)
    monkeypatch.setattr(local, "RACY", -(10**18))  # the tests' files are all new
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, list[str]]:
    """What comes of `diarium convert` into the folder of this file's tests, without pages."""
    return run_convert(capsys, *arguments, "-o", "out", "--no-inspect")


def since(converted: Path) -> list[str]:
    """What has been converted since this was asked last."""
    names = sorted(converted.read_text().split())
    converted.write_text("")
    return names


def rows(query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect("out/.diarium/manifest.sqlite") as manifest:
        return manifest.execute(query).fetchall()


def report() -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("out/.diarium/report.jsonl").read_text().splitlines()]


def test_what_is_unchanged_is_not_converted_again_and_the_summary_is_the_same(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf", MINUTES)
    first = run(capsys, "raw")
    assert since(converted) == ["a.pdf", "b.pdf"]
    before = {name: Path("out", name).stat().st_mtime_ns for name in tree("out")}
    second = run(capsys, "raw")
    assert since(converted) == []
    assert {name: Path("out", name).stat().st_mtime_ns for name in tree("out")} == before
    assert "Converted 2 documents" in first[1]
    assert "Nothing has changed: 2 documents" in second[1]
    assert first[1].splitlines()[1:] == second[1].splitlines()[1:]


def test_what_changed_is_redone_and_only_that(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf")
    run(capsys, "raw")
    since(converted)
    put("raw/b.pdf", MINUTES)
    _, out, _ = run(capsys, "raw")
    assert since(converted) == ["b.pdf"]
    assert "Converted 1 document; 1 unchanged: 2 documents" in out


def test_a_file_that_changed_without_its_size_or_date_is_redone(capsys):
    """Whoever sets a date back cannot set back when that was done."""
    path = put("raw/a.pdf", PM)
    os.utime(path, ns=(OLD, OLD))
    run(capsys, "raw")
    path.write_bytes(UNREADABLE[: len(PM)].ljust(len(PM)))
    os.utime(path, ns=(OLD, OLD))
    code, _, _ = run(capsys, "raw")
    assert code == 3


def test_a_file_that_was_only_touched_is_read_but_not_converted(capsys, converted):
    path = put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    os.utime(path, ns=(OLD, OLD))
    _, out, _ = run(capsys, "raw")
    assert since(converted) == []
    assert "Nothing has changed" in out


def test_times_of_just_now_or_of_the_future_are_not_trusted(capsys, converted, monkeypatch):
    """A clock that was wrong, or a disk that counts in seconds: then the bytes are compared."""
    monkeypatch.setattr(local, "RACY", 3_000_000_000)
    run(capsys, str(put("raw/a.pdf")))
    assert rows("SELECT fingerprint FROM document") == [(None,)]
    os.utime("raw/a.pdf", ns=(2**62, 2**62))
    monkeypatch.setattr(local, "RACY", -(10**9))
    run(capsys, "raw/a.pdf")
    assert rows("SELECT fingerprint FROM document") == [(None,)]
    assert since(converted) == ["a.pdf"]


def test_checksum_reads_what_looks_unchanged(capsys, converted, monkeypatch):
    put("raw/a.pdf")
    run(capsys, "raw")
    monkeypatch.setattr(local, "_times", lambda _: "the same")
    run(capsys, "raw", "--checksum")
    put("raw/a.pdf", MINUTES)
    since(converted)
    run(capsys, "raw")
    assert since(converted) == []
    run(capsys, "raw", "--checksum")
    assert since(converted) == ["a.pdf"]


def test_force_redoes_all(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf", MINUTES)
    run(capsys, "raw")
    since(converted)
    run(capsys, "raw", "--force")
    assert since(converted) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize(
    "more", [["--municipality", "Älvsby"], ["--ocr", "never"], ["--inspect"]], ids=["municipality", "ocr", "page"]
)
def test_what_is_asked_for_differently_is_redone(capsys, converted, more):
    put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    main(["convert", "raw", "-o", "out", "--no-inspect", *more])
    assert since(converted) == ["a.pdf"]


def test_a_format_that_is_there_already_is_not_made_again(capsys, converted):
    put("raw/a.pdf")
    run(capsys, "raw", "--format", "json")
    run(capsys, "raw", "--format", "json,xml")
    assert since(converted) == ["a.pdf", "a.pdf"]
    run(capsys, "raw", "--format", "xml")
    assert since(converted) == []


def test_another_version_of_the_program_redoes_all(capsys, converted, monkeypatch):
    put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    monkeypatch.setattr(versions, "converter", lambda: "0.9.0+other")
    run(capsys, "raw")
    assert since(converted) == ["a.pdf"]


def test_another_version_of_a_profile_redoes_the_documents_that_were_read_with_it(capsys, converted, monkeypatch):
    put("raw/a.pdf")
    put("raw/b.pdf", MINUTES)
    run(capsys, "raw")
    since(converted)
    key = versions.profile_key
    monkeypatch.setattr(versions, "profile_key", lambda name: key(name) + ("changed" if name == "malmo" else ""))
    run(capsys, "raw")
    assert since(converted) == []
    monkeypatch.setattr(versions, "profile_key", lambda name: key(name) + ("changed" if name == "stockholm" else ""))
    run(capsys, "raw")
    assert since(converted) == ["a.pdf", "b.pdf"]


def test_a_record_that_was_removed_or_cut_off_is_made_again(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf", MINUTES)
    run(capsys, "raw")
    kept = {name: Path("out", name).read_bytes() for name in tree("out")}
    since(converted)
    Path("out/a.xml").unlink()
    Path("out/b.json").write_bytes(b"{")
    run(capsys, "raw")
    assert since(converted) == ["a.pdf", "b.pdf"]
    assert {name: Path("out", name).read_bytes() for name in tree("out")} == kept


def test_output_and_documents_may_be_moved(capsys, converted, monkeypatch):
    put("here/raw/a.pdf")
    monkeypatch.chdir("here")
    run(capsys, "raw")
    since(converted)
    monkeypatch.chdir("..")
    Path("here").rename("there")
    monkeypatch.chdir("there")
    _, out, _ = run(capsys, "raw")
    assert since(converted) == []
    assert "Nothing has changed" in out


# -- duplicates


@pytest.mark.parametrize("inspect", [False, True])
def test_the_same_bytes_under_two_names_are_converted_once_and_each_has_its_record(capsys, converted, inspect):
    put("raw/a.pdf")
    put("raw/1999/b.pdf")
    put("alone/b.pdf")
    main(["convert", "raw", "-o", "out", *(["--inspect"] if inspect else ["--no-inspect"])])
    told = capsys.readouterr().out
    assert len(since(converted)) == 1
    main(["convert", "alone", "-o", "alone-out", *(["--inspect"] if inspect else ["--no-inspect"])])
    for name in tree("alone-out"):
        assert Path("out/1999", name).read_bytes() == Path("alone-out", name).read_bytes()
    assert json.loads(Path("out/1999/b.json").read_bytes())["source"]["file_name"] == "b.pdf"
    assert json.loads(Path("out/a.json").read_bytes())["source"]["file_name"] == "a.pdf"
    assert "Converted 2 documents, 4 pages; 1 with the bytes of another" in told
    assert told.count("Carin Jämtin (s) and Roger Mogert (s)") == 1


def test_both_names_of_a_duplicate_are_in_manifest_and_report(capsys):
    put("raw/a.pdf")
    put("raw/b.pdf")
    run(capsys, "raw")
    assert sorted(rows("SELECT name, twin FROM document")) == [("raw/a.pdf", None), ("raw/b.pdf", "a")]
    told = {str(line["name"]): line for line in report() if line["what"] == "document"}
    assert told["raw/b.pdf"]["twin"] == "a"
    assert told["raw/b.pdf"]["sha256"] == told["raw/a.pdf"]["sha256"]


def test_a_duplicate_that_arrives_later_is_not_converted(capsys, converted):
    put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    put("raw/b.pdf")
    _, out, _ = run(capsys, "raw")
    assert since(converted) == []
    assert "1 with the bytes of another" in out
    assert tree("out") == ["a.json", "a.xml", "b.json", "b.xml"]


def test_a_duplicate_stays_when_the_other_changes_or_goes(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf")
    run(capsys, "raw")
    put("raw/a.pdf", MINUTES)
    run(capsys, "raw")
    assert sorted(rows("SELECT name, twin FROM document")) == [("raw/a.pdf", None), ("raw/b.pdf", None)]
    since(converted)
    run(capsys, "raw")
    assert since(converted) == []


def test_duplicates_without_a_json_record_are_each_converted(capsys, converted):
    put("raw/a.pdf")
    put("raw/b.pdf")
    run(capsys, "raw", "--format", "xml")
    assert since(converted) == ["a.pdf", "b.pdf"]
    assert tree("out") == ["a.xml", "b.xml"]


# -- faults


def test_a_document_that_failed_is_tried_again_and_one_in_quarantine_is_not(capsys, converted):
    put("raw/a.pdf", UNREADABLE)
    put("raw/b.pdf", KILL)
    code, _, first = run(capsys, "raw")
    assert since(converted) == ["a.pdf", "b.pdf", "b.pdf"]  # killed from outside, it seems: once more, by itself
    assert code == 1
    again, _, err = run(capsys, "raw")
    assert since(converted) == ["a.pdf"]
    assert again == 1
    assert len(err) == len(first) == 2
    assert "in quarantine since an earlier run" in err[0]
    assert "--retry" in err[0]
    run(capsys, "raw", "--retry")
    assert since(converted) == ["a.pdf", "b.pdf", "b.pdf"]


def test_another_limit_takes_out_of_quarantine(capsys, converted):
    put("raw/b.pdf", KILL)
    run(capsys, "raw")
    since(converted)
    run(capsys, "raw", "--timeout", "2h")
    assert since(converted) == ["b.pdf", "b.pdf"]


def test_a_document_that_changed_is_out_of_quarantine(capsys):
    put("raw/b.pdf", KILL)
    run(capsys, "raw")
    put("raw/b.pdf", PM)
    assert run(capsys, "raw")[0] == 0


def test_the_record_of_an_earlier_run_stays_where_the_document_cannot_be_read_any_more(capsys):
    put("raw/a.pdf")
    run(capsys, "raw")
    before = Path("out/a.json").read_bytes()
    put("raw/a.pdf", UNREADABLE)
    run(capsys, "raw")
    assert Path("out/a.json").read_bytes() == before
    assert "an earlier run" in Path("out/.diarium/report.html").read_text()


def test_what_hangs_is_given_up_after_its_time_and_the_rest_goes_on(capsys, monkeypatch):
    import time

    convert = pipeline.convert

    def hang(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
        if data == BOOM:
            time.sleep(60)
        return convert(data, name=name, options=options)

    monkeypatch.setattr(pipeline, "convert", hang)
    put("raw/a.pdf", BOOM)
    put("raw/b.pdf")
    code, _, err = run(capsys, "raw", "--timeout", "0.3")
    assert code == 1
    assert len(err) == 1
    assert "raw/a.pdf: took longer than" in err[0]
    assert "--timeout" in err[0]
    assert tree("out") == ["b.json", "b.xml"]
    assert rows("SELECT name, quarantine FROM document WHERE state = 'quarantined'") == [("raw/a.pdf", "time")]


def test_what_would_become_too_large_is_not_written(capsys):
    put("raw/a.pdf")
    code, _, err = run(capsys, "raw", "--max-output", "1K")
    assert code == 4
    assert "--max-output" in err[0]
    assert tree("out") == []
    assert rows("SELECT quarantine FROM document") == [("output",)]


# -- what is gone


def test_what_is_gone_is_told_and_its_record_kept(capsys):
    put("raw/a.pdf")
    put("raw/b.pdf", MINUTES)
    run(capsys, "raw")
    Path("raw/b.pdf").unlink()
    code, out, _ = run(capsys, "raw")
    assert code == 0
    assert "1 PDF; the records are kept, --prune removes them" in out
    assert "out/b.json" not in out
    assert "b.json" in tree("out")
    assert [line["name"] for line in report() if line["what"] == "gone"] == ["raw/b.pdf"]


def test_prune_removes_the_records_of_what_is_gone_and_nothing_else(capsys):
    put("raw/a.pdf")
    put("raw/old/b.pdf", MINUTES)
    run(capsys, "raw")
    put("out/old/notes.txt")
    Path("raw/old/b.pdf").unlink()
    _, out, _ = run(capsys, "raw", "--prune")
    assert "with --prune the records were removed" in out
    assert tree("out") == ["a.json", "a.xml", "old/notes.txt"]
    assert rows("SELECT name FROM document") == [("raw/a.pdf",)]


def test_what_was_renamed_is_not_converted_and_the_report_says_where_it_is(capsys, converted):
    put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    Path("raw/a.pdf").rename("raw/b.pdf")
    run(capsys, "raw", "--prune")
    assert since(converted) == []
    assert tree("out") == ["b.json", "b.xml"]
    assert [(line["name"], line["now"]) for line in report() if line["what"] == "gone"] == [("raw/a.pdf", "raw/b.pdf")]


def test_what_another_run_converted_from_elsewhere_is_not_gone(capsys):
    put("raw/a.pdf")
    put("more/b.pdf", MINUTES)
    run(capsys, "raw")
    _, out, _ = run(capsys, "more", "--prune")
    assert "Gone" not in out
    assert len(tree("out")) == 4


def test_an_empty_folder_takes_nothing_away(capsys):
    """A disk that is not there is no reason to remove what was made of it."""
    put("raw/a.pdf")
    put("raw/1999/b.pdf", MINUTES)
    run(capsys, "raw")
    Path("raw/a.pdf").unlink()
    Path("raw/1999/b.pdf").unlink()
    code, _, _ = run(capsys, "raw", "--prune")
    assert code == 3
    assert len(tree("out")) == 4


# -- the manifest and its place


def test_a_manifest_that_is_broken_is_put_aside_and_said(capsys, converted):
    put("raw/a.pdf")
    run(capsys, "raw")
    since(converted)
    Path("out/.diarium/manifest.sqlite").write_bytes(b"no manifest at all" * 1000)
    code, _, err = run(capsys, "raw")
    assert code == 0
    assert since(converted) == ["a.pdf"]
    assert len(err) == 1
    assert "put aside" in err[0]
    assert Path("out/.diarium/manifest.sqlite.broken-1").exists()


def test_what_a_killed_run_left_half_written_is_removed(capsys):
    put("raw/a.pdf")
    put("out/.diarium/tmp/123-abc.tmp", b"half")
    run(capsys, "raw")
    assert tree("out") == ["a.json", "a.xml"]


def test_the_manifest_can_be_asked_who_failed_and_why(capsys):
    """docs/commands.md shows this."""
    put("raw/å.pdf", UNREADABLE)
    run(capsys, "raw")
    ((name, reason),) = rows("SELECT name, reason FROM document WHERE state != 'done'")
    assert name == "raw/å.pdf"
    assert "encrypted" in str(reason)


def test_the_records_of_an_output_do_not_name_the_batch(capsys):
    """Whoever reads all *.json below an output reads records only."""
    put("raw/a.pdf")
    put("raw/b.pdf", UNREADABLE)
    run(capsys, "raw")
    assert [path.name for path in Path("out").rglob("*.json")] == ["a.json"]


def test_json_lines_tell_a_program_what_happens(capsys):
    put("raw/a.pdf")
    put("raw/b.pdf")
    put("raw/c.pdf", UNREADABLE)
    code, out, err = run(capsys, "raw", "--log-json", "--quiet")
    events = [msgspec.json.decode(line) for line in err]
    assert (code, out) == (3, "")
    assert events[0]["event"] == "begin"
    assert {one["name"]: one["how"] for one in events if one["event"] == "document"} == {
        "raw/a.pdf": "converted",
        "raw/b.pdf": "duplicate",
        "raw/c.pdf": "failed",
    }
    assert [one["name"] for one in events if one["event"] == "fault"] == ["raw/c.pdf"]
    assert events[-1]["event"] == "end"
    assert events[-1]["exit_code"] == 3
    assert events[-1]["documents"] == 3
