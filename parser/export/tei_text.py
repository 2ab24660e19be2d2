"""The text of a document as TEI: divisions by matter, acts as utterances, everything printed once and in order."""

from collections.abc import Sequence

from lxml import etree

from parser.export.agents import Agents
from parser.export.tei_names import TEI, XML_ID, add, pointer, xml_id
from parser.record.akn_body import act_paths
from parser.record.akn_names import clean
from parser.record.types import Act, Block, BlockRole, Kind, Matter, Record

_LINED = (BlockRole.TABLE, BlockRole.SIGNATURE)


def write_text(text: etree._Element, record: Record, agents: Agents) -> int:
    """Write `body` into `text`; how many utterances it has."""
    body = add(text, "body")
    _write_votes(body, record, agents)
    _write_links(body, record, agents)
    writer = _Writer(body, record, agents)
    for block in record.blocks:
        writer.take(block)
    return writer.finish()


class _Writer:
    """Takes the blocks in reading order."""

    def __init__(self, body: etree._Element, record: Record, agents: Agents) -> None:
        self._body = body
        self._agents = agents
        self._acts = {act.id: act for act in record.acts}
        self._paths = act_paths(record)
        self._matters = {matter.id: matter for matter in record.matters}
        self._heading_of = {id_: matter.id for matter in record.matters for id_ in matter.blocks}
        self._noted = {id_: note.kind.value for note in record.notes for id_ in note.blocks}
        self._runs: dict[str, list[etree._Element]] = {}
        self._divided: set[str] = set()
        self._page = 0
        self._div: etree._Element | None = None
        self._place: tuple[str, str | None] | None = None
        self._open: str | None = None
        self._at_top = True
        self._waiting: list[etree._Element] = []

    def take(self, block: Block) -> None:
        """One block more."""
        if block.page != self._page:
            self._page = block.page
            self._waiting.append(etree.Element(f"{{{TEI}}}pb", n=str(block.page)))
        if block.role is BlockRole.FURNITURE:
            line = etree.Element(f"{{{TEI}}}fw", type="furniture")
            _fill(line, block)
            self._waiting.append(line)
            return
        path = self._paths.get(block.id, ())
        act = self._acts[path[-1]] if path else None
        self._enter(block, self._acts[path[0]] if path else None)
        assert self._div is not None  # _enter has made one
        if act is None:
            self._open = None
            self._settle(self._div)
            self._write_bare(self._div, block)
            return
        if self._open != act.id:
            self._settle(self._div)
            self._begin(self._div, act)
        utterance = self._runs[act.id][-1]
        self._settle(utterance)
        segment = add(utterance, "seg")
        segment.set(XML_ID, xml_id(self._agents.part(block.id)))
        if block.role is not BlockRole.PARAGRAPH:
            segment.set("type", block.role.value)
        _fill(segment, block)

    def finish(self) -> int:
        """Write what waits; how many utterances there are."""
        if self._div is None:
            self._div = add(self._body, "div")
        self._settle(self._div)
        if not any(child.tag != f"{{{TEI}}}pb" for child in self._div):
            add(self._div, "p")  # a division needs something
        return sum(map(len, self._runs.values()))

    def _enter(self, block: Block, top: Act | None) -> None:
        """Open the division in which a block stands: of its matter, or of its appendix."""
        matter = self._heading_of.get(block.id) or (top.matter if top else None)
        before = self._place
        if top is not None and top.kind is Kind.APPENDIX:
            place: tuple[str, str | None] = (f"appendix {top.id}", matter)
        elif matter is not None:
            place = (f"matter {matter}", matter)
        elif before is not None and before[0].startswith("matter"):
            place = before
        else:
            place = ("preface", None) if before is None or before[0] == "preface" else ("rest", None)
        if self._div is not None and place == before:
            return
        self._div, self._place, self._open = self._divide(place[0], matter), place, None

    def _divide(self, place: str, matter_id: str | None) -> etree._Element:
        self._at_top = True
        kind = place.split()[0]
        matter: Matter | None = self._matters.get(matter_id or "")
        if kind != "matter" or matter is None:
            return add(self._body, "div", type=kind)
        division = add(self._body, "div", type="debateSection", n=matter.number)
        id_ = xml_id(self._agents.part(matter.id))
        if matter.id not in self._divided:
            self._divided.add(matter.id)
            division.set(XML_ID, id_)
        else:  # the document comes back to it
            division.set("corresp", f"#{id_}")
        return division

    def _begin(self, division: etree._Element, act: Act) -> None:
        """A new utterance of an act, chained to the one before where it was interrupted."""
        runs = self._runs.setdefault(act.id, [])
        who = dict.fromkeys(pointer(found) for actor in act.actors if (found := self._agents.actor(actor)))
        kinds = [f"#act.{act.kind.value}", *dict.fromkeys(f"#demand.{one.value}" for one in act.demand)]
        utterance = add(division, "u", who=" ".join(who) or None, ana=" ".join(kinds))
        id_ = xml_id(self._agents.part(act.id))
        utterance.set(XML_ID, f"{id_}.{len(runs) + 1}" if runs else id_)
        if runs:
            utterance.set("prev", f"#{runs[-1].get(XML_ID)}")
            runs[-1].set("next", f"#{utterance.get(XML_ID)}")
        runs.append(utterance)
        self._open, self._at_top = act.id, False

    def _write_bare(self, division: etree._Element, block: Block) -> None:
        """A block that is in no act."""
        is_head = block.role in (BlockRole.HEADING, BlockRole.TITLE)
        if is_head and self._at_top:
            element = add(division, "head")
        elif is_head:
            element = add(division, "note", type=block.role.value)
        else:
            self._at_top = False
            element = add(division, "p")
            if block.role is not BlockRole.PARAGRAPH:
                element.set("rend", block.role.value)
        element.set(XML_ID, xml_id(self._agents.part(block.id)))
        if block.id in self._noted:
            element.set("ana", f"#note.{self._noted[block.id]}")
        _fill(element, block)

    def _settle(self, parent: etree._Element) -> None:
        """Write the page breaks and furniture that wait."""
        for element in self._waiting:
            element.tail = "\n"
            parent.append(element)
        self._waiting.clear()


def _fill(element: etree._Element, block: Block) -> None:
    """A block's text: of a table its rows and cells, of a signature its lines."""
    if block.role is BlockRole.TABLE:
        table = add(element, "table")
        for line in block.text.split("\n"):
            row = add(table, "row")
            for cell in line.split("\t"):
                add(row, "cell", cell)
        return
    first, *rest = block.text.split("\n") if block.role in _LINED else [block.text]
    element.text = clean(first)
    for line in rest:
        etree.SubElement(element, f"{{{TEI}}}lb").tail = clean(line)


def _write_votes(body: etree._Element, record: Record, agents: Agents) -> None:
    """Divisions as Parla-CLARIN has them: events with counts; and each ballot, by name."""
    votes = [act for act in record.acts if act.vote is not None]
    if not votes:
        return
    events = add(body, "listEvent")
    for act in votes:
        vote = act.vote
        assert vote is not None
        event = add(events, "event", type="voting", corresp=pointer(agents.part(act.id)))
        event.set(XML_ID, f"{xml_id(agents.part(act.id))}.voting")
        for kind, said in (("outcome", vote.outcome), ("yes", vote.meaning_yes), ("no", vote.meaning_no)):
            if said:
                add(event, "desc", said, type=kind)
        description = add(event, "desc", type="counts")
        counts = (("ayes", vote.yes), ("noes", vote.no), ("abstentions", vote.abstain), ("absent", vote.absent))
        for kind, count in counts:
            if count is not None:
                add(description, "measure", type=kind, quantity=str(count))
        for ballot in vote.ballots:
            voter, _party = agents.voter(ballot)
            ana = f"#answer.{ballot.answer.value} #source.{ballot.source.value}"
            add(description, "persName", ballot.name, ref=pointer(voter) if voter else None, ana=ana)


def _write_links(body: etree._Element, record: Record, agents: Agents) -> None:
    """What each act is about, defends and refers to, as relations."""
    links: Sequence[tuple[str, str, str]] = [
        (relation, act.id, target)
        for act in record.acts
        for relation, target in (
            *(("about", one) for one in act.about),
            *(("in_favour_of", one) for one in act.in_favour_of),
            *((("refers_to", act.refers_to),) if act.refers_to else ()),
        )
    ]
    if not links:
        return
    relations = add(body, "listRelation")
    for relation, source, target in dict.fromkeys(links):
        add(
            relations,
            "relation",
            name=relation,
            active=pointer(agents.part(source)),
            passive=pointer(agents.part(target)),
        )
