"""Diarium: Swedish municipal decisions from PDF into records that can be asked who reserved against what.

    from pathlib import Path
    from parser import convert

    conversion = convert(Path("minutes.pdf").read_bytes(), name="minutes.pdf")
    for act in conversion.record.acts: ...

`convert`, `Options` and `Conversion` are those of `parser.pipeline`, which is imported when one of them is asked for:
`diarium --help` must not wait for spaCy.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parser.pipeline import Conversion, Options, convert

__all__ = ["Conversion", "Options", "convert"]


def __getattr__(name: str) -> Any:
    """Import the pipeline when one of its names is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from parser import pipeline

    return getattr(pipeline, name)


def __dir__() -> list[str]:
    """The names that there are, those not yet imported included."""
    return sorted({*globals(), *__all__})
