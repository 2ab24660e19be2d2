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
    """The address that the server is called by, without a slash at its end: of links for who asks just now."""
    return site.settings.base_url or f"{request.url.scheme}://{request.url.netloc}"


def citation(site: Site, record: Record, act: str | None, language: str) -> Citation | None:
    """The citation of an act of a record, or of the whole; None where the record has no such act.

    It has an address only where the server was told its public one: a citation outlives `127.0.0.1:8000`.
    """
    base = site.settings.base_url
    try:
        made = cite(record, act, base=f"{base}/" if base else None, language=language)
    except UnknownAct:
        return None
    return msgspec.structs.replace(made, url=base + permalink(record.id, act) if base else None)


def written(one: Citation, form: str) -> str:
    """A citation in a form of `FORMS`."""
    return WRITERS[FORMS[form]](one)


def media_type(form: str) -> str:
    """What a form of `FORMS` is."""
    return MEDIA_TYPES[FORMS[form]]
