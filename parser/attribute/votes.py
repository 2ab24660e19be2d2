"""Divisions (votering, omröstning): counts, what Yes and No meant, the outcome, and each member's ballot.

Postconditions of `read_vote`:

1. Counts are as printed. Where no count of an answer is printed but a list or a table of the ballots is, the
   number of marks is the count, and a finding (`count-derived`) says so.
2. Where two places print different counts, the running text's stands, and a finding (`counts-differ`) has both.
3. Every ballot is stated: the print says how that member voted. `vote_derive.derive_ballots` adds the others.
4. The outcome is a sentence of the print, never computed from the counts.
5. Nothing raises: what cannot be read is absent.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from parser.attribute.vote_counts import Counted, counts_by_side, read_counts
from parser.attribute.vote_derive import GroupAnswer, derive_ballots
from parser.attribute.vote_forms import VoteForms, load_vote_forms
from parser.attribute.vote_lists import Said, read_said
from parser.attribute.vote_meaning import first_of_each, masked, read_meanings, read_outcome
from parser.attribute.vote_names import PartyOf
from parser.attribute.vote_split import split_votes
from parser.attribute.vote_tables import Tables, read_tables
from parser.attribute.vote_text import Part, Row, parts_of, regroup
from parser.model import Block, Finding
from parser.record.types import Answer, Ballot, BallotSource, Vote

__all__ = [
    "GroupAnswer",
    "VoteContext",
    "VoteReading",
    "derive_ballots",
    "read_vote",
    "split_votes",
    "with_table_of",
]

NAMESAKES = 20  # members to one who may share another's name
FAR = 2  # so much may a sum that OCR read differ from the crosses, some of which it may have lost
SHORT = 20  # letters of a line of a table's column that fell apart


class VoteContext(msgspec.Struct, frozen=True):
    """What reading needs from outside: `party_of(code or name)` is a party's id, or None where it is no party.

    `ocr` tells that the text was read by OCR, so that crosses and sums may be misread. `division` is the division's
    paragraph (`§45`) and its number in it, for a table that has several side by side.
    """

    party_of: PartyOf
    forms: VoteForms | None = None
    ocr: bool = False
    division: tuple[str, ...] = ()


class VoteReading(msgspec.Struct, frozen=True):
    """A division as read, what the print says of whole groups, the doubts, and the divisions whose ballots its table
    has side by side, where they are several."""

    vote: Vote
    findings: tuple[Finding, ...] = ()
    groups: tuple[GroupAnswer, ...] = ()
    divisions: tuple[str, ...] = ()


class _Doubts:
    """Collects findings, all at one place."""

    def __init__(self, parts: Sequence[Part]) -> None:
        first = next((part for part in parts if part.block is not None), None)
        self.block = first.block if first is not None else None
        self.page = first.page if first is not None else None
        self.found: list[Finding] = []

    def add(self, code: str, message: str) -> None:
        """Note a doubt."""
        self.found.append(Finding(code, message, page=self.page, block=self.block))


def read_vote(blocks: Iterable[Block | str], context: VoteContext) -> VoteReading:
    """Read the division that `blocks` (a `vote` act's, or plain strings) print; see the module's postconditions."""
    forms = context.forms or load_vote_forms()
    parts = parts_of(blocks)
    doubts = _Doubts(parts)
    tables, text = tables_and_text(parts, forms, context)
    if context.ocr:
        tables = msgspec.structs.replace(tables, sums=mended_sums(tables, doubts))
    meanings = read_meanings(text, forms)
    bare = masked(text, meanings)
    meaning = first_of_each(meanings)
    counted = read_counts(bare, forms)
    if Answer.YES not in counted.values and Answer.NO not in counted.values:
        by_side = counts_by_side(text, meaning, forms)
        if by_side is not None:
            counted = msgspec.structs.replace(by_side, values={**counted.values, **by_side.values})
    if Answer.YES not in counted.values and Answer.NO not in counted.values:
        # a meaning that runs on to the counts of its sentence (`ja för … och nej för … avges fem ja-röster …`)
        whole = read_counts(text, forms)
        if Answer.YES in whole.values and Answer.NO in whole.values:
            counted = whole
    said = read_said(bare, forms, context.party_of)
    ballots = ballots_of(said, tables, doubts)
    counts = reconcile(counted, tables, ballots, said, doubts)
    vote = Vote(
        yes=counts.get(Answer.YES),
        no=counts.get(Answer.NO),
        abstain=counts.get(Answer.ABSTAIN),
        absent=counts.get(Answer.ABSENT),
        meaning_yes=meaning.get(Answer.YES),
        meaning_no=meaning.get(Answer.NO),
        outcome=read_outcome(text, bare, forms, counted.start),
        ballots=ballots,
    )
    groups = tuple(GroupAnswer(party, one.answer) for one in said for party in one.groups)
    return VoteReading(vote, tuple(doubts.found), groups, tables.divisions)


def with_table_of(reading: VoteReading, others: Iterable[Sequence[Block]], context: VoteContext) -> VoteReading:
    """`reading`, where it has no ballots, with those that the table of another division of the matter has beside its
    own (`others` are those divisions' blocks)."""
    if reading.vote.ballots:
        return reading
    for blocks in others:
        table = read_vote(blocks, context)
        if set(context.division) & set(table.divisions):
            return msgspec.structs.replace(
                reading, vote=msgspec.structs.replace(reading.vote, ballots=table.vote.ballots)
            )
    return reading


def mended_sums(tables: Tables, doubts: _Doubts) -> tuple[tuple[Answer, int], ...]:
    """The sums of a table that OCR read: one that is far from what stands above it, where the others agree, is that."""
    above = dict(tables.by_party) or {
        answer: sum(one.answer is answer for one in tables.marked) for answer, _ in tables.sums
    }
    wrong = [(a, n) for a, n in tables.sums if a in above and abs(n - above[a]) > FAR]
    agreeing = [a for a, n in tables.sums if above.get(a) == n and n]
    if len(wrong) != 1 or not agreeing:
        return tables.sums
    answer, read = wrong[0]
    doubts.add("count-ocr", f"OCR read {read} for “{answer.value}”; what stands above it is {above[answer]}.")
    return tuple((a, above[a] if a is answer else n) for a, n in tables.sums)


def tables_and_text(parts: Sequence[Part], forms: VoteForms, context: VoteContext) -> tuple[Tables, str]:
    """The tables of the act, and the running text around them."""
    read = functools.partial(
        read_tables, forms=forms, party_of=context.party_of, ocr=context.ocr, division=context.division
    )
    rows: list[Row] = []
    owner: list[int] = []
    for i, part in enumerate(parts):
        for row in part.rows:
            rows.append(row)
            owner.append(i)
    tables = read(rows)
    if not any(one.answer for one in tables.marked):
        mended = read(regroup(parts))
        if len([one for one in mended.marked if one.answer]) > 1:
            # The columns fell apart and were put together: their blocks hold nothing but the table.
            kept = "\n".join(part.text for part in parts if not has_table_words(part, mended))
            return mended, kept
    texts: list[str] = []
    for i, part in enumerate(parts):
        own = [k for k in range(len(rows)) if owner[k] == i]
        used = [k for k in own if k in tables.used]
        if not used:
            texts.append(part.text)
        else:
            texts.append("\n".join(rows[k].text for k in own if k not in tables.used))
    return tables, "\n".join(text for text in texts if text.strip())


def has_table_words(part: Part, tables: Tables) -> bool:
    """Whether a part belongs to a table that fell apart: short lines only, or a member's name."""
    names = {one.name for one in tables.marked}
    return any(row.text in names for row in part.rows) or all(len(row.text) <= SHORT for row in part.rows)


def ballots_of(said: Sequence[Said], tables: Tables, doubts: _Doubts) -> tuple[Ballot, ...]:
    """The stated ballots, in the order of the print, each member once."""
    ballots: dict[tuple[str, str], Ballot] = {}
    clashes: list[str] = []
    tabled = [(one.name, one.party, one.answer) for one in tables.marked if one.answer is not None]
    keys = [(" ".join(name.casefold().split()), (party or "").casefold()) for name, party, _ in tabled]
    # Two members of one party can share a name; a table printed twice repeats more than a name or two.
    namesakes = len(keys) - len(set(keys)) <= max(1, len(keys) // NAMESAKES)
    stated = tabled + [(name.name, name.party, one.answer) for one in said for name in one.names]
    for i, (name, party, answer) in enumerate(stated):
        key = (" ".join(name.casefold().split()), (party or "").casefold())
        if namesakes and i < len(tabled) and key in ballots:
            key = (f"{key[0]} {i}", key[1])
        known = ballots.get(key)
        if known is not None:
            if known.answer is not answer:
                clashes.append(name)
            continue
        ballots[key] = Ballot(name=name, party=party, answer=answer, source=BallotSource.STATED)
    if clashes:
        doubts.add("ballots-differ", f"The print gives two answers of {', '.join(clashes)}; the first is kept.")
    if tables.unclear:
        doubts.add("ballot-unclear", f"{tables.unclear} members of the table have no answer that can be told.")
    return tuple(ballots.values())


def reconcile(
    counted: Counted, tables: Tables, ballots: Sequence[Ballot], said: Sequence[Said], doubts: _Doubts
) -> Mapping[Answer, int]:
    """The counts: of the running text, else the table's sums, else the number of ballots; differences are doubts."""
    sums = dict(tables.sums) or dict(tables.by_party)
    marks = {answer: sum(ballot.answer is answer for ballot in ballots) for answer in Answer}
    columns = set(tables.columns) if tables.marked and not tables.unclear else set()
    listed = {one.answer for one in said if one.names}
    left_open = {one.answer for one in said if one.groups or one.others}
    closing = {one.answer: one.count for one in said if one.count is not None}
    counts: dict[Answer, int] = {}
    derived: list[str] = []
    for answer in Answer:
        printed = [
            value for value in (counted.values.get(answer), closing.get(answer), sums.get(answer)) if value is not None
        ]
        if printed:
            counts[answer] = printed[0]
            if answer not in counted.values and answer not in closing and not tables.sums and printed[0]:
                derived.append(f"{answer.value} {printed[0]}")
        has_marks = marks[answer] > 0 or answer in columns
        complete = (answer in listed and answer not in left_open) or (
            tables.marked and not tables.unclear and has_marks
        )
        if not printed and complete:
            counts[answer] = marks[answer]
            if marks[answer]:
                derived.append(f"{answer.value} {marks[answer]}")
        compared = marks[answer] and (complete or marks[answer] > counts.get(answer, marks[answer]))
        differing = sorted({*printed, *([marks[answer]] if compared else [])})
        if len(differing) > 1:
            told = " and ".join(str(value) for value in differing)
            doubts.add("counts-differ", f"The print has {told} for “{answer.value}”; {counts[answer]} is kept.")
    if derived:
        doubts.add(
            "count-derived",
            f"No count is printed; the ballots or the parties’ votes were counted: {', '.join(derived)}.",
        )
    if counted.clash:
        doubts.add("several-votes", "The text has more than one set of counts; the first is kept.")
    if counted.ocr:
        doubts.add("count-ocr", "A count was read from letters that OCR took for figures or other letters.")
    if counted.by_order:
        doubts.add("count-order-assumed", "The counts are printed without Yes and No; the first is taken for Yes.")
    return counts
