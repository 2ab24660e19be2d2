"""The marked text: one form for a test document and its gold (`.marked.txt`), read into values.

`parse` takes the text and gives a `Marked`, or raises `MarkupError` with every problem, each with its file, its line
and a sentence. The form is told in `corpus/annotated/README.md`.
"""

from pathlib import Path

import msgspec

from typesetter.checking import check_acts, check_facts, doubts
from typesetter.elements import Marked, Problem
from typesetter.reading import Reader


class MarkupError(ValueError):
    """A marked text that breaks the form. `problems` holds all that was found, in the order of their lines."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name, self.problems = name, problems
        super().__init__("\n".join(f"{name}:{problem.line}: {problem.message}" for problem in problems))


def load(path: Path) -> Marked:
    """Read a file. Raises `MarkupError`; its name is the path as given."""
    return parse(path.read_text(encoding="utf-8"), name=str(path))


def parse(text: str, *, name: str) -> Marked:
    """Read a marked text. Raises `MarkupError` with every problem found; doubts are the result's `notes`."""
    reader = Reader()
    reader.read(text.removeprefix("\ufeff").splitlines())
    marked = Marked(
        name=name,
        facts=reader.facts,
        settings=reader.settings,
        parts=tuple(reader.parts),
        acts=tuple(reader.acts),
    )
    if problems := [*reader.problems, *check_facts(marked, reader.fact_lines), *check_acts(marked)]:
        raise MarkupError(name, tuple(sorted(problems, key=lambda problem: problem.line)))
    return msgspec.structs.replace(marked, notes=tuple(doubts(marked)))
