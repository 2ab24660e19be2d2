"""Records into a zip archive: gathered in a folder beside it, packed when the run ends.

An archive cannot be written by several processes, nor a file in it replaced. So it is unpacked into a hidden folder
when a run begins, and packed anew, under another name that is then changed, when it ends. A run that was interrupted
leaves the folder, and the next goes on from there; the archive is as it was before.
"""

import contextlib
import os
import shutil
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from parser.batch import local
from parser.batch.local import STATE, Folder
from parser.errors import UnwritableOutput
from parser.record.file_names import on_disk, told
from parser.record.files import reason

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_OWN = ("lock", "tmp", "unpacked", "records")


class ZipOutput:
    """An `Output` (see `parser.batch.places`) that is a zip archive when the run has ended."""

    def __init__(self, address: str) -> None:
        """`address` is the archive's path; nothing is touched before `prepare`."""
        self.address = address
        self._archive = Path(address)
        self._state = self._archive.with_name(f".{self._archive.name}.diarium")
        self._records = Folder(str(self._state / "records"))
        self._mark = self._state / "unpacked"
        self._packed = False

    @property
    def state(self) -> Path:
        """The hidden folder beside the archive."""
        return self._state

    def prepare(self) -> None:
        """Make the hidden folder. Raises UnwritableOutput."""
        if self._archive.is_dir():
            raise UnwritableOutput(f"{self._archive} is a folder, not an archive; name another with -o")
        if self._archive.exists() and not zipfile.is_zipfile(self._archive):
            raise UnwritableOutput(f"{self._archive} is there and is no zip archive; name another with -o")
        self._records.prepare()

    def tidy(self) -> None:
        """Unpack the archive, unless a run that was interrupted has left the folder; nothing once it is packed."""
        if self._packed:
            return
        self._records.tidy()
        if self._mark.exists():
            return
        try:
            shutil.rmtree(self._records.path, ignore_errors=True)
            self._records.prepare()
            if self._archive.exists():
                self._unpack()
            self._mark.touch()
        except (OSError, zipfile.BadZipFile) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            raise UnwritableOutput(f"{self._archive} cannot be unpacked: {why}.") from error

    def write(self, files: Sequence[tuple[str, bytes]]) -> tuple[str, ...]:
        """Write all files or none into the folder."""
        return self._records.write(files)

    def stamp(self, name: str) -> str | None:
        """Its size."""
        return self._records.stamp(name)

    def read(self, name: str) -> bytes:
        """A file that was written."""
        return self._records.read(name)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self._records.remove(name)

    def shown(self, name: str) -> str:
        """Its path, as if the archive were a folder."""
        return str(self._archive / name)

    def link(self, name: str, seen_from: Path) -> str:  # noqa: ARG002  -- the report is read where it is unpacked
        """A URL relative to the report's place in the archive."""
        return local.source_link(told(name), Path(STATE))

    def finish(self) -> None:
        """Pack everything, put the archive in place, and empty the folder."""
        if not self._mark.exists():
            return
        temporary = self._state / f"{os.getpid()}.zip.tmp"
        try:
            self._pack(temporary)
            temporary.replace(self._archive)
        except OSError as error:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise UnwritableOutput(f"{self._archive} cannot be written: {reason(error)}.") from error
        self._mark.unlink()
        self._packed = True
        shutil.rmtree(self._records.path, ignore_errors=True)

    def _pack(self, target: Path) -> None:
        files = {
            path.relative_to(self._records.path).as_posix(): path
            for path in self._records.path.rglob("*")
            if path.is_file() and not path.is_relative_to(self._records.state)
        }
        for path in self._state.iterdir():
            own = path.name.startswith(_OWN) or path.name.endswith(("-wal", "-shm", ".tmp"))
            if path.is_file() and not own:
                files[f"{STATE}/{path.name}"] = path
        with target.open("wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, path in sorted(files.items()):
                    # No time: the same records make the same archive.
                    info = zipfile.ZipInfo(told(name), _EPOCH)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.external_attr = (stat.S_IFREG | 0o644) << 16
                    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as packed:
                        shutil.copyfileobj(source, packed, _CHUNK)
            out.flush()
            os.fsync(out.fileno())

    def _unpack(self) -> None:
        """Records into the folder, the manifest and its kind into `state`. zipfile keeps names inside."""
        with zipfile.ZipFile(self._archive) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                if info.filename.startswith(f"{STATE}/"):
                    name = Path(info.filename).name
                    if not name.startswith(_OWN):
                        with archive.open(info) as source, (self._state / name).open("wb") as target:
                            shutil.copyfileobj(source, target, _CHUNK)
                else:
                    info.filename = on_disk(info.filename)  # zipfile keeps whatever comes of it inside
                    archive.extract(info, self._records.path)
