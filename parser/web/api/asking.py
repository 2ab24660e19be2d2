"""What the API's addresses have in common: the question as typed parameters, and how answers are written."""

import re
from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.question import PARAMETERS, Question, Sort
from parser.record.types import Demand, Kind

DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
Short = Annotated[str, Query(min_length=1, max_length=200)]
Several = Annotated[list[Short] | None, Query(max_length=50)]


def asked(
    request: Request,
    kind: Annotated[list[Kind] | None, Query(description="What the act is.")] = None,
    party: Annotated[Several, Query(description="A party by id, code or name: `mp`, `Miljöpartiet`.")] = None,
    person: Annotated[Several, Query(description="A person by id, or words of the name.")] = None,
    body: Annotated[Several, Query(description="The body; `*` stands for any letters.")] = None,
    municipality: Annotated[Several, Query(description="The municipality; `*` stands for any letters.")] = None,
    type_: Annotated[Several, Query(alias="type", description="The type of document: `protokoll`, `pm`.")] = None,
    demand: Annotated[list[Demand] | None, Query(description="What the act wants.")] = None,
    against: Annotated[list[Kind] | None, Query(description="What kind of act it is against.")] = None,
    about: Annotated[list[Kind] | None, Query(description="What kind of act it is about, for or against.")] = None,
    document: Annotated[Several, Query(description="A record's id.")] = None,
    matter: Annotated[Several, Query(description="A diary number, however it is set.")] = None,
    since: Annotated[str | None, Query(alias="from", pattern=DAY, description="The first year, month or day.")] = None,
    until: Annotated[str | None, Query(alias="to", pattern=DAY, description="The last year, month or day.")] = None,
    text: Annotated[
        str | None, Query(min_length=1, max_length=500, description="Words in any form, phrases, `upphandl*`.")
    ] = None,
    confidence: Annotated[float | None, Query(ge=0, le=1, description="At least so sure.")] = None,
    unsure: Annotated[float | None, Query(ge=0, le=1, description="Less sure than this.")] = None,
    nested: Annotated[bool | None, Query(description="Also acts that another act quotes or appends.")] = None,
    sort: Annotated[Sort | None, Query(description="The order.")] = None,
    limit: Annotated[int | None, Query(ge=1, le=1000, description="Items on a page.")] = None,
    cursor: Annotated[str | None, Query(max_length=500, description="From the address `next` of a page.")] = None,
) -> Question:
    """The question in a request's parameters."""
    del kind, party, person, body, municipality, type_, demand, against, about, document, matter, since, until
    del text, confidence, unsure, nested, sort, limit, cursor  # FastAPI has proved them; the question reads the words
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name in PARAMETERS:
            given.setdefault(name, []).append(value)
    return Question.of(given)


class Only:
    """Refuses parameters that an address has not. To be made once for each address."""

    def __init__(self, *own: str, question: bool = False) -> None:
        """`own`: its parameters; `question`: also all those of a question."""
        self._known = {*own, *(PARAMETERS if question else ())}

    def __call__(self, request: Request) -> None:
        """Raises BadQuestion."""
        for name in request.query_params:
            if name not in self._known:
                there = ", ".join(sorted(self._known)) or "none"
                raise BadQuestion(f"there is no parameter {name[:40]!r} here; there are: {there}")


def answer(value: Any, *, following: str | None = None) -> Response:
    """A value as JSON; `following` is the address of the next page."""
    response = Response(msgspec.json.encode(value), media_type="application/json")
    if following:
        response.headers["link"] = f'<{following}>; rel="next"'
    return response


def following(request: Request, cursor: str | None) -> str | None:
    """The address of the next page: this one's, with another cursor."""
    if cursor is None:
        return None
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*pairs, ('cursor', cursor)])}"


def described(shape: str, more: Iterable[tuple[str, dict[str, Any]]] = (), *, problems: Iterable[int] = ()) -> Any:
    """The responses of an address, for its OpenAPI description."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}, **dict(more)}
    told: dict[int | str, dict[str, Any]] = {200: {"description": "As asked.", "content": content}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in (400, 405, 413, 414, 421, 429, *problems):
        told[status] = {"description": _WHAT[status], "content": problem}
    return told


_WHAT = {
    400: "The parameters cannot be meant.",
    404: "There is no such thing.",
    405: "Only GET and HEAD are allowed.",
    406: "None of the accepted media types is available.",
    413: "A request has no body.",
    414: "The address is longer than 8,000 characters, or has more than 200 parameters.",
    416: "The file does not reach so far.",
    421: "The server is not called by the name in `Host`.",
    429: "Too many requests from one client; `Retry-After` says when to ask again.",
    503: "Not ready yet; try again after a while.",
}


def preferred(accept: str | None, offered: Iterable[str]) -> str | None:
    """The media type of `offered` that an Accept header likes best; None where it takes none of them."""
    offered = list(offered)
    if not accept or not accept.strip():
        return offered[0]
    weights: list[tuple[str, float]] = []
    for one in accept[:2000].split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        told = next((part.removeprefix("q=") for part in parameters if part.startswith("q=")), "1")
        if re.fullmatch(r"[01](\.[0-9]{0,3})?", told):
            weights.append((name, float(told)))

    def weight(media_type: str) -> float:
        best = (-1, 0.0)
        for name, value in weights:
            precision = 2 if name == media_type else 1 if name == media_type.split("/")[0] + "/*" else 0
            if (precision or name == "*/*") and precision > best[0]:
                best = (precision, value)
        return best[1]

    most = max(offered, key=lambda one: (weight(one), -offered.index(one)))
    return most if weight(most) > 0 else None
