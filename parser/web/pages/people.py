"""Persons: the list, and a page for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.question import Question
from parser.web.pages.asking import only, own_page
from parser.web.pages.tables import exported
from parser.web.plots.columns import chart
from parser.web.problems import Told
from parser.web.rendering import Pages
from parser.web.site import Site

SHOWN = 50
FURTHEST = 200
"""Pages of the list of persons: beyond, a name leads further."""
MOST_EXPORTED = 10_000
ORDERS = {
    "reservations": "reservations DESC, documents DESC, name, person_id",
    "documents": "documents DESC, reservations DESC, name, person_id",
    "name": "name, person_id",
}
COLUMNS = (
    "id", "name", "parties", "municipalities", "bodies", "first", "last", "reservations", "documents", "permalink",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A person in the list."""

    id: str
    name: str
    municipalities: tuple[str, ...]
    bodies: tuple[str, ...]
    first: str | None
    last: str | None
    reservations: int
    documents: int
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom the list is to show, and in which order."""

    name: str
    party: str
    municipality: str
    order: str

    def parameters(self, page: int = 1) -> list[tuple[str, str]]:
        """As they stand in an address."""
        told = [("name", self.name), ("party", self.party), ("municipality", self.municipality)]
        told += [("order", self.order if self.order != "reservations" else ""), ("page", str(page) if page > 1 else "")]
        return [pair for pair in told if pair[1]]


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/persons")
    def persons(request: Request) -> Response:
        only(request, ("name", "party", "municipality", "order", "page"))
        wanted, page = _wanted(request), own_page(request, FURTHEST)
        found, total = site.worked_out(
            ("persons", wanted, page), lambda: listed(site, wanted, SHOWN, SHOWN * (page - 1))
        )
        return pages.render(
            request,
            "persons.html",
            found=found,
            total=total,
            wanted=wanted,
            page=page,
            more=total > SHOWN * page and page < FURTHEST,
            orders=ORDERS,
            parties=site.worked_out("parties", site.corpus.parties),
            municipalities=site.municipalities(),
        )

    @router.get("/persons.{form}")
    def export(request: Request, form: str) -> Response:
        only(request, ("name", "party", "municipality", "order"))
        found, _ = listed(site, _wanted(request), MOST_EXPORTED, 0)
        rows = [
            (one.id, one.name, one.parties, one.municipalities, one.bodies, one.first, one.last, one.reservations,
             one.documents, f"/persons/{one.id}")
            for one in found
        ]  # fmt: skip
        return exported(form, "diarium-persons", COLUMNS, rows)

    @router.get("/persons/{person_id}")
    def person(request: Request, person_id: str) -> Response:
        only(request, ())
        portrait = site.worked_out(("person", person_id), lambda: site.corpus.person(person_id))
        if portrait is None:
            raise Told("not-found")
        question = Question(person=(person_id,), limit=20)
        return pages.render(
            request, "person.html", portrait=portrait, one=portrait.person, question=question,
            answers=site.corpus.ask(question), chart=chart((one.value, one.count) for one in portrait.years),
        )  # fmt: skip


def listed(site: Site, wanted: Wanted, most: int, offset: int) -> tuple[Sequence[Listed], int]:
    """A part of the list, and how many the whole has. Raises BadQuestion."""
    if wanted.name:
        return _named(site, wanted, most, offset)
    where, values = "", []
    if wanted.party:
        where += " AND EXISTS (SELECT 1 FROM person_parties y WHERE y.person = p.person AND y.party = ?)"
        values.append(wanted.party)
    if wanted.municipality:
        where += " AND EXISTS (SELECT 1 FROM json_each(p.municipalities) j WHERE j.value = ?)"
        values.append(wanted.municipality)
    total = int(str(site.corpus.sql(f"SELECT count(*) FROM persons p WHERE 1{where}", values).rows[0][0]))
    # The page is found first, and only its persons' parties are gathered.
    rows = site.corpus.sql(
        "SELECT person_id, name, municipalities, bodies, first, last, reservations, documents, "
        "(SELECT group_concat(DISTINCT y.party) FROM person_parties y WHERE y.person = p.person) "
        f"FROM persons p WHERE 1{where} ORDER BY {ORDERS[wanted.order]} LIMIT ? OFFSET ?",
        (*values, most, offset),
        rows=most,
    ).rows
    return [_listed(row) for row in rows], total


def _named(site: Site, wanted: Wanted, most: int, offset: int) -> tuple[Sequence[Listed], int]:
    found = [
        Listed(
            one.id, one.name, one.municipalities, one.bodies, one.first, one.last, one.reservations, one.documents,
            tuple(dict.fromkeys(party.party for party in one.parties)),
        )
        for one in site.corpus.persons(wanted.name, most=MOST_EXPORTED)
        if (not wanted.municipality or wanted.municipality in one.municipalities)
        and (not wanted.party or wanted.party in {party.party for party in one.parties})
    ]  # fmt: skip
    if wanted.order == "name":
        found.sort(key=lambda one: (one.name, one.id))
    else:
        found.sort(key=lambda one: (-getattr(one, wanted.order), one.name, one.id))
    return found[offset : offset + most], len(found)


def _listed(row: tuple[object, ...]) -> Listed:
    id_, name, municipalities, bodies, first, last, reservations, documents, parties = row
    decode = msgspec.json.Decoder(tuple[str, ...]).decode
    return Listed(
        id=str(id_),
        name=str(name),
        municipalities=decode(str(municipalities)),
        bodies=decode(str(bodies)),
        first=None if first is None else str(first),
        last=None if last is None else str(last),
        reservations=int(str(reservations)),
        documents=int(str(documents)),
        parties=tuple(one for one in str(parties or "").split(",") if one),
    )


def _wanted(request: Request) -> Wanted:
    given = {name: (request.query_params.get(name) or "").strip()[:200] for name in ("name", "party", "municipality")}
    order = request.query_params.get("order") or "reservations"
    if order not in ORDERS:
        raise BadQuestion(f"order is {order[:40]!r}; it must be one of {', '.join(ORDERS)}")
    return Wanted(**given, order=order)
