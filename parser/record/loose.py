"""Records read in bulk: types, numbers and enums are checked as ever, patterns of ids are not.

A record has thousands of ids, and looking at each by a regular expression takes as long as all the rest of reading.
Who reads so checks the ids that it takes up itself (`misshapen`); one that points at nothing is told by that anyway.
"""

import re
import types
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from parser.record.types import Record

_SHAPES = {
    "matters": re.compile(r"(?:m[0-9]+\n)*"),
    "acts": re.compile(r"(?:a[0-9]+\n)*"),
    "persons": re.compile(r"(?:p[0-9]+\n)*"),
}


def decode(data: bytes) -> Record:
    """The record that the JSON holds, its ids unchecked: of a type of its own with `Record`'s fields.

    Raises what msgspec raises: MsgspecError, UnicodeDecodeError, RecursionError.
    """
    return cast(Record, _DECODER.decode(data))


def misshapen(record: Record) -> str | None:
    """Of what the ids do not have the shape that the schema gives them; None where all have it."""
    for name, shape in _SHAPES.items():
        if not shape.fullmatch("".join([f"{one.id}\n" for one in getattr(record, name)])):
            return name
    return None


def _without_patterns(struct: type[msgspec.Struct], made: dict[type, Any], *, within: bool) -> Any:
    """The struct anew; `within`: it comes many times in a record, and loses its fields' patterns."""
    if struct not in made:
        hints = get_type_hints(struct, include_extras=True)
        fields = []
        for field in msgspec.structs.fields(struct):
            told = _loosened(hints[field.name], made, within=within)
            fields.append((field.name, told) if field.required else (field.name, told, field.default))
        made[struct] = msgspec.defstruct(struct.__name__, fields, frozen=True, kw_only=True)
    return made[struct]


def _loosened(hint: Any, made: dict[type, Any], *, within: bool) -> Any:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _without_patterns(hint, made, within=within)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        kind = _loosened(parts[0], made, within=within)
        metas = [one for one in parts[1:] if not (within and isinstance(one, Meta) and one.pattern is not None)]
        return Annotated[(kind, *metas)] if metas else kind
    if origin is tuple:
        return tuple[tuple(_loosened(one, made, within=True) for one in parts)]  # type: ignore[misc]  # made here
    if origin in (types.UnionType, Union):
        return Union[tuple(_loosened(one, made, within=within) for one in parts)]  # noqa: UP007  its parts are counted here
    return hint


_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_without_patterns(Record, {}, within=False))
