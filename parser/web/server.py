"""An application on a socket, until it is told to end."""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from parser.errors import UnwritableOutput

BACKLOG = 256
AT_ONCE = 400
"""Connections at once; more are told to come back (503)."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at an address. Raises UnwritableOutput where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UnwritableOutput(
            f"nothing can be served at {host}, port {port} ({reason}); name another with --host or --port"
        ) from error
    return made


def hosts_of(host: str, base_url: str | None) -> tuple[str, ...]:
    """The names that the server may be called by; none: any.

    A server that only this machine can reach is called by this machine's names only, so that no page of a stranger
    can make a name of his point at it (DNS rebinding).
    """
    named = (urlsplit(base_url).hostname or "",) if base_url else ()
    if is_loopback(host) or named:
        return tuple(dict.fromkeys((*LOOPBACK, host.lower(), *named)))
    return ()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def run(app: ASGIApp, at: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=16 << 10,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[at])


def pdf_folders(corpus: Path, given: list[str]) -> list[Path]:
    """Where PDFs are looked for: the folders given, else the corpus and the folder `raw` beside it."""
    if given:
        return [Path(one) for one in given]
    return [one for one in (corpus, corpus.resolve().parent / "raw") if one.is_dir()]
