"""What stands under a section word of minutes, or under none: paragraphs that open acts, go on with them, or neither.

The rules of the record contract for minutes: each announcing paragraph under `Yrkanden`, `Reservationer` and their like
is an act; how a decision came about, and what nobody in particular says, is in none.
"""

import re
from collections.abc import Sequence

from parser.language.bodies import same_body
from parser.language.engine import Engine
from parser.model import Block, Role
from parser.profile import Section
from parser.record.types import Kind
from parser.segment.draft import OpenAct
from parser.segment.headings import section_levels
from parser.segment.matter_headings import find_matter_headings
from parser.segment.openings import Found, Place, shifted
from parser.segment.walk import ACT_KINDS, WRITTEN, Names, Walk

_CALLED = re.compile(r"\W*(?:omröstning|votering)\b.{0,20}\b(?:begär|verkställ|genomför)", re.IGNORECASE)
_COUNTED = re.compile(
    r"\d\s*(?:ja|nej)\b|\b(?:ja|nej)[- ]?röst(?:er)?\s+(?:mot|och)\b|(?:röstar|svarat|svarade)\s+(?:ja|nej)",
    re.IGNORECASE,
)
GENERAL = frozenset({"moved_proposal", "reservation", "special_statement", "substitute_statement", "vote", "statement"})
_FOLLOWS = re.compile(r"\b(?:följande|att|enligt nedan)\s*[.:]?\s*$", re.IGNORECASE)
_TELLS_WHERE = 120  # characters of a reservation in which it is told where it was made
_IN_PERSON = "reserves-in-person"
_IN_PROSE = frozenset({"body-decides", "body-decides-then", "decides-inverted"})


class Paragraphs(Walk):
    """A walk that knows in which matter and section it is, and reads the paragraphs there."""

    scope = "minutes"

    def __init__(self, blocks: Sequence[Block], engine: Engine, names: Names, body: str | None) -> None:
        """As `Walk`; learns the look of the document's section words first."""
        super().__init__(blocks, engine, names, body)
        self.section: Section | None = None
        self.section_body: str | None = None
        self.attendance: list[Block] = []
        self.levels = section_levels(blocks, engine, self.scope)
        self.headings, mended = find_matter_headings(blocks, engine, self.scope)
        self.draft.findings.extend(mended)
        self.title_open = False
        self.turned: str | None = None  # the body to whose treatment of the matter a heading turned
        self.begin = 0  # the index at which the matter begins
        self._headed: bool | None = None  # of this matter: whether its decision stands under a heading
        self._told: bool | None = None  # of this matter: whether it tells of a decision otherwise than in the passive
        self._asked: bool | None = None  # of this matter: whether it has told that somebody was asked
        self.answering = False  # whether the answers to a consultation are being told
        self.answerer: str | None = None  # the body whose answer it is, where it is a body's

    def place(self) -> Place:
        """What may open here."""
        section = self.section
        if self.answering:
            return Place(self.scope, section.id if section else None, self.draft.inside, WRITTEN | {"statement"})
        if section is None:
            kinds = GENERAL | {"decision", "proposal"}
        elif section.holds in ACT_KINDS:
            kinds = frozenset({str(section.holds), *map(str, section.opens)})
        else:
            kinds = frozenset(map(str, section.opens))
        return Place(self.scope, section.id if section else None, self.draft.inside, kinds)

    def fill(self, block: Block, *, skip: int = 0) -> None:
        """Reads a block of text: it opens acts, goes on with the open one, or is in none."""
        place = self.place()
        text = block.text[skip:]
        openings = tuple(f for f in self.found(text, place) if self._may_open(f))
        openings = _one_of_a_kind(openings, frozenset(p.at - skip for p in block.lines))
        if skip:
            openings = shifted(openings, skip)
        for part, opening in self.cut(block, openings):
            self.put(part)
            self._debate_ends_proposal(opening)
            if opening is None:
                self._without_opening(part)
            elif opening.rule.kind == "note" and self.draft.act is not None and self.draft.act.kind == Kind.VOTE.value:
                self.draft.add(part)
            elif opening.rule.kind == "note" and self._says_own(part):
                self.take_note(opening.rule, part)
                self.draft.add(part)
            elif opening.rule.kind == "note":
                self.take_note(opening.rule, part)
                self._leave(part)
            elif opening.rule.kind == "end":
                self._leave(part)
            elif self._goes_on(opening, part.text):
                self.draft.add(part)
            else:
                self.body = self._body_for(opening.rule.kind)
                self.open_found(opening, part)
                self._own_body(opening)

    def _debate_ends_proposal(self, opening: Found | None) -> None:
        """Under a proposal's heading what members say, move and vote is no longer the proposal, nor the background."""
        if opening is None or self.section is None:
            return
        moved = next((s for s in self.engine.profile.sections if s.id == "moved"), None)
        if self.section.id == "background" and opening.rule.kind == Kind.MOVED_PROPOSAL.value:
            self.section = moved
        if self.section is None or self.section.holds != Kind.PROPOSAL.value:
            return
        if opening.rule.kind in ("statement", "moved_proposal", "vote"):
            # a bare «Förslag» may head the members' own: then it is as if it said «Yrkanden»
            self.section = moved if opening.rule.id == "member-proposes" else None
            self.section_body = None
            self.body = self.meeting

    def _may_open(self, found: Found) -> bool:
        if found.rule.undecided and self._decided():
            return False
        return self._is_meetings(found) and not self._told_again(found)

    def _decided(self) -> bool:
        """Whether the matter tells of a decision under a heading or by naming the body that decides."""
        if self._told is None:
            anywhere = Place(self.scope, None, None, frozenset({Kind.DECISION.value}))
            self._told = any(
                ((h := self.heading(b)) is not None and h.section.holds == Kind.DECISION.value)
                or any(
                    not f.rule.undecided and f.rule.kind == Kind.DECISION.value for f in self.found(b.text, anywhere)
                )
                for b in self._of_matter()
            )
        return self._told

    def _of_matter(self) -> list[Block]:
        """The blocks of the matter that the walk is in."""
        return [b for b in self.blocks[self.begin : self._end_of_matter()] if b.role is not Role.FURNITURE]

    def _end_of_matter(self) -> int:
        return min((i for i in self.headings if i > self.begin), default=len(self.blocks))

    def _told_again(self, found: Found) -> bool:
        """Whether prose tells how a decision came about that the matter prints under a heading of its own."""
        return found.rule.id in _IN_PROSE and self._decided_under_heading()

    def _decided_under_heading(self) -> bool:
        """Whether the matter has a section word under which the meeting's own decision stands."""
        if self._headed is None:
            found = (h for b in self._of_matter() if (h := self.heading(b)))
            self._headed = any(
                h.section.id == "decision"
                and (h.body is None or self.meeting is None or same_body(h.body, self.meeting))
                for h in found
            )
        return self._headed

    def _is_meetings(self, found: Found) -> bool:
        """Whether an opening that only the meeting's own body makes names that body."""
        if not found.rule.meeting_only:
            return True
        return found.named is None or self.meeting is None or same_body(found.named, self.meeting)

    def _says_own(self, block: Block) -> bool:
        """Whether a note is the text of a special statement that is being written out."""
        act = self.draft.act
        section = self.section
        if act is None or section is None or section.holds != Kind.SPECIAL_STATEMENT.value:
            return False
        return act.kind == Kind.SPECIAL_STATEMENT.value and len(block.text) > 60

    def _body_for(self, kind: str) -> str | None:
        """Whose act a paragraph opens: what members move and vote under another body's proposal is the meeting's."""
        section = self.section
        if self.answering:
            return self.answerer
        if section is not None and section.holds == "proposal" and kind not in ("proposal", *WRITTEN):
            return self.meeting
        return self.section_body or self.meeting

    def _own_body(self, opening: Found) -> None:
        act = self.draft.act
        if act is not None and opening.rule.id == "body-answers":
            act.body = opening.named
        if act is not None and opening.rule.subject == "body" and opening.named:
            act.body = opening.named if opening.rule.kind in ("proposal", "decision") else act.body
            if opening.rule.kind == Kind.PROPOSAL.value and self._decides_by_proposing(opening.named):
                act.kind = Kind.DECISION.value
        if act is not None and opening.named and opening.rule.kind in WRITTEN and act.blocks:
            # «I kommunstyrelsen reserverade sig NN»: the board's, told in the council's minutes
            text = act.blocks[act.heading].text if act.heading < len(act.blocks) else ""
            if re.search(rf"\bi\s+{re.escape(opening.named)}\b", text[:_TELLS_WHERE], re.IGNORECASE):
                act.body = opening.named

    def _decides_by_proposing(self, named: str) -> bool:
        """Whether what a body proposes is the meeting's own decision, there being no other (a board to the council)."""
        if self.section is not None or self.meeting is None or not same_body(named, self.meeting):
            return False
        return not self.engine.says(named, "preparing") and not self._decided()

    def _goes_on(self, opening: Found, text: str) -> bool:
        """Whether an opening's words only go on with the open act: a vote's later paragraphs, a heading's own kind."""
        act = self.draft.act
        if act is None:
            return False
        if self.draft.parent is not None and opening.rule.kind == act.kind and act.kind in WRITTEN:
            # «Bilaga 1, Reservation» and then «Vi reserverar oss …»: one text, of those who sign it
            return act.rule.startswith("section:") and not self._names_somebody(act)
        if opening.rule.id == _IN_PERSON and opening.rule.kind == act.kind:
            # «NN lämnar en reservation enligt följande» and then «Jag reserverar mig även …»
            return act.rule != _IN_PERSON and not act.rule.startswith("section:")
        if not opening.rule.kind == act.kind == Kind.VOTE.value:
            return False
        # a vote that was called and counted is followed by another
        return not (self._counted() and _CALLED.match(text))

    def _leave(self, block: Block) -> None:
        """A paragraph that is in no act: the open act ends before it."""
        if self.draft.parent is not None:
            self.draft.acts[self.draft.parent].blocks.append(block)
        self.draft.close()
        self.pending = []

    def _without_opening(self, block: Block) -> None:
        section = self.section
        if block.role is Role.SIGNATURE and self.draft.parent is None:
            self._leave(block)
            return
        if section is not None and section.holds in ACT_KINDS:
            if self._introduces(block, section):
                self.pending.append(block)
                return
            if self._says_none(block) and (self.draft.act is None or str(section.holds) == "decision"):
                self._leave(block)
                return
            quoted = self.draft.parent is not None  # in an appendix such a line is a signature
            act = self.draft.act
            signs = act is not None and not self._names_somebody(act)
            sub_heading = (
                not quoted and not signs and self.looks_like_heading(block) and self.names.only_names(block.text)
            )
            anew = sub_heading or (not quoted and not signs and self.names.announces_by_name(block.text))
            if act is None or (anew and section.holds in (*WRITTEN, "moved_proposal") and self._has_text()):
                self.open_section(section, block, self.section_body)
            elif act.kind != section.holds and not self._continues(block, bare=True):
                self._leave(block)
            else:
                self.draft.add(block)
            return
        act = self.draft.act
        if (act is not None and act.extent != "paragraph" and self._continues(block)) or (
            act is not None and block.role is Role.LIST_ITEM
        ):
            self.draft.add(block)
        else:
            self._leave(block)

    def _introduces(self, block: Block, section: Section) -> bool:
        """Whether `Därvid framställdes följande yrkanden:` under the section's word only leads to the first of them."""
        if self.draft.act is not None or section.id != "moved" or self.names.names_actor(block.text):
            return False
        after = self.following(self.index)
        return after is not None and after.role is Role.LIST_ITEM and bool(self.found(after.text, self.place()))

    def _continues(self, block: Block, *, bare: bool = False) -> bool:
        """Whether a paragraph goes on with an act that no section word announced: a clause, or an unended sentence."""
        act = self.draft.act
        if act is not None and act.rule == "consultation-heading":
            return True
        governed = self.section is not None and not bare
        if act is None or governed or self.draft.parent is not None or act.kind == Kind.VOTE.value:
            return True
        text = block.text.lstrip("–-• ")
        if _FOLLOWS.search(act.blocks[-1].text):
            return True
        if (
            block.role is Role.LIST_ITEM
            or text[:1].islower()
            or not act.blocks[-1].text.rstrip().endswith((".", "!", "?"))
        ):
            return True
        return self._written_out()

    def _names_somebody(self, act: OpenAct) -> bool:
        """Whether an act's text says who makes it: below `Vi reserverar oss …` names are signatures."""
        return act.kind not in WRITTEN or any(self.names.names_actor(b.text) for b in act.blocks)

    def _has_text(self) -> bool:
        act = self.draft.act
        return act is not None and len(act.blocks) > act.heading

    def _says_none(self, block: Block) -> bool:
        """Whether the paragraph says that nothing was moved, reserved or stated."""
        if len(block.text) > 120:
            return False
        return self.engine.says(block.text, "none-made", within=2)

    def _voting(self) -> bool:
        return self.draft.act is not None and self.draft.act.kind == Kind.VOTE.value

    def _counted(self) -> bool:
        return self.draft.act is not None and any(_COUNTED.search(b.text) for b in self.draft.act.blocks)

    def _written_out(self) -> bool:
        """Whether the open act is a text written out below its announcement, which may have headings of its own."""
        act = self.draft.act
        if act is None or act.kind not in (*WRITTEN, "statement") or len(act.blocks) <= act.heading:
            return False
        announced = act.blocks[act.heading].text
        return announced.rstrip().endswith(":") or self.engine.says(announced[-300:], "written-out")


def _one_of_a_kind(openings: Sequence[Found], line_starts: frozenset[int]) -> tuple[Found, ...]:
    """The openings that begin acts: in minutes a paragraph is one act, to which a later sentence that announces the
    same kind only brings more actors. One that begins a printed line may be a paragraph that the layout ran in."""
    kept: list[Found] = []
    for one in openings:
        if not kept or one.rule.kind != kept[-1].rule.kind or one.at in line_starts:
            kept.append(one)
    return tuple(kept)
