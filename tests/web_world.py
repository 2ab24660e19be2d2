"""A site over a small corpus for tests: two records made by hand, one full of markup, and a PDF of one of them.

`conftest.py` has the fixtures: `web`, a world for a whole file; `own_web`, one that a test may change; `get`.
"""

import contextlib
import io
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import msgspec
import uvicorn
from fastapi import FastAPI
from httpx import Response
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from asked import invented, put
from parser.query.corpus import Corpus, open_corpus
from parser.record.types import BlockRole, Record
from parser.web.app import create_app
from parser.web.pictures import Pictures
from parser.web.server import bound
from parser.web.site import Settings, Site
from records import sample_minutes, sample_record

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
SPOKEN = ("name", "title", "text", "body", "municipality", "role", "message", "quote", "file_name", "department")
"""Where a document's words stand in a record."""


def printed(record: Record) -> tuple[Record, bytes]:
    """A PDF with the record's blocks where the record says that they stand, and the record as one of this PDF."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for page in range(1, record.source.pages + 1):
        for block in record.blocks:
            for place in block.places:
                if place.page == page:
                    canvas.setFont("Helvetica", 9)
                    canvas.drawString(place.bbox[0], A4[1] - place.bbox[3] + 2, block.text[:90])
        canvas.showPage()
    canvas.save()
    data = buffer.getvalue()
    digest = sha256(data).hexdigest()
    source = msgspec.structs.replace(record.source, sha256=digest, bytes=len(data))
    return msgspec.structs.replace(record, id=digest[:16], source=source), data


def hostile() -> Record:
    """Minutes in which every word of the document is markup, a script, a template."""

    def spoiled(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: spoiled(one, name) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [spoiled(one, key) for one in value]
        return f"{value} {EVIL}" if isinstance(value, str) and key in SPOKEN and value not in set(BlockRole) else value

    told = spoiled(msgspec.to_builtins(sample_minutes()))
    told["id"] = "e" * 16
    told["source"]["sha256"] = "e" * 64
    told["matters"][0]["diary_numbers"] = [f"KS 666/2019 {EVIL}"]
    return msgspec.convert(told, Record)


def site_over(corpus: Corpus, folder: Path, *pdfs: Path, settings: Settings | None = None) -> Site:
    """A site that keeps what it makes in `folder` and looks for PDFs in `pdfs`."""
    return Site(corpus, Pictures(pdfs, folder / "pictures"), folder / "bulk", settings)


class World:
    """A site, and what is in it. Close it: it draws pages in a process of its own."""

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        """Records in `folder`/records, the PDF of the minutes in `folder`/pdfs."""
        self.records, self.pdfs = folder / "records", folder / "pdfs"
        self.minutes, self.pdf = printed(sample_minutes())
        self.memorandum, self.hostile = sample_record(), hostile()
        self.pdfs.mkdir(parents=True)
        (self.pdfs / "another name.pdf").write_bytes(self.pdf)
        put(self.records, "minutes/ks.json", self.minutes)
        put(self.records, "pm.json", self.memorandum)
        put(self.records, "evil.json", self.hostile)
        for number, record in enumerate(invented(300)):
            put(self.records, f"invented/{number}.json", record)
        self.corpus = open_corpus(self.records)
        self.site = site_over(self.corpus, folder, self.pdfs, settings=settings)
        self.app = create_app(self.site)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.site.pictures.close()


def asking(app: FastAPI, below: str = "") -> Callable[..., Response]:
    """A function that asks `app` for an address below `below`, with headers as keywords: ``if_none_match="…"``.

    A redirect is an answer: it is not followed.
    """
    client = TestClient(app, follow_redirects=False)

    def get(address: str, **headers: str) -> Response:
        return client.get(below + address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application at an address of this machine."""
    at = bound("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{at.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        at.close()
