"""The file system that an address lies in, by fsspec. One a process and scheme; a forked process makes its own."""

from typing import Any

from parser.errors import MissingProgram, UnreadableDocument
from parser.extras import install, pip
from parser.storage.names import scheme

_S3 = {
    "config_kwargs": {
        "connect_timeout": 10,
        "read_timeout": 60,
        "retries": {"mode": "standard", "max_attempts": 4},
    }
}


OURS = frozenset({"s3", "s3a", "http", "https", "zip"})
"""The schemes whose packages the extra `storage` brings; others have one of their own."""


def missing(name: str) -> MissingProgram:
    """What has to be installed for the scheme `name`."""
    try:
        from fsspec.registry import known_implementations
    except ImportError:
        known_implementations = {}
    package = known_implementations.get(name, {}).get("class", "fsspec").partition(".")[0]
    how = install("storage") if name in OURS or package == "fsspec" else f"{pip()} install '{package}'"
    return MissingProgram(f"the package for addresses that begin with {name}:// is missing; run: {how}")


def connected(address: str) -> tuple[Any, str]:
    """The file system, and the address's path in it.

    Nothing is asked of the network. Raises MissingProgram, or UnreadableDocument for a scheme that nobody knows.
    """
    name = scheme(address)
    try:
        import fsspec
    except ImportError:
        raise missing(name) from None
    # A listing that was kept would not see what came since.
    options: dict[str, Any] = {"use_listings_cache": False}
    if name in ("s3", "s3a"):
        options |= _S3
    try:
        # Not url_to_fs, which takes `::` in a name for a chain.
        system = fsspec.filesystem(name, **options)
    except ImportError:
        raise missing(name) from None
    except ValueError:
        raise UnreadableDocument(
            f"nobody knows addresses that begin with {name}://; use s3://, https://, a zip archive or a local path"
        ) from None
    return system, system._strip_protocol(address)
