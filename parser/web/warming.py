"""The pages that readers usually ask for, made in a new state of the index before it is shown."""

import asyncio
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parser.query.corpus import Corpus
from parser.web.steady import SteadyCorpus

USUAL = (
    "/", "/search", "/search?kind=reservation", "/documents", "/persons", "/parties", "/matters", "/plots",
    "/plots?by=person", "/api/v1", "/api/v1/parties",
)  # fmt: skip
COSTLY = 0.02
"""Seconds from which it is worth while to make an answer in advance."""
REMEMBERED = 40
PAUSE = 0.02
"""Seconds between two pages, for those who read meanwhile."""
BUDGET = 10.0
"""Seconds after which a new state is shown, whatever has not been made yet."""


class Warmer:
    """Passes requests on, remembers what took long, and asks for it again in a new state of the corpus."""

    def __init__(self, app: ASGIApp, corpus: Corpus, host: str = "localhost") -> None:
        """`host`: a name by which the application may be called."""
        self._app, self._corpus, self._host = app, corpus, host
        self._lately = OrderedDict[str, None]()
        self._closed = False

    def close(self) -> None:
        """Make no more pages: the server ends."""
        self._closed = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()

        async def watching(message: Message) -> None:
            answered = message["type"] == "http.response.start" and message["status"] == 200
            if answered and time.monotonic() - begun >= COSTLY:
                self._remember(scope)
            await send(message)

        await self._app(scope, receive, watching)

    def renew(self) -> None:
        """Make the usual pages in the newest state of the index, then let readers see it."""
        if isinstance(self._corpus, SteadyCorpus):
            with self._corpus.ahead():
                asyncio.run(self._make())
            self._corpus.move()
        else:
            asyncio.run(self._make())

    async def _make(self) -> None:
        end = time.monotonic() + BUDGET
        for address in dict.fromkeys((*USUAL, *reversed(self._lately))):
            if self._closed or time.monotonic() > end:
                return
            try:
                await self._app(self._scope(address), _nothing, _dropped)
            except Exception:  # whoever asks for the page will be told
                continue
            await asyncio.sleep(PAUSE)

    def _scope(self, address: str) -> Scope:
        path, query = urlsplit(address).path, urlsplit(address).query
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"host", self._host.encode())],
            "client": None,
            "server": (self._host, 80),
        }

    def _remember(self, scope: Scope) -> None:
        path: str = scope["path"]
        if (
            not path.isascii()
            or path.endswith((".png", ".pdf", ".csv"))
            or path.startswith(("/static/", "/api/v1/bulk/"))
        ):
            return
        query = scope["query_string"].decode("latin-1")
        address = f"{path}?{query}" if query else path
        self._lately[address] = None
        self._lately.move_to_end(address)
        while len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _dropped(_message: Message) -> None:
    return None
