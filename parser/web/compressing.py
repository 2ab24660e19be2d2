"""Answers compressed for clients that take it: text shrinks to a tenth, and much of an answer is said again and again.

Parts of a file (`Range`) are parts of it as it is, and pictures and PDFs are compressed already: these go as they are.
A compressed answer is another sequence of bytes, so a strong ETag is made a weak one, which a range cannot be asked by.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1000
"""Bytes below which compressing gains nothing."""
LEVEL = 5
"""Nine shrinks a record by one percent more, and takes three times as long."""
AS_THEY_ARE = (".png", ".pdf")


class Compressing:
    """Compresses what is worth it with gzip, where the client takes it."""

    def __init__(self, app: ASGIApp) -> None:
        """Over an application."""
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].endswith(AS_THEY_ARE) or "range" in Headers(scope=scope):
            await self._app(scope, receive, send)
            return

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                message["headers"] = headers.raw
                tag = headers.get("etag", "")
                if headers.get("content-encoding") == "gzip":
                    if tag.startswith('"'):
                        headers["etag"] = f"W/{tag}"
                    if "accept-ranges" in headers:
                        del headers["accept-ranges"]
            await send(message)

        await self._gzip(scope, receive, weakened)
