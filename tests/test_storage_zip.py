"""Zip archives: their documents are read where they lie, records can be written into one."""

import json
import zipfile
from pathlib import Path

import pytest

from parser.batch import places
from parser.batch.values import Fault
from parser.cli.main import main
from parser.errors import UnreadableDocument, UnwritableOutput
from parser.storage.archives import LOCKED
from storage_world import PM, archive, fault_of, items, packed, places_of


def test_the_documents_of_an_archive_keep_its_folders(tmp_path):
    made = archive(
        tmp_path / "1998.zip",
        {
            "kf/b.pdf": b"b",
            "a.PDF": b"a",
            "note.txt": b"",
            "__MACOSX/._a.pdf": b"",
            ".git/c.pdf": b"",
            "Åre\\ä.pdf": b"",
        },
    )
    assert places_of(str(made)) == {f"{made}/a.PDF": "a", f"{made}/kf/b.pdf": "kf/b", f"{made}/Åre\\ä.pdf": "Åre/ä"}


def test_a_document_is_read_from_its_address(tmp_path):
    (one,) = items(str(archive(tmp_path / "1998.zip", {"kf/b.pdf": b"bytes"})))
    assert one.address == f"zip://kf/b.pdf::{tmp_path}/1998.zip"
    assert places.read(one.address).data == b"bytes"
    assert places.read(one.address).fingerprint == one.fingerprint
    assert one.size == 5


def test_a_place_and_a_pattern_in_an_archive_can_be_named(tmp_path):
    made = archive(tmp_path / "a.zip", {"kf/1.pdf": b"1", "kf/deep/2.pdf": b"2", "ks/3.pdf": b"3"})
    assert list(places_of(f"zip://kf::{made}").values()) == ["1", "deep/2"]
    assert list(places_of(f"zip://*/*.pdf::{made}").values()) == ["1", "3"]
    assert list(places_of(f"zip://kf/deep/2.pdf::{made}").values()) == ["2"]
    assert list(places_of(f"zip://**/*.pdf::{made}").values()) == ["1", "2", "3"]
    assert list(places_of(f"zip://kf/**::{made}").values()) == ["1", "2"]
    assert list(places_of(f"zip://k[s]/*::{made}").values()) == ["3"]


def test_the_mark_changes_with_the_bytes_and_not_with_the_archive(tmp_path):
    (before,) = [one.fingerprint for one in items(str(archive(tmp_path / "a.zip", {"1.pdf": b"1"})))]
    (same, _) = [one.fingerprint for one in items(str(archive(tmp_path / "a.zip", {"1.pdf": b"1", "2.pdf": b"2"})))]
    (after,) = [one.fingerprint for one in items(str(archive(tmp_path / "a.zip", {"1.pdf": b"9"})))]
    assert before == same != after


def test_what_is_wrong_with_an_archive_is_told(tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK, or not")
    assert "is no zip archive" in fault_of(f"{tmp_path}/broken.zip")
    assert "holds no PDF" in fault_of(str(archive(tmp_path / "empty.zip", {"a.txt": b""})))
    assert "cannot be read (no such file" in fault_of(f"zip://a.pdf::{tmp_path}/none.zip")
    assert "leads out of the folder" in fault_of(str(archive(tmp_path / "evil.zip", {"../../a.pdf": b""})))


def test_damage_inside_an_archive_is_one_documents_fault(tmp_path):
    data = bytearray(packed({"a.pdf": b"a" * 1000, "b.pdf": b"fine"}))
    data[40:46] = b"------"
    (tmp_path / "a.zip").write_bytes(data)
    first, second = items(f"{tmp_path}/a.zip")
    with pytest.raises(UnreadableDocument, match="damaged in its archive"):
        places.read(first.address)
    assert places.read(second.address).data == b"fine"


def test_a_locked_document_is_told(tmp_path):
    data = bytearray(packed({"a.pdf": b"secret"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= LOCKED
    (tmp_path / "a.zip").write_bytes(data)
    (one,) = items(f"{tmp_path}/a.zip")
    with pytest.raises(UnreadableDocument, match="locked by a password"):
        places.read(one.address)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_twice_in_an_archive_is_told_and_the_last_is_converted(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("a.pdf", b"old")
        made.writestr("a.pdf", b"new")
    told, one = places.listed(f"{tmp_path}/a.zip")
    assert isinstance(told, Fault)
    assert "more than once" in told.message
    assert places.read(one.address).data == b"new"


@pytest.mark.long
def test_an_archive_is_converted_into_an_archive_and_again_only_where_it_changed(tmp_path, capsys):
    made = archive(tmp_path / "in.zip", {"2006/pm.pdf": PM, "bad.pdf": b"no PDF"})
    out = tmp_path / "out.zip"
    assert main(["convert", str(made), "-o", str(out), "--no-inspect", "--jobs", "1"]) == 3
    assert "in.zip/bad.pdf" in capsys.readouterr().err
    with zipfile.ZipFile(out) as written:
        names = set(written.namelist())
        assert {"2006/pm.json", "2006/pm.xml", ".diarium/manifest.sqlite", ".diarium/report.html"} <= names
        assert json.loads(written.read("2006/pm.json"))["source"]["file_name"] == "pm.pdf"
    assert [path.name for path in (tmp_path / ".out.zip.diarium").iterdir() if path.suffix == ".json"] == []

    first = out.read_bytes()
    archive(made, {"2006/pm.pdf": PM, "good.pdf": PM + b"\n%more"})
    capsys.readouterr()
    assert main(["convert", str(made), "-o", str(out), "--no-inspect", "--jobs", "1"]) == 0
    with zipfile.ZipFile(out) as written:
        assert {"2006/pm.json", "good.json"} <= set(written.namelist())
    assert out.read_bytes() != first


def test_a_run_that_was_interrupted_leaves_the_archive_as_it_was_and_the_next_goes_on(tmp_path):
    out = tmp_path / "out.zip"
    archive(out, {"old.json": b"{}"})
    before = out.read_bytes()
    first = places.open_output(str(out))
    first.prepare()
    first.tidy()
    first.write([("new.json", b"[1]"), ("new.xml", b"<a/>")])
    assert out.read_bytes() == before

    again = places.open_output(str(out))
    again.prepare()
    again.tidy()
    assert again.read("new.json") == b"[1]"
    assert again.stamp("old.json") == "2"
    again.finish()
    again.tidy()
    assert not (tmp_path / ".out.zip.diarium" / "records").exists()
    with zipfile.ZipFile(out) as written:
        assert {name: written.read(name) for name in written.namelist()} == {
            "new.json": b"[1]",
            "new.xml": b"<a/>",
            "old.json": b"{}",
        }


def test_the_same_records_make_the_same_archive(tmp_path):
    digests = set()
    for name in ("a.zip", "b.zip"):
        output = places.open_output(str(tmp_path / name))
        output.prepare()
        output.tidy()
        for part in ("1", "2") if name == "a.zip" else ("2", "1"):
            output.write([(f"{part}.json", part.encode())])
        output.finish()
        digests.add((tmp_path / name).read_bytes())
    assert len(digests) == 1


def test_what_is_no_archive_is_not_written_over(tmp_path):
    (tmp_path / "thesis.zip").write_text("not a zip")
    with pytest.raises(UnwritableOutput, match="is no zip archive"):
        places.open_output(str(tmp_path / "thesis.zip")).prepare()
    Path(tmp_path / "folder.zip").mkdir()
    with pytest.raises(UnwritableOutput, match="is a folder"):
        places.open_output(str(tmp_path / "folder.zip")).prepare()
