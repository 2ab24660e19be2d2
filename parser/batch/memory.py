"""Memory and other resources of processes, as far as this system can limit and tell them."""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

SPARE = 512 * 2**20
"""A process may reserve so much more than it may occupy: libraries ask for room that they never touch."""


def occupied(process: int | None) -> int:
    """The bytes of memory that a process occupies; 0 where that cannot be told (another system, it is gone)."""
    try:
        resident = Path(f"/proc/{process}/statm").read_bytes().split()[1]
    except (OSError, IndexError):
        return 0
    return int(resident) * os.sysconf("SC_PAGE_SIZE")


def machine() -> int | None:
    """The bytes of memory that this machine, or the container that we are in, has; None where unknown."""
    found = []
    with contextlib.suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            found.append(int(Path(limit).read_text()))
    return min(found, default=None)


def sensible(jobs: int) -> int:
    """What a document may occupy unless it is said: its share of four fifths of the machine, from 1 to 4 GB.

    A thousand pages take about 0.4 GB (docs/performance.md).
    """
    share = (machine() or 16 * 2**30) * 0.8 / max(1, jobs)
    return int(min(max(share, 2**30), 4 * 2**30))


def limit_this_process(most: int | None, output: int | None) -> None:
    """Let no allocation take this process beyond `most` bytes more than it has, and no file beyond `output` bytes."""
    try:
        import resource
    except ImportError:  # Windows: the parent's glances are all there is
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if most is not None:
        # Data counts what is written to and not shared; address space counts reservations, too.
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        _lower(kind, _reserved() + most + SPARE)
    if output is not None and hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead, and is told as a fault
        _lower(resource.RLIMIT_FSIZE, output)


def die_with_parent(parent: int) -> None:
    """End this process when its parent is gone, however that went (Linux). The caller's parent is `parent`."""
    if sys.platform != "linux":
        return
    set_death_signal = 1  # PR_SET_PDEATHSIG
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(143)


def _lower(kind: int, value: int) -> None:
    import resource

    soft, hard = resource.getrlimit(kind)
    limits = [one for one in (soft, hard, value) if one != resource.RLIM_INFINITY]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (min(limits), hard))


def _reserved() -> int:
    """The bytes of data that this process has reserved."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
