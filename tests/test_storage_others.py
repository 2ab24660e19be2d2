"""Whatever else fsspec knows: file systems without whole objects, and those of which there are none here."""

import pytest

from parser.batch import places
from parser.cli.main import main
from parser.errors import UnwritableOutput
from storage_world import PM, fault_of, items, places_of

pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_folders_of_another_file_system_are_listed_by_name(tmp_path):
    for name in ("b.pdf", "2006/a.PDF", ".git/c.pdf", "note.txt"):
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_bytes(b"bytes")
    root = f"file://{tmp_path}/raw"
    assert places_of(root) == {f"{root}/2006/a.PDF": "2006/a", f"{root}/b.pdf": "b"}
    (one,) = items(f"{root}/b.pdf")
    assert places.read(one.address).data == b"bytes"
    assert places.read(one.address).fingerprint == one.fingerprint
    assert "no PDF (*.pdf) lies there" in fault_of(f"file://{tmp_path}/none")


def test_where_objects_do_not_appear_whole_a_file_is_renamed(tmp_path, monkeypatch):
    output = places.open_output(f"file://{tmp_path}/out")
    output.prepare()
    output.write([("2006/a.json", b"{}"), ("2006/a.xml", b"<a/>")])
    assert (tmp_path / "out" / "2006" / "a.json").read_bytes() == b"{}"
    assert output.stamp("2006/a.xml") == "4"

    import fsspec

    monkeypatch.setattr(
        type(fsspec.filesystem("file")), "mv", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(UnwritableOutput, match="cannot be written"):
        output.write([("2006/a.json", b"[1, 2]")])
    assert (tmp_path / "out" / "2006" / "a.json").read_bytes() == b"{}"
    output.tidy()
    assert not (tmp_path / "out" / ".diarium" / "tmp").exists()


def test_a_package_that_is_missing_is_named():
    assert "pip install 'gcsfs'" in fault_of("gs://archive/a")


@pytest.mark.long
def test_the_command_writes_there(tmp_path):
    (tmp_path / "pm.pdf").write_bytes(PM)
    assert main(["convert", str(tmp_path / "pm.pdf"), "-o", f"file://{tmp_path}/out", "--no-inspect"]) == 0
    there = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"pm.json", "pm.xml", ".diarium/manifest.sqlite", ".diarium/report.html"} <= there
