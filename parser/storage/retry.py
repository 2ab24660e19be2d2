"""Another try where that may help: a server that is busy, a network that stumbles."""

from collections.abc import Callable
from typing import TypeVar

from parser.storage.faults import passes

TRIES = 3
LONGEST = 8.0
"""Seconds between two tries."""

Result = TypeVar("Result")


def again(system: object, call: Callable[[], Result]) -> Result:
    """What `call` gives, which asks the file system `system`; tried up to three times, with growing pauses.

    Of S3 it is tried once: its client tries again itself. Raises what the last try raised.
    """
    if hasattr(system, "call_s3"):
        return call()
    import tenacity

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(passes),
        stop=tenacity.stop_after_attempt(TRIES),
        wait=tenacity.wait_exponential(multiplier=0.5, max=LONGEST) + tenacity.wait_random(0, 0.5),
        reraise=True,
    )
    result: Result = retrying(call)
    return result
