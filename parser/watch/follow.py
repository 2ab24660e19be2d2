"""Following a folder: what lies there at the start, then what arrives, until the process is asked to stop."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from parser.batch.local import ROOT_MARK, is_pdf
from parser.errors import DiariumError, UnreadableDocument
from parser.extras import missing
from parser.watch.arrivals import Arrivals, look

PATIENCE = 60.0
"""Seconds that an unfinished file may rest before it is converted as it is."""
AGAIN = 60.0
"""Seconds after which a run that could not be made is tried again."""
RESCAN = 3600.0
"""Seconds after which the whole folder is gone through, for what the system may not have told."""
TICK = 1000
"""Milliseconds between two looks at what is waited for; within them a request to stop is heard."""
AT_ONCE = 500
"""So many documents are converted in one run at most, when not the whole folder is."""


def follow(
    folder: Path,
    convert: Callable[[Sequence[str]], object],
    *,
    settle: float,
    poll: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Convert what is and what comes into `folder`, until KeyboardInterrupt or SystemExit is raised.

    `convert` is given the folder, or paths of single documents that say from where folders are mirrored. What it
    raises as a DiariumError is told, and tried again after a minute. `poll`: look at the folder again and again
    instead of waiting for the system's messages, which do not come from other machines' disks.

    Raises UnreadableDocument where the folder is none, or is taken away; MissingProgram without watchfiles.
    """
    try:
        import watchfiles
    except ImportError:
        raise missing("watchfiles", "watching needs", "watch") from None
    _prove(folder)
    _let_leases_be()
    arrivals = Arrivals(settle=settle, patience=PATIENCE, look=look)
    # Asked for before the folder is listed: what comes between is told.
    changes = watchfiles.watch(
        folder, watch_filter=None, rust_timeout=TICK, yield_on_timeout=True, force_polling=poll, step=100, debounce=400
    )
    happened = next(changes)
    found = 0
    for found, path in enumerate(_pdfs(folder), 1):  # noqa: B007  -- counted
        arrivals.seen(path, time.monotonic(), unchanged_for=_age(path))
    whole_at = time.monotonic() if found else time.monotonic() + RESCAN
    while True:
        now = time.monotonic()
        for kind, name in sorted(happened, key=lambda one: one[1]):
            if kind != watchfiles.Change.deleted:
                for path in _arrived(Path(name), folder):
                    arrivals.seen(path, now)
        _prove(folder)
        due = arrivals.due(now)
        try:
            if now >= whole_at and not arrivals:
                # Of all that is there, told what has not changed: so also what came while nobody watched.
                convert([str(folder)])
                whole_at = time.monotonic() + RESCAN
            else:
                for start in range(0, len(due), AT_ONCE):
                    convert([_marked(path, folder) for path in due[start : start + AT_ONCE]])
        except DiariumError as error:
            tell(f"{error} (it is tried again in a minute)")
            whole_at = time.monotonic() + AGAIN
        happened = next(changes)


def _prove(folder: Path) -> None:
    if not folder.is_dir():
        what = "it is no folder" if folder.exists() else "there is no such folder, or no more"
        raise UnreadableDocument(f"{what}; name a folder to watch")


def _let_leases_be() -> None:
    """The system tells by a signal, deadly if unheard, that another wants a file of which we just asked its state."""
    try:
        signal.signal(signal.SIGIO, signal.SIG_IGN)
    except (ValueError, AttributeError):  # not the main thread, or a system without
        return


def _arrived(path: Path, folder: Path) -> Iterator[Path]:
    """The PDFs that a message about `path` is about: itself, or those of a folder that was moved here."""
    try:
        inside = path.relative_to(folder if path.is_absolute() == folder.is_absolute() else folder.resolve())
    except ValueError:
        return
    path = folder / inside
    if any(part.startswith(".") for part in inside.parts):
        return
    if path.is_dir():
        yield from _pdfs(path)
    elif is_pdf(path.name):
        yield path


def _pdfs(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at) / name for name in sorted(files) if is_pdf(name) and not name.startswith("."))


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _marked(path: Path, folder: Path) -> str:
    """The document's path with the place from which folders are mirrored."""
    return f"{folder}{ROOT_MARK}{path.relative_to(folder).as_posix()}"
