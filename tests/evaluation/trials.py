"""Documents converted under disturbances, or without their municipality's profile. The parser is not changed for it:
two of its functions are replaced in the worker's process while a document is converted.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from evaluation.disturbing import Disturbance, disturbed
from evaluation.running import SUFFIX, converted
from scoring import Score, score
from typesetter.markup import load

_OCR_CONFIDENCE = 0.9


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One document under one disturbance: what it is, how it was disturbed, its score."""

    path: str
    held: bool
    profile: str
    disturbance: str
    profile_used: str | None
    score: Score
    error: str | None = None


def try_all(paths: Sequence[Path], root: Path, ways: Sequence[Disturbance], *, jobs: int = 2) -> list[Trial]:
    """Convert each document under each disturbance. The order stays."""
    tasks = [(path, root, tuple(ways)) for path in paths]
    if jobs < 2 or len(tasks) < 2:
        return [trial for task in tasks for trial in _try(task)]
    with ProcessPoolExecutor(jobs) as pool:
        return [trial for trials in pool.map(_try, tasks) for trial in trials]


def _try(task: tuple[Path, Path, tuple[Disturbance, ...]]) -> list[Trial]:
    path, root, ways = task
    marked = load(path)
    name = path.name.removesuffix(SUFFIX)
    below = str(path.relative_to(root)).removesuffix(SUFFIX)
    trials = []
    for way in ways:
        pdf, gold = disturbed(marked, name, way)
        with _replaced(way, marked.facts.get("municipality")):
            record, error = converted(pdf, f"{name}.pdf", ocr="never")
        trials.append(
            Trial(
                path=below,
                held=marked.held,
                profile=marked.settings.get("profile", "none"),
                disturbance=way.name,
                profile_used=profile_used(record),
                score=score(gold, record, below),
                error=error,
            )
        )
    return trials


def profile_used(record: dict[str, Any] | None) -> str | None:
    """The profile that a record was made with."""
    return ((record or {}).get("source", {}).get("profile") or {}).get("name")


@contextmanager
def _replaced(way: Disturbance, municipality: str | None) -> Iterator[None]:
    with ExitStack() as stack:
        if way.as_ocr:
            stack.enter_context(_all_ocr())
        if way.unprofiled:
            stack.enter_context(without_profile(municipality))
        yield


@contextmanager
def without_profile(municipality: str | None) -> Iterator[None]:
    """The converter knows no profile of that municipality: neither its rules, its parties nor its recognition.

    Those of other municipalities stay, so that a document may be taken for one of theirs.
    """
    import parser.segment.facts as facts
    from parser.profile import available, load_profile

    left = [name for name in available() if municipality is None or load_profile(name).municipality != municipality]
    with mock.patch.object(facts, "available", return_value=left):
        yield


@contextmanager
def _all_ocr() -> Iterator[None]:
    """Pages' text counts as read by OCR: so do its lines, once they are laid out (its words have gaps of print)."""
    from parser import pipeline
    from parser.model import Layer

    lay_out = pipeline.lay_out

    def said_to_be_ocr(pages: Any, lexicon: Any) -> Any:
        layout = lay_out((msgspec.structs.replace(page, layer=Layer.OCR) for page in pages), lexicon)
        return msgspec.structs.replace(layout, blocks=tuple(map(_said_to_be_ocr, layout.blocks)))

    with mock.patch.object(pipeline, "lay_out", said_to_be_ocr):
        yield


def _said_to_be_ocr(block: Any) -> Any:
    lines = tuple(
        msgspec.structs.replace(placed, line=msgspec.structs.replace(placed.line, confidence=_OCR_CONFIDENCE))
        for placed in block.lines
    )
    return msgspec.structs.replace(block, lines=lines)
