"""The walk over minutes (protokoll): paragraphs (§), section words, the acts under them.

An act runs from its section word or its announcing paragraph to the next act, section word or heading; what
`Propositionsordning` and background hold is in no act.
"""

import itertools
import re

from parser.language.bodies import nominative, same_body
from parser.model import Block, MatterDraft, Role
from parser.profile import Section
from parser.record.types import Kind
from parser.segment.draft import OpenAct
from parser.segment.facts import first_match
from parser.segment.headings import Heading, begins_with
from parser.segment.matter_headings import diary_and_title
from parser.segment.openings import Place
from parser.segment.paragraphs import GENERAL, Paragraphs
from parser.segment.walk import ACT_KINDS, WRITTEN

_RESULT = "vote-result"
_LONGEST_NAME = 90  # characters of an answering body's name
_TOLD_BEFORE = 3000  # characters in which it is told that somebody was asked
_LONGEST_AGAIN = 40  # letters
_PARAGRAPH = re.compile(r"\W*§ ?(\d{1,4})\b")
_DATED_PAPER = re.compile(r"[^.]{5,80}?\s(?:(?:den\s)?\d{1,2}\s\w+\s\d{4}|\d{4}-\d\d-\d\d)\s*(?:\.|$)")
_LIST_HEADING = 3  # blocks at the beginning of a list of votes among which its heading is


class MinutesWalk(Paragraphs):
    """See the module."""

    # ---- matters

    def start_matter(self, block: Block, match: re.Match[str]) -> None:
        """Begins a matter with its heading; its title may go on in the next blocks."""
        self.answering = False
        self.draft.parent = None
        self.draft.returned = None
        self.draft.close()
        self.pending = []
        self.section = None
        self.section_body = None
        self.body = self.meeting
        rest = match["rest"].strip(" –-:\t")
        diary, title = diary_and_title(rest, self.engine)
        if before := match.groupdict().get("before"):
            diary = (before, *diary)
        number = " ".join(match["number"].replace("§§", "§").split())
        self.draft.matters.append(MatterDraft(number=number, title=title, diary_numbers=diary, blocks=(block.id,)))
        self.title_open = True

    def _extend_matter(self, block: Block) -> bool:
        """Whether the block goes on with the matter's heading: its title, or its diary number on a line."""
        if not self.title_open or not self.draft.matters:
            return False
        matter = self.draft.matters[-1]
        diary, title = diary_and_title(block.text, self.engine)
        short = len(block.text) <= 300
        heading_like = block.role in (Role.HEADING, Role.TITLE) or (matter.title is None and len(block.text) <= 220)
        if diary and (title is None or matter.title is None or heading_like) and short:
            pass
        elif not (short and heading_like and (matter.title is None or block.role in (Role.HEADING, Role.TITLE))):
            self.title_open = False
            return False
        joined = " ".join(t for t in (matter.title, title) if t) or None
        self.draft.matters[-1] = MatterDraft(
            number=matter.number,
            title=joined,
            diary_numbers=tuple(dict.fromkeys((*matter.diary_numbers, *diary))),
            blocks=(*matter.blocks, block.id),
        )
        return True

    def _is_title(self, block: Block, heading: Heading) -> bool:
        return heading.section.id == "contents" or bool(diary_and_title(block.text, self.engine)[0])

    def _untitled(self) -> bool:
        return self.title_open and bool(self.draft.matters) and self.draft.matters[-1].title is None

    # ---- the walk

    def run(self) -> None:
        """Reads every block once."""
        for index, block in enumerate(self.blocks):
            self.index = index
            if block.role is Role.FURNITURE:
                self.put(block)
            elif index in self.headings:
                self.put(block)
                self.begin, self._headed, self._told, self._asked, self.turned = index, None, None, None, None
                self.start_matter(block, self.headings[index])
            elif self.is_appendix(block):
                self.put(block)
                self.draft.returned = None
                self.section = None
                self.title_open = False
                self.start_appendix(block)
                # «Bilaga 1 Reservation»: what follows is that text
                title = re.sub(r"^\s*bilaga\s*(?:\w{1,3}\b)?[\s:.,–-]*", "", block.text, flags=re.IGNORECASE)
                self.section = begins_with(title, self.engine, WRITTEN) if title else None
            else:
                self.step(block)

    def step(self, block: Block) -> None:
        """Reads a block that begins neither a matter nor an appendix."""
        in_matter = bool(self.draft.matters) or self.draft.parent is not None
        heading = self.heading(block)
        if not in_matter:
            self.put(block)
            self.attendance.append(block)
            return
        if heading is None and self._told_again_overleaf(block):
            self.put(block)
            return
        if self._votes_of_matter(block, heading):
            return
        # «§ 1», and under it «Dagordning» or «Yttrande över motion Dnr 2009/201»: that is what the matter is called
        if heading is not None and self._untitled() and self._is_title(block, heading):
            heading = None
        if heading is not None and (
            (heading.section.id == "background" and self._inner(block))
            or (heading.section.id == "motivation" and self._gives_reasons())
        ):
            self.put(block)
            self.draft.add(block)
            return
        if self.draft.parent is not None and heading is None and self.draft.act is None and len(block.text) <= 120:
            written = begins_with(block.text, self.engine, WRITTEN) if self.looks_like_heading(block) else None
            if written is not None:
                heading = Heading(written, None)
        if heading is not None and self._is_paper(block, heading):
            heading = None
        if heading is not None and block.role is Role.TABLE and (self._voting() or self._votes_follow()):
            heading = None  # «Ledamöter | Ja | Nej» is how the members voted
        if heading is not None and heading.end is None and self._is_text(block):
            self.fill(block)
            return
        if heading is not None:
            self.title_open = False
            self.start_section(block, heading.section, heading.body, heading.end)
            return
        if self._turns_to_body(block):
            return
        if self._extend_matter(block):
            self.put(block)
            return
        if self._answers(block):
            self._open_answer(block)
            return
        if self._breaks(block):
            self.put(block)
            if self.draft.parent is not None:
                self.draft.acts[self.draft.parent].blocks.append(block)
            self.draft.close()
            self.section = None
            self.section_body = None
            self.answering = False
            self.pending = []
            return
        self.fill(block)

    def _is_paper(self, block: Block, heading: Heading) -> bool:
        """Whether `Yrkande från S den 3 maj 2004.` is a line of the matter's papers."""
        if self.section is None or self.section.id != "background" or heading.section.id != "moved":
            return False
        return bool(_DATED_PAPER.match(block.text))

    def _told_again_overleaf(self, block: Block) -> bool:
        """Whether a line at the top of a page says that the matter goes on (`§ 33 forts.`)."""
        facts = self.engine.profile.facts
        short = len(block.text) <= _LONGEST_AGAIN
        return short and bool(
            first_match(facts.continued, block.text) and first_match(facts.matter_heading, block.text)
        )

    def _breaks(self, block: Block) -> bool:
        """Whether an unknown heading ends the section: it is set as this document's section words are."""
        if block.role not in (Role.HEADING, Role.TITLE) or block.level is None:
            return False
        if self.names.only_names(block.text) or self._written_out() or self._tells_ballots(block):
            return False
        if self.draft.parent is not None:
            # what an appendix writes out has headings of its own
            return False
        return bool(self.levels) and block.level <= max(self.levels)

    def _turns_to_body(self, block: Block) -> bool:
        """Whether a line that is wholly a body's name tells whose proposal, reservations or debate follow."""
        if self.draft.parent is not None or not self.looks_like_heading(block) or len(block.text) > _LONGEST_NAME:
            return False
        text = block.text.strip().rstrip(".:")
        name = self.whole_name(text)
        after = self.following(self.index)
        if name is None or name.label != "body" or after is None:
            return False
        if not self.found(after.text, Place(self.scope, None, None, GENERAL | {"decision", "proposal"})):
            return False
        own = self.meeting is not None and same_body(text, self.meeting)
        self._leave(block)
        self.put(block)
        self.section = None
        self.section_body = None if own else nominative(text)
        self.body = self.section_body or self.meeting
        return True

    # ---- lists of votes

    def _votes_of_matter(self, block: Block, heading: Heading | None) -> bool:
        """Whether a block heads a list of votes that names its matter (`Omröstningslista nr 1`, `§ 97 Motion …`): the
        matter that is being read, or an earlier one where the lists stand after the last. Each page may repeat it."""
        act = self.draft.act
        listing = self.draft.returned is not None and block.role is not Role.TABLE
        if listing and act is not None and self._told_overleaf(block, act):
            self.put(block)
            self.draft.add(block)
            return True
        of = self._matter_of_list(block, heading)
        if of is None:
            heads = listing and self._table_below() and (self._voting() if act is not None else self._votes_follow())
            if heads:
                self._keep(block)
            return heads
        if of == self.draft.matter and self._voting() and self.draft.returned is None:
            self.put(block)
            self.draft.add(block)
        elif heading is not None:
            self.start_section(block, heading.section, heading.body, None)
        self.draft.returned = of
        return True

    def _keep(self, block: Block) -> None:
        """Adds a heading to the open act, or to what waits for the act below it."""
        self.put(block)
        if self.draft.act is not None:
            self.draft.add(block)
        else:
            self.pending.append(block)

    def _matter_of_list(self, block: Block, heading: Heading | None) -> int | None:
        """The index of the matter that the heading of a list of votes names, in its own line or the next."""
        if heading is None or heading.section.holds != Kind.VOTE.value or heading.end is not None:
            return None
        after = self.following(self.index)
        below = after.text if after is not None and self.looks_like_heading(after) else ""
        named = _PARAGRAPH.search(block.text) or _PARAGRAPH.match(below)
        numbers = [_PARAGRAPH.search(m.number or "") for m in self.draft.matters]
        return next((i for i, n in enumerate(numbers) if n and named and n[1] == named[1]), None)

    def _table_below(self) -> bool:
        """Whether a table of the same page begins within the next few blocks."""
        page = self.blocks[self.index].page
        near = self.blocks[self.index + 1 : self.index + 1 + _LIST_HEADING]
        return any(b.role is Role.TABLE and b.page == page for b in near)

    def _told_overleaf(self, block: Block, act: OpenAct) -> bool:
        return any(block.text == b.text and block.page != b.page for b in act.blocks[:_LIST_HEADING])

    def _votes_follow(self) -> bool:
        return bool(self.pending) and self.section is not None and self.section.holds == Kind.VOTE.value

    def _tells_ballots(self, block: Block) -> bool:
        """Whether a short line of the open vote, which looks like a heading, tells who voted how (`Nej röstar: NN`)."""
        return self._voting() and self.engine.says(block.text, "ballots", within=0)

    # ---- answers to a consultation

    def _answers(self, block: Block) -> bool:
        """Whether a sub-heading is the name of a body or organisation whose answer follows, told in the background."""
        if self.draft.parent is not None or not self.looks_like_heading(block) or len(block.text) > _LONGEST_NAME:
            return False
        asked = self.section is None and self._consults()
        told = self.section is not None and self.section.holds == "none" and self.section.id != "procedure"
        if not (self.answering or asked or told):
            return False
        after = self.following(self.index)
        if after is None or self.looks_like_heading(after) or after.role is not Role.PARAGRAPH:
            return False
        text = block.text.strip().rstrip(".:")
        if not text[:1].isupper():
            return False  # a clause of the decision above
        body = self.whole_name(text) is not None
        if body and self.meeting is not None and same_body(text, self.meeting):
            return False
        first = text.split()[0].casefold().removesuffix("s")
        if not (self.is_general(after.text) or after.text.casefold().startswith(first)):
            return False
        return body or self.answering or self._consults()

    def _consults(self) -> bool:
        """Whether the matter has told that somebody was asked."""
        if not self._asked:
            told = " ".join(b.text for b in self.blocks[self.begin : self.index])
            self._asked = self.engine.says(told[-_TOLD_BEFORE:], "consulting")
        return self._asked

    def _open_answer(self, block: Block) -> None:
        text = block.text.strip().rstrip(".:")
        name = self.whole_name(text)
        self.answering = True
        self.answerer = nominative(text) if name is not None and name.label == "body" else None
        self.put(block)
        self.open_answer([block], self.answerer or text, self.answerer)

    # ---- sections

    def start_section(self, block: Block, section: Section, body: str | None, end: int | None) -> None:
        """Begins a section with its word; what stands behind the word in the same block is read on its own."""
        if body is not None and self.meeting is not None and same_body(body, self.meeting):
            body = self.meeting
        act = self.draft.act
        if self._passes_on(block, section):
            self._keep(block)
            return
        result = end is not None and section.holds == Kind.VOTE.value and not self._counted()
        if self._voting() and (result or section.id == _RESULT or (section.holds == "notes" and end is not None)):
            # the result of the vote that is open goes on with it, and who abstained (`Avstår: NN`)
            self.put(block)
            self.draft.add(block)
            return
        plain = block.role not in (Role.HEADING, Role.TITLE) and end is None
        if (
            plain
            and act is not None
            and act.kind == section.holds == "decision"
            and body in (None, act.body, act.named)
        ):
            # «Kommunstyrelsen beslutar» as a line of the decision itself
            self.put(block)
            self.draft.add(block)
            return
        self.answering = False
        self.draft.returned = None
        again = self.section is not None and self.section.holds == section.holds and bool(self.pending)
        waiting = self.pending if again else []
        self.draft.close()
        self.pending = []
        self.section = section
        self.section_body = body or (self.section_body if again else None)
        if section.holds in WRITTEN and body is None and self.turned is not None and self._meeting_ahead():
            self.section_body = self.turned
        self.body = self.section_body or self.meeting
        rest: Block | None = None
        if end is not None:
            # the word and the text are one block in print: the act holds both, the text alone is read for openings
            rest = block
        if section.holds in ACT_KINDS:
            if rest is not None:
                self.pending = waiting
                self.fill(rest, skip=end or 0)
            else:
                self.put(block)
                self.pending = [*waiting, block]
            return
        if section.holds == "notes" and rest is not None and self.draft.parent is None:
            # «Jäv: NN anmäler jäv.» says all that it has to say
            self.fill(rest, skip=end or 0)
            self.section = self.section_body = None
            self.body = self.meeting
            return
        self.put(block)
        if self.draft.parent is not None:
            self.draft.acts[self.draft.parent].blocks.append(block)
        elif section.id == "procedure" and body not in (None, self.meeting):
            self.turned = body
            self.section = None  # «Kommunstyrelsens behandling» before the council: what it proposed and who reserved
        elif section.id == "procedure":
            self.turned = None if body is not None else self.turned
            self.pending = [block]  # the section word of the first act under it, where one follows at once

    def _meeting_ahead(self) -> bool:
        """Whether a later heading of the matter turns to the meeting (`Kommunfullmäktiges behandling`)."""
        later = self.blocks[self.index + 1 : self._end_of_matter()]
        found = (h for b in later if (h := self.heading(b)) is not None and h.body is not None)
        meeting = self.meeting or ""
        return any(h.section.id == "procedure" and same_body(h.body or "", meeting) for h in found)

    def _passes_on(self, block: Block, section: Section) -> bool:
        """Whether `Förslag till kommunfullmäktige` under a board's `Beslut` heads a part of what it decides.

        Where the heading names the board, and its own decision stands above, what follows is its proposal.
        """
        if section.holds != Kind.PROPOSAL.value or self.section is None or self.section.holds != Kind.DECISION.value:
            return False
        if self.meeting is None or self.engine.says(self.meeting, "council") or self.draft.parent is not None:
            return False
        names = (n for n in self.engine.names(block.text) if n.label == "body")
        named = [nominative(block.text[n.start : n.end]) for n in names]
        anonymous = self.draft.act is not None
        own = (self.engine.says(n, "council") or (not anonymous and same_body(n, self.meeting)) for n in named)
        return all(own) and len(named) > 0 and self.engine.says(named[-1], "council")

    def _is_text(self, block: Block) -> bool:
        """Whether a plain line right under a section word (`Arbetsutskottet föreslår kommunstyrelsen`) is its text."""
        plain = block.role not in (Role.HEADING, Role.TITLE)
        return plain and bool(self.pending) and self.section is not None and self.section.holds in ACT_KINDS

    def _inner(self, block: Block) -> bool:
        """Whether a heading such as `Bakgrund` is one of a written-out reservation's own: set lower than its own."""
        act = self.draft.act
        if act is None or not self._written_out():
            return False
        above = itertools.dropwhile(lambda b: b.id != act.blocks[act.heading].id, reversed(self.blocks[: self.index]))
        own = next((b.level for b in above if b.role is Role.HEADING), None)
        return block.level is None or own is None or block.level > own

    def _gives_reasons(self) -> bool:
        """Whether `Motivering` is an inner heading: above it stands a reservation or a statement with its text."""
        act = self.draft.act
        return act is not None and act.kind in (*WRITTEN, Kind.MOVED_PROPOSAL.value) and self._has_text()
