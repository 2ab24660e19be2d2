"""Everything at once: files made of the corpus's state, which can be asked for in ranges and gone on with."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from parser.errors import DiariumError
from parser.query.rows import COLUMNS, cells_of
from parser.web.api import shapes
from parser.web.api.asking import Only, answer, described
from parser.web.guard import matches
from parser.web.pages.exports import csv_of
from parser.web.problems import Told
from parser.web.site import Site

PATIENCE = 20.0
"""Seconds that a request waits for a file that is being made."""


class Bulk:
    """Makes the files, each once for a state of the corpus; an older one is kept until a newer is whole."""

    def __init__(self, site: Site) -> None:
        """In the site's cache."""
        self._site = site
        self._lock = threading.Lock()
        self._making: dict[str, threading.Event] = {}

    def file(self, name: str) -> FilePath:
        """The newest file of this name. Raises Told where there is none yet."""
        state = self._site.corpus.state
        path = self._site.cache / f"{state}-{name}"
        if path.is_file():
            return path
        with self._lock:
            made = self._making.get(path.name)
            if made is None:
                made = self._making[path.name] = threading.Event()
                threading.Thread(target=self._make, args=(name, path, made), daemon=True).start()
        made.wait(PATIENCE)
        if path.is_file():
            return path
        older = sorted(self._site.cache.glob(f"*-{name}"), key=lambda one: one.stat().st_mtime)
        if older and not self._removed_since(older[-1].stat().st_mtime):
            return older[-1]
        raise Told("unavailable", "the file is being made; ask again in a while", {"retry-after": "20"})

    def _removed_since(self, seconds: float) -> bool:
        """Whether a document went after this time: a file that still has it is not to be given any more."""
        since = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return any(one.what == "gone" for one in self._site.corpus.changes(since, most=1 << 31))

    def _make(self, name: str, path: FilePath, made: threading.Event) -> None:
        temporary = path.with_name(f".{path.name}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                for piece in WRITERS[name][1](self._site):
                    file.write(piece)
            temporary.replace(path)
            for old in path.parent.glob(f"*-{name}"):
                if old != path:
                    old.unlink(missing_ok=True)
        except (OSError, DiariumError):
            temporary.unlink(missing_ok=True)
        finally:
            with self._lock:
                self._making.pop(path.name, None)
            made.set()


def _acts_jsonl(site: Site) -> Iterator[bytes]:
    for one in site.corpus.acts():
        yield msgspec.json.encode(one) + b"\n"


def _acts_csv(site: Site) -> Iterator[bytes]:
    base = site.settings.base_url or ""
    yield from (piece.encode() for piece in csv_of(COLUMNS, (cells_of(one, base) for one in site.corpus.acts())))


def _records_jsonl(site: Site) -> Iterator[bytes]:
    seen: set[str] = set()
    for change in site.corpus.changes(None, most=1 << 31):
        data = site.record_bytes(change.id) if change.what == "put" and change.id not in seen else None
        if data is not None:
            seen.add(change.id)
            yield msgspec.json.format(data[0], indent=-1) + b"\n"


WRITERS: dict[str, tuple[tuple[str, str], Callable[[Site], Iterator[bytes]]]] = {
    "records.jsonl": (("application/jsonl", "Each record on a line, by the record's schema."), _records_jsonl),
    "acts.jsonl": (("application/jsonl", "Each act at the top level on a line, as in /acts."), _acts_jsonl),
    "acts.csv": (("text/csv; charset=utf-8", "The same as a table, as the export of a search."), _acts_csv),
}


_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")


def _prove_range(request: Request, size: int, tag: str) -> None:
    """Leave a range that is none aside, as RFC 9110 has it; refuse one that the file does not reach to. Raises Told."""
    given = request.headers.get("range")
    if given is None:
        return
    found = _RANGE.fullmatch(given.replace(" ", ""))
    first, last, end = found.groups() if found else (None, None, None)
    if found is None or (first and last and int(first) > int(last)):
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
    elif request.headers.get("if-range", tag) == tag and ((first and int(first) >= size) or end == "0"):
        raise Told("range", headers={"content-range": f"bytes */{size}"})


def add(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    bulk = Bulk(site)

    @router.get(
        "/bulk", responses=described("Downloads"), dependencies=[Depends(Only())], summary="Files with everything",
        tags=["bulk"],
    )  # fmt: skip
    def files() -> Response:
        """The files with everything."""
        items = tuple(
            shapes.Download(name=name, href=f"/api/v1/bulk/{name}", media_type=kind, description=told)
            for name, ((kind, told), _) in WRITERS.items()
        )
        return answer(shapes.Downloads(items=items, state=site.corpus.state))

    text = {"schema": {"type": "string"}}
    downloads = described("Problem", problems=[404, 416, 503])
    downloads[200] = {"description": "The file.", "content": {"application/jsonl": text, "text/csv": text}}
    downloads[206] = {"description": "The ranges that were asked for.", "content": {"application/jsonl": text}}

    @router.get(
        "/bulk/{name}", responses=downloads, dependencies=[Depends(Only())], summary="A file with everything",
        tags=["bulk"],
    )  # fmt: skip
    def file(request: Request, name: Annotated[str, Path(description="One of `/bulk`.")]) -> Response:
        """A file with everything. Ranges are answered; `ETag` changes with the corpus."""
        if name not in WRITERS:
            raise Told("not-found")
        path = bulk.file(name)
        state = path.name.removesuffix(f"-{name}")
        tag = f'"{state}"'
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers={"etag": tag})
        _prove_range(request, path.stat().st_size, tag)
        return FileResponse(path, media_type=WRITERS[name][0][0], filename=name, headers={"etag": tag})
