"""What stands before every request: its method, its size, its host; and the headers that every answer bears.

A plain ASGI layer, so that it also holds for answers that no page made (errors, files). It knows nothing of pages.
"""

import hashlib
import math
from collections.abc import Callable, Iterable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parser.web.limits import Buckets

METHODS = ("GET", "HEAD")
LONGEST_URL = 8_000
"""Characters of path and query together."""
MOST_PARAMETERS = 200

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: nothing from elsewhere, nothing inline."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}

Refuse = Callable[[Scope, int, str], Response]
"""Makes the answer to a refused request: scope, status, kind of problem."""


class Guard:
    """Refuses what is out of bounds, answers "not modified" without asking the application, and adds headers."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str],
        version: Callable[[], str],
        refuse: Refuse,
        buckets: Buckets | None = None,
    ) -> None:
        """`hosts`: names it may be called by (none: any); `version` names all that an answer may depend on.

        `buckets` limit how often one client may ask; None: as often as it wants.
        """
        self._app, self._refuse, self._version, self._buckets = app, refuse, version, buckets
        self._hosts = frozenset(one.lower() for one in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._buckets is not None and scope.get("client") and not scope["path"].startswith("/static/"):
            seconds = self._buckets.wait(scope["client"][0])
            if seconds:
                response = self._refuse(scope, 429, "too-often")
                response.headers["retry-after"] = str(math.ceil(seconds))
                await response(scope, receive, self._adding(send, None))
                return
        wrong = self._wrong(scope, headers)
        if wrong is not None:
            response = self._refuse(scope, *wrong)
            if wrong[0] == 405:
                response.headers["allow"] = ", ".join(METHODS)
            await response(scope, receive, self._adding(send, None))
            return
        tag = _tag(scope, headers, self._version()) if _depends_on_corpus(scope["path"]) else None
        if tag is not None and matches(headers.get("if-none-match"), tag):
            await Response(status_code=304)(scope, receive, self._adding(send, tag))
            return
        # The framework knows GET only; the server itself leaves out a HEAD's body.
        await self._app({**scope, "method": "GET"}, receive, self._adding(send, tag))

    def _wrong(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        query: bytes = scope["query_string"]
        if scope["method"] not in METHODS:
            return 405, "method"
        if len(scope.get("raw_path") or b"") + len(query) > LONGEST_URL or query.count(b"&") >= MOST_PARAMETERS:
            return 414, "too-long"
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return 413, "body"
        if self._hosts and _name(headers.get("host", "")) not in self._hosts:
            return 421, "host"
        return None

    def _adding(self, send: Send, tag: str | None) -> Send:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                message["headers"] = headers.raw
                for name, value in HEADERS.items():
                    headers[name] = value
                if tag is not None and message["status"] in (200, 304) and "etag" not in headers:
                    headers["etag"] = tag
                    headers.add_vary_header("Accept, Accept-Language, Cookie")
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-cache" if message["status"] in (200, 206, 304) else "no-store"
            await send(message)

        return adding


def _depends_on_corpus(path: str) -> bool:
    """Whether an answer is made of the corpus anew: files and pictures have ETags of their own."""
    return not path.startswith(("/static/", "/api/v1/bulk/")) and not path.endswith((".png", ".pdf"))


def _tag(scope: Scope, headers: Headers, version: str) -> str:
    told: list[Any] = [version, scope["path"], scope["query_string"]]
    told += [headers.get(name, "") for name in ("accept", "accept-language", "cookie", "host")]
    return f'W/"{hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()}"'


def matches(given: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names a tag, as RFC 9110 compares them: weak or strong is one."""
    if given is None:
        return False
    plain = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == plain or one.strip() == "*" for one in given.split(","))


def _name(host: str) -> str:
    """The name of a Host header, without its port."""
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[").lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
