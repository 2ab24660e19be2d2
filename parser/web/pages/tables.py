"""Tables to take away, as CSV or JSON: what a list or a plot shows."""

from collections.abc import Iterable, Sequence

import msgspec
from starlette.responses import Response

from parser.web.pages.exports import attached, csv_of
from parser.web.problems import Told


def exported(form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Rows as a file of this name: `csv`, or `json` (an object a row). Raises Told for another form."""
    headers = attached(f"{name}.{form}")
    if form == "csv":
        plain = ([_cell(cell) for cell in row] for row in rows)
        return Response("".join(csv_of(columns, plain)), media_type="text/csv; charset=utf-8", headers=headers)
    if form == "json":
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        return Response(msgspec.json.encode(told), media_type="application/json", headers=headers)
    raise Told("not-found")


def _cell(cell: object) -> object:
    return "; ".join(map(str, cell)) if isinstance(cell, tuple | list) else cell
