"""Acts as a table for polars and pandas: a row for each, lists for what there may be several of."""

import importlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from parser.extras import missing
from parser.query.answers import Answer

if TYPE_CHECKING:
    import pandas
    import polars

LISTS = ("names", "parties", "persons", "demand", "against", "diary_numbers")
NUMBERS = ("left", "top", "right", "bottom", "confidence")


def row_of(answer: Answer) -> dict[str, Any]:
    """One act as a row. The key order is that of the columns."""
    return {
        "id": answer.id,
        "kind": str(answer.kind),
        "date": answer.date,
        "municipality": answer.municipality,
        "body": answer.body,
        "names": [who.name for who in answer.actors],
        "parties": list(dict.fromkeys(who.party for who in answer.actors if who.party)),
        "persons": [who.person for who in answer.actors if who.person],
        "demand": [str(one) for one in answer.demand],
        "against": [str(one.kind) for one in answer.against],
        "against_text": "\n\n".join(one.text for one in answer.against) or None,
        "matter_number": answer.matter_number,
        "title": answer.about,
        "diary_numbers": list(answer.diary_numbers),
        "document": answer.document,
        "document_type": answer.document_type,
        "page": answer.page,
        "left": answer.bbox[0],
        "top": answer.bbox[1],
        "right": answer.bbox[2],
        "bottom": answer.bbox[3],
        "text": answer.text,
        "confidence": answer.confidence,
        "file_name": answer.file_name,
        "permalink": answer.permalink,
    }


def polars_frame(answers: Iterable[Answer]) -> "polars.DataFrame":
    """The acts as a polars frame; `date` is a date. Raises MissingProgram where polars is not installed."""
    pl = needed("polars")
    schema: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    schema |= dict.fromkeys(LISTS, pl.List(pl.String)) | dict.fromkeys(NUMBERS, pl.Float64) | {"page": pl.Int64}
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


COLUMNS = (
    "id", "kind", "date", "municipality", "body", "names", "parties", "persons", "demand", "against", "against_text",
    "matter_number", "title", "diary_numbers", "document", "document_type", "page", "left", "top", "right", "bottom",
    "text", "confidence", "file_name", "permalink",
)  # fmt: skip
