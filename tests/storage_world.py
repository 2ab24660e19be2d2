"""What tests of storage need: an S3 server and a web server on the loopback, archives, and what went wrong."""

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parser.batch import places
from parser.batch.values import Fault, Item

ROOT = Path(__file__).parents[1]
PM = (ROOT / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf").read_bytes()


def items(given: str) -> list[Item]:
    """The documents of a listing, which must have no fault."""
    found = list(places.listed(given))
    assert [one for one in found if isinstance(one, Fault)] == []
    return [one for one in found if isinstance(one, Item)]


def places_of(given: str) -> dict[str, str]:
    """Where the record of each document goes, by its name."""
    return {one.name: one.below for one in items(given)}


def fault_of(given: str) -> str:
    """The sentence of the only thing that a listing has, a fault."""
    (one,) = places.listed(given)
    assert isinstance(one, Fault), one
    return one.message


def archive(path: Path, files: dict[str, bytes]) -> Path:
    """A zip archive of these files."""
    path.write_bytes(packed(files))
    return path


def packed(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files, as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


class Web:
    """What a web server answers: for each path a type and a body, or a status. It counts what it is asked."""

    def __init__(self) -> None:
        self.bodies: dict[str, tuple[str, bytes]] = {}
        self.statuses: dict[str, list[int]] = {}
        """The statuses with which the next requests of a path are answered."""
        self.asked: list[tuple[str, str]] = []
        self.url = ""


@contextmanager
def web_server() -> Iterator[Web]:
    """A web server on the loopback."""
    web = Web()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(body=True)

        def do_HEAD(self) -> None:
            self.answer(body=False)

        def answer(self, *, body: bool) -> None:
            web.asked.append((self.command, self.path))
            statuses = web.statuses.get(self.path)
            status = statuses.pop(0) if statuses else 200 if self.path in web.bodies else 404
            kind, data = (
                web.bodies.get(self.path, ("text/plain", b"nothing here")) if status == 200 else ("text/plain", b"")
            )
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if status == 200:
                self.send_header("ETag", f'"{hash(data) & 0xFFFFFFFF:x}"')
            self.end_headers()
            if body:
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
