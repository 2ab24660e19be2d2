"""How what is shown is cited, with addresses of this server."""

import msgspec
from starlette.requests import Request

from parser.export.citations import MEDIA_TYPES, WRITERS, Citation, UnknownAct, cite
from parser.query.answers import permalink
from parser.record.types import Record
from parser.web.site import Site

FORMS = {"bib": "bibtex", "ris": "ris", "txt": "plain"}
"""The ending of an address, and the form of citation that it means."""


def base_of(site: Site, request: Request) -> str:
    """The server's public address, without a slash at its end."""
    return site.settings.base_url or f"{request.url.scheme}://{request.url.netloc}"


def citation(record: Record, act: str | None, base: str, language: str) -> Citation | None:
    """The citation of an act of a record, or of the whole; None where the record has no such act."""
    try:
        made = cite(record, act, base=base + "/", language=language)
    except UnknownAct:
        return None
    return msgspec.structs.replace(made, url=base + permalink(record.id, act))


def written(one: Citation, form: str) -> str:
    """A citation in a form of `FORMS`."""
    return WRITERS[FORMS[form]](one)


def media_type(form: str) -> str:
    """What a form of `FORMS` is."""
    return MEDIA_TYPES[FORMS[form]]
