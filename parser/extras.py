"""What to type to install a package that only some commands need.

Diarium is on no package index by necessity: most have it from a clone, so a sentence that says `pip install
diarium[web]` would send them to nobody. How this installation was made, pip has written down beside it (PEP 610).
"""

import json
import os
import shlex
import sys
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parser.errors import MissingProgram


def missing(package: str, needed_for: str, extra: str) -> MissingProgram:
    """The fault of a Python package that is not installed: `needed_for` is what needs it, `extra` what brings it."""
    return MissingProgram(f"{needed_for} the Python package {package}, which is not installed; run: {install(extra)}")


def install(extra: str) -> str:
    """The command, for a shell, that installs one of Diarium's extras into this environment."""
    folder, editable = _origin()
    wanted = f"{folder or 'diarium'}[{extra}]"
    return f"{pip()} install {'-e ' if editable else ''}'{wanted}'"


def _origin() -> tuple[str | None, bool]:
    """The folder that Diarium was installed from, as seen from here, and whether it is still run from there."""
    try:
        told = metadata.distribution("diarium").read_text("direct_url.json")
        origin = json.loads(told or "{}")
        address = urlsplit(origin.get("url", ""))
        editable = bool(origin.get("dir_info", {}).get("editable"))
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        return None, False
    folder = unquote(address.path)
    if address.scheme != "file" or not (Path(folder) / "pyproject.toml").is_file():
        return None, False
    return _seen_from_here(folder), editable


def pip() -> str:
    """The pip of this environment, for a shell."""
    if sys.prefix == sys.base_prefix:
        return f"{shlex.quote(sys.executable)} -m pip" if sys.executable else "pip"
    beside = Path(sys.executable).with_name("pip")
    return shlex.quote(_seen_from_here(str(beside))) if beside.exists() else "pip"


def _seen_from_here(path: str) -> str:
    """The path relative to where we are, if it lies there: that is how a person would type it."""
    try:
        here = os.path.relpath(path)
    except (OSError, ValueError):  # where we are is gone, or on another drive
        return path
    return path if here.startswith(os.pardir) else here
