"""A file is written whole or not at all, and what is in the way is told in a sentence."""

import errno
import os
import stat
from pathlib import Path

import pytest

from parser.errors import UnwritableOutput
from parser.record import files
from parser.record.files import write_atomically


def test_the_file_holds_the_data_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomically(tmp_path / "Älvsby 1 (kopia).json", b"data")
    assert (tmp_path / "Älvsby 1 (kopia).json").read_bytes() == b"data"
    assert len(list(tmp_path.iterdir())) == 1


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b" / "c.json", b"data")
    assert (tmp_path / "a" / "b" / "c.json").read_bytes() == b"data"


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"a longer text from before")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_its_mode_is_as_the_umask_says(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "a.json", b"data")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == mode


def test_data_and_folder_are_flushed_to_the_disk_and_the_data_before_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    flush = os.fsync

    def fsync(handle: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        seen.append(f"{'folder' if is_folder else 'data'} {'after' if (tmp_path / 'a.json').exists() else 'before'}")
        flush(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(tmp_path / "a.json", b"data")
    assert seen == ["data before", "folder after"]


FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "quota",
    errno.EACCES: "no permission",
    errno.EROFS: "only be read",
    errno.EIO: os.strerror(errno.EIO),
}


@pytest.mark.parametrize("number", FAULTS, ids=[errno.errorcode[number] for number in FAULTS])
@pytest.mark.parametrize("older", [None, b"older"])
def test_a_fault_while_writing_leaves_the_older_file_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, older: bytes | None
) -> None:
    path = tmp_path / "a.json"
    if older is not None:
        path.write_bytes(older)

    def write(half: Path, data: bytes) -> None:
        half.write_bytes(data[:2])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "_write_flushed", write)
    with pytest.raises(UnwritableOutput, match=FAULTS[number]) as caught:
        write_atomically(path, b"data")
    assert str(caught.value).startswith(f"{path} cannot be written: ")
    assert str(caught.value).endswith(".")
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == ({"a.json": older} if older else {})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_disk_that_is_really_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def open_(path: Path, flags: int, mode: int = 0o777) -> int:
        return opened("/dev/full", os.O_WRONLY) if flags & os.O_EXCL else opened(path, flags, mode)

    monkeypatch.setattr(os, "open", open_)
    with pytest.raises(UnwritableOutput, match="the disk is full"):
        write_atomically(tmp_path / "a.json", b"data" * 100_000)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.json", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(UnwritableOutput, match="a folder of that name is in the way"):
        write_atomically(tmp_path / "a.json", b"data")
    assert [found.name for found in tmp_path.iterdir()] == ["a.json"]


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for path in (tmp_path / "a" / "b.json", tmp_path / "a" / "b" / "c.json"):
        with pytest.raises(UnwritableOutput, match="a file is in the way of a folder"):
            write_atomically(path, b"data")


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="the name is too long"):
        write_atomically(tmp_path / ("å" * 200 + ".json"), b"data")
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_that_the_disk_takes_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250 + ".json")
    write_atomically(path, b"data")
    assert path.read_bytes() == b"data"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UnwritableOutput, match="no permission"):
        write_atomically(tmp_path / "a.json", b"data")
    tmp_path.chmod(0o700)
