"""Records into a bucket, or into whatever else fsspec can write to.

An object store puts an object in place whole or not at all. Elsewhere a file is written under another name first and
then renamed. The manifest and the lock lie on this machine, in a folder that is the same for the same address; a
copy of the manifest and the report are published in the output when a run ends, and fetched where another machine
has published since.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from parser.batch.local import STATE
from parser.errors import DiariumError, UnwritableOutput
from parser.record.file_names import on_disk, told
from parser.storage.buckets import objects
from parser.storage.connect import connected
from parser.storage.faults import writing
from parser.storage.names import is_archive, is_web, scheme
from parser.storage.retry import again

WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "memory"})
"""Schemes whose objects appear whole or not at all."""
MANIFEST = "manifest.sqlite"
PUBLISHED = "published"
"""The file in `state` that tells which manifest of the output this machine knows."""
_OWN = (PUBLISHED, "lock", "tmp")
"""What is this machine's only, and not published."""


class BucketOutput:
    """An `Output` (see `parser.batch.places`) at an address of fsspec's."""

    def __init__(self, address: str) -> None:
        """`address` is `s3://bucket/records`; nothing is touched before `prepare`."""
        self.address = address
        self._root = address.rstrip("/")
        self._sizes: dict[str, int | None] | None = None
        digest = hashlib.sha256(self._root.encode()).hexdigest()[:16]
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        self._state = Path(home) / "diarium" / digest

    @property
    def state(self) -> Path:
        """A folder on this machine: `$XDG_STATE_HOME/diarium/` and a digest of the address."""
        return self._state

    def prepare(self) -> None:
        """See that something can be written there; fetch the manifest where another machine has published one."""
        if is_web(self.address):
            raise UnwritableOutput(
                f"{self.address} is an address of the web, to which nothing can be written; name a folder or s3://"
            )
        if is_archive(self.address) or scheme(self.address) == "zip":
            raise UnwritableOutput(
                f"{self.address} would be an archive elsewhere, and one can be written on a local disk only; name "
                "records.zip, or a folder such as s3://bucket/records"
            )
        try:
            self._state.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise UnwritableOutput(
                f"{self._state}, where the manifest would lie, cannot be made ({reason}); name another folder with "
                "XDG_STATE_HOME"
            ) from error
        probe = f"{STATE}/probe"
        with self._writing() as system:
            self._put(system, probe, b"")
            with contextlib.suppress(PermissionError):  # who may write may not always remove
                system.rm_file(self._path(probe))
        self._fetch()

    def tidy(self) -> None:
        """Remove what was written under another name by a run that was killed."""
        if scheme(self.address) not in WHOLE:
            with contextlib.suppress(Exception):  # a rest does no harm
                self._system().rm(self._path(f"{STATE}/tmp"), recursive=True)

    def write(self, files: Sequence[tuple[str, bytes]]) -> tuple[str, ...]:
        """Write all files or none, the first last. Raises UnwritableOutput."""
        put: list[str] = []
        with self._writing() as system:
            try:
                for name, data in reversed(files):
                    self._put(system, name, data)
                    put.append(name)
            except BaseException:
                self._take_back(system, files[0][0], put)
                raise
        for name, data in files:
            if self._sizes is not None:
                self._sizes[name] = len(data)
        return tuple(str(len(data)) for _, data in files)

    def stamp(self, name: str) -> str | None:
        """Its size. The output is listed once for all of them."""
        sizes = self._listed()
        if name not in sizes:  # written since by another process, or not there
            with contextlib.suppress(FileNotFoundError, DiariumError), self._writing() as system:
                try:
                    sizes[name] = system.info(self._path(name)).get("size")
                except FileNotFoundError:
                    return None
        size = sizes.get(name)
        return None if size is None else str(size)

    def read(self, name: str) -> bytes:
        """A file that was written. Raises FileNotFoundError, or another OSError."""
        system = self._system()
        try:
            data: bytes = again(system, lambda: system.cat_file(self._path(name)))
        except OSError:
            raise
        except Exception as error:
            raise OSError(f"{self.shown(name)} cannot be read: {error}") from error
        return data

    def remove(self, name: str) -> None:
        """Remove a file; nothing where there is none. Raises OSError."""
        system = self._system()
        try:
            again(system, lambda: system.rm_file(self._path(name)))
        except FileNotFoundError:
            pass
        except OSError:
            raise
        except Exception as error:
            raise OSError(f"{self.shown(name)} cannot be removed: {error}") from error
        if self._sizes is not None:
            self._sizes.pop(name, None)

    def shown(self, name: str) -> str:
        """Its address."""
        return f"{self._root}/{name}"

    def link(self, name: str, seen_from: Path) -> str:  # noqa: ARG002  -- the report is read where it is published
        """A URL relative to the report's place in the output."""
        return "../" + quote(told(name))

    def finish(self) -> None:
        """Publish the manifest and the report."""
        if not self._state.is_dir():
            return
        with self._writing() as system:
            for path in sorted(self._state.iterdir()):
                if path.is_file() and not path.name.startswith(_OWN) and not path.name.endswith(("-wal", "-shm")):
                    data = path.read_bytes()
                    self._put(system, f"{STATE}/{path.name}", data)
        self._remember()

    def _fetch(self) -> None:
        """Take the output's manifest, where it is another than the one that this machine knows."""
        theirs = self._published()
        ours = self._state / PUBLISHED
        known = ours.read_text(encoding="utf-8") if ours.is_file() else None
        if theirs is None or (theirs == known and (self._state / MANIFEST).is_file()):
            return
        with self._writing() as system:
            data = again(system, lambda: system.cat_file(self._path(f"{STATE}/{MANIFEST}")))
        for rest in self._state.glob(f"{MANIFEST}*"):
            rest.unlink()
        temporary = self._state / f"{PUBLISHED}-{secrets.token_hex(4)}"
        temporary.write_bytes(data)
        temporary.replace(self._state / MANIFEST)
        ours.write_text(theirs, encoding="utf-8")

    def _published(self) -> str | None:
        """What tells the output's manifest from others."""
        with self._writing() as system:
            try:
                info = again(system, lambda: system.info(self._path(f"{STATE}/{MANIFEST}")))
            except FileNotFoundError:
                return None
        return f"{info.get('ETag') or info.get('mtime') or info.get('LastModified')}:{info.get('size')}"

    def _remember(self) -> None:
        known = self._published()
        if known is not None:
            (self._state / PUBLISHED).write_text(known, encoding="utf-8")

    def _put(self, system: Any, name: str, data: bytes) -> None:
        path = self._path(name)
        if scheme(self.address) in WHOLE:
            again(system, lambda: system.pipe_file(path, data))
            return
        temporary = self._path(f"{STATE}/tmp/{os.getpid()}-{secrets.token_hex(4)}")
        system.makedirs(temporary.rpartition("/")[0], exist_ok=True)
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        again(system, lambda: system.pipe_file(temporary, data))
        system.mv(temporary, path)

    def _take_back(self, system: Any, first: str, put: Sequence[str]) -> None:
        """Remove what was put, where all of the document is new: where its first file is not there."""
        with contextlib.suppress(Exception):  # the fault that led here is what is told
            if put and not system.exists(self._path(first)):
                for name in put:
                    system.rm_file(self._path(name))

    def _listed(self) -> dict[str, int | None]:
        if self._sizes is None:
            with self._writing() as system:
                root = system._strip_protocol(self._root)
                self._sizes = {
                    on_disk(one.path[len(root) :].lstrip("/")): one.size for one in objects(system, root, self.address)
                }
        return self._sizes

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Any]:
        with writing(self.address):
            yield self._system()

    def _system(self) -> Any:
        # Asked for anew each time: fsspec keeps one for each process, and a forked one must not use its parent's.
        return connected(self.address)[0]

    def _path(self, name: str) -> str:
        path: str = self._system()._strip_protocol(f"{self._root}/{told(name)}")
        return path
