"""Records as rows of the index's tables. Runs in this process or in another: values in, plain tuples out.

A batch counts documents, matters, acts and mentions from 0; whoever loads it adds what there is already.

Postconditions, for each record that is added:

1. One row of `document`; a row for each matter, act, actor, link, vote, ballot, note, attendance, warning, mention.
2. An act's words are its own, and those of an act of its kind that an appendix quotes and that points at it: what a
   reservation says is found by the reservation, wherever it is written out.
3. A link to an act that the record does not have is left out.
"""

from array import array
from collections.abc import Iterable, MutableSequence
from datetime import date
from typing import Any

import msgspec

from parser.corpus.mentions import folded, mentions_of
from parser.errors import InvalidRecord
from parser.index.unregistered import party_of
from parser.index.values import as_list, date_of, diary_key, place_of, said_from
from parser.index.wording import composed
from parser.record.stance import Stance, stance
from parser.record.types import Act, ActorType, Answer, Demand, Kind, Record

KINDS = tuple(Kind)
DEMANDS = tuple(Demand)
# Looked up by place: an enum's member is found in a tuple much faster than it is hashed, or asked for its value.
KIND_NAMES = tuple(kind.value for kind in KINDS)
ACTOR_TYPES = tuple(ActorType)
TYPE_NAMES = tuple(one.value for one in ACTOR_TYPES)
ANSWERS = tuple(Answer)
ANSWER_NAMES = tuple(one.value for one in ANSWERS)
LARGEST = 1 << 53
"""No count is larger; SQLite's numbers end a little further on."""

UNLINKED = -(1 << 23)
"""The person of a mention before persons are linked: a row keeps its size when it gets a key."""

Row = tuple[Any, ...]
_ROWS = msgspec.msgpack.Decoder(tuple[dict[str, list[Row]], dict[str, list[str | None]], list[Row], list[Row]])

_TEXT = 12
"""The place of an act's text in its row."""


TABLES = (
    "document", "matter", "diary", "act", "actor", "link", "vote", "ballot", "note", "attendance", "warning", "mention",
    "document_party", "act_words",
)  # fmt: skip
VALUES = {
    "live": "B", "kind": "B", "demand": "H", "against": "H", "about": "H", "confidence": "B", "date": "i",
    "document": "i", "matter": "i",
}  # fmt: skip
NAMED = ("body", "municipality", "type")


class Batch:
    """Rows of several records, table by table, and the values of each act in arrays."""

    def __init__(self) -> None:
        """No records, as yet."""
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.documents = self.matters = self.acts = self.mentions = 0
        # For each act the columns of `VALUES` and `NAMED`; see columns.py. A matter of -1 is none.
        self.values: dict[str, array[int]] = {name: array(code) for name, code in VALUES.items()}
        self.named: dict[str, list[str | None]] = {name: [] for name in NAMED}
        # Pairs of act and party, and of act and mention, each pair once.
        self.party: list[tuple[int, str]] = []
        self.mention: list[tuple[int, int]] = []

    def packed(self) -> tuple[tuple[int, ...], dict[str, bytes], bytes]:
        """The batch as few large values, for another process of this program."""
        counts = (self.documents, self.matters, self.acts, self.mentions)
        values = {name: of.tobytes() for name, of in self.values.items()}
        # Most words are an act's text and no more: they need not go twice.
        texts = [act[_TEXT] for act in self.rows["act"]]
        words = [
            (key, None if told is text else told, title)
            for (key, told, title), text in zip(self.rows["act_words"], texts, strict=True)
        ]
        rows = self.rows | {"act_words": words}
        return counts, values, msgspec.msgpack.encode((rows, self.named, self.party, self.mention))

    @classmethod
    def unpacked(cls, counts: tuple[int, ...], values: dict[str, bytes], rest: bytes) -> "Batch":
        """The batch that was packed."""
        batch = cls()
        batch.documents, batch.matters, batch.acts, batch.mentions = counts
        for name, told in values.items():
            batch.values[name].frombytes(told)
        batch.rows, batch.named, batch.party, batch.mention = _ROWS.decode(rest)
        batch.rows["act_words"] = [
            (key, act[_TEXT] if told is None else told, title)
            for (key, told, title), act in zip(batch.rows["act_words"], batch.rows["act"], strict=True)
        ]
        return batch

    def add(self, record: Record, path: str, changed: str) -> None:
        """Take a record that was read from `path`, below the corpus, and last changed at the ISO time `changed`.

        Raises InvalidRecord where two things of it have one id, or a number has no end. Whatever is raised, nothing
        of the record is taken.
        """
        lists: list[MutableSequence[Any]] = [*self.rows.values(), *self.values.values(), *self.named.values()]
        lists += [self.party, self.mention]
        lengths = [len(one) for one in lists]
        try:
            _Adding(self, record).add(path, changed)
        except BaseException:
            for one, length in zip(lists, lengths, strict=True):
                del one[length:]
            raise


class _Adding:
    """One record on its way into a batch."""

    def __init__(self, batch: Batch, record: Record) -> None:
        self.batch, self.record = batch, record
        self.document = batch.documents
        self.matter = {matter.id: batch.matters + at for at, matter in enumerate(record.matters)}
        self.act = {act.id: batch.acts + at for at, act in enumerate(record.acts)}
        self.by_id = {act.id: act for act in record.acts}
        self.mention = {person.id: batch.mentions + at for at, person in enumerate(record.persons)}
        self.block = {block.id: block for block in record.blocks}
        for kind, found, of in (
            ("matters", self.matter, record.matters),
            ("acts", self.act, record.acts),
            ("persons", self.mention, record.persons),
            ("blocks", self.block, record.blocks),
        ):
            if len(found) != len(of):
                raise InvalidRecord(f"two of its {kind} have one id; convert the PDF again")
        numbers = [record.source.bytes, record.source.pages, max([block.page for block in record.blocks], default=0)]
        numbers += [one.page for one in record.warnings if one.page is not None]
        for act in record.acts:
            if act.vote is not None:
                counts = (act.vote.yes, act.vote.no, act.vote.abstain, act.vote.absent)
                numbers += [one for one in counts if one is not None]
        if max(numbers) > LARGEST:
            raise InvalidRecord(f"it has the number {max(numbers):.3g}, which counts nothing; convert the PDF again")
        self.party_of = {code.casefold(): party.id for party in record.parties for code in party.codes}
        # Parties that the record has not, above all those of no register: their names by id, and whose they are.
        self.local: dict[str, str] = {}
        self.local_of: dict[int, dict[str, None]] = {}

    def add(self, path: str, changed: str) -> None:
        batch, record = self.batch, self.record
        facts, made = record.document, record.source
        day = date_of(facts.date)
        batch.rows["document"].append(
            (
                self.document, record.id, path, changed, facts.type, facts.number, facts.title, facts.municipality,
                facts.municipality_code, facts.body, facts.department, day, as_list(facts.diary_numbers),
                made.file_name, made.sha256, made.bytes, made.pages, str(made.text_layer),
                f"{made.converter.name} {made.converter.version}", made.profile.name,
                batch.acts, len(record.acts), batch.matters, len(record.matters), batch.mentions,
                len(record.persons), None,
            )
        )  # fmt: skip
        self._diaries(facts.diary_numbers, None)
        for matter in record.matters:
            key = self.matter[matter.id]
            page = next((self.block[one].page for one in matter.blocks if one in self.block), None)
            numbers = as_list(matter.diary_numbers)
            batch.rows["matter"].append((key, self.document, matter.id, matter.number, matter.title, numbers, page))
            self._diaries(matter.diary_numbers, key)
        quoted: dict[str, list[str]] = {}
        for act in record.acts:
            to = self.by_id.get(act.refers_to or "")
            if act.parent is not None and to is not None and to.kind == act.kind:
                quoted.setdefault(to.id, []).append(act.text)
        titles = {matter.id: composed(matter.title) for matter in record.matters if matter.title}
        otherwise = composed(facts.title or "")
        words = batch.rows["act_words"]
        for act in record.acts:
            self._act(act)
            text = "\n".join([act.text, *quoted[act.id]]) if act.id in quoted else act.text
            words.append((self.act[act.id], composed(text), titles.get(act.matter or "", otherwise)))
        self._rest()
        self._persons()
        parties = batch.rows["document_party"]
        for party in record.parties:
            parties.append((self.document, party.id, day or "", party.name, party.wikidata))
        for id_, name in self.local.items():
            parties.append((self.document, id_, day or "", name, None))
        ordinal = date.fromisoformat(day).toordinal() if day else 0
        batch.values["date"].extend([ordinal] * len(record.acts))
        batch.values["document"].extend([self.document] * len(record.acts))
        batch.named["municipality"].extend([facts.municipality] * len(record.acts))
        batch.named["type"].extend([facts.type] * len(record.acts))
        batch.documents += 1
        batch.matters += len(record.matters)
        batch.acts += len(record.acts)
        batch.mentions += len(record.persons)

    def _diaries(self, numbers: Iterable[str], matter: int | None) -> None:
        rows = self.batch.rows["diary"]
        rows += [(self.document, matter, one, diary_key(one)) for one in dict.fromkeys(numbers)]

    def _party(self, code: str | None, id_: str | None, mention: int | None = None) -> str | None:
        """A party's id: of the record, else of the register, else the one that the index makes of an unknown code."""
        if id_ is not None or not code:
            return id_
        known = self.party_of.get(code.casefold())
        if known is not None:
            return known
        facts = self.record.document
        made = party_of(code, date_of(facts.date), facts.municipality)
        if made is None:
            return None
        self.local[made[0]] = made[1]
        if mention is not None:
            self.local_of.setdefault(mention, {})[made[0]] = None
        return made[0]

    def _act(self, act: Act) -> None:
        batch, key, evidence = self.batch, self.act[act.id], act.evidence
        kind = KINDS.index(act.kind)
        blocks = [self.block[one] for one in act.blocks if one in self.block]
        page, box = place_of(blocks)
        demand = [at for at, one in enumerate(DEMANDS) if one in act.demand] if act.demand else []
        matter = self.matter.get(act.matter or "", -1)
        batch.rows["act"].append(
            (
                key, self.document, act.id, KIND_NAMES[kind], None if matter < 0 else matter, act.body,
                self.act.get(act.parent or ""), page, *box, act.text, len(act.points),
                ",".join([DEMANDS[at] for at in demand]), act.confidence, evidence.rule if evidence else None,
                evidence.quote if evidence else None, said_from(act.text, blocks),
            )
        )  # fmt: skip
        if act.actors:
            self._actors(key, act)
        about, against = self._links(key, act) if act.about or act.in_favour_of or act.refers_to else (0, 0)
        if act.vote is not None:
            self._vote(key, act)
        values = batch.values
        values["live"].append(1 if act.parent is None else 2)
        values["kind"].append(kind)
        values["demand"].append(sum([1 << at for at in demand]))
        values["against"].append(against)
        values["about"].append(about)
        values["confidence"].append(round(act.confidence * 100))
        values["matter"].append(matter)
        batch.named["body"].append(act.body)

    def _actors(self, key: int, act: Act) -> None:
        parties: dict[str, None] = {}
        mentions: dict[int, None] = {}
        actors = self.batch.rows["actor"]
        for position, who in enumerate(act.actors):
            mention = self.mention.get(who.person or "")
            type_ = TYPE_NAMES[ACTOR_TYPES.index(who.type)]
            party = self._party(who.party, who.party_id, mention)
            actors.append((key, position, who.name, type_, who.party, party, who.role, mention, int(who.and_others)))
            if party is not None:
                parties[party] = None
            if mention is not None:
                mentions[mention] = None
        self.batch.party += [(key, one) for one in parties]
        self.batch.mention += [(key, one) for one in mentions]

    def _links(self, key: int, act: Act) -> tuple[int, int]:
        """Take what an act links to: the kinds that it is about, and those that it is against, a bit for each."""
        links = self.batch.rows["link"]
        about = against = 0
        for position, to in enumerate(self.by_id[one] for one in act.about if one in self.by_id):
            told = stance(act, to)
            links.append((key, "about", position, self.act[to.id], told.value))
            bit = 1 << KINDS.index(to.kind)
            about |= bit
            if told is Stance.AGAINST:
                against |= bit
        for position, target in enumerate(self.act[one] for one in act.in_favour_of if one in self.act):
            links.append((key, "in_favour_of", position, target, "for"))
        if act.refers_to in self.act:
            links.append((key, "refers_to", 0, self.act[act.refers_to], None))
        return about, against

    def _vote(self, key: int, act: Act) -> None:
        vote = act.vote
        assert vote is not None
        counts = (vote.yes, vote.no, vote.abstain, vote.absent)
        self.batch.rows["vote"].append((key, *counts, vote.meaning_yes, vote.meaning_no, vote.outcome))
        # A ballot names its member only: it is the person of the record that has the name, where one has.
        bearers: dict[str, list[int]] = {}
        for person in self.record.persons:
            for form in {folded(person.name), *map(folded, person.forms)}:
                bearers.setdefault(form, []).append(self.mention[person.id])
        ballots = self.batch.rows["ballot"]
        for position, ballot in enumerate(vote.ballots):
            meant = bearers.get(folded(ballot.name), [])
            mention = meant[0] if len(meant) == 1 else None
            party = self._party(ballot.party, None, mention)
            answer, said = ANSWER_NAMES[ANSWERS.index(ballot.answer)], str(ballot.source)
            ballots.append((key, position, ballot.name, ballot.party, party, answer, said, mention))

    def _persons(self) -> None:
        rows = self.batch.rows["mention"]
        for key, one in enumerate(mentions_of(self.record), self.batch.mentions):
            forms, parties, locals_ = as_list(one.forms), as_list(one.parties), self.local_of.get(key)
            rows.append(
                (
                    key, self.document, one.person, one.name, forms, parties, as_list(one.bodies), as_list(one.roles),
                    one.reservations, one.municipality, UNLINKED, as_list(tuple(locals_)) if locals_ else "[]",
                )
            )  # fmt: skip

    def _rest(self) -> None:
        record, batch = self.record, self.batch
        notes = batch.rows["note"]
        for position, note in enumerate(record.notes):
            page = next((self.block[one].page for one in note.blocks if one in self.block), None)
            names = as_list([who.name for who in note.actors])
            ids = {self._party(who.party, who.party_id, self.mention.get(who.person or "")) for who in note.actors}
            parties = as_list(sorted(one for one in ids if one))
            persons = as_list([who.person for who in note.actors if who.person])
            matter = self.matter.get(note.matter or "")
            told = (str(note.kind), matter, note.text, page, names, parties, persons)
            notes.append((self.document, position, *told))
        present = batch.rows["attendance"]
        for position, one in enumerate(record.attendance):
            mention = self.mention.get(one.person or "")
            party = self._party(one.party, one.party_id, mention)
            who = (one.name, one.party, party, one.capacity, one.role, one.paragraphs, mention)
            present.append((self.document, position, *who))
        warnings = batch.rows["warning"]
        for position, warning in enumerate(record.warnings):
            act = self.act.get(warning.act or "")
            warnings.append((self.document, position, warning.code, warning.message, warning.page, act))
