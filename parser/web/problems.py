"""What becomes of faults: a page for a person, `application/problem+json` (RFC 9457) for a program.

Never a stack trace: what Diarium did not foresee is told as such, and goes to the server's log.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from parser.errors import BadQuestion, DiariumError
from parser.query.question import LONGEST, PARAMETERS, Question
from parser.web.faults import told
from parser.web.rendering import Pages, words_of

MEDIA_TYPE = "application/problem+json"
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad-question": (400, "The question cannot be meant"),
    "not-found": (404, "There is no such thing"),
    "method": (405, "Only GET and HEAD are allowed"),
    "not-acceptable": (406, "None of the accepted media types is available"),
    "body": (413, "A request has no body"),
    "too-long": (414, "The address is too long"),
    "range": (416, "There is no such range"),
    "host": (421, "The server is not called by this name"),
    "busy": (429, "Too many questions of this sort at once"),
    "too-often": (429, "Too many requests from one client"),
    "internal": (500, "A fault of Diarium's own"),
    "unavailable": (503, "The corpus cannot be read just now"),
}
"""Each problem's status and title. Its `type` is an anchor of the API's page."""
FORMS = ("/search", "/documents", "/plots")
"""Pages whose question can be mended in a form."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


class Told(HTTPException):
    """A problem of `PROBLEMS`, with a sentence about this case."""

    def __init__(self, problem: str, detail: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        """`problem` is a key of `PROBLEMS`."""
        status, title = PROBLEMS[problem]
        super().__init__(status, detail or title, dict(headers) if headers else None)
        self.problem = problem


FILES = (".json", ".csv", ".bib", ".ris", ".txt")
"""Endings of addresses that give a file to take away."""


def is_for_a_program(request: Request) -> bool:
    """Whether who asks is a program: of the API, or for a file, unless it is a browser that says it wants a page."""
    path = request.url.path
    if path.startswith("/api/v1") or path.endswith(".json"):
        return True
    return path.endswith(FILES) and "text/html" not in request.headers.get("accept", "")


class Problems:
    """Makes answers of faults."""

    def __init__(self, pages: Pages) -> None:
        """`pages` makes the page for a person."""
        self._pages = pages

    def refuse(self, scope: Scope, status: int, problem: str) -> Response:
        """The answer to a request that is out of bounds."""
        return self._answer(Request(scope), status, problem, None)

    def of_http(self, request: Request, error: Exception) -> Response:
        """Of an HTTPException: ours, or the framework's."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if isinstance(error, Told):
            return self._answer(request, error.status_code, error.problem, str(error.detail), headers)
        known = next((name for name, (status, _) in PROBLEMS.items() if status == error.status_code), "bad-question")
        return self._answer(request, error.status_code, known, None, headers)

    def of_validation(self, request: Request, error: Exception) -> Response:
        """Of parameters that FastAPI refuses."""
        assert isinstance(error, RequestValidationError)
        return self._answer(request, 400, "bad-question", "; ".join(map(_refused, error.errors()[:5])))

    def of_diarium(self, request: Request, error: Exception) -> Response:
        """Of a fault that a user can meet."""
        if isinstance(error, BadQuestion):
            return self._answer(request, 400, "bad-question", str(error))
        return self._answer(request, 503, "unavailable", None, {"retry-after": "5"})

    def of_anything(self, request: Request, _error: Exception) -> Response:
        """Of what nobody foresaw. The server's log has it."""
        return self._answer(request, 500, "internal", None)

    def _answer(
        self,
        request: Request,
        status: int,
        problem: str,
        detail: str | None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        title = PROBLEMS[problem][1]
        if is_for_a_program(request):
            made = Problem(
                type=f"/api#problem-{problem}", title=title, status=status, detail=_sentence(detail or title)
            )
            response = Response(msgspec.json.encode(made), status, media_type=MEDIA_TYPE)
        else:
            words = words_of(request)
            sentence, language = told(detail, words) if detail else ("", words.language)
            form = next((one for one in FORMS if request.url.path == one), None)
            response = self._pages.render(
                request,
                "error.html",
                status=status,
                problem=problem,
                detail=_sentence(sentence) if sentence else None,
                detail_language=language,
                form=form,
                given=(request.query_params.get("text") or "")[:LONGEST],
                kept=_kept(request) if form else (),
            )
            response.status_code = status
        for name, value in (headers or {}).items():
            response.headers[name] = value
        return response


def _refused(error: Mapping[str, Any]) -> str:
    """What is wrong with a parameter, by its name: where it stands in a list says nothing to whoever asked."""
    where = [str(part) for part in error["loc"]]
    name = where[1] if len(where) > 1 else where[0]
    given = error.get("input")
    what = str(error["msg"])
    if error["type"] == "missing":
        return f"{name} is missing; give it"
    told = f" is {given[:40]!r}" if isinstance(given, str) else ""
    return f"{name}{told}: {what[:1].lower()}{what[1:]}"


def _kept(request: Request) -> list[tuple[str, str]]:
    """The parameters that are right by themselves: they stay in the form in which the question is mended."""
    kept: list[tuple[str, str]] = []
    for name in PARAMETERS:
        values = request.query_params.getlist(name)[:50]
        if name in ("text", "sort", "limit", "cursor") or not values:
            continue
        try:
            question = Question.of({name: values})
        except BadQuestion:
            continue
        kept += question.parameters()
    return kept


def _sentence(text: str) -> str:
    text = text[:1000]
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def reason(status: int) -> str:
    """A status in words."""
    return HTTPStatus(status).phrase


def expected(error: Exception) -> bool:
    """Whether a fault is one that a user can meet."""
    return isinstance(error, DiariumError | HTTPException)
