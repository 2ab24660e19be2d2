"""Nothing remembered: a conversion is timed as that of a document which the process has never seen."""

import gc
import sys
from collections.abc import Iterator
from typing import Any

# Functions whose cache holds what is loaded once a process (profiles, registers, schemas, compiled rules) and nothing
# about a document; so do all that are named load_…. Any other cached function of ours is emptied before a conversion.
LOADERS = {
    "_compiled", "_every_phrase", "_given_skeletons", "_load", "_preload_once", "_record_validator", "_widths",
    "engine_for", "municipalities", "record_schema", "token_pattern", "version",
}  # fmt: skip


def caches() -> Iterator[tuple[str, str, Any]]:
    """The cached functions and methods of our modules that are imported: module, name, function."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] != "parser":
            continue
        for owner in [module, *(v for v in vars(module).values() if isinstance(v, type) and v.__module__ == name)]:
            for key, value in list(vars(owner).items()):
                if hasattr(value, "cache_clear") and value.__module__ == name:
                    yield name, key, value


def remembering() -> Iterator[Any]:
    """Those of the caches that hold answers about texts."""
    return (function for _, key, function in caches() if key not in LOADERS and not key.startswith("load_"))


def forget() -> None:
    """Empty what this process knows of texts that it has read: our caches, the lexicon's words, spaCy's tokens."""
    from parser.language.lexicon import load_lexicon

    for cached in remembering():
        cached.cache_clear()
    load_lexicon()._known.clear()
    for thing in _readers():
        if hasattr(thing, "_nlp"):
            thing._nlp.tokenizer.rules = thing._nlp.tokenizer.rules  # setting them empties its cache of tokenised words
        else:
            thing._seen.clear()
            thing._telling.clear()


def settle() -> None:
    """Call after the first run of everything: what is loaded by now is no longer looked through for garbage.

    Else collecting garbage between two runs would go over all of it and sweep the processor's caches just before the
    clock starts, which hurts whoever has much loaded and happens in no program.
    """
    _readers()
    gc.collect()
    gc.freeze()


_READERS: list[Any] = []


def _readers() -> list[Any]:
    """The language engines that there are and what tells them which texts to read, settled ones included."""
    from parser.language.engine import Engine
    from parser.language.needs import Needs

    known = set(map(id, _READERS))
    found = (thing for thing in gc.get_objects() if isinstance(thing, Engine | Needs))
    _READERS.extend(thing for thing in found if id(thing) not in known)
    return _READERS
