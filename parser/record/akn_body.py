"""The body of the document in Akoma Ntoso: blocks in reading order, grouped into acts and matters.

Guarantees, for any record whose ids are unique and whose references hold:

1. each block that is no furniture is written once, and in reading order;
2. it stands in the innermost act that has it, and that in its parents;
3. an act whose blocks do not follow one another is written in several parts: the first has the act's id, the
   others `a4-2`, `a4-3`, … and the class `continuation`.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from lxml import etree

from parser.record.akn_names import Ontology, add, inline
from parser.record.akn_text import Marks, write_block, write_heading
from parser.record.types import Act, ActorType, Block, BlockRole, Kind, Matter, Record

# The standard's sections of a debate; the kinds that are not here become a debateSection with the kind as its name.
_SECTIONS = {
    Kind.DECISION: "resolutions",
    Kind.MOVED_PROPOSAL: "proceduralMotions",
    Kind.RESERVATION: "declarationOfVote",
    Kind.SPECIAL_STATEMENT: "writtenStatements",
    Kind.SUBSTITUTE_STATEMENT: "writtenStatements",
}
_SPOKEN = {Kind.STATEMENT, Kind.MOVED_PROPOSAL}


def act_paths(record: Record) -> dict[str, tuple[str, ...]]:
    """For each block that is in an act: the innermost act that has it, and that act's ancestors before it."""
    acts = {act.id: act for act in record.acts}
    paths: dict[str, tuple[str, ...]] = {}
    for act in record.acts:
        path = [act.id]
        parent = acts.get(act.parent or "")
        while parent is not None and parent.id not in path:
            path.insert(0, parent.id)
            parent = acts.get(parent.parent or "")
        for id_ in act.blocks:
            if len(path) > len(paths.get(id_, ())):
                paths[id_] = tuple(path)
    return paths


def split_tail(blocks: tuple[Block, ...], paths: dict[str, tuple[str, ...]], acts: dict[str, Act]) -> int:
    """The index from which on every block is of a top-level appendix; the number of blocks where there is none."""
    start = len(blocks)
    while start and (path := paths.get(blocks[start - 1].id)) and acts[path[0]].kind is Kind.APPENDIX:
        start -= 1
    # An appendix that also has blocks before those is no appendix at the end.
    early = {path[0] for block in blocks[:start] if (path := paths.get(block.id))}
    while start < len(blocks) and paths[blocks[start].id][0] in early:
        start += 1
    return start


class Body:
    """Writes blocks below one element, opening and closing the acts that they are in."""

    def __init__(self, record: Record, ontology: Ontology, marks: Marks, paths: dict[str, tuple[str, ...]]) -> None:
        """`paths` is what `act_paths` gives; the marks are those of the whole record."""
        self.acts = {act.id: act for act in record.acts}
        self.parts: dict[str, list[str]] = {}
        """For each act or matter, the eIds of the elements that it was written in."""
        self._ontology = ontology
        self._marks = marks
        self._paths = paths
        self._ancestors = {id_ for path in paths.values() for id_ in path[:-1]}

    def write_doc(self, root: etree._Element, blocks: Iterable[Block]) -> None:
        """Write the blocks below a `mainBody`, acts as `hcontainer`s."""
        self._write(root, blocks, is_debate=False)

    def write_debate(self, root: etree._Element, blocks: Iterable[Block], record: Record) -> None:
        """Write the blocks below a `debateBody`: what comes before the matters, then the matters."""
        headings = {id_: matter for matter in record.matters for id_ in matter.blocks}
        matters = {matter.id: matter for matter in record.matters}
        present = {person.block for person in record.attendance}
        matter: Matter | None = None
        keyed: list[tuple[tuple[Matter | None, bool], Block]] = []
        for block in blocks:
            path = self._paths.get(block.id)
            of_act = matters.get(self.acts[path[0]].matter or "") if path else None
            matter = of_act or headings.get(block.id) or matter
            keyed.append(((matter, matter is None and block.id in present), block))
        for (of, is_roll), group in groupby(keyed, key=itemgetter(0)):
            self._write_section(root, [block for _, block in group], of, is_roll=is_roll)

    def _write_section(
        self, root: etree._Element, blocks: list[Block], matter: Matter | None, *, is_roll: bool
    ) -> None:
        if matter is None:
            section = add(root, "rollCall") if is_roll else add(root, "debateSection", name="front")
            self._write(section, blocks, is_debate=True)
            return
        id_, class_ = self._part(matter.id)
        section = add(root, "debateSection", name="arende", eId=id_, class_=class_)
        number, first = matter.number, 0
        for block in blocks:
            if block.id not in matter.blocks or block.id in self._paths:
                break
            write_heading(section, block, self._marks, number)
            number, first = None, first + 1
        self._write(section, blocks[first:], is_debate=True)

    def _write(self, root: etree._Element, blocks: Iterable[Block], *, is_debate: bool) -> None:
        path: tuple[str, ...] = ()
        opened: list[etree._Element] = []
        holder: etree._Element | None = root
        for block in blocks:
            wanted = self._paths.get(block.id, ())
            if wanted != path:
                same = _common(path, wanted)
                del opened[same:]
                for id_ in wanted[same:]:
                    opened.append(self._open(opened[-1] if opened else root, self.acts[id_], is_debate=is_debate))
                path, holder = wanted, (None if wanted else root)
            if holder is None:
                element, act = opened[-1], self.acts[path[-1]]
                if block.role is BlockRole.HEADING and len(element) == 0:
                    write_heading(element, block, self._marks)
                    continue
                holder = self._holder(element, act, is_debate=is_debate)
            write_block(holder, block, self._marks)

    def _open(self, parent: etree._Element, act: Act, *, is_debate: bool) -> etree._Element:
        """The element of an act, or of one more part of it."""
        id_, class_ = self._part(act.id)
        refers = [self._ontology.concept(act.kind.value)]
        refers += [self._ontology.concept(f"demand_{demand.value}", demand.value) for demand in act.demand]
        tag = _SECTIONS.get(act.kind, "debateSection") if is_debate else "hcontainer"
        name = act.kind.value if tag in {"debateSection", "hcontainer"} else None
        return add(parent, tag, name=name, eId=id_, class_=class_, refersTo=" ".join(refers))

    def _holder(self, element: etree._Element, act: Act, *, is_debate: bool) -> etree._Element:
        """The element below an act's that holds its blocks."""
        if not is_debate:
            # A hierarchical container holds either content or containers: beside children the text gets its own.
            if act.id in self._ancestors:
                element = add(element, "hcontainer", name="text")
            return add(element, "content")
        alone = act.actors[0] if len(act.actors) == 1 else None
        if act.kind in _SPOKEN and alone is not None and alone.type is ActorType.PERSON:
            role = self._ontology.role(alone.role) if alone.role else None
            return add(element, "speech", by=self._ontology.actor(alone), as_=role)
        return element

    def _part(self, id_: str) -> tuple[str, str | None]:
        """The eId and class of the next element of an act or matter."""
        parts = self.parts.setdefault(id_, [])
        parts.append(self._ontology.unique(f"{id_}-2") if parts else id_)
        return parts[-1], ("continuation" if len(parts) > 1 else None)


def write_furniture(root: etree._Element, blocks: Iterable[Block], marks: Marks, *, is_debate: bool) -> None:
    """Write running headers, footers and page numbers, a container of their own that nothing else is in."""
    furniture = [block for block in blocks if block.role is BlockRole.FURNITURE]
    if furniture:
        holder = add(root, "debateSection" if is_debate else "container", name="furniture")
        for block in furniture:
            write_block(holder, block, marks)


def fill_if_empty(root: etree._Element, *, is_debate: bool) -> None:
    """The standard allows no body without content: an empty paragraph where nothing is printed."""
    if len(root) == 0:
        inline(add(root, "debateSection", name="empty") if is_debate else root, "p")


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many items both begin with."""
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count
