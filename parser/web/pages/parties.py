"""Parties: the list with each one's years, and a page for each."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.counting import Pair
from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages.asking import only
from parser.web.pages.tables import exported
from parser.web.plots.columns import SMALL_HEIGHT, SMALL_WIDTH, chart, small
from parser.web.problems import Told
from parser.web.rendering import Pages
from parser.web.site import Site

RESERVED = Question(kind=(Kind.RESERVATION,), limit=1)
FACETS = ("year", "body", "municipality", "demand", "against", "person")
COMPANY = 3
"""So many others the list tells of each party."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A party in the list: its numbers, its reservations by year, and with whom most often."""

    id: str
    name: str
    acts: int
    reservations: int
    years: dict[int, int]
    company: tuple[tuple[str, str, int], ...]


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""
    corpus = site.corpus

    @router.get("/parties")
    def parties(request: Request) -> Response:
        only(request, ())
        found = site.worked_out("party-list", lambda: listed(site))
        years = [year for one in found for year in one.years]
        span = (min(years), max(years)) if years else None
        most = max((count for one in found for count in one.years.values()), default=1)
        bars = {one.id: small(one.years, *span, most) if span else () for one in found}
        return pages.render(
            request, "parties.html", parties=found, span=span, bars=bars, width=SMALL_WIDTH, height=SMALL_HEIGHT
        )

    @router.get("/parties.{form}")
    def export(request: Request, form: str) -> Response:
        only(request, ())
        found = site.worked_out("party-list", lambda: listed(site))
        rows = [(one.id, one.name, one.reservations, one.acts, f"/parties/{one.id}") for one in found]
        return exported(form, "diarium-parties", ("id", "name", "reservations", "acts", "permalink"), rows)

    @router.get("/parties/{party_id}")
    def party(request: Request, party_id: str) -> Response:
        only(request, ())
        name = site.worked_out("parties", corpus.parties).get(party_id)
        if name is None or not party_id:
            raise Told("not-found")
        question = Question(party=(party_id,), limit=10)
        reserved = question.but(kind=(Kind.RESERVATION,))
        small_one = reserved.but(limit=1)
        counted = site.worked_out(("party", small_one), lambda: corpus.facets(small_one, FACETS, most=120))
        kinds = site.worked_out(("party-kinds", party_id), lambda: corpus.facets(question, ("kind",))["kind"])
        return pages.render(
            request,
            "party.html",
            id=party_id,
            name=name,
            counted=counted,
            kinds=kinds,
            company=company_of(pairs(site), party_id),
            question=question,
            reserved=reserved,
            answers=corpus.ask(reserved),
            chart=chart((one.value, one.count) for one in counted["year"]),
        )


def pairs(site: Site) -> tuple[Pair, ...]:
    """Which parties reserve themselves together."""
    return site.worked_out(("pairs", RESERVED, "party"), lambda: site.corpus.together(RESERVED, "party"))


def company_of(told: tuple[Pair, ...], party: str) -> list[tuple[str, str, int]]:
    """With whom a party reserves itself: id, name, how often."""
    return [
        (one.other, one.other_label, one.count) if one.one == party else (one.one, one.one_label, one.count)
        for one in told
        if party in (one.one, one.other)
    ]


def listed(site: Site) -> list[Listed]:
    """All parties, those with most reservations first."""
    corpus = site.corpus
    acts = corpus.facets(Question(limit=1), ("party",), most=10_000)["party"]
    years: dict[str, dict[int, int]] = {}
    for group in corpus.group_by(RESERVED, ["party", "year"]):
        party, year = group.values
        years.setdefault(party, {})[int(year or 0)] = group.count
    together = pairs(site)
    found = [
        Listed(
            id=one.value,
            name=one.label,
            acts=one.count,
            reservations=sum(years.get(one.value, {}).values()),
            years={year: count for year, count in years.get(one.value, {}).items() if year},
            company=tuple(company_of(together, one.value)[:COMPANY]),
        )
        for one in acts
        if one.value
    ]
    return sorted(found, key=lambda one: (-one.reservations, -one.acts, one.name))
