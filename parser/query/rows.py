"""Acts as rows of a table: the same columns, of the same meaning, in every table of acts that Diarium gives.

`diarium query --format csv`, `/search.csv`, `acts.csv` of the API and the data frames have them; docs/tables.md tells
which of them the views and the exports have too. A name that ends in `_id` is an id of the corpus, `_printed` is what
the print has.
"""

from parser.query.answers import Answer, Who

COLUMNS = (
    "act_id", "document_id", "kind", "date", "municipality", "body", "document_type", "document_number",
    "matter_number", "about", "diary_numbers", "who", "names", "party_ids", "party_printed", "person_ids", "demand",
    "against_id", "against_kind", "against_text", "text", "page", "confidence", "file_name", "permalink",
)  # fmt: skip
LISTS = (
    "diary_numbers", "who", "names", "party_ids", "party_printed", "person_ids", "demand", "against_id",
    "against_kind",
)  # fmt: skip
"""Columns of which an act may have several values, in the order printed; in a cell they are parted by `; `."""
LONG = ("against_text", "text")


def row_of(answer: Answer, base: str = "") -> dict[str, object]:
    """An act as a row, its keys in the order of `COLUMNS`; `base` is put before the permalink."""
    actors, against = answer.actors, answer.against
    return {
        "act_id": answer.id,
        "document_id": answer.document,
        "kind": answer.kind.value,
        "date": answer.date,
        "municipality": answer.municipality,
        "body": answer.body,
        "document_type": answer.document_type,
        "document_number": answer.document_number,
        "matter_number": answer.matter_number,
        "about": answer.about,
        "diary_numbers": list(answer.diary_numbers),
        "who": [called(one) for one in actors],
        "names": [one.name for one in actors],
        "party_ids": list(dict.fromkeys(one.party for one in actors if one.party)),
        "party_printed": list(dict.fromkeys(one.printed for one in actors if one.printed)),
        "person_ids": list(dict.fromkeys(one.person for one in actors if one.person)),
        "demand": [one.value for one in answer.demand],
        "against_id": [one.id for one in against],
        "against_kind": [one.kind.value for one in against],
        "against_text": "\n\n".join(one.text for one in against) or None,
        "text": answer.text,
        "page": answer.page,
        "confidence": answer.confidence,
        "file_name": answer.file_name,
        "permalink": base + answer.permalink,
    }


def cells_of(answer: Answer, base: str = "") -> list[object]:
    """An act as the cells of a row; what there are several of is one text, None where there is none."""
    return ["; ".join(cell) or None if isinstance(cell, list) else cell for cell in row_of(answer, base).values()]


def called(who: Who) -> str:
    """One who acts, for reading: `NN (s) m.fl.`."""
    return who.name + (f" ({who.printed})" if who.printed else "") + (" m.fl." if who.and_others else "")
