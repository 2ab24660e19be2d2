"""Checksums as `sha256sum` writes and checks them."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from parser.release.values import SUMS, BadRelease

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


def digest_of(path: Path) -> str:
    """A file's SHA-256 in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[str]:
    """All files below `folder`, relative, with `/`, sorted; the list of checksums itself apart."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(name for name in found if name != SUMS)


def sums_text(sums: Iterable[tuple[str, str]]) -> str:
    """Names and digests as the text of `SHA256SUMS`."""
    return "".join(f"{digest}  {name}\n" for name, digest in sums)


def read_sums(path: Path) -> dict[str, str]:
    """The digests by name. Raises BadRelease where there is no such file, or a line is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadRelease(f"{path} cannot be read ({(error.strerror or 'unknown reason').lower()})") from None
    except UnicodeDecodeError:
        raise BadRelease(f"{path} is no list of checksums; fetch the release again") from None
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in sums or ".." in Path(found[2]).parts or Path(found[2]).is_absolute():
            raise BadRelease(f"{path}, line {number}: is no checksum with a file's name; fetch the release again")
        sums[found[2]] = found[1]
    return sums
