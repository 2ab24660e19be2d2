"""What the walks over minutes and over memoranda have in common: places, openings, appendices, splitting."""

import re
from collections.abc import Callable, Sequence

from parser.language.engine import Engine, Name
from parser.model import ActDraft, Block, Role
from parser.profile import Opening, Section
from parser.record.types import Kind
from parser.segment.draft import Draft, OpenAct
from parser.segment.facts import first_match
from parser.segment.headings import Heading, begins_with, find_heading
from parser.segment.openings import Found, Place, find_openings
from parser.segment.split import split_block

ACT_KINDS = frozenset(k.value for k in Kind)
_SENTENCE = re.compile(r"[.!?:;]$")
_HEADING_LENGTH = 110
_GENERAL_WITHIN = 60  # characters in which the word for whoever a heading names stands
# the kinds that are written out elsewhere than where they are announced
WRITTEN = frozenset({Kind.RESERVATION.value, Kind.SPECIAL_STATEMENT.value, Kind.SUBSTITUTE_STATEMENT.value})


def _to_the_right(block: Block) -> bool:
    """Whether a line is set to the right: it begins past the middle of its column."""
    line = block.lines[0].line
    return line.bbox.x0 > (line.column_x0 + line.column_x1) / 2


def _numbered(block: Block) -> bool:
    return any(c.isdigit() for c in block.text[:20])


class Names:
    """What the walk asks about names, answered by the attribution (passed in by the pipeline)."""

    def __init__(
        self,
        names_actor: Callable[[str], bool],
        only_names: Callable[[str], bool],
        announces_by_name: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Takes what the attribution knows.

        `names_actor`: whether a text names somebody who could act; `only_names`: whether it holds nothing else;
        `announces_by_name`: whether a paragraph announces by the names it begins with (`NN (S): …`).
        """
        self.names_actor = names_actor
        self.only_names = only_names
        self.announces_by_name = announces_by_name


class Walk:
    """A walk over the blocks of a document, in reading order. Subclasses know a family of documents."""

    scope = "minutes"

    def __init__(self, blocks: Sequence[Block], engine: Engine, names: Names, body: str | None) -> None:
        """`body` is the body whose document it is, where it has one."""
        self.blocks = blocks
        self.engine = engine
        self.names = names
        self.meeting = body
        self.body = body
        self.draft = Draft()
        self.pending: list[Block] = []
        self.index = 0

    # ---- looking

    def heading(self, block: Block) -> Heading | None:
        """The section word that the block is."""
        return find_heading(block, self.engine, self.scope)

    def found(self, text: str, place: Place) -> tuple[Found, ...]:
        """The openings of a text at a place."""
        return find_openings(text, place, self.engine, self.names.names_actor, self.names.only_names)

    def looks_like_heading(self, block: Block) -> bool:
        """Whether the block looks like a heading: set as one, or short and without a sentence's end."""
        if block.role in (Role.HEADING, Role.TITLE):
            return True
        return (
            block.role is Role.PARAGRAPH
            and len(block.text) <= 80
            and not _SENTENCE.search(block.text)
            and len(block.lines) == 1
        )

    def is_general(self, text: str) -> bool:
        """Whether a text begins with the word for whoever the heading above it names (`Nämnden`, `Föreningen`)."""
        return self.engine.says(text[:_GENERAL_WITHIN], "answerer", within=0)

    def leading_name(self, text: str) -> Name | None:
        """The name of a body or an organisation with which a heading begins."""
        names = self.engine.names(text)
        return names[0] if names and names[0].start == 0 else None

    def whole_name(self, text: str) -> Name | None:
        """The name of a body or an organisation that a heading is, and nothing else."""
        name = self.leading_name(text)
        return name if name is not None and name.end == len(text) else None

    def following(self, index: int) -> Block | None:
        """The next block after `index` that is not furniture."""
        later = range(index + 1, len(self.blocks))
        return next((b for i in later if (b := self.blocks[i]).role is not Role.FURNITURE), None)

    def previous(self, index: int) -> Block | None:
        """The block before `index` that is not furniture."""
        earlier = range(index - 1, -1, -1)
        return next((b for i in earlier if (b := self.blocks[i]).role is not Role.FURNITURE), None)

    def top_of_page(self, index: int) -> bool:
        """Whether the block is the first of its page that is not furniture."""
        before = self.previous(index)
        return before is None or before.lines[-1].line.page != self.blocks[index].page

    def is_appendix(self, block: Block) -> bool:
        """Whether the block is an appendix's heading: `Bilaga 1` alone on its line, or at the top of its page."""
        if len(block.text) > _HEADING_LENGTH:
            return False
        match = first_match(self.engine.profile.facts.appendix, block.text)
        if not match or match.start() > 0:
            return False
        if self._titles_appendix(match):
            return False
        alone = match["number"].strip() == block.text.strip().rstrip(".:")
        numbered = any(c.isdigit() for c in match["number"]) or match["number"].split()[-1].isupper()
        top = self.top_of_page(self.index)
        if alone and (numbered or _to_the_right(block)):
            return not self._in_list(block)
        title = match.groupdict().get("title")
        if title and begins_with(title, self.engine, WRITTEN) and self._in_minutes_below(block):
            # «Bilaga – särskilt yttrande» says what it is wherever on the page it stands
            return not self._in_list(block)
        below = self.following(self.index)
        titled = below is not None and self._in_minutes_below(below) and begins_with(below.text, self.engine, WRITTEN)
        if numbered and titled and self._in_minutes_below(block):
            # «Bilaga 1 SN 2017-09-20», and under it what it is
            return not self._in_list(block)
        named = numbered or alone or title is not None or "§" in block.text
        return (
            not self._in_list(block)
            and named
            and (top or (block.role in (Role.HEADING, Role.TITLE) and title is not None))
        )

    def _titles_appendix(self, match: re.Match[str]) -> bool:
        """Whether `Bilaga: Reservationer m.m.` is the title under `Bilaga 1`, which began the same appendix."""
        act = self.draft.acts[self.draft.parent] if self.draft.parent is not None else None
        bare = not any(c.isdigit() for c in match["number"]) and match.groupdict().get("title") is not None
        return bare and act is not None and self.draft.act is None and len(act.blocks) == 1 and _numbered(act.blocks[0])

    def _in_minutes_below(self, block: Block) -> bool:
        """Whether it is a heading in minutes: a memorandum's statement may list its appendices in such words."""
        return self.scope == "minutes" and self.looks_like_heading(block)

    def _in_list(self, block: Block) -> bool:
        """Whether `Bilaga 1` stands in a list of appendices: its neighbour is another, or it is a bulleted item."""
        if block.role is Role.LIST_ITEM and block.label:
            return True
        after = self.following(self.index)
        if after is None:
            return True
        before = self.previous(self.index)
        # the last of the list has its neighbour above
        ends = before is not None and before.text != block.text and _numbered(before) and _numbered(block)
        names_next = self._names_appendix(after, block.page) and not (_numbered(block) and not _numbered(after))
        return names_next or (ends and self._names_appendix(before, block.page))

    def _names_appendix(self, other: Block | None, page: int) -> bool:
        if other is None or other.page != page or len(other.text) >= _HEADING_LENGTH:
            return False
        match = first_match(self.engine.profile.facts.appendix, other.text)
        return match is not None and match.start() == 0

    # ---- doing

    def open_found(self, found: Found, block: Block, *, consultation: bool = False) -> None:
        """Opens the act that an opening found, its pending headings included."""
        rule = found.rule
        blocks = [*self.pending, block]
        self.draft.open(
            OpenAct(
                kind=str(rule.kind),
                rule=rule.id,
                extent=rule.extent,
                subject=rule.subject,
                weight=rule.weight,
                blocks=blocks,
                matter=None,
                parent=None,
                body=self.body,
                named=found.named,
                heading=len(self.pending),
                cue=(found.cue[0] - found.at, found.cue[1] - found.at),
                consultation=consultation,
            )
        )
        self.pending = []

    def open_section(
        self, section: Section, block: Block | None, named: str | None, *, extent: str = "section"
    ) -> None:
        """Opens the act that a section word announces, with `block` as its first text."""
        blocks = [*self.pending, *([block] if block is not None else [])]
        self.draft.open(
            OpenAct(
                kind=str(section.holds),
                rule=f"section:{section.id}",
                extent=extent,
                subject="around" if section.holds not in (Kind.DECISION, Kind.PROPOSAL, Kind.VOTE) else "body",
                weight=0.95,
                blocks=blocks,
                matter=None,
                parent=None,
                body=self.body,
                named=named,
                heading=len(self.pending),
                cue=None,
            )
        )
        self.pending = []

    def open_answer(self, blocks: Sequence[Block], named: str, body: str | None, *, heading: int = 1) -> None:
        """Opens an answer to a consultation: `named` answers, in `body` where it is a body.

        `heading` tells how many of the blocks are headings.
        """
        self.draft.open(
            OpenAct(
                kind=Kind.STATEMENT.value,
                rule="consultation-heading",
                extent="through",
                subject="heading",
                weight=0.85,
                blocks=list(blocks),
                matter=None,
                parent=None,
                body=body,
                named=named,
                heading=heading,
                cue=None,
                consultation=True,
            )
        )
        self.pending = []

    def start_appendix(self, block: Block) -> None:
        """Begins an appendix with its heading."""
        self.pending = []
        self.draft.start_appendix(
            OpenAct(
                kind=Kind.APPENDIX.value,
                rule="appendix",
                extent="through",
                subject="none",
                weight=0.97,
                blocks=[block],
                matter=None,
                parent=None,
                body=None,
                named=None,
                heading=1,
                cue=None,
            )
        )

    def take_note(self, rule: Opening, block: Block) -> None:
        """Keeps a paragraph that tells of jäv or of taking no part; it is in no act."""
        self.draft.note(
            ActDraft(
                kind="conflict_of_interest"
                if "conflict" in rule.id or "jäv" in block.text.lower()
                else "takes_no_part",
                blocks=(block,),
                rule=rule.id,
                matter=self.draft.matter,
                weight=rule.weight,
            )
        )

    def put(self, block: Block) -> None:
        """Records a block as read: every block passes here once, in order."""
        self.draft.blocks.append(block)

    def cut(self, block: Block, openings: Sequence[Found]) -> list[tuple[Block, Found | None]]:
        """The parts of a block that its openings begin; the first part has no opening where none is at its start."""
        parts: list[tuple[Block, Found | None]] = []
        rest, offset = block, 0
        opening: Found | None = None
        for found in openings:
            if found.at == 0:
                opening = found
                continue
            first, rest = split_block(rest, found.at - offset)
            parts.append((first, opening))
            offset, opening = found.at, found
        parts.append((rest, opening))
        return parts
