"""An export as a folder or a zip archive that appears whole or not at all, with a manifest of what is in it.

The manifest is `datapackage.json` in the form of Frictionless's Data Package: each file with its size and SHA-256,
tables with their columns. The same content gives the same bytes: nothing of a clock or of this machine is in it.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, BinaryIO

import msgspec

from parser.errors import UnwritableOutput
from parser.record.files import reason

MANIFEST = "datapackage.json"
MARK = "diarium"
"""The manifest's key that says that the folder is an export of ours, which a later export may replace."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


class Resource(msgspec.Struct, frozen=True):
    """A file that was written, for the manifest."""

    path: str
    bytes: int
    sha256: str


class PackageFile:
    """A file of the package while it is written; its size and digest are kept along. Close it, or use it in `with`."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        """`path` is relative to the package."""
        self.path = path
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Append `data`; how many bytes that were."""
        self._file.write(data)
        self._digest.update(data)
        self._size += len(data)
        return len(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Append each of `lines`, which bring their line feeds along."""
        for line in lines:
            self.write(line)

    def tell(self) -> int:
        """How many bytes have been written."""
        return self._size

    def flush(self) -> None:
        """Nothing: what is written is flushed when the file is closed."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._file.closed

    def close(self) -> None:
        """Flush it to the disk."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def resource(self) -> Resource:
        """What the manifest says of it."""
        return Resource(self.path, self._size, self._digest.hexdigest())

    def __enter__(self) -> "PackageFile":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class Package:
    """A folder, or a zip archive where the name ends in `.zip`, that appears when all of it has been written.

    Use it in `with`: leaving it well puts it in place, leaving it with an exception leaves what was there before.
    An earlier export is replaced; anything else that is in the way is `UnwritableOutput`, and so is a full disk.
    """

    def __init__(self, target: Path, *, format: str, version: str) -> None:
        """To be put at `target`; `format` and `version` go into the manifest."""
        self._target = target
        self._zip = target.suffix.lower() == ".zip"
        self._about = {"export": format, "version": version}
        self._folder = target.parent / f".diarium-{os.getpid()}-{secrets.token_hex(4)}.tmp"
        self._files: list[PackageFile] = []
        self._described: dict[str, Mapping[str, Any]] = {}
        self._extra: dict[str, Any] = {}

    def open(self, path: str, **description: Any) -> PackageFile:
        """A new file of the package, `path` with slashes; `description` is added to its entry in the manifest.

        Without a description the file is not listed: an index lists it.
        """
        assert ".." not in PurePosixPath(path).parts, path
        full = self._folder.joinpath(*PurePosixPath(path).parts)
        full.parent.mkdir(parents=True, exist_ok=True)
        made = PackageFile(full.open("xb"), path)
        if description:
            self._files.append(made)
            self._described[path] = description
        return made

    def write(self, path: str, data: bytes, **description: Any) -> Resource:
        """A new file of the package with this content."""
        with self.open(path, **description) as file:
            file.write(data)
        return file.resource()

    def describe(self, **keys: Any) -> None:
        """Further keys of the manifest (`title`, `description`, …)."""
        self._extra |= keys

    def spool(self) -> IO[bytes]:
        """A temporary file that is gone when it is closed, for what is written before its place is known."""
        return tempfile.TemporaryFile(dir=self._folder)

    def __enter__(self) -> "Package":
        """Itself, with a temporary folder beside the target."""
        try:
            self._refuse_strangers()
            self._folder.mkdir(parents=True)
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Put it in place, or take all of it away."""
        try:
            for file in self._files:
                if kind is None:
                    file.close()
                elif not file.closed:
                    with contextlib.suppress(OSError):
                        file.close()
            if kind is None:
                self._write_manifest()
                self._put()
        except OSError as fault:
            raise self._unwritable(fault) from fault
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise self._unwritable(error) from error

    def _write_manifest(self) -> None:
        resources = [
            {
                "name": self._described[file.path].get("name") or PurePosixPath(file.path).stem,
                "path": file.path,
                "bytes": (done := file.resource()).bytes,
                "hash": f"sha256:{done.sha256}",
                **{key: value for key, value in self._described[file.path].items() if key != "name"},
            }
            for file in self._files
        ]
        manifest = {
            "name": f"diarium-{self._about['export']}",
            **self._extra,
            MARK: self._about,
            "resources": resources,
        }
        data = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
        self.write(MANIFEST, data)

    def _put(self) -> None:
        if self._zip:
            packed = self._folder.with_suffix(".zip.tmp")
            try:
                _pack(self._folder, packed)
                packed.replace(self._target)
            finally:
                packed.unlink(missing_ok=True)
            return
        self._refuse_strangers()
        old = self._folder.with_suffix(".old")
        if self._target.exists():
            self._target.rename(old)
        try:
            self._folder.rename(self._target)
        except OSError:
            if old.exists():
                old.rename(self._target)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def _refuse_strangers(self) -> None:
        """Raise where the target is something that an export must not replace."""
        target = self._target
        if self._zip:
            if target.is_dir():
                raise UnwritableOutput(f"{target} cannot be written: a folder of that name is in the way. Rename it.")
            if target.exists() and not is_export(target):
                raise UnwritableOutput(
                    f"{target} is no earlier export, so it was not replaced. Remove it, or give another name with -o."
                )
            return
        if not target.exists() and not target.is_symlink():
            return
        if not target.is_dir() or target.is_symlink():
            raise UnwritableOutput(
                f"{target} cannot be written: a file is in the way of a folder. Remove or rename it, or give another "
                "folder with -o."
            )
        if any(target.iterdir()) and not is_export(target):
            raise UnwritableOutput(
                f"{target} is not empty and no earlier export, so nothing in it was touched. Give a new folder with -o."
            )

    def _unwritable(self, error: OSError) -> UnwritableOutput:
        return UnwritableOutput(f"{self._target} cannot be written: {reason(error)}.")


def is_export(path: Path) -> bool:
    """Whether a folder or an archive is an export of ours."""
    try:
        if path.is_dir():
            data = (path / MANIFEST).read_bytes()
        else:
            with zipfile.ZipFile(path) as archive:
                data = archive.read(MANIFEST)
        told = msgspec.json.decode(data)
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return isinstance(told, dict) and isinstance(told.get(MARK), dict) and "export" in told[MARK]


def _pack(folder: Path, target: Path) -> None:
    """The folder's files as an archive, by name, without times."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with target.open("xb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                with (folder / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as packed:
                    shutil.copyfileobj(source, packed, _CHUNK)
        out.flush()
        os.fsync(out.fileno())
