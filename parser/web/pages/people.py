"""Persons and parties: lists, and a page for each."""

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages.asking import only
from parser.web.problems import Told
from parser.web.rendering import Pages
from parser.web.site import Site

SHOWN = 50
FURTHEST = 200
"""Pages of the list of persons: beyond, a name leads further."""
_LIST = (
    "SELECT person_id, name, municipalities, bodies, first, last, reservations, documents, "
    "(SELECT group_concat(DISTINCT party) FROM person_parties y WHERE y.person = p.person) "
    "FROM persons p ORDER BY reservations DESC, documents DESC, name, person_id LIMIT ? OFFSET ?"
)


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""
    _add_persons(router, site, pages)
    _add_parties(router, site, pages)


def _add_persons(router: APIRouter, site: Site, pages: Pages) -> None:
    @router.get("/persons")
    def persons(request: Request) -> Response:
        only(request, ("name", "page"))
        name = (request.query_params.get("name") or "").strip()
        page = _page(request)
        if name:
            found: list[tuple[object, ...]] = [
                (one.id, one.name, one.municipalities, one.bodies, one.first, one.last, one.reservations,
                 one.documents, [party.party for party in one.parties])
                for one in site.corpus.persons(name, most=100)
            ]  # fmt: skip
        else:
            rows = site.worked_out(
                ("persons", page), lambda: site.corpus.sql(_LIST, (SHOWN + 1, SHOWN * (page - 1))).rows
            )
            found = [_listed(row) for row in rows]
        more = not name and len(found) > SHOWN and page < FURTHEST
        return pages.render(
            request, "persons.html", found=found if name else found[:SHOWN], name=name, page=page, more=more
        )

    @router.get("/persons/{person_id}")
    def person(request: Request, person_id: str) -> Response:
        only(request, ())
        portrait = site.worked_out(("person", person_id), lambda: site.corpus.person(person_id))
        if portrait is None:
            raise Told("not-found")
        question = Question(person=(person_id,), limit=20)
        return pages.render(
            request, "person.html", portrait=portrait, one=portrait.person, question=question,
            answers=site.corpus.ask(question),
        )  # fmt: skip


def _add_parties(router: APIRouter, site: Site, pages: Pages) -> None:
    corpus = site.corpus

    @router.get("/parties")
    def parties(request: Request) -> Response:
        only(request, ())
        everything = Question(limit=1)
        reserved = everything.but(kind=(Kind.RESERVATION,))
        total = site.worked_out("party-acts", lambda: corpus.facets(everything, ("party",), most=500)["party"])
        against = site.worked_out("party-reservations", lambda: corpus.facets(reserved, ("party",), most=500)["party"])
        return pages.render(
            request, "parties.html", parties=[one for one in total if one.value],
            reservations={one.value: one.count for one in against},
        )  # fmt: skip

    @router.get("/parties/{party_id}")
    def party(request: Request, party_id: str) -> Response:
        only(request, ())
        name = site.worked_out("parties", corpus.parties).get(party_id)
        if name is None or not party_id:
            raise Told("not-found")
        question = Question(party=(party_id,), limit=10)
        reserved = question.but(kind=(Kind.RESERVATION,))
        small = reserved.but(limit=1)
        names = ("year", "body", "municipality", "demand", "against", "person")
        counted = site.worked_out(("party", small), lambda: corpus.facets(small, names, most=60))
        kinds = site.worked_out(("party-kinds", party_id), lambda: corpus.facets(question, ("kind",))["kind"])
        pairs = site.worked_out(
            ("pairs", Question(kind=(Kind.RESERVATION,), limit=1), "party"),
            lambda: corpus.together(Question(kind=(Kind.RESERVATION,), limit=1), "party"),
        )
        company = [
            (one.other, one.other_label, one.count) if one.one == party_id else (one.one, one.one_label, one.count)
            for one in pairs
            if party_id in (one.one, one.other)
        ]
        return pages.render(
            request, "party.html", id=party_id, name=name, counted=counted, kinds=kinds, company=company,
            question=question, reserved=reserved, answers=corpus.ask(reserved),
        )  # fmt: skip


def _listed(row: tuple[object, ...]) -> tuple[object, ...]:
    id_, name, municipalities, bodies, *rest, parties = row
    decode = msgspec.json.decode
    return (id_, name, decode(str(municipalities)), decode(str(bodies)), *rest, str(parties or "").split(","))


def _page(request: Request) -> int:
    given = request.query_params.get("page") or "1"
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= FURTHEST:
        raise Told("not-found")
    return int(given)
