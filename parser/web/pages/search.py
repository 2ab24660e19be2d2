"""The search: acts that a question means, with counts beside them."""

import datetime
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.counting import Count
from parser.query.question import Question, Sort
from parser.web.pages.asking import chosen_parts, question_of
from parser.web.rendering import Pages
from parser.web.site import Site

FACETS = ("kind", "party", "person", "body", "year", "municipality", "demand", "against", "type", "confidence")
FIRST = 7
MOST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what it is called, how many have it, and the question with it chosen or taken back."""

    value: str
    label: str
    count: int
    on: bool
    question: Question


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/search")
    def search(request: Request) -> Response:
        question = question_of(request, most=site.settings.page_most)
        asked = question.but(limit=1, sort=None)
        answers = site.corpus.ask(question)
        counted = site.worked_out(("facets", asked), lambda: site.corpus.facets(asked, FACETS, most=MOST + 1))
        facets = [(name, [choice(question, name, one) for one in counted[name]]) for name in FACETS]
        return pages.render(
            request,
            "search.html",
            question=question,
            answers=answers,
            facets=facets,
            first=FIRST,
            most=MOST,
            chosen=chosen(site, question),
            sorts=[one for one in Sort if one is not Sort.RELEVANCE or question.text],
        )


def chosen(site: Site, question: Question) -> list[tuple[str, str, Question]]:
    """What narrows a question: parameter, what its value is called, and the question without it."""
    return [(name, told(site, name, value), without) for name, value, without in chosen_parts(question)]


def told(site: Site, name: str, value: str) -> str:
    """What a chosen value is called: a person by name, a party too."""
    if name == "person" and value.startswith("person-"):
        for one in site.corpus.persons(value, most=1):
            return one.name
    if name == "party":
        parties = site.worked_out("parties", site.corpus.parties)
        return parties.get(value, value)
    return value


def choice(question: Question, name: str, one: Count) -> Choice:
    """A value of a facet as a link that chooses it, or takes the choice back."""
    value = one.value
    if name == "year":
        return _year(question, one)
    if name == "confidence":
        low = float(value)
        on = question.confidence == low
        changed = {"confidence": None, "unsure": None} if on else _sure(low)
        return Choice(value, one.label, one.count, on, question.but(**changed))
    held: tuple[str, ...] = getattr(question, name)
    on = value in [str(item) for item in held]
    kept = tuple(item for item in held if str(item) != value) if on else (*held, value)
    return Choice(value, one.label, one.count, on, question.but(**{name: kept}))


def _sure(low: float) -> dict[str, float | None]:
    return {"confidence": low, "unsure": None if low >= 0.9 else round(low + 0.1, 1)}


def _year(question: Question, one: Count) -> Choice:
    if not one.value:
        return Choice("", "", one.count, False, question)
    first, last = datetime.date(int(one.value), 1, 1), datetime.date(int(one.value), 12, 31)
    on = question.since == first and question.until == last
    changed = {"since": None, "until": None} if on else {"since": first, "until": last}
    return Choice(one.value, one.label, one.count, on, question.but(**changed))
