"""Acts as a table for polars and pandas: a row for each, lists for what there may be several of."""

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from parser.extras import missing
from parser.query import rows
from parser.query.answers import Answer

if TYPE_CHECKING:
    import pandas
    import polars

PLACE = ("left", "top", "right", "bottom")
NUMBERS = (*PLACE, "confidence")
COLUMNS = (*rows.COLUMNS, *PLACE)


def row_of(answer: Answer) -> dict[str, Any]:
    """One act as a row: that of every table of acts, and its place on the page."""
    return {**rows.row_of(answer), **dict(zip(PLACE, answer.bbox, strict=True))}


def polars_frame(answers: Iterable[Answer]) -> "polars.DataFrame":
    """The acts as a polars frame; `date` is a date. Raises MissingProgram where polars is not installed."""
    pl = needed("polars")
    schema: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    schema |= dict.fromkeys(rows.LISTS, pl.List(pl.String)) | dict.fromkeys(NUMBERS, pl.Float64) | {"page": pl.Int64}
    frame = pl.DataFrame([row_of(one) for one in answers], schema=schema, orient="row")
    made: polars.DataFrame = frame.with_columns(pl.col("date").str.to_date("%Y-%m-%d"))
    return made


def pandas_frame(answers: Iterable[Answer]) -> "pandas.DataFrame":
    """The acts as a pandas frame; `date` is a time. Raises MissingProgram where pandas is not installed."""
    pd = needed("pandas")
    frame: pandas.DataFrame = pd.DataFrame([row_of(one) for one in answers], columns=COLUMNS)
    frame["date"] = pd.to_datetime(frame["date"], errors="coerce")
    return frame


def needed(name: str) -> Any:
    """The package of this name. Raises MissingProgram, which says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise missing(name, "this needs", "analysis") from error
