"""How often one client may ask: a bucket of tokens for each, which fills again at a steady rate."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

CLIENTS = 10_000
"""Clients that are remembered: those that asked last."""
BURST = 5
"""Seconds of the rate that may be asked for at once: a page brings its style, its script and a picture with it."""
SHARED = 64
"""Bits of an IPv6 address that one client has to itself."""


class Buckets:
    """A bucket for each client. May be used by many threads."""

    def __init__(self, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate`: requests a second, on average."""
        self._rate, self._most, self._clock = rate, rate * BURST, clock
        self._held = OrderedDict[str, tuple[float, float]]()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Take a token for a request: 0.0, or, where there is none, the seconds until there is one."""
        who = named(client)
        now = self._clock()
        with self._lock:
            left, at = self._held.pop(who, (self._most, now))
            left = min(self._most, left + (now - at) * self._rate)
            allowed = left >= 1
            self._held[who] = (left - 1 if allowed else left, now)
            if len(self._held) > CLIENTS:
                self._held.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate


def named(client: str) -> str:
    """Who a client is: its IPv4 address, or the part of its IPv6 address that it has not chosen itself."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, SHARED), strict=False).network_address)
    return str(address)
