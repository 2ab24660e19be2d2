"""Ballots that follow from what the print says: by a group's stated vote, or by arithmetic.

Postconditions of `derive_ballots`:

1. Every stated ballot is kept, in its place; derived ones come after, with `source: derived`.
2. A ballot is derived only where nothing is left open: who could vote is known for this paragraph, every printed
   count is kept, and exactly one answer is possible. In any doubt nothing is derived, and a finding says why.
3. Where no abstentions are printed, and as many voted Yes or No as could vote, the count of abstentions is 0.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from parser.attribute.vote_names import PartyOf
from parser.model import Finding
from parser.record.types import Answer, Attendance, Ballot, BallotSource, Vote

VOTERS = {"deciding", "serving_substitute"}
RANGE = re.compile(r"(\d+)(?:\s*[-\u2010-\u2015\u2212]\s*(\d+))?")


class GroupAnswer(msgspec.Struct, frozen=True):
    """That a party's members voted as one: the party as printed, and the answer."""

    party: str
    answer: Answer


class Derived(msgspec.Struct, frozen=True):
    """A division with the ballots that follow, and why others were not derived."""

    vote: Vote
    findings: tuple[Finding, ...] = ()


def derive_ballots(
    vote: Vote,
    attendance: Sequence[Attendance],
    *,
    party_of: PartyOf,
    groups: Iterable[GroupAnswer] = (),
    paragraph: int | None = None,
) -> Derived:
    """Add the ballots of those who could vote and are not named. `paragraph` is the matter's number, if it has one."""
    told = tuple(groups)
    voters = voters_at(attendance, paragraph)
    if not voters:
        return Derived(vote)
    if isinstance(voters, str):
        open_question = bool(told) or bool(vote.ballots)
        return Derived(vote, (Finding("ballots-not-derived", voters),) if open_question else ())
    if vote.abstain is None and None not in (vote.yes, vote.no) and _counted(vote) == len(voters):
        vote = msgspec.structs.replace(vote, abstain=0)
    named = {match for ballot in vote.ballots if (match := voter_of(ballot, voters)) is not None}
    strangers = [ballot.name for ballot in vote.ballots if voter_of(ballot, voters) is None]
    rest = [voter for i, voter in enumerate(voters) if i not in named]
    if not rest or strangers:
        message = f"{', '.join(strangers)} voted but cannot be found once among those present; nothing was derived."
        return Derived(vote, (Finding("ballots-not-derived", message),) if strangers and told else ())
    answers = by_group(rest, told, party_of) if told else {}
    if told and len(answers) < len(rest):
        answers = {}
    if not answers:
        answers = by_arithmetic(vote, rest, len(voters))
    made = tuple(
        Ballot(name=voter.name, party=voter.party, answer=answers[i], source=BallotSource.DERIVED)
        for i, voter in enumerate(rest)
        if i in answers
    )
    if not made:
        message = "The print leaves open how some of those present voted; no ballot was derived from the groups' vote."
        return Derived(vote, (Finding("ballots-not-derived", message),) if told else ())
    ballots = vote.ballots + made
    wrong = [answer.value for answer in Answer if not agrees(vote, ballots, answer)]
    if wrong:
        message = (
            f"The ballots that would follow do not make the printed counts ({', '.join(wrong)}); none was derived."
        )
        return Derived(vote, (Finding("ballots-not-derived", message),))
    return Derived(msgspec.structs.replace(vote, ballots=ballots))


def voters_at(attendance: Sequence[Attendance], paragraph: int | None) -> list[Attendance] | str:
    """Those who could vote in the paragraph; a sentence where that cannot be told."""
    voters: list[Attendance] = []
    for one in attendance:
        if one.capacity not in VOTERS:
            continue
        if one.paragraphs is None:
            voters.append(one)
            continue
        if paragraph is None:
            return (
                f"{one.name} was present for {one.paragraphs} only and the matter has no number; nothing was derived."
            )
        present = within(one.paragraphs, paragraph)
        if present is None:
            return f"It cannot be told for which paragraphs {one.name} was present (“{one.paragraphs}”)."
        if present:
            voters.append(one)
    return voters


def within(paragraphs: str, number: int) -> bool | None:
    """Whether `paragraphs` as printed (`§§ 1–14, 16`) holds `number`; None where it is no list of numbers."""
    words = re.sub(r"[§\s\d,.;&\-\u2010-\u2015\u2212()]|och|samt", "", paragraphs)
    ranges = RANGE.findall(paragraphs)
    if words or not ranges:
        return None
    return any(int(low) <= number <= int(high or low) for low, high in ranges)


def voter_of(ballot: Ballot, voters: Sequence[Attendance]) -> int | None:
    """The one voter that a ballot is of: by the full name, else by a surname that only one has."""
    name = fold(ballot.name)
    full = [i for i, voter in enumerate(voters) if fold(voter.name) == name and same_party(ballot, voter)]
    if len(full) == 1:
        return full[0]
    last = [i for i, voter in enumerate(voters) if fold(voter.name).endswith(f" {name}") and same_party(ballot, voter)]
    return last[0] if not full and len(last) == 1 else None


def fold(name: str) -> str:
    """A name to compare by."""
    return " ".join(name.casefold().replace("-", " ").split())


def same_party(ballot: Ballot, voter: Attendance) -> bool:
    """Whether the two codes do not contradict each other."""
    return ballot.party is None or voter.party is None or ballot.party.casefold() == voter.party.casefold()


def by_group(rest: Sequence[Attendance], groups: Iterable[GroupAnswer], party_of: PartyOf) -> dict[int, Answer]:
    """The answer of each of `rest` whose party voted as one."""
    answers = {party_of(group.party): group.answer for group in groups}
    found: dict[int, Answer] = {}
    for i, voter in enumerate(rest):
        party = voter.party_id or (party_of(voter.party) if voter.party else None)
        if party is not None and party in answers:
            found[i] = answers[party]
    return found


def by_arithmetic(vote: Vote, rest: Sequence[Attendance], voters: int) -> dict[int, Answer]:
    """One answer for all of `rest`, where the printed counts make up all voters and lack just so many of it."""
    printed = {answer: count_of(vote, answer) for answer in Answer}
    yes, no = printed[Answer.YES], printed[Answer.NO]
    if yes is None or no is None or not vote.ballots:
        return {}
    if _counted(vote) != voters:
        return {}
    lacking = {
        answer: (count or 0) - sum(ballot.answer is answer for ballot in vote.ballots)
        for answer, count in printed.items()
    }
    open_answers = [answer for answer, lack in lacking.items() if lack]
    if len(open_answers) != 1 or lacking[open_answers[0]] != len(rest):
        return {}
    return dict.fromkeys(range(len(rest)), open_answers[0])


def _counted(vote: Vote) -> int:
    return sum(count_of(vote, answer) or 0 for answer in Answer)


def count_of(vote: Vote, answer: Answer) -> int | None:
    """The printed count of an answer."""
    return {Answer.YES: vote.yes, Answer.NO: vote.no, Answer.ABSTAIN: vote.abstain, Answer.ABSENT: vote.absent}[answer]


def agrees(vote: Vote, ballots: Sequence[Ballot], answer: Answer) -> bool:
    """Whether the ballots make the printed count of `answer`, where one is printed."""
    printed = count_of(vote, answer)
    return printed is None or printed == sum(ballot.answer is answer for ballot in ballots)
