"""Plots of a question: over time, who acts together, how often a body is of one mind."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages.asking import chosen_parts, question_of
from parser.web.pages.search import told
from parser.web.plots.together import matrix, network
from parser.web.plots.unanimity import shares
from parser.web.plots.years import years
from parser.web.rendering import Pages
from parser.web.site import Site


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/plots")
    def plots(request: Request) -> Response:
        given = question_of(request, ("by",)).but(limit=1, sort=None)
        by = request.query_params.get("by") or "party"
        if by not in ("party", "person"):
            raise BadQuestion(f"by is {by[:40]!r}; it must be party or person")
        question = given if given.kind else given.but(kind=(Kind.RESERVATION,))
        corpus = site.corpus
        places = site.worked_out("places", lambda: corpus.facets(Question(limit=1), ("municipality",), most=400))
        grouped = site.worked_out(("years", question), lambda: corpus.group_by(question, ["party", "year"]))
        parties = site.worked_out(("pairs", question, "party"), lambda: corpus.together(question, "party"))
        pairs = site.worked_out(("pairs", question, by), lambda: corpus.together(question, by))
        unanimity = site.worked_out(("unanimity", question), lambda: corpus.unanimity(question))
        return pages.render(
            request,
            "plots.html",
            question=given,
            asked=question,
            by=by,
            municipalities=[one.value for one in places["municipality"] if one.value],
            years=years(grouped),
            matrix=matrix(parties),
            network=site.worked_out(("network", question, by), lambda: network(pairs)),
            shares=shares(unanimity),
            chosen=[(name, told(site, name, value), without) for name, value, without in chosen_parts(given)],
        )
