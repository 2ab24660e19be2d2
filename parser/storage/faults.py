"""What storage may answer, as the sentences that a user meets."""

import asyncio
import contextlib
import errno
from collections.abc import Iterator

from parser.errors import DiariumError, UnreadableDocument, UnstableSource, UnwritableOutput

CREDENTIALS = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; for what everybody may read, FSSPEC_S3_ANON=true"
)
_DENIED = {401, 403, "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "Forbidden"}
_ABSENT = {404, 410, "NoSuchKey", "NoSuchBucket", "NotFound"}
_PASSING = {408, 425, 429, 500, 502, 503, 504, "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout"}
_NETWORK = ("ConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ClientConnectionError", "ClientPayloadError")
"""Names of the exceptions of botocore and aiohttp, and of those that derive from them, that a network makes."""


@contextlib.contextmanager
def reading(what: str) -> Iterator[None]:
    """Whatever happens while `what` is read becomes an UnreadableDocument, or UnstableSource where a retry may help."""
    try:
        yield
    except DiariumError:
        raise
    except Exception as error:
        raise of_reading(what, error) from error


@contextlib.contextmanager
def writing(what: str) -> Iterator[None]:
    """Whatever happens while `what` is written becomes an UnwritableOutput."""
    try:
        yield
    except UnreadableDocument as error:  # it says of the place what is to be said
        raise UnwritableOutput(str(error)) from error
    except DiariumError:
        raise
    except Exception as error:
        raise UnwritableOutput(f"{what} cannot be written: {_sentence(error, 'name another place with -o')}") from error


def of_reading(what: str, error: Exception) -> DiariumError:
    """The fault that `error` is, which came of reading `what`."""
    sentence = f"{what} cannot be read: {_sentence(error, 'check the address')}"
    return UnstableSource(sentence) if passes(error) else UnreadableDocument(sentence)


def _sentence(error: Exception, remedy: str) -> str:
    codes = set(_codes(error))
    if "NoSuchBucket" in codes:
        return f"there is no such bucket; {remedy}"
    if any(type(one).__name__ in ("NoCredentialsError", "PartialCredentialsError") for one in _chain(error)):
        return f"there are no credentials for it; {CREDENTIALS}"
    if codes & _DENIED or any(isinstance(one, PermissionError) for one in _chain(error)):
        return "access is denied; check the credentials, and what they allow"
    if codes & _ABSENT or (any(isinstance(one, FileNotFoundError) for one in _chain(error)) and not passes(error)):
        return f"there is nothing of that name; {remedy}"
    if any("Certificate" in type(one).__name__ for one in _chain(error)):
        return "its server's certificate is not to be trusted; ask whoever runs it"
    numbers = sorted(str(code) for code in codes & _PASSING)
    if numbers:
        return f"the server answers {', '.join(numbers)}; try again later"
    if passes(error):
        return "its server cannot be reached; check the address and the network"
    told = " ".join(str(error).split()) or type(error).__name__
    return f"{told[:200]}; {remedy}"


def passes(error: BaseException) -> bool:
    """Whether another try may go better."""
    codes = set(_codes(error))
    if codes & (_DENIED | _ABSENT):
        return False
    if codes & _PASSING:
        return True
    for one in _chain(error):
        if isinstance(one, (asyncio.TimeoutError, ConnectionError, TimeoutError)):
            return True
        if isinstance(one, OSError) and one.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN):
            return True
        if any(kind.__name__ in _NETWORK for kind in type(one).__mro__):
            return True
    return False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _codes(error: BaseException) -> Iterator[int | str]:
    """The answers of the server that are somewhere in what was raised: HTTP statuses, S3's words."""
    for one in _chain(error):
        status = getattr(one, "status", None)
        if isinstance(status, int):
            yield status
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            told = response.get("Error", {}).get("Code")
            if isinstance(told, str):
                yield int(told) if told.isdigit() else told
            number = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if isinstance(number, int):
                yield number
