"""What pages have in common: the question in an address, and what is told of answers."""

from collections.abc import Iterable

from starlette.requests import Request

from parser.errors import BadQuestion
from parser.query.question import PARAMETERS, Question, Sort
from parser.web.problems import Told
from parser.web.rendering import COOKIE

MOST_SHOWN = 25


def question_of(request: Request, own: Iterable[str] = (), *, most: int = 100, default: int = MOST_SHOWN) -> Question:
    """The question in a request's address; `own` are the parameters of the page itself. Raises BadQuestion."""
    leave = {COOKIE, *own}
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in leave:
            given.setdefault(name, []).append(value)
    question = Question.of(given)
    if "limit" not in given or not any(given["limit"]):
        question = question.but(limit=default, cursor=question.cursor)
    if question.limit > most:
        raise BadQuestion(f"limit is {question.limit}; it must be from 1 to {most:,}")
    return question


def only(request: Request, allowed: Iterable[str]) -> None:
    """Refuse a parameter that the page has not. Raises BadQuestion."""
    known = {COOKIE, *allowed}
    for name in request.query_params:
        if name not in known:
            raise BadQuestion(f"there is no parameter {name[:40]!r} here; there are {', '.join(sorted(known))}")


def own_page(request: Request, most: int) -> int:
    """The page's number in the address, from 1. Raises Told where there is no such page."""
    given = request.query_params.get("page") or "1"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= most:
        raise Told("not-found")
    return int(given)


def chosen_parts(question: Question) -> list[tuple[str, str, Question]]:
    """What narrows a question: parameter, value, and the question without it."""
    parts: list[tuple[str, str, Question]] = []
    names = {"from": "since", "to": "until"}
    for name, value in question.parameters():
        if name in ("sort", "nested"):
            continue
        field = names.get(name, name)
        held = getattr(question, field)
        without = tuple(one for one in held if str(one) != value) if isinstance(held, tuple) else None
        changed: dict[str, object] = {field: without}
        if field == "text" and question.sort is Sort.RELEVANCE:
            changed["sort"] = None  # which needs a text
        parts.append((name, value, question.but(**changed)))
    return parts


__all__ = ["MOST_SHOWN", "PARAMETERS", "chosen_parts", "only", "own_page", "question_of"]
