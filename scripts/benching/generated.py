"""A corpus of generated documents: the annotated texts, set in many forms and sizes, by a seed."""

import io
import random
import re
import sys
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests")]  # the typesetter is a package of the tests

from typesetter.layouts import LAYOUTS, choose  # noqa: E402  the path above comes first
from typesetter.markup import load  # noqa: E402  the same
from typesetter.setting import set_document  # noqa: E402  the same

VOLUME = 12
"""One in so many documents is a volume: several others bound together."""


def generate(folder: Path, number: int, seed: int) -> tuple[int, int]:
    """Write `number` PDFs into `folder`, with folders in it by year; their pages and bytes. The seed says all."""
    chance = random.Random(seed)
    texts = sorted((ROOT / "corpus" / "annotated").rglob("*.marked.txt"))
    marked = [load(path) for path in chance.sample(texts, min(40, len(texts)))]
    set_before: list[bytes] = []
    pages = size = 0
    for one in range(number):
        if set_before and one % VOLUME == VOLUME - 1:
            data = _bound(chance.choices(set_before, k=chance.randint(3, 8)))
        else:
            text = chance.choice(marked)
            form = chance.randrange(1, 10_000)
            kind = "minutes" if text.facts["type"] == "protokoll" else "pm"
            data = set_document(text, LAYOUTS[choose(kind, form).name], form).pdf
            set_before.append(data)
        path = folder / str(1974 + one % 50) / f"{one:06}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data + b"\n%% %d\n" % one)  # no two have the same bytes
        pages += len(pypdfium2.PdfDocument(data))
        size += len(data)
    return pages, size


def _bound(several: list[bytes]) -> bytes:
    volume = pypdfium2.PdfDocument.new()
    for data in several:
        volume.import_pages(pypdfium2.PdfDocument(data))
    held = io.BytesIO()
    volume.save(held)
    # pdfium notes the time and an identity by chance.
    return re.sub(rb"/CreationDate\(D:\d+|/ID\[<\w+><\w+>\]", _blank, held.getvalue())


def _blank(found: re.Match[bytes]) -> bytes:
    name, mark, value = found[0].partition(b"(" if b"(" in found[0] else b"[")
    return name + mark + re.sub(rb"\w", b"0", value)
