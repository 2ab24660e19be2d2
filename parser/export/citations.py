"""Citations of a document or of one act in it: plain text, BibTeX, RIS and CSL-JSON.

`cite` gathers what is cited; `plain`, `bibtex`, `ris` and `csl` write it. A person's name is split into family and
given name only where it has two words: which of three is a surname nobody can know.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parser.errors import DiariumError
from parser.export import identifiers
from parser.export.agents import Pages
from parser.export.rows import valid_date
from parser.record.akn_names import slug
from parser.record.text import fold_space
from parser.record.types import Act, ActorType, Record

LANGUAGES = ("sv", "en")


class UnknownAct(DiariumError):
    """An act that the record does not have."""

    exit_code = 2


class Author(msgspec.Struct, frozen=True):
    """Who is cited: a person, or a body or group."""

    name: str
    party: str | None = None
    """The code as printed."""
    is_person: bool = True

    @property
    def parts(self) -> tuple[str, str] | None:
        """Family and given name of a person whose name has two words."""
        words = self.name.split()
        return (words[1], words[0]) if self.is_person and len(words) == 2 else None


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """What a citation says; each text on one line. Empty tuples and None where the document does not say."""

    key: str
    """A short name, unique in practice: of the municipality, the year, the record and the act."""
    authors: tuple[Author, ...]
    and_others: bool
    kind: str | None
    """Of an act: its kind's name in the citation's language."""
    title: str
    """What the act's matter is about, or the document's title."""
    document: str
    """The document: its type and number, or its body."""
    issuer: str | None
    """The municipality."""
    body: str | None
    date: str | None
    """ISO."""
    number: str | None
    type: str
    diary_numbers: tuple[str, ...]
    pages: tuple[int, int] | None
    """First and last page of an act."""
    url: str | None
    """The permalink, where there is a base."""
    file: str
    """The PDF's name, and the beginning of its SHA-256."""
    language: str

    @property
    def year(self) -> str | None:
        """The date's year."""
        return self.date[:4] if self.date else None


def cite(record: Record, act: str | None = None, *, base: str | None = None, language: str = "sv") -> Citation:
    """The citation of an act of `record`, by its id, or without one of the whole document.

    `base` is what its permalink begins with; without one it has none. `language` (`sv` or `en`) is that of its own
    words; what is printed stays as it is. Raises `UnknownAct`.
    """
    found = next((one for one in record.acts if one.id == act), None)
    if act is not None and found is None:
        has = f"it has {record.acts[0].id} to {record.acts[-1].id}" if record.acts else "it has none"
        raise UnknownAct(f"there is no act {act!r} in {record.source.file_name}; {has}")
    told = record.document
    day = valid_date(told.date)
    where = told.municipality
    body = (found.body if found else None) or told.body
    name = _document_name(record)
    matter = next((one.title for one in record.matters if found and one.id == found.matter), None)
    local = f"-{found.id}" if found else ""
    path = identifiers.part(record.id, found.id) if found else identifiers.document(record.id)
    return Citation(
        key=f"{slug(where) or 'diarium'}{day.year if day else ''}-{record.id[:8]}{local}",
        authors=_authors(found) if found and found.actors else _issuer(where, body or told.department),
        and_others=any(actor.and_others for actor in found.actors) if found else False,
        kind=_words(language)["kinds"][found.kind.value] if found else None,
        title=fold_space(matter or told.title or name),
        document=name,
        issuer=where,
        body=body,
        date=day.isoformat() if day else None,
        number=told.number,
        type=told.type,
        diary_numbers=told.diary_numbers,
        pages=Pages(record).of(found) if found else None,
        url=base + path if base else None,
        file=f"{record.source.file_name}, SHA-256 {record.source.sha256[:16]}…",
        language=language,
    )


def plain(citation: Citation) -> str:
    """One line for a footnote."""
    words = _words(citation.language)
    left, right = words["quotes"]
    who = [f"{one.name} ({one.party})" if one.party else one.name for one in citation.authors]
    authors = f" {words['and']} ".join(filter(None, (", ".join(who[:-1]), who[-1]))) if who else ""
    authors = f"{authors} {words['others']}" if citation.and_others else authors
    what = f"{left}{citation.title}{right}" if citation.title != citation.document else citation.title
    if citation.kind:
        body = f"{citation.body}, " if citation.body else ""
        what = f"{citation.kind} {words['in']} {body}{what}"
    parts = [what]
    if citation.document != citation.title:
        parts.append(citation.document)
    if citation.issuer and citation.issuer not in who and not authors.startswith(f"{citation.issuer}."):
        parts.append(citation.issuer)
    if citation.diary_numbers:
        parts.append(f"{words['diary']} {', '.join(citation.diary_numbers)}")
    if citation.pages:
        parts.append(f"{words['page']} {_range(citation.pages)}")
    date = citation.date or words["undated"]
    head = f"{authors} ({date}). " if authors else f"({date}). "
    return fold_space(f"{head}{', '.join(parts)}. {citation.file}. {citation.url or ''}")


def bibtex(citation: Citation) -> str:
    """An entry of BibTeX: `@incollection` for an act, `@techreport` for a document. In UTF-8, its signs escaped."""
    fields: dict[str, str | None] = {
        "author": " and ".join([*map(_bibtex_name, citation.authors), *(["others"] if citation.and_others else [])]),
        "title": f"{{{_latex(_title(citation))}}}",
        "year": citation.year,
        "date": citation.date,
        "url": citation.url,
        "note": _latex(citation.file),
        "langid": "swedish",
    }
    if citation.kind:
        fields |= {
            "booktitle": f"{{{_latex(citation.document)}}}",
            "publisher": _latex(citation.issuer) if citation.issuer else None,
            "pages": _range(citation.pages, "--") if citation.pages else None,
        }
    else:
        fields |= {
            "institution": _latex(citation.issuer) if citation.issuer else None,
            "type": _latex(citation.type),
            "number": _latex(citation.number or "; ".join(citation.diary_numbers)) or None,
        }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{'incollection' if citation.kind else 'techreport'}{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(citation: Citation) -> str:
    """A record of RIS: `CHAP` for an act, `RPRT` for a document."""
    lines = [("TY", "CHAP" if citation.kind else "RPRT")]
    lines += [("AU", ", ".join(one.parts) if one.parts else one.name) for one in citation.authors]
    lines.append(("TI", _title(citation)))
    if citation.kind:
        lines.append(("T2", citation.document))
        if citation.pages:
            lines += [("SP", str(citation.pages[0])), ("EP", str(citation.pages[1]))]
    else:
        lines.append(("M3", citation.type))
        lines += [("SN", citation.number)] if citation.number else []
    if citation.date:
        lines += [("PY", citation.date[:4]), ("DA", citation.date.replace("-", "/"))]
    lines += [("PB", citation.issuer)] if citation.issuer else []
    lines += [("M1", number) for number in citation.diary_numbers]
    lines += [("N1", citation.file), ("LA", "sv"), ("ID", citation.key)]
    lines += [("UR", citation.url)] if citation.url else []
    lines.append(("ER", ""))
    return "".join(f"{tag}  - {fold_space(value)}\r\n" for tag, value in lines)


def csl(citation: Citation) -> dict[str, Any]:
    """An item of CSL-JSON, as Zotero, Pandoc and citeproc take it."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "chapter" if citation.kind else "report",
        "title": _title(citation),
        "author": [_csl_name(one) for one in citation.authors],
        "container-title": citation.document if citation.kind else None,
        "genre": citation.kind or citation.type,
        "number": citation.number,
        "publisher": citation.issuer,
        "page": _range(citation.pages) if citation.pages else None,
        "issued": {"date-parts": [[int(part) for part in citation.date.split("-")]]} if citation.date else None,
        "language": "sv",
        "note": citation.file,
        "URL": citation.url,
    }
    return {key: value for key, value in item.items() if value}


def csl_json(citation: Citation) -> str:
    """A list of one item of CSL-JSON."""
    return msgspec.json.format(msgspec.json.encode([csl(citation)]), indent=2).decode() + "\n"


WRITERS: dict[str, Callable[[Citation], str]] = {
    "plain": lambda citation: plain(citation) + "\n",
    "bibtex": bibtex,
    "ris": ris,
    "csl": csl_json,
}
"""Each form by its name: text that ends with its line."""

MEDIA_TYPES = {
    "plain": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
}
"""What a server says each form is."""


@cache
def _words(language: str) -> dict[str, Any]:
    read: dict[str, Any] = tomllib.loads(
        files("parser.export").joinpath("data", "citation.toml").read_text(encoding="utf-8")
    )
    words: dict[str, Any] = read[language]
    return words


def _document_name(record: Record) -> str:
    """`PM 2006 RI`, `Kommunfullmäktige, protokoll 2019-12-17`."""
    told = record.document
    type_ = told.type.upper() if len(told.type) == 2 else told.type
    if told.body:
        return fold_space(", ".join(filter(None, (told.body, " ".join(filter(None, (type_, told.number, told.date)))))))
    return fold_space(" ".join(filter(None, (type_[:1].upper() + type_[1:], told.number))) or record.source.file_name)


def _authors(act: Act) -> tuple[Author, ...]:
    return tuple(
        Author(fold_space(actor.name), actor.party and fold_space(actor.party), actor.type is ActorType.PERSON)
        for actor in act.actors
        if fold_space(actor.name)
    )


def _issuer(municipality: str | None, body: str | None) -> tuple[Author, ...]:
    """A document's author: its body, by its municipality."""
    name = fold_space(". ".join(filter(None, (municipality, body))))
    return (Author(name, is_person=False),) if name else ()


def _title(citation: Citation) -> str:
    return f"{citation.kind}: {citation.title}" if citation.kind else citation.title


def _range(pages: tuple[int, int], dash: str = "–") -> str:
    first, last = pages
    return str(first) if first == last else f"{first}{dash}{last}"


def _bibtex_name(author: Author) -> str:
    if author.parts:
        family, given = author.parts
        return f"{_latex(family)}, {_latex(given)}"
    return f"{{{_latex(author.name)}}}"


def _csl_name(author: Author) -> dict[str, str]:
    if author.parts:
        family, given = author.parts
        return {"family": family, "given": given}
    return {"literal": author.name}


_LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
        **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    }
)


def _latex(text: str) -> str:
    """A text in which no sign means anything to TeX, and whose braces are even."""
    return fold_space(text).translate(_LATEX)
