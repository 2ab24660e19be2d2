"""Where a conversion's time goes: the pipeline's stages, timed by wrapping them from outside."""

import functools
import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benching.contestants import whole_conversion
from benching.forgetting import forget


class Stages:
    """Adds up the time of each stage; the time of a stage inside another is the inner one's only."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._clock = clock
        self._since = 0.0

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count the time in the block as this stage's."""
        self._settle()
        self._open.append(stage)
        try:
            yield
        finally:
            self._settle()
            self._open.pop()

    def _settle(self) -> None:
        now = self._clock()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    def wrapped(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The function, its time counted; what it yields is drawn at once."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.of(stage):
                result = function(*arguments, **named)
                return list(result) if isinstance(result, Iterator) else result

        return timed


OTHER = "the rest of the pipeline"
# The names in parser.pipeline that each stage is called by.
CALLED = {
    "lay_out": "lay out: lines, order, blocks, words rejoined",
    "recognise": "segment: facts, matters, acts",
    "read_facts": "segment: facts, matters, acts",
    "segment": "segment: facts, matters, acts",
    "read_attendance": "attribute: who, votes, against what",
    "attribute": "attribute: who, votes, against what",
    "parties_used": "attribute: who, votes, against what",
    "assemble": "record: assemble",
    "encode": "record: JSON, written and validated",
    "schema_problems": "record: JSON, written and validated",
    "reference_problems": "record: references proved",
    "to_akoma_ntoso": "record: Akoma Ntoso, written and validated",
    "akn_problems": "record: Akoma Ntoso, written and validated",
}
READ, LANGUAGE, NAMES = "read: PDF to spans", "language: spaCy reads rules", "attribute: names found"


@contextmanager
def instrumented(stages: Stages) -> Iterator[None]:
    """Within the block the pipeline's stages are timed; from outside, the program knows nothing of it."""
    from parser import pipeline
    from parser.attribute.finder import Finder
    from parser.language.engine import Engine
    from parser.read.document import OpenDocument

    def pages(document: OpenDocument) -> Iterator[Any]:
        drawn = whole_pages(document)
        while True:
            with stages.of(READ):
                page = next(drawn, None)
            if page is None:
                return
            yield page

    whole_pages = OpenDocument.pages
    wrapped = [(pipeline, name, stage) for name, stage in CALLED.items()]
    wrapped += [(pipeline, "open_pdf", READ), (Engine, "_read", LANGUAGE), (Engine, "names", LANGUAGE)]
    wrapped += [(Finder, "__init__", NAMES), (Finder, "_look", NAMES)]
    before = [(owner, name, vars(owner)[name]) for owner, name, _ in wrapped]
    try:
        for owner, name, stage in wrapped:
            setattr(owner, name, stages.wrapped(vars(owner)[name], stage))
        OpenDocument.pages = pages  # type: ignore[method-assign]
        yield
    finally:
        OpenDocument.pages = whole_pages  # type: ignore[method-assign]
        for owner, name, function in before:
            setattr(owner, name, function)


def shares(data: bytes, rounds: int) -> dict[str, float]:
    """Each stage's share of a conversion's time, 0 to 1, the largest first: the medians of the rounds."""
    each: list[dict[str, float]] = []
    for _ in range(rounds):
        forget()
        gc.collect()
        stages = Stages()
        with instrumented(stages), stages.of(OTHER):
            whole_conversion(data)
        total = sum(stages.seconds.values())
        each.append({stage: seconds / total for stage, seconds in stages.seconds.items()})
    medians = {stage: statistics.median(one.get(stage, 0.0) for one in each) for stage in each[0]}
    return dict(sorted(medians.items(), key=lambda item: -item[1]))
