"""A package appears whole or not at all, replaces only what is ours, and says truly what is in it."""

import csv
import errno
import hashlib
import tracemalloc
import zipfile
from pathlib import Path

import msgspec
import pytest

from export_world import content, corpus, elsewhere, exported, manifest, sample
from parser.errors import UnwritableOutput
from parser.export import RecordSource, export
from parser.export.package import Package, is_export
from records import sample_record

__all__ = ["sample"]

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own


def package(target):
    return Package(target, format="csv", version="1.0")


def broken_off(target, by):
    with package(target) as made:
        made.write("a.txt", b"new", name="a")
        raise by


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_there_until_all_is(tmp_path):
    with package(tmp_path / "out") as made:
        made.write("a.txt", b"a", name="a")
        assert not (tmp_path / "out").exists()
    assert names(tmp_path / "out") == ["a.txt", "datapackage.json"]


def test_a_fault_leaves_what_was_before(tmp_path):
    with package(tmp_path / "out") as made:
        made.write("a.txt", b"old", name="a")
    before = content(tmp_path / "out")
    with pytest.raises(RuntimeError):
        broken_off(tmp_path / "out", RuntimeError("the wheels came off"))
    assert content(tmp_path / "out") == before
    assert names(tmp_path) == ["out"]


def test_an_interrupt_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        broken_off(tmp_path / "out.zip", KeyboardInterrupt())
    assert names(tmp_path) == []


def test_an_earlier_export_is_replaced_whole(tmp_path):
    for files in (("a.txt", "b.txt"), ("a.txt",)):
        with package(tmp_path / "out") as made:
            for name in files:
                made.write(name, b"x", name=name)
    assert names(tmp_path / "out") == ["a.txt", "datapackage.json"]
    assert names(tmp_path) == ["out"]


def test_a_strangers_folder_is_never_touched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("dear")
    with (
        pytest.raises(UnwritableOutput, match="no earlier export, so nothing in it was touched"),
        package(tmp_path / "out"),
    ):
        pass
    assert content(tmp_path / "out") == {"letter.txt": b"dear"}


@pytest.mark.parametrize("theirs", [b"no archive", b""])
def test_a_strangers_archive_is_never_replaced(tmp_path, theirs):
    (tmp_path / "out.zip").write_bytes(theirs)
    with pytest.raises(UnwritableOutput, match="is no earlier export"), package(tmp_path / "out.zip"):
        pass
    assert (tmp_path / "out.zip").read_bytes() == theirs


def test_an_earlier_archive_is_replaced(sample, tmp_path):
    exported(sample, "csv", tmp_path / "out.zip")
    exported(sample, "popolo", tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["datapackage.json", "popolo.json"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    with package(tmp_path / "out") as made:
        made.write("a.txt", b"a", name="a")
    assert is_export(tmp_path / "out")


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_is_in_the_way_is_told(tmp_path, name):
    if name == "out":
        (tmp_path / name).write_text("a file")
    else:
        (tmp_path / name).mkdir()
    with pytest.raises(UnwritableOutput, match="in the way"), package(tmp_path / name):
        pass


def test_a_full_disk_is_told_in_a_sentence(tmp_path):
    with pytest.raises(UnwritableOutput, match="the disk is full"):
        broken_off(tmp_path / "out", OSError(errno.ENOSPC, "No space left on device"))
    assert names(tmp_path) == []


@pytest.mark.parametrize("to", ["csv", "parquet", "popolo", "akn", "tei", "jsonld", "ntriples", "records"])
def test_the_manifest_tells_each_files_size_and_digest(sample, tmp_path, to):
    out = exported(sample, to, tmp_path / "out")
    told = manifest(out)["resources"]
    assert told
    for one in told:
        data = (out / one["path"]).read_bytes()
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize("to", ["akn", "tei", "jsonld"])
def test_the_index_lists_every_document_with_its_digest(sample, tmp_path, to):
    import frictionless

    out = exported(sample, to, tmp_path / "out")
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        index = list(csv.DictReader(file))
    listed = {one["path"] for one in manifest(out)["resources"]} | {"datapackage.json"}
    assert sorted(row["path"] for row in index) == sorted(content(out).keys() - listed)
    for row in index:
        data = (out / row["path"]).read_bytes()
        assert (row["bytes"], row["sha256"]) == (str(len(data)), hashlib.sha256(data).hexdigest())
    assert frictionless.Package(str(out / "datapackage.json")).get_resource("index").validate().valid


@pytest.mark.parametrize("to", ["jsonl", "akn", "tei", "popolo", "jsonld", "ntriples"])
def test_the_same_records_give_the_same_archive_wherever_they_lie(sample, tmp_path, to):
    exported(sample, to, tmp_path / "one.zip")
    exported(elsewhere(tmp_path / "elsewhere"), to, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_an_archive_holds_what_the_folder_holds(sample, tmp_path):
    folder = exported(sample, "csv", tmp_path / "out")
    exported(sample, "csv", tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == content(folder)


def test_an_export_beside_the_records_is_not_taken_for_records(tmp_path):
    folder = corpus(tmp_path / "in")
    first = content(exported(folder, "popolo", tmp_path / "one"))
    exported(folder, "popolo", folder / "exported")
    assert content(exported(folder, "popolo", tmp_path / "two")) == first


@pytest.mark.long
@pytest.mark.parametrize("to", ["csv", "jsonl", "parquet", "records", "akn", "tei", "popolo", "jsonld", "ntriples"])
def test_memory_does_not_grow_with_the_text(tmp_path, to):
    """Fifty documents more, each with a megabyte of text, may cost a fraction of one of them in memory."""
    few, many = peak(tmp_path / "few", to, 10), peak(tmp_path / "many", to, 60)
    assert many - few < 10 * MEGABYTE, (few, many)


MEGABYTE = 1_000_000


def peak(folder, to, count):
    """The most memory that Python had in use while so many records of a megabyte of text each were exported."""
    template = sample_record()
    first, *rest = template.blocks
    long = msgspec.structs.replace(first, text="Stadsledningskontoret har sett över sin organisation. " * 18_519)

    def read(path):
        digest = hashlib.sha256(path.name.encode()).hexdigest()
        source = msgspec.structs.replace(template.source, sha256=digest)
        return msgspec.structs.replace(template, id=digest[:16], source=source, blocks=(long, *rest))

    def run(these, output):
        export(RecordSource([Path(f"{number}.json") for number in these], read=read), to, output)

    run(range(1), folder / "warm")  # what is imported and compiled once
    tracemalloc.start()
    try:
        run(range(count), folder / "out")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
