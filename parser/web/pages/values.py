"""All the values of a facet beside a question: what the search has no room for, with a field to find one."""

import unicodedata

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.counting import Count
from parser.query.question import Question
from parser.web.pages.asking import own_page, question_of
from parser.web.pages.search import FACETS, choice, chosen
from parser.web.pages.tables import exported
from parser.web.problems import Told
from parser.web.rendering import Pages
from parser.web.site import Site
from parser.web.wording import Words

OWN = ("find", "page", "order")
SHOWN = 150
MOST = 20_000
"""Values that are listed; beyond, letters lead to the rest."""
LABELS = {"kind": "kind", "against": "kind", "about": "kind", "demand": "demand", "type": "type"}
"""Facets whose values are codes, and the section that has their names."""


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes, one for each facet: other words after `/search/` lead nowhere."""

    @router.get("/search/{facet}.{form}")
    def export(request: Request, facet: str, form: str) -> Response:
        question, find, _ = _asked(request, facet)
        rows = [(one.value, one.label, one.count) for one in values(site, question, facet, find)]
        return exported(form, f"diarium-{facet}", ("value", "label", "acts"), rows)

    @router.get("/search/{facet}")
    def page(request: Request, facet: str) -> Response:
        question, find, by_name = _asked(request, facet)
        number = own_page(request, MOST // SHOWN + 1)
        found = values(site, question, facet, find)
        cut = len(found) >= MOST

        def listed(words: Words) -> list[tuple[str, Count]]:
            section = LABELS.get(facet)
            told = [(words.label(section, one.value) if section else one.label or one.value, one) for one in found]
            return sorted(told, key=lambda pair: alphabetical(pair[0])) if by_name else told

        return pages.render(
            request,
            "values.html",
            facet=facet,
            question=question,
            chosen=chosen(site, question),
            find=find,
            by_name=by_name,
            total=len(found),
            cut=cut,
            number=number,
            more=len(found) > number * SHOWN,
            shown=lambda words: [
                (label, choice(question, facet, one))
                for label, one in listed(words)[SHOWN * (number - 1) : SHOWN * number]
            ],
        )


def values(site: Site, question: Question, facet: str, find: str) -> tuple[Count, ...]:
    """The values of a facet that have the letters of `find` in them, and how many acts of the question have each."""
    corpus = site.corpus
    asked = question.but(limit=1, sort=None)
    if facet == "person" and find:
        wanted = {one.id for one in corpus.persons(find, most=2000)}
        groups = corpus.group_by(asked.but(person=tuple(sorted(wanted))), ["person"]) if wanted else ()
        counts = [
            Count(value=one.values[0], label=one.labels[0], count=one.count)
            for one in groups
            if one.values[0] in wanted
        ]
        return tuple(sorted(counts, key=lambda one: (-one.count, one.label, one.value)))
    every = site.worked_out(("values", facet, asked), lambda: corpus.facets(asked, (facet,), most=MOST)[facet])
    looked_for = find.casefold()
    return tuple(one for one in every if one.value and looked_for in one.label.casefold())


def alphabetical(label: str) -> tuple[str, str]:
    """A key by which labels come in the order of the Swedish alphabet: å, ä, ö after z, other accents left aside."""
    plain = unicodedata.normalize("NFC", label).casefold().translate(_LAST)
    return "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one)), label


_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def _asked(request: Request, facet: str) -> tuple[Question, str, bool]:
    if facet not in FACETS:
        raise Told("not-found")
    question = question_of(request, OWN)
    find = " ".join((request.query_params.get("find") or "").split())[:100]
    order = request.query_params.get("order") or "count"
    if order not in ("count", "name"):
        raise BadQuestion(f"order is {order[:40]!r}; it must be count or name")
    return question, find, order == "name"
