"""Write docs/tables.md from the row types of `parser.export.tables`; `--check` only tells whether it is in step."""

import sys
from pathlib import Path

from parser.export.columns import TABLES, Column, ColumnType, Table
from parser.export.tables import TABLES_VERSION
from parser.query.rows import COLUMNS as ACT_COLUMNS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tables.md"
TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.WHOLE: "whole number",
    ColumnType.NUMBER: "number",
    ColumnType.TRUTH: "true or false",
    ColumnType.DATE: "date",
}
ACTS = ", ".join(f"`{name}`" for name in ACT_COLUMNS)
HEAD = f"""\
# The tables

Written by `make schema` from `parser/export/tables.py`. This is version {TABLES_VERSION} of the tables; the manifest of
each export and each Parquet file name theirs. A new table or a new column at a table's end raises the second number; a
column that is removed, renamed, moved or of another meaning raises the first.

[`diarium export`](exports.md#tables-csv-json-lines-parquet) writes them as CSV, JSON Lines and Parquet. **Keys**:
`record_id` is the record's id, `act_id` is `record_id/a3`, and so are `matter_id` and `block_id`; `mention_id`
(`record_id/p2`) is a person of one record, `person_id` one person over the corpus ([how they are linked](persons.md)).
Several short values in one column are parted by `; `. A column that is never null is marked with •.

## Names over all tables

The same thing has the same name, and a name one meaning, wherever Diarium gives rows: in these tables, in the views of
[`diarium sql`](sql.md), and in the **tables of acts** (`diarium query --format csv`, `/search.csv`, the API's
`acts.csv`, and the data frames), which have a row for each act and all the same columns.

| column | is | tables here | views | tables of acts |
|---|---|---|---|---|
| `act_id` | the act: `RECORD/ACT` | yes | yes | yes |
| `record_id`, `document_id` | the record: one id, two names | `record_id` | `document_id` | `document_id` |
| `about` | the matter's title, else the document's | `reservations` | `reservations` | yes |
| `who` | who acts, for reading: `Name (code)` | `acts` | | yes |
| `name`; `names` | who acts, in full; of a whole act, all of them | `name` | `name` | `names` |
| `party_printed` | the code as printed | yes | yes | yes |
| `party_id`; `party_ids` | the party, one over all its codes; see below | `party_id` | `party_id` | `party_ids` |
| `person_id`; `person_ids` | one person over the corpus | `person_id` | `person_id` | `person_ids` |
| `against_id` | the act that it is against | `reservations` | `reservations` | yes |
| `against_kind` | that act's kind | `reservations` | `reservations` | yes |
| `against_text` | that act's text | `reservations` | `reservations` | yes |

Where there is a bare `against`, as parameter, facet and column of a view, it is the kind. **Parties that no register
has** are null in `party_id` here, as in the records; in the views and the tables of acts, which the index makes, they
have an id of the corpus, `local-hultsfred-hl`. `party_printed` has their code in all.

The tables of acts have, in this order: {ACTS}. Several values of one act are parted by `; `; an id stands there once,
though two of the actors have it, and those that none is known of have none.

## All tables

| table | a row is |
|---|---|
"""


def page() -> str:
    """The whole page."""
    listed = "".join(f"| [`{table.name}`](#{table.name}) | {table.description} |\n" for table in TABLES.values())
    return HEAD + listed + "".join(map(section, TABLES.values()))


def section(table: Table) -> str:
    """A table's section."""
    key = f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n" if table.key else "No key of its own.\n\n"
    to = {one.column: f" → [`{one.table}`](#{one.table})" for one in table.references}
    rows = "".join(row(column, to.get(column.name, "")) for column in table.columns)
    return f"\n## {table.name}\n\n{table.description}\n\n{key}| column | type | meaning |\n|---|---|---|\n{rows}"


def row(column: Column, to: str) -> str:
    """A column's line."""
    required = " •" if column.required else ""
    return f"| `{column.name}` | {TYPES[column.type]}{required} | {column.description}{to} |\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        same = PAGE.read_text(encoding="utf-8") == page()
        print("docs/tables.md is in step" if same else "docs/tables.md is not in step: run make schema")
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    print("docs/tables.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
