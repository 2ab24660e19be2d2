"""Documents in local folders, and records into a local folder."""

import contextlib
import functools
import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import quote

from parser.batch.values import Content, Fault, Item, LeftOut, fault
from parser.errors import UnreadableDocument, UnstableSource, UnwritableOutput

SUFFIX = ".pdf"
MAGIC = b"%PDF-"
"""What a PDF begins with, whatever its name."""
STATE = ".diarium"
"""The folder in the output that holds manifest, lock and report. Listings pass over names that begin with a point."""
TEMPORARY = "tmp"
ROOT_MARK = "/./"
"""In a path, the place from which folders are mirrored: of ``raw/./2006/a.pdf`` the record goes to ``2006/a``."""
RACY = 3_000_000_000
"""A file that changed less than so many nanoseconds ago may change again without its times telling (some disks count
in two seconds); one of the future will have its times again. Neither has a fingerprint that can be trusted."""


def find(given: str) -> Path | None:
    """The path that `given` names, also where the disk spells å as a letter and a ring; None where there is none."""
    if not given:  # which pathlib takes for the current folder
        return None
    path = Path(given)
    if os.path.lexists(path):
        return path
    found = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        exact = found / part
        if os.path.lexists(exact) or part in ("..", "."):
            found = exact
            continue
        try:
            names = sorted(entry.name for entry in found.iterdir())
        except OSError:
            return None
        alike = [name for name in names if _same(name, part)]
        if len(alike) != 1:
            return None
        found = found / alike[0]
    return found


def named_file(given: str) -> Path:
    """The file that the user names. Raises UnreadableDocument, the name in its message, where there is none."""
    path = find(given)
    if path is None or not path.is_file():
        name = given or "''"
        raise UnreadableDocument(f"{name}: there is no such file; check the path")
    return path


def record_name(path: PurePath | str) -> str:
    """A PDF's name without its ``.pdf``; a name with another ending is kept whole (``2006.041`` is no ``2006``)."""
    name = path if isinstance(path, str) else path.name
    return name[: -len(SUFFIX)] if is_pdf(name) and len(name) > len(SUFFIX) else name


def is_pdf(name: str) -> bool:
    """Whether a file of this name is taken from a folder."""
    return name.lower().endswith(SUFFIX)


def listed(given: str, left_out: LeftOut = lambda _name, _why: None) -> Iterator[Item | Fault]:
    """The PDFs that a file, a folder or a pattern stands for (see `parser.batch.places.listed`)."""
    _, marked, inside = given.rpartition(ROOT_MARK)
    path = find(given)
    if marked and path is not None and not path.is_dir():
        place = PurePosixPath(inside)
        yield _item(str(path), str(place.with_name(record_name(place))))
    elif path is not None:
        yield from _walk(path, left_out) if path.is_dir() else iter([_item(str(path), record_name(path))])
    elif has_magic(given):
        forms = {given, unicodedata.normalize("NFC", given), unicodedata.normalize("NFD", given)}
        # Not Path.glob: it takes no absolute pattern and no `..`.
        found = {name for form in forms for name in glob(form, recursive=True)}  # noqa: PTH207
        matches = [Path(name) for name in sorted(found)]
        # A pattern such as `**` matches a folder and its files: the folder would give each of them a second time.
        files = [match for match in matches if not match.is_dir()]
        yield from (_item(str(file), record_name(file)) for file in files)
        if not files:
            for folder in matches:
                yield from _walk(folder, left_out)
        if not matches:
            yield fault(given, UnreadableDocument("no file has a name like this; check the pattern"))
    else:
        yield fault(given, UnreadableDocument("there is no such file or folder; check the path"))


def read(address: str) -> Content:
    """The bytes of a PDF. Raises `UnreadableDocument`, or `UnstableSource` where it changed meanwhile."""
    path = Path(address)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            kind = "a folder" if path.is_dir() else "no ordinary file"
            raise UnreadableDocument(f"it is {kind}; name a PDF")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        raise UnreadableDocument("there is no such file; check the path") from None
    except PermissionError:
        raise UnreadableDocument("it may not be read (permission denied); check the file's permissions") from None
    except OSError as error:
        raise UnstableSource(f"it cannot be read ({(error.strerror or 'unknown reason').lower()})") from error
    if len(data) != after.st_size or _times(before) != _times(after):
        raise UnstableSource("it changed while it was read; convert it again when it is finished")
    return Content(data, _fingerprint(after))


def source_link(address: str, seen_from: Path) -> str:
    """A relative URL, or an absolute one where the disks differ."""
    return _relative(address, seen_from)


class Folder:
    """A local folder of records: an `Output` (see `parser.batch.places`)."""

    def __init__(self, address: str) -> None:
        """`address` is its path; nothing is touched before `prepare`."""
        self.address = address
        self.path = Path(address)
        self._prefix = str(self.path / "x")[:-1]

    @property
    def state(self) -> Path:
        """``.diarium`` in the folder."""
        return self.path / STATE

    def prepare(self) -> None:
        """Make the folder and what it needs. Raises `UnwritableOutput`, before any work is done."""
        folder = self.path
        try:
            (self.state / TEMPORARY).mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise UnwritableOutput(
                f"{folder} is a file, not a folder; remove it or name another folder with -o"
            ) from None
        except NotADirectoryError:
            raise UnwritableOutput(
                f"{folder} cannot be made, a file is in the way; name another folder with -o"
            ) from None
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            what = "may not be written to" if folder.is_dir() else "cannot be made"
            raise UnwritableOutput(f"{folder} {what} ({reason}); name another folder with -o") from error
        for one in (folder, self.state, self.state / TEMPORARY):
            if not os.access(one, os.W_OK | os.X_OK):
                raise UnwritableOutput(f"{one} may not be written to (no permission); name another folder with -o")

    def tidy(self) -> None:
        """Remove temporary files of a run that was killed."""
        with contextlib.suppress(OSError):
            for left in (self.state / TEMPORARY).iterdir():
                left.unlink(missing_ok=True)

    def write(self, files: Sequence[tuple[str, bytes]]) -> tuple[str, ...]:
        """Write all files or none (see `Output.write`)."""
        from parser.record.files import write_together

        write_together([(self.path / name, data) for name, data in files], self.state / TEMPORARY)
        return tuple(str(len(data)) for _, data in files)

    def stamp(self, name: str) -> str | None:
        """Its size: a copy of the folder on another disk has other times, and is the same."""
        try:
            status = os.stat(f"{self._prefix}{name}")  # noqa: PTH116  -- much used, as in `_item`
        except (OSError, ValueError):
            return None
        return str(status.st_size) if stat.S_ISREG(status.st_mode) else None

    def read(self, name: str) -> bytes:
        """A file that was written."""
        return (self.path / name).read_bytes()

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that it leaves empty."""
        path = self.path / name
        path.unlink(missing_ok=True)
        for folder in PurePosixPath(name).parents[:-1]:
            try:
                (self.path / folder).rmdir()
            except OSError:  # it holds something else
                return

    def shown(self, name: str) -> str:
        """Its path."""
        return self._prefix + name if name else str(self.path)

    def link(self, name: str, seen_from: Path) -> str:
        """A relative URL."""
        return _relative(self._prefix + name, seen_from)

    def finish(self) -> None:
        """Nothing is left to do: `state` lies in the output."""


def _walk(root: Path, left_out: LeftOut) -> Iterator[Item | Fault]:
    found = False
    for one in _pdfs(root, PurePosixPath(), set(), left_out):
        found = True
        yield one
    if not found:
        yield fault(root, UnreadableDocument("the folder holds no PDF (*.pdf), nor do the folders in it; give another"))


def _pdfs(root: Path, below: PurePosixPath, entered: set[tuple[int, int]], left_out: LeftOut) -> Iterator[Item | Fault]:
    """The PDFs below ``root / below``, in the order of their names; what is none is told by its name.

    A link to a folder is followed once, and only where it leads out of `root` and not up to a folder that `root` is
    in: what it leads to is gone through anyway, or was not given.
    """
    folder = root / below
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in entered:
            return
        entered.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            # Only names are kept, and only of what counts: a folder may hold a million.
            names = sorted(
                (entry.name, directory, entry.is_symlink())
                for entry in entries
                # A point is the system's own: .git, ._name.pdf of macOS.
                if not entry.name.startswith(".")
                and ((directory := entry.is_dir()) or is_pdf(entry.name) or _is_one(entry, left_out))
            )
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        yield fault(folder, UnreadableDocument(f"the folder cannot be read ({reason}); check its permissions"))
        return
    # From here on texts, and each folder's real path but once: there may be a hundred thousand of them.
    real, shown = os.path.realpath(folder), str(folder / "x")[:-1]
    target = "" if below == PurePosixPath() else f"{below}/"
    for name, directory, link in names:
        if directory and link and _is_around(root, shown + name):
            left_out(shown + name, "a link to a folder that is gone through anyway, or that this one lies in")
        elif directory:
            yield from _pdfs(root, below / name, entered, left_out)
        else:
            identity = os.path.realpath(shown + name) if link else f"{real}{os.sep}{name}"
            yield _item(shown + name, target + record_name(name), identity)


def _is_one(entry: "os.DirEntry[str]", left_out: LeftOut) -> bool:
    """Whether a file without the ending is a PDF by its first bytes; what is none is told."""
    try:
        if entry.is_file():
            with Path(entry.path).open("rb") as file:
                if file.read(len(MAGIC)) == MAGIC:
                    return True
            left_out(entry.path, "no PDF, by its name and its first bytes")
    except OSError as error:
        left_out(entry.path, f"no PDF by its name, and it cannot be read ({(error.strerror or 'unknown').lower()})")
    return False


def _is_around(root: Path, link: str) -> bool:
    real, there = os.path.realpath(root), os.path.realpath(link)
    return os.path.commonpath([real, there]) in (real, there)


def _item(path: str, below: str, identity: str | None = None) -> Item:
    size = fingerprint = None
    with contextlib.suppress(OSError):
        status = os.stat(path)  # noqa: PTH116  -- much used: a Path for each would take as long again
        if stat.S_ISREG(status.st_mode):
            size, fingerprint = status.st_size, _times(status)
    return Item(path, path, below, identity or os.path.realpath(path), size, fingerprint)


def _times(status: os.stat_result) -> str:
    # The change time is set by the system alone: whoever writes a file and sets its date back still changes it.
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def _fingerprint(status: os.stat_result) -> str | None:
    import time

    age = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns)
    return _times(status) if age > RACY else None


def _relative(path: str, seen_from: Path) -> str:
    folder, name = os.path.split(path)
    return _relative_folder(folder, seen_from) + quote(name.encode("utf-8", "surrogateescape"))


@functools.lru_cache(maxsize=1000)
def _relative_folder(folder: str, seen_from: Path) -> str:
    try:
        found = os.path.relpath(folder or ".", seen_from).replace(os.sep, "/")
    except ValueError:  # on another drive
        return Path(folder).resolve().as_uri() + "/"
    return quote(found.encode("utf-8", "surrogateescape")) + "/"


def _same(name: str, other: str) -> bool:
    return unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other)
