"""Is everybody that a record names printed in the document? The attribution, against the blocks.

A name in a record may be fuller than where it stands ("Berg (s)" is `Anna Berg`, for the document has her so
elsewhere), its typography is undone, and OCR may have been corrected. But each of its words is somewhere in the
document, and so is the code or the name of each party. The blocks themselves are proved against the PDF (`proof`).
"""

import re
import unicodedata
from collections.abc import Iterator

from parser.record.problem import Problem
from parser.record.text import printed_text
from parser.record.types import Actor, ActorType, Block, Person, Record

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = frozenset({"s", "n", "en", "ns", "ens", "nas", "na", "t", "ts", "et", "ets"})


class _Print:
    """The words of a document, in what forms they may be meant."""

    def __init__(self, record: Record) -> None:
        text = "\n".join(
            form for block in record.blocks for form in {block.text, printed_text(block.text, block.edits)}
        )
        self.words = set(_words(text))
        self.line = _folded(text)
        self.run = self.line.replace(" ", "")

    def stands(self, name: str) -> bool:
        """Whether the name stands somewhere in the document as it is."""
        return _folded(name) in self.line

    def has(self, name: str) -> bool:
        """Whether each word of a name is a word of the document, or the beginning of one of its forms."""
        return all(self._has(word) for word in _words(name))

    def _has(self, word: str) -> bool:
        if word in self.words or any(word + ending in self.words for ending in _ENDINGS):
            return True
        # A word that the layout or a reader has parted, or joined to its neighbour.
        return len(word) > 3 and word in self.run


def grounding_problems(record: Record) -> Iterator[Problem]:
    """Names and parties that the record has and the document does not."""
    printed = _Print(record)
    persons = {person.id: person for person in record.persons}
    parties = {party.id: (party.name, *party.codes) for party in record.parties}
    for path, block, actor in _actors(record):
        told = _of_actor(actor, printed, persons, parties)
        if told is not None:
            yield Problem(path, told, page=block.page if block else None, bbox=block.bbox if block else None)
    for index, person in enumerate(record.persons):
        if not any(printed.stands(form) for form in (person.name, *person.forms)):
            yield Problem(f"persons[{index}].forms", f"No form of the name «{person.name}» stands in the document.")
    for path, name in _names(record):
        if not printed.has(name):
            yield Problem(path, _nowhere(name))


def _of_actor(
    actor: Actor, printed: _Print, persons: dict[str, Person], parties: dict[str, tuple[str, ...]]
) -> str | None:
    """What is wrong with an actor, as a sentence."""
    if actor.type is ActorType.PARTY_GROUP:
        # Its name is the party's everyday one, also where the print has the code only.
        said = (actor.name, *parties.get(actor.party_id or "", ()), *((actor.party,) if actor.party else ()))
        if not any(printed.has(one) for one in said):
            return f"The party «{actor.name}» stands nowhere in the document."
    elif not printed.has(actor.name):
        return _nowhere(actor.name)
    person = persons.get(actor.person or "")
    if person is None and actor.type is ActorType.PERSON and not printed.stands(actor.name):
        return f"The name «{actor.name}», which is of nobody in the record, stands nowhere in the document."
    if person is not None and _folded(actor.name) not in {_folded(form) for form in (person.name, *person.forms)}:
        return f"«{actor.name}» is no form of the name of {person.id}, who is «{person.name}»."
    if actor.party and not printed.has(actor.party):
        return f"The code «{actor.party}» of «{actor.name}» stands nowhere in the document."
    if actor.party and actor.party_id and _folded(actor.party) not in map(_folded, parties.get(actor.party_id, ())):
        return f"The code «{actor.party}» of «{actor.name}» is not printed for the party {actor.party_id}."
    return None


def _nowhere(name: str) -> str:
    return f"Not every word of the name «{name}» is in the document."


def _actors(record: Record) -> Iterator[tuple[str, Block | None, Actor]]:
    """Who acts: where in the record, in which block that begins, and the actor."""
    blocks = {block.id: block for block in record.blocks}
    of = [("acts", index, act.blocks, act.actors) for index, act in enumerate(record.acts)]
    of += [("notes", index, note.blocks, note.actors) for index, note in enumerate(record.notes)]
    for what, index, ids, actors in of:
        first = blocks.get(ids[0]) if ids else None
        for at, actor in enumerate(actors):
            yield f"{what}[{index}].actors[{at}].name", first, actor


def _names(record: Record) -> Iterator[tuple[str, str]]:
    """All other names: where in the record, and the name."""
    for index, person in enumerate(record.persons):
        yield f"persons[{index}].name", person.name
    for index, present in enumerate(record.attendance):
        yield f"attendance[{index}].name", present.name
    for index, act in enumerate(record.acts):
        for at, ballot in enumerate(act.vote.ballots if act.vote is not None else ()):
            yield f"acts[{index}].vote.ballots[{at}].name", ballot.name


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _folded(name: str) -> str:
    return " ".join(_words(name))
