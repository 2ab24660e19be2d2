"""The names of Akoma Ntoso: its namespace, ours, identifiers, and the things that a document refers to."""

import re
import unicodedata
from enum import StrEnum

import msgspec
from lxml import etree

from parser.record.types import Actor, ActorType, Record

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS = "urn:diarium:record:1"

# All that XML 1.0 forbids: control characters, halves of surrogate pairs, two non-characters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with a replacement character (U+FFFD) for each that XML forbids; the length stays."""
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text)  # what is printable is never forbidden


def add(parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
    """A new last child of the standard's namespace, on a line of its own; attributes that are None are left out.

    An attribute's name may end in an underscore where it is a word of Python.
    """
    element = inline(parent, tag, **attributes)
    element.tail = "\n"
    return element


def inline(parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
    """As `add`, but within a line."""
    return etree.SubElement(parent, f"{{{AKN}}}{tag}", _given(attributes))


def ours(parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
    """As `add`, in our namespace."""
    element = etree.SubElement(parent, f"{{{OURS}}}{tag}", _given(attributes))
    element.tail = "\n"
    return element


def _given(attributes: dict[str, str | None]) -> dict[str, str]:
    return {name.rstrip("_"): clean(value) for name, value in attributes.items() if value is not None}


def slug(text: str | None) -> str:
    """The text as a part of a name: `Ny organisation (Dnr 4)` is `ny-organisation-dnr-4`; may be empty."""
    plain = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


class Class(StrEnum):
    """The top-level classes of the standard's ontology that we use; the value is the element's name."""

    PERSON = "TLCPerson"
    ORGANISATION = "TLCOrganization"
    ROLE = "TLCRole"
    CONCEPT = "TLCConcept"
    EVENT = "TLCEvent"


class Thing(msgspec.Struct, frozen=True):
    """Something that the document refers to: its eId, its name in the ontology and how to show it."""

    class_: Class
    id: str
    href: str
    label: str


class Ontology:
    """The things that a document refers to, collected while its body is written; each gets one unique eId."""

    def __init__(self, record: Record) -> None:
        """The ids of the record are kept free for what they name."""
        self._things: dict[tuple[str, str], Thing] = {}
        self._taken: set[str] = {
            *(block.id for block in record.blocks),
            *(act.id for act in record.acts),
            *(matter.id for matter in record.matters),
            *(person.id for person in record.persons),
        }
        self._persons = {person.id: person for person in record.persons}
        self._parties = {party.id: party for party in record.parties}

    @property
    def things(self) -> tuple[Thing, ...]:
        """All that was referred to so far, in the order of the first reference."""
        return tuple(self._things.values())

    def unique(self, wanted: str) -> str:
        """`wanted` as an eId, or with a number after it where it is taken; it is taken then."""
        found, number = wanted, 1
        while found in self._taken:
            number += 1
            found = f"{wanted}-{number}"
        self._taken.add(found)
        return found

    def organisation(self, name: str) -> str:
        """The reference (`#org-…`) to a body, office or other organisation, by its name."""
        return self._refer(Class.ORGANISATION, f"org:{name}", f"org-{slug(name)}", name)

    def party(self, party_id: str) -> str:
        """The reference (`#party-…`) to a party, by its id in the record."""
        party = self._parties.get(party_id)
        return self._refer(
            Class.ORGANISATION, f"party:{party_id}", f"party-{slug(party_id)}", party.name if party else party_id
        )

    def person(self, person_id: str | None, name: str) -> str:
        """The reference to a person of the record, or to a name that is nobody of the record's."""
        person = self._persons.get(person_id or "")
        if person is None:
            return self._refer(Class.PERSON, f"name:{name}", f"person-{slug(name)}", name)
        key = (Class.PERSON.value, person.id)
        if key not in self._things:  # its eId is the record's id of it, kept free for it from the beginning
            href = f"/akn/ontology/person/se/{slug(person.name) or person.id}"
            self._things[key] = Thing(Class.PERSON, person.id, href, person.name)
        return f"#{person.id}"

    def role(self, role: str) -> str:
        """The reference (`#role-…`) to a role as printed."""
        return self._refer(Class.ROLE, role, f"role-{slug(role)}", role)

    def concept(self, name: str, label: str | None = None) -> str:
        """The reference to a concept of ours: a kind of act, a demand, an answer, a relation."""
        return self._refer(Class.CONCEPT, name, slug(name), label or name.replace("_", " "))

    def event(self, name: str, label: str) -> str:
        """The reference to an event: the meeting, the signing."""
        return self._refer(Class.EVENT, name, f"event-{slug(name)}", label)

    def actor(self, actor: Actor) -> str:
        """The reference to who acts."""
        if actor.type is ActorType.PERSON:
            return self.person(actor.person, actor.name)
        if actor.type is ActorType.PARTY_GROUP and actor.party_id is not None:
            return self.party(actor.party_id)
        return self.organisation(actor.name)

    def _refer(self, class_: Class, key: str, wanted: str, label: str) -> str:
        thing = self._things.get((class_.value, key))
        if thing is None:
            id_ = self.unique(wanted.rstrip("-") or "concept")
            name = id_.partition("-")[2] if class_ is not Class.CONCEPT else ""
            href = f"/akn/ontology/{class_.value.removeprefix('TLC').lower()}/se/{name or id_}"
            thing = self._things[class_.value, key] = Thing(class_, id_, href, label)
        return f"#{thing.id}"
