"""Nothing remembered: a conversion is timed as that of a document which the process has never seen."""

import gc
import sys
from collections.abc import Iterator
from typing import Any

# Functions whose cache holds data of ours (profiles, registers, schemas, compiled rules) and no answer about a text.
# Any other cached function of ours is emptied before each conversion.
LOADERS = {
    "_akoma_ntoso", "_compiled", "_given_skeletons", "_load", "_phrases", "_preload_once", "_record_validator",
    "_tools", "engine_for", "load_cues", "load_lexicon", "load_names", "load_profile", "municipalities",
    "record_schema", "token_pattern", "version",
}  # fmt: skip


def remembering() -> Iterator[Any]:
    """The caches of our modules that hold answers about texts."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] != "parser":
            continue
        for owner in [module, *(v for v in vars(module).values() if isinstance(v, type) and v.__module__ == name)]:
            for key, value in vars(owner).items():
                if hasattr(value, "cache_clear") and value.__module__ == name and key not in LOADERS:
                    yield value


def forget() -> None:
    """Empty what this process knows of texts that it has read: our caches, the lexicon's words, spaCy's tokens."""
    from parser.language.engine import Engine
    from parser.language.lexicon import load_lexicon

    for cached in remembering():
        cached.cache_clear()
    load_lexicon()._known.clear()
    for engine in (thing for thing in gc.get_objects() if isinstance(thing, Engine)):
        tokenizer: Any = engine._nlp.tokenizer
        tokenizer.rules = tokenizer.rules  # setting them empties its cache of tokenised words
