"""What a conversion depends on besides the PDF's bytes: the program, the profile's data, what was asked for.

Equal texts mean that converting again would give the same bytes.
"""

import functools
import hashlib
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from parser import profile

PACKAGE = Path(__file__).resolve().parent.parent
_DATA = {"profiles", "batch", "__pycache__"}
"""Folders of the package that say nothing of a record: the profiles have a digest of their own."""
_LIBRARIES = ("pdf_oxide", "pypdfium2", "pdfplumber", "spacy", "wordfreq", "chunspell", "tesserocr", "lxml", "msgspec")


@functools.cache
def converter() -> str:
    """The program's version and a digest of its code and of the libraries that it reads with: `0.1.0+4f1c…`.

    The code, too, so that whoever works on Diarium never looks at records that an older state of it made.
    """
    seen = hashlib.sha256()
    folders = [one for one in PACKAGE.iterdir() if one.is_dir() and one.name not in _DATA]
    _digest([*PACKAGE.glob("*.py"), *(path for folder in folders for path in folder.rglob("*"))], seen)
    for name in _LIBRARIES:
        try:
            seen.update(f"{name} {metadata.version(name)}\n".encode())
        except metadata.PackageNotFoundError:
            seen.update(f"{name} -\n".encode())
    try:
        version = metadata.version("diarium")
    except metadata.PackageNotFoundError:
        version = "0.0.0"
    return f"{version}+{seen.hexdigest()[:12]}"


@functools.cache
def profile_key(name: str | None) -> str:
    """A digest of the data that a document read with the profile `name` depends on: the common data, the profile's own,
    and what all profiles say of how to recognise their documents. Without a name: all there is.

    A profile that is gone has a key of its own, which no document was converted with.
    """
    return _profile_key(name, profile.roots())


@functools.cache
def _profile_key(name: str | None, roots: tuple[Path, ...]) -> str:
    seen = hashlib.sha256()
    _digest((profile.PROFILES / profile.COMMON).glob("*"), seen)
    for one in profile.available():
        folder = next(root / one for root in reversed(roots) if (root / one).is_dir())
        seen.update(f"{one}\n".encode())
        if name is None or one == name:
            _digest(folder.glob("*"), seen)
        else:
            seen.update(_recognition(folder))
    return seen.hexdigest()[:16]


@functools.cache
def _recognition(folder: Path) -> bytes:
    said = []
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # told where it is used
            return path.read_bytes() if path.is_file() else b""
        said.append(repr((data.get("municipality"), data.get("recognition"))))
    return "\n".join(said).encode()


def _digest(paths: Iterable[Path], seen: "hashlib._Hash") -> None:
    for path in sorted(paths):
        if path.suffix not in (".pyc", "") and path.is_file():
            seen.update(f"{path.name}\n".encode())
            seen.update(hashlib.sha256(path.read_bytes()).digest())
