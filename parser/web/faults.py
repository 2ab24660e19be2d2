"""What is wrong with a question, told in the reader's language."""

import re
from functools import cache

from parser.web.wording import Words, table


def told(sentence: str, words: Words) -> tuple[str, str]:
    """A sentence of `BadQuestion` in the reader's language where it is known, else as it is; and its language."""
    if words.language != "en":
        for pattern, text in _sentences(words.language):
            found = pattern.fullmatch(sentence)
            if found is not None:
                return text.format(**found.groupdict()), words.language
    return sentence, "en"


@cache
def _sentences(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """For each sentence a pattern of what the program says, and the words with places for what it puts in."""
    made = []
    for one in table(f"faults-{language}")["faults"]:
        parts = re.split(r"\{(\w+)\}", one["told"])
        pattern = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.*?)" for at, part in enumerate(parts))
        made.append((re.compile(pattern, re.DOTALL), one["text"]))
    return tuple(made)
