"""Plots of a question: over time, who acts together, how often a body is of one mind."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from parser.errors import BadQuestion
from parser.query.answers import Unanimity
from parser.query.counting import Group, Pair
from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages.asking import question_of
from parser.web.pages.search import chosen
from parser.web.pages.tables import exported
from parser.web.plots.together import Network, matrix, network
from parser.web.plots.unanimity import shares
from parser.web.plots.years import years
from parser.web.problems import Told
from parser.web.rendering import Pages, short
from parser.web.site import Site


def add(router: APIRouter, site: Site, pages: Pages) -> None:
    """Add the routes."""

    @router.get("/plots")
    def plots(request: Request) -> Response:
        given, question, by = _asked(request)
        return pages.render(
            request,
            "plots.html",
            question=given,
            asked=question,
            by=by,
            municipalities=site.municipalities(),
            parties=site.worked_out("parties", site.corpus.parties),
            years=years(_grouped(site, question)),
            matrix=matrix(_pairs(site, question, "party"), short),
            network=_network(site, question, by),
            shares=shares(_unanimity(site, question)),
            chosen=chosen(site, given),
        )

    @router.get("/plots/{name}.{form}")
    def export(request: Request, name: str, form: str) -> Response:
        _, question, by = _asked(request)
        if name == "years":
            # As the plot: acts of no party and of no year have no place in it.
            told = [one for one in _grouped(site, question) if all(one.values)]
            groups = [(*one.values, one.labels[0], one.count) for one in told]
            return exported(form, "diarium-years", ("party", "year", "name", "acts"), groups)
        if name == "together":
            pairs = [
                (one.one, one.one_label, one.other, one.other_label, one.count) for one in _pairs(site, question, by)
            ]
            columns = ("one", "one_name", "other", "other_name", "together")
            return exported(form, f"diarium-together-{by}", columns, pairs)
        if name == "unanimity":
            rows = [(one.municipality, one.body, one.decisions, one.unanimous) for one in _unanimity(site, question)]
            return exported(form, "diarium-unanimity", ("municipality", "body", "decisions", "unanimous"), rows)
        raise Told("not-found")


def _asked(request: Request) -> tuple[Question, Question, str]:
    """What was asked, the same with reservations where no kind is said, and whose network. Raises BadQuestion."""
    given = question_of(request, ("by",)).but(limit=1, sort=None)
    by = request.query_params.get("by") or "party"
    if by not in ("party", "person"):
        raise BadQuestion(f"by is {by[:40]!r}; it must be party or person")
    return given, given if given.kind else given.but(kind=(Kind.RESERVATION,)), by


def _grouped(site: Site, question: Question) -> tuple[Group, ...]:
    return site.worked_out(("years", question), lambda: site.corpus.group_by(question, ["party", "year"]))


def _pairs(site: Site, question: Question, by: str) -> tuple[Pair, ...]:
    return site.worked_out(("pairs", question, by), lambda: site.corpus.together(question, by))


def _network(site: Site, question: Question, by: str) -> Network | None:
    return site.worked_out(("network", question, by), lambda: network(_pairs(site, question, by)))


def _unanimity(site: Site, question: Question) -> tuple[Unanimity, ...]:
    return site.worked_out(("unanimity", question), lambda: site.corpus.unanimity(question))
