"""Diary numbers that mean one matter, however they are set."""

import re

from parser.index.values import diary_key

_PLAN = re.compile(r"-[0-9]{3}$")
_SERIAL = re.compile(r"(?:(?:^|[^0-9])(?:19|20)[0-9]{2}-[0-9]+|(?:^|[^0-9])[0-9]+-(?:19|20)[0-9]{2})$")
"""A year and a serial number, in either order: with them a registry has one matter."""


def same(number: str) -> tuple[str, dict[str, str]]:
    """A condition on the table `diary g`, and its values, that holds of all numbers that mean the matter of `number`.

    Registries write the code of their archive plan after the number (`2014/62 042`), and not always: with it or
    without it, the number is the same.
    """
    key = diary_key(number)
    bare = _PLAN.sub("", key)
    keys = [key, bare] if bare != key and _SERIAL.search(bare) else [key]
    told = {f"key{at}": one for at, one in enumerate(keys)}
    condition = f"g.folded IN ({', '.join(f':{name}' for name in told)})"
    whole = keys[-1]
    if _SERIAL.search(whole):
        told |= {"low": f"{whole}-000", "high": f"{whole}-999", "plan": f"{whole}-[0-9][0-9][0-9]"}
        condition = f"({condition} OR (g.folded BETWEEN :low AND :high AND g.folded GLOB :plan))"
    return condition, told
