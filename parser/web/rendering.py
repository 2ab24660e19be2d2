"""Pages from templates: the words of the reader's language, links that last, nothing of a document unescaped."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from parser.index.unregistered import code_of
from parser.query.excerpt import excerpt
from parser.query.question import Question
from parser.record.certainty import is_unsure, percent
from parser.web.wording import LANGUAGES, Words, chosen

COOKIE = "lang"
YEAR = 365 * 24 * 3600


class Pages:
    """Makes pages of the templates."""

    def __init__(self, version: str, digest: str) -> None:
        """`version` is Diarium's, `digest` that of the static files: their addresses change with them."""
        self._environment = Environment(
            loader=PackageLoader("parser.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            link=link,
            path=path,
            static=lambda name: f"/static/{digest}/{name}",
            marked=marked,
            short=short,
            address=address,
            languages=LANGUAGES,
            version=version,
        )
        self._environment.filters["one_line"] = one_line
        self._environment.filters["percent"] = percent
        self._environment.tests["unsure"] = is_unsure

    def render(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        """The page of a template for a request, in the language that its reader reads."""
        words = words_of(request)
        here = request.scope["path"]
        pairs = [(name, value) for name, value in request.query_params.multi_items() if name != COOKIE]
        switch = {one: "?" + urlencode([*pairs, (COOKIE, one)]) for one in LANGUAGES}
        page = self._environment.get_template(template).render(
            t=words, language=words.language, here=here, switch=switch, **values
        )
        response = HTMLResponse(page)
        response.headers["content-language"] = words.language
        if request.query_params.get(COOKIE) in LANGUAGES:
            response.set_cookie(COOKIE, words.language, max_age=YEAR, samesite="lax", httponly=True, path="/")
        return response


def words_of(request: Request) -> Words:
    """The words of the language that the request asks for."""
    return Words(
        chosen(request.query_params.get(COOKIE), request.cookies.get(COOKIE), request.headers.get("accept-language"))
    )


def link(to: str, question: Question | None = None, more: Iterable[tuple[str, str]] = (), **changed: Any) -> str:
    """The address of a view of a question, with some of its fields changed."""
    question = question or Question()
    if changed:
        question = question.but(**changed)
    pairs = [*question.parameters(), *more]
    return to + ("?" + urlencode(pairs) if pairs else "")


def address(to: str, wanted: Any, **changed: Any) -> str:
    """The address of a list (`people.Wanted` and the like) with some of its fields changed, from its first page on."""
    return link(to, None, replace(wanted, **changed).parameters())


def short(party: str, otherwise: str) -> str:
    """A party's code: its id where that is what everybody writes (`S`, `MP`), a local one's as printed."""
    code = code_of(party, otherwise)
    if code:
        return code
    return party.upper() if len(party) <= 4 and "-" not in party else otherwise


def path(*parts: str) -> str:
    """A path of parts, each quoted as one."""
    return "".join("/" + quote(part, safe="") for part in parts)


def one_line(text: str | None) -> str:
    """A text without line feeds and rows of spaces."""
    return " ".join((text or "").split())


def marked(text: str, looked_for: str | None, width: int = 320, start: int = 0) -> Markup:
    """The part of a text that shows what was looked for, with `<mark>` round it; all else escaped.

    `start` is where its words begin, after its headings.
    """
    shown = excerpt(text, looked_for, width, start=start)
    out, at = Markup(""), 0
    for start, end in shown.marks:
        out += escape(shown.text[at:start]) + Markup("<mark>") + escape(shown.text[start:end]) + Markup("</mark>")
        at = end
    return out + escape(shown.text[at:])


def static_files() -> Sequence[str]:
    """The names of the static files."""
    return sorted(one.name for one in files("parser.web").joinpath("static").iterdir() if one.is_file())
