"""Documents in zip archives, wherever these lie: `1998.zip`, `s3://archive/1998.zip`, a place in one.

A document's address is `zip://2006/a.pdf::1998.zip`. Archives are kept open, a few a process.
"""

import os
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from glob import has_magic
from pathlib import Path
from typing import IO

from parser.batch.values import Content, Fault, Item, fault
from parser.errors import DiariumError, NameClash, UnreadableDocument
from parser.storage.faults import reading
from parser.storage.names import below, is_document, is_hidden, scheme
from parser.storage.retry import again

PREFIX = "zip://"
SEPARATOR = "::"
KEPT = 8
LOCKED = 0x1
"""The flag of an entry that a password locks."""


def parts(address: str) -> tuple[str, str]:
    """What is meant in an archive, and the archive. Of an archive itself all of it is meant."""
    if not address.startswith(PREFIX):
        return "", address
    inside, found, archive = address[len(PREFIX) :].rpartition(SEPARATOR)
    if not found:
        raise UnreadableDocument("it names no archive; write zip://a.pdf::archive.zip")
    return inside, archive


def listed(given: str) -> Iterator[Item | Fault]:
    """The PDFs of an archive, by name, as `parser.batch.places.listed` promises."""
    found = False
    try:
        inside, archive = parts(given)
        for one in _found(inside.strip("/"), archive):
            found = True
            yield one
    except DiariumError as error:
        yield fault(given, error)
        return
    if not found:
        yield fault(given, UnreadableDocument("the archive holds no PDF (*.pdf) there; give another"))


def read(address: str) -> Content:
    """The bytes of a document. Raises UnreadableDocument or UnstableSource."""
    inside, archive = parts(address)
    opened = _opened(archive)
    try:
        info = opened.getinfo(inside)
        if info.flag_bits & LOCKED:
            raise UnreadableDocument("it is locked by a password; unpack the archive and give the folder")
        with reading(address):
            return Content(opened.read(info), _mark(info))
    except KeyError:
        raise UnreadableDocument("the archive holds nothing of that name; check the address") from None
    except UnreadableDocument as error:
        if isinstance(error.__cause__, (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)):
            told = str(error.__cause__) or "it ends too early"
            raise UnreadableDocument(f"it is damaged in its archive ({told}); fetch the archive again") from None
        raise


def _found(inside: str, archive: str) -> Iterator[Item | Fault]:
    entries = [one for one in _opened(archive).infolist() if not one.is_dir()]
    twice = [name for name, count in Counter(one.filename for one in entries).items() if count > 1]
    last = {one.filename: one for one in entries}
    pattern = inside.split("/") if has_magic(inside) and inside not in last else None
    for name in sorted(last):
        # What comes from Windows may have its own separators.
        plain = name.replace("\\", "/")
        single = name == inside
        lies = single or not inside or plain.startswith(f"{inside}/") or (pattern and _fits(plain.split("/"), pattern))
        if not lies or not (single or is_document(plain)) or (not single and is_hidden(plain)):
            continue
        if name in twice:
            told = NameClash("the archive holds it more than once; the last is converted, the others are not")
            yield fault(f"{archive}/{name}", told)
        rest = plain.rpartition("/")[2] if single or pattern else plain[len(inside) :] if inside else plain
        yield _item(last[name], rest, archive)


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path is one of the pattern's; `**` stands for any number of folders."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[start:], pattern[1:] or ["*"]) for start in range(len(parts)))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def _item(info: zipfile.ZipInfo, inside: str, archive: str) -> Item | Fault:
    name = f"{archive}/{info.filename}"
    real = archive if scheme(archive) else os.path.realpath(archive)
    try:
        place = below(inside)
    except UnreadableDocument as error:
        return fault(name, error)
    address = f"{PREFIX}{info.filename}{SEPARATOR}{archive}"
    return Item(name, address, place, f"{real}{SEPARATOR}{info.filename}", info.file_size, _mark(info))


def _mark(info: zipfile.ZipInfo) -> str:
    return f"{info.CRC:08x}:{info.file_size}:{info.compress_size}"


def _opened(archive: str) -> zipfile.ZipFile:
    # By process, for a forked one must not share a place in a file; by time and size, for it may be another tomorrow.
    state = ""
    if not scheme(archive):
        try:
            status = Path(archive).stat()
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise UnreadableDocument(f"the archive cannot be read ({reason}); check the path") from None
        state = f"{status.st_size}:{status.st_mtime_ns}"
    return _open(archive, os.getpid(), state)


def _copied(stream: IO[bytes]) -> IO[bytes]:
    """A file of our own with what a stream gives."""
    copy = tempfile.TemporaryFile(prefix="diarium-")  # noqa: SIM115  -- it lives as long as the archive is kept open
    with stream:
        shutil.copyfileobj(stream, copy, 1 << 20)
    return copy


@lru_cache(maxsize=KEPT)
def _open(archive: str, _process: int, _state: str) -> zipfile.ZipFile:
    from parser.storage.connect import connected

    try:
        with reading("the archive"):
            if not scheme(archive):
                return zipfile.ZipFile(archive)
            system, path = connected(archive)
            file = again(system, lambda: system.open(path, "rb"))
            try:
                return zipfile.ZipFile(file)
            except ValueError:  # a web server that gives files from their beginning only
                return zipfile.ZipFile(_copied(system.open(path, "rb", block_size=0)))
    except UnreadableDocument as error:
        if isinstance(error.__cause__, zipfile.BadZipFile):
            raise UnreadableDocument(
                "it is no zip archive, or a damaged one; fetch it again, or unpack it and give the folder"
            ) from None
        raise
