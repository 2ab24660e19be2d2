"""A matter through the bodies: all that the documents of the corpus tell of one diary number, in the order of time."""

import sqlite3

import msgspec

from parser.index.values import diary_key
from parser.query.answers import Answer, fetch, permalink
from parser.query.diary import same

_strings = msgspec.json.Decoder(tuple[str, ...])


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The matter in one document: a paragraph of minutes, or a memorandum about it."""

    document: str
    matter: str
    number: str | None
    title: str | None
    diary_numbers: tuple[str, ...]
    date: str | None
    municipality: str | None
    document_type: str
    body: str | None
    page: int | None
    acts: tuple[Answer, ...]
    """Its acts at the top level, as printed."""
    permalink: str


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A matter's way. `number` is the diary number as most documents print it."""

    number: str
    municipalities: tuple[str, ...]
    titles: tuple[str, ...]
    steps: tuple[Step, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A diary number that there is."""

    number: str
    folded: str
    documents: int
    title: str | None


def trail(connection: sqlite3.Connection, number: str, municipality: str | None = None) -> Trail | None:
    """The way of the matter with a diary number, however it is set; None where no document has it.

    Two municipalities may use one number: `municipality` says which is meant.
    """
    condition, values = same(number)
    rows = connection.execute(
        "SELECT DISTINCT m.key, m.document, m.id, m.number, m.title, m.diary_numbers, m.page, d.id, d.date, "
        "d.municipality, d.type, d.body, g.number FROM diary g JOIN document d ON d.key = g.document "
        "JOIN matter m ON m.document = d.key AND (g.matter IS NULL OR m.key = g.matter) "
        f"WHERE {condition} "
        "ORDER BY d.date IS NULL, d.date, d.key, m.key",
        values,
    ).fetchall()
    if municipality is not None:
        rows = [row for row in rows if (row[9] or "").casefold() == municipality.casefold()]
    if not rows:
        return None
    steps: dict[int, Step] = {}
    printed: dict[str, int] = {}
    for key, _, id_, of, title, diary, page, document, date, place, type_, body, as_printed in rows:
        printed[as_printed] = printed.get(as_printed, 0) + 1
        if key in steps:
            continue
        acts = connection.execute("SELECT key FROM act WHERE matter = ? AND parent IS NULL ORDER BY key", (key,))
        steps[key] = Step(
            document=document,
            matter=id_,
            number=of,
            title=title,
            diary_numbers=_strings.decode(diary),
            date=date,
            municipality=place,
            document_type=type_,
            body=body,
            page=page,
            acts=fetch(connection, [act for (act,) in acts]),
            permalink=permalink(document),
        )
    return Trail(
        number=max(printed, key=lambda one: (printed[one], one)),
        municipalities=tuple(dict.fromkeys(one.municipality for one in steps.values() if one.municipality)),
        titles=tuple(dict.fromkeys(one.title for one in steps.values() if one.title)),
        steps=tuple(steps.values()),
    )


def near(connection: sqlite3.Connection, number: str, most: int = 10) -> tuple[Found, ...]:
    """Diary numbers that have what was asked for inside them: what might have been meant."""
    key = diary_key(number)
    if not key:
        return ()
    rows = connection.execute(
        "SELECT min(g.number), g.folded, count(DISTINCT g.document), max(m.title) FROM diary g "
        "LEFT JOIN matter m ON m.key = g.matter WHERE instr(g.folded, ?) GROUP BY g.folded ORDER BY g.folded LIMIT ?",
        (key, most),
    )
    return tuple(Found(number=one, folded=f, documents=many, title=title) for one, f, many, title in rows)
