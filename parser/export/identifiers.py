"""Identifiers that other systems can rest on: of organisations, parties, persons, documents and what is in them.

Each is made of what it names alone, so that it never depends on what else is in the corpus, and is a path: behind a
base it is a URI, by itself an id. docs/exports.md tells how long each lasts.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

from parser.corpus.mentions import folded
from parser.record.akn_meta import Identity, identify
from parser.record.akn_names import slug
from parser.record.types import Record

DEFAULT_BASE = "https://diarium.example/"
"""A base for those who have none yet; `.example` is nobody's (RFC 2606)."""

LONGEST = 80
"""Longer names are cut and get a digest."""

# What XML allows in a name, a URI in a path and a file system in a file's name, of letters with their accents.
_WORD = re.compile("[^a-z0-9\u00df-\u00f6\u00f8-\u02af\u0370-\u037d\u0386-\u03ff\u0400-\u0481\u048a-\u052f]+")


@lru_cache(maxsize=1 << 14)
def label(name: str) -> str:
    """A name as a part of an identifier: `Kommunfullmäktige i Örebro` is `kommunfullmäktige-i-örebro`.

    Letters keep their accents. Where a letter had to go, nothing is left, or it is too long, a digest of the name is
    added, so that different names are different, but for case, white space and punctuation.
    """
    plain = folded(name)
    made = _WORD.sub("-", plain).strip("-")
    lost = any(letter.isalnum() and _WORD.match(letter) for letter in plain)
    if made and not lost and len(made) <= LONGEST:
        return made
    return "-".join(filter(None, (made[:LONGEST].strip("-"), digest(unicodedata.normalize("NFC", plain))[:8])))


def digest(text: str) -> str:
    """Sixteen hex digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def place(record: Record) -> str:
    """The municipality of a record: `se-0180`, by its name where no code is known, else `se`."""
    document = record.document
    if document.municipality_code:
        return f"se-{document.municipality_code}"
    return f"se-{label(document.municipality)}" if document.municipality else "se"


def folder(record: Record) -> str:
    """The municipality of a record as a folder's name, in ASCII: `se-0180`, `se-alvsby`, `se`."""
    document = record.document
    return "-".join(filter(None, ("se", document.municipality_code or slug(document.municipality)[:LONGEST])))


def organisation(where: str, name: str) -> str:
    """A body or office of a municipality (`place`): `organisation/se-0180/kommunstyrelsen`."""
    return f"organisation/{where}/{label(name)}"


def municipality(where: str) -> str:
    """A municipality itself, by its `place`."""
    return f"organisation/{where}"


def party(party_id: str) -> str:
    """A party, by its id in the register."""
    return f"party/{label(party_id)}"


def person(person_id: str) -> str:
    """A person over the corpus, by the id of docs/persons.md (`person-…`)."""
    return f"person/{person_id.removeprefix('person-')}"


def document(record_id: str) -> str:
    """A record."""
    return f"document/{record_id}"


def part(record_id: str, local: str) -> str:
    """An act, matter or block of a record."""
    return f"document/{record_id}/{local}"


def work_of(record: Record) -> Identity:
    """The document's names in Akoma Ntoso, of which its ELI is made."""
    is_debate = record.document.type.startswith("protokoll") or len(record.matters) > 1
    return identify(record, is_debate=is_debate)


def eli(record: Record) -> str:
    """A document as a work, in ELI's manner: `eli/se-0180/pm/2006-11-09/2006-ri`. It follows the facts read."""
    parts = work_of(record).work.removeprefix("/akn/").split("/")
    where, _form, *rest = parts
    return "/".join(("eli", where, *(one[:LONGEST] for one in rest)))
