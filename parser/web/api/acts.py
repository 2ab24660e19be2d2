"""Acts, votes and searches; counts and who acts together."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from parser.query.answers import Answer
from parser.query.counting import FACETS
from parser.query.excerpt import excerpt
from parser.query.question import Question
from parser.record.types import Kind
from parser.web.api import shapes
from parser.web.api.asking import Only, answer, asked, described, following
from parser.web.problems import Told
from parser.web.site import Site

Asked = Annotated[Question, Depends(asked)]
WIDTH = 320
SHOWN = tuple(one for one in FACETS if one != "document")
_ID = re.compile(r"[0-9a-f]{16}")


By = Annotated[Literal["party", "person"], Query(description="Who: parties, or persons.")]


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    corpus = site.corpus

    @router.get(
        "/acts", responses=described("Acts"), dependencies=[Depends(Only(question=True))], summary="Acts", tags=["acts"]
    )
    def acts(request: Request, question: Asked) -> Response:
        """The acts that the parameters mean, page by page."""
        found = corpus.ask(question)
        after = following(request, found.cursor)
        return answer(
            shapes.Acts(items=found.answers, total=found.total, next=after, state=found.state), following=after
        )

    @router.get(
        "/acts/{document}/{act}", responses=described("Answer", problems=[404]), dependencies=[Depends(Only())],
        summary="One act", tags=["acts"],
    )  # fmt: skip
    def act(
        document: Annotated[str, Path(description="The record's id.")],
        act: Annotated[str, Path(description="The act's id in the record.")],
    ) -> Response:
        """One act, with all that it points at."""
        found = corpus.act(f"{document}/{act}") if _ID.fullmatch(document) else None
        if found is None:
            raise Told("not-found")
        return answer(found)

    @router.get(
        "/search", responses=described("Hits"), dependencies=[Depends(Only(question=True))],
        summary="Search, with facets", tags=["acts"],
    )  # fmt: skip
    def search(request: Request, question: Asked) -> Response:
        """As `/acts`, with the part of each text that shows what was looked for, and counts by facet."""
        found = corpus.ask(question)
        counted = question.but(limit=1, sort=None)
        facets = site.worked_out(("api-facets", counted), lambda: corpus.facets(counted, SHOWN, most=50))
        items = []
        for one in found.answers:
            shown = excerpt(one.text, question.text, WIDTH, start=one.said_from)
            items.append(shapes.Hit(act=one, excerpt=shown.text, marks=shown.marks))
        after = following(request, found.cursor)
        told = shapes.Hits(items=tuple(items), total=found.total, facets=facets, next=after, state=found.state)
        return answer(told, following=after)

    @router.get(
        "/votes", responses=described("Votes"), dependencies=[Depends(Only(question=True))], summary="Votes",
        tags=["acts"],
    )  # fmt: skip
    def votes(request: Request, question: Asked) -> Response:
        """The votes among the acts that the parameters mean: counts as printed, and ballots."""
        found = corpus.ask(question.but(kind=(Kind.VOTE,), cursor=question.cursor))
        after = following(request, found.cursor)
        items = tuple(_votes(site, found.answers))
        return answer(shapes.Votes(items=items, total=found.total, next=after, state=found.state), following=after)

    @router.get(
        "/counts", responses=described("Groups"), dependencies=[Depends(Only("by", question=True))],
        summary="Counts by facets", tags=["counts"],
    )  # fmt: skip
    def counts(
        question: Asked,
        by: Annotated[list[Literal[FACETS]], Query(min_length=1, max_length=4, description="Facets.")],  # type: ignore[valid-type]
    ) -> Response:
        """How many acts there are of each combination of the facets' values."""
        items = corpus.group_by(question, by)
        return answer(shapes.Groups(by=tuple(by), items=items, state=corpus.state))

    @router.get(
        "/together", responses=described("Pairs"), dependencies=[Depends(Only("by", question=True))],
        summary="Who acts together", tags=["counts"],
    )  # fmt: skip
    def together(question: Asked, by: By = "party") -> Response:
        """Pairs of parties or persons that act in the same matter and body, the most often first."""
        return answer(shapes.Pairs(items=corpus.together(question, by, most=1000), state=corpus.state))

    @router.get(
        "/unanimity", responses=described("Unanimities"), dependencies=[Depends(Only(question=True))],
        summary="Unanimous decisions by body", tags=["counts"],
    )  # fmt: skip
    def unanimity(question: Asked) -> Response:
        """Of each body's decisions how many nobody reserved themselves against nor asked a vote on."""
        return answer(shapes.Unanimities(items=corpus.unanimity(question), state=corpus.state))


def _votes(site: Site, answers: tuple[Answer, ...]) -> list[shapes.VoteTold]:
    documents = list(dict.fromkeys(one.document for one in answers))
    told: dict[str, tuple[object, ...]] = {}
    ballots: dict[str, list[shapes.BallotTold]] = {}
    for at in range(0, len(documents), 200):
        some = documents[at : at + 200]
        marks = ",".join("?" * len(some))
        for act, *row in site.corpus.sql(
            "SELECT act_id, yes, no, abstain, absent, meaning_yes, meaning_no, outcome FROM votes "
            f"WHERE document_id IN ({marks})",
            some,
            rows=100_000,
        ).rows:
            told[str(act)] = tuple(row)
        for act, name, party, person, one, source in site.corpus.sql(
            "SELECT v.act_id, b.name, b.party, b.person_id, b.answer, b.source FROM votes v "
            f"JOIN ballots b ON b.act = v.act WHERE v.document_id IN ({marks}) ORDER BY v.act, b.position",
            some,
            rows=1_000_000,
        ).rows:
            made = shapes.BallotTold(name=name, party=party, person=person, answer=one, source=source)  # type: ignore[arg-type]
            ballots.setdefault(str(act), []).append(made)
    empty = (None,) * 7
    names = ("yes", "no", "abstain", "absent", "meaning_yes", "meaning_no", "outcome")
    return [
        shapes.VoteTold(
            act=one,
            ballots=tuple(ballots.get(one.id, ())),
            **dict(zip(names, told.get(one.id, empty), strict=True)),  # type: ignore[arg-type]
        )
        for one in answers
    ]
