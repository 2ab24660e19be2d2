"""Nothing remembered: a conversion is timed as that of a document which the process has never seen."""

import gc
import sys
from collections.abc import Iterator
from typing import Any

# Functions whose cache holds what is loaded once a process (profiles, registers, schemas, compiled rules) and nothing
# about a document; so do all that are named load_…. Any other cached function of ours is emptied before a conversion.
LOADERS = {
    "_compiled", "_given_skeletons", "_load", "_preload_once", "_record_validator", "_widths", "engine_for",
    "municipalities", "record_schema", "token_pattern", "version",
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
    from parser.language.engine import Engine
    from parser.language.lexicon import load_lexicon
    from parser.language.needs import Needs

    for cached in remembering():
        cached.cache_clear()
    load_lexicon()._known.clear()
    for thing in gc.get_objects():
        if isinstance(thing, Needs):
            thing._known.clear()
        elif isinstance(thing, Engine):
            tokenizer: Any = thing._nlp.tokenizer
            tokenizer.rules = tokenizer.rules  # setting them empties its cache of tokenised words
