"""What the attribution sees of a name found in text: the part of `parser.attribute.mentions.Mention` that it uses."""

from collections.abc import Callable, Sequence
from typing import Protocol

from parser.record.types import ActorType


class Mention(Protocol):
    """Somebody named in a text, with offsets."""

    name: str
    party: str | None
    party_id: str | None
    role: str | None
    type: ActorType
    and_others: bool
    start: int
    end: int
    genitive: bool


FindMentions = Callable[[str], Sequence[Mention]]
