"""Diarium: Swedish municipal decisions from PDF into records that can be asked who reserved against what.

    from pathlib import Path
    from parser import convert

    conversion = convert(Path("minutes.pdf").read_bytes(), name="minutes.pdf")
    for act in conversion.record.acts: ...

and a corpus of records that can be asked:

    from parser import open_corpus

    for act in open_corpus("corpus/structured").acts(kind="reservation", party="mp"): ...

`convert`, `Options` and `Conversion` are those of `parser.pipeline`, `open_corpus`, `Corpus` and `Question` those of
`parser.query`. Each is imported when it is asked for: `diarium --help` must not wait for spaCy.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parser.pipeline import Conversion, Options, convert
    from parser.query.corpus import Corpus, open_corpus
    from parser.query.question import Question

__all__ = ["Conversion", "Corpus", "Options", "Question", "convert", "open_corpus"]

_WHERE = {
    "Conversion": "parser.pipeline",
    "Options": "parser.pipeline",
    "convert": "parser.pipeline",
    "Corpus": "parser.query.corpus",
    "open_corpus": "parser.query.corpus",
    "Question": "parser.query.question",
}


def __getattr__(name: str) -> Any:
    """Import the module of a name when that is asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    """The names that there are, those not yet imported included."""
    return sorted({*globals(), *__all__})
