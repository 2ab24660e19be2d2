"""Names of files on the disk are bytes: whatever they are, a corpus can be asked, and each file is found again."""

import os
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asked import put
from parser import open_corpus
from parser.index.update import is_stale, update
from parser.record.file_names import on_disk, told
from parser.release.changes import read_manifest
from parser.storage.bucket_output import BucketOutput
from parser.storage.zip_output import ZipOutput
from records import sample_minutes, sample_record
from release_world import made

any_bytes = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="this system's names are always Unicode")


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_a_name_is_told_in_one_way_only_and_found_again(one, other):
    first, second = os.fsdecode(one), os.fsdecode(other)
    assert on_disk(told(first)) == first
    assert (told(first) == told(second)) == (one == other)
    told(first).encode()  # raises where it cannot be written


def test_an_ordinary_name_is_told_as_it_is():
    assert told("2015/kf möte.json") == "2015/kf möte.json"


@any_bytes
def test_a_name_that_is_no_utf_8_is_told_by_its_byte_and_the_corpus_answers(tmp_path):
    (tmp_path / os.fsdecode(b"k\xe5r")).mkdir()
    put(tmp_path, os.fsdecode(b"k\xe5r/latin\xe5.json"), sample_record())
    put(tmp_path, "plain.json", sample_minutes())
    report = update(tmp_path)
    assert (report.documents, report.faults) == (2, ())
    assert not is_stale(tmp_path)
    corpus = open_corpus(tmp_path)
    files = {one.file: one.id for one in corpus.documents().documents}
    assert set(files) == {"k\\xe5r/latin\\xe5.json", "plain.json"}
    path = corpus.record_path(files["k\\xe5r/latin\\xe5.json"])
    assert path is not None
    assert os.fsencode(path).endswith(b"k\xe5r/latin\xe5.json")
    path.unlink()
    assert update(tmp_path).removed == 1


@any_bytes
def test_a_corpus_in_a_folder_whose_name_is_no_utf_8_can_be_asked(tmp_path):
    folder = tmp_path / os.fsdecode(b"arkiv \xe5")
    folder.mkdir()
    put(folder, "pm.json", sample_record())
    assert open_corpus(folder).documents().total == 1


@any_bytes
def test_of_two_files_of_one_record_the_second_is_told_by_a_name_that_can_be_written(tmp_path):
    put(tmp_path, "a.json", sample_record())
    put(tmp_path, os.fsdecode(b"b\xff.json"), sample_record())
    (tmp_path / os.fsdecode(b"c\xff.json")).write_text("{")
    report = update(tmp_path)
    assert report.duplicates == ("b\\xff.json",)
    assert [path for path, _ in report.faults] == ["c\\xff.json"]


@any_bytes
def test_a_record_whose_name_is_no_utf_8_goes_into_an_archive_and_comes_out_under_its_name(tmp_path):
    name = os.fsdecode(b"latin\xe5.json")
    for turn in (b"first", b"second"):
        output = ZipOutput(str(tmp_path / "out.zip"))
        output.prepare()
        output.tidy()
        assert output.stamp(name) == (None if turn == b"first" else "5")
        output.write([(name, turn)])
        output.finish()
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        assert packed.read("latin\\xe5.json") == b"second"


@any_bytes
def test_a_record_whose_name_is_no_utf_8_is_written_to_another_file_system(tmp_path, monkeypatch):
    pytest.importorskip("fsspec")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = os.fsdecode(b"latin\xe5.json")
    output = BucketOutput("memory://names")
    output.write([(name, b"{}")])
    assert output.read(name) == b"{}"
    assert BucketOutput("memory://names").stamp(name) == "2"


@any_bytes
def test_a_release_tells_what_it_left_out_by_a_name_that_can_be_written(tmp_path):
    put(tmp_path / "in", "a.json", sample_record())
    put(tmp_path / "in", os.fsdecode(b"b\xff.json"), sample_record())
    manifest = read_manifest(made(tmp_path / "in", tmp_path / "out"))
    assert [one.file for one in manifest.left_out] == ["b\\xff.json"]
