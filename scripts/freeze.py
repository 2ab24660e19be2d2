"""Write constraints.txt: the versions that this environment has of all that pyproject.toml asks for, and of theirs.

Run it in an environment that was just set up without constraints and in which every test passes.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
UNPINNED = {"pip", "setuptools", "wheel"}  # each virtual environment has those that suit its Python
HEAD = """\
# The versions that Diarium is tested with: all that pyproject.toml asks for (with dev, ocr and the build) and theirs.
# Written by scripts/freeze.py.
"""


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["build-system"]["requires"], "editables", *project["project"]["dependencies"]]
    asked += [one for several in project["project"]["optional-dependencies"].values() for one in several]
    versions: dict[str, str] = {}
    waiting = [Requirement(one) for one in asked]
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in versions or name in UNPINNED or not _applies(wanted):
            continue
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            print(f"{wanted.name} is not installed: set the environment up first.", file=sys.stderr)
            return 1
        versions[name] = found.version
        for line in found.requires or ():
            theirs = Requirement(line)
            if _applies(theirs, wanted.extras):
                theirs.marker = None  # it has been seen to; by itself it would ask for an extra that nobody names
                waiting.append(theirs)
    pins = "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))
    (ROOT / "constraints.txt").write_text(HEAD + pins, encoding="utf-8")
    print(f"constraints.txt: {len(versions)} packages")
    return 0


def _applies(wanted: Requirement, extras: set[str] | None = None) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": e}) for e in (extras or {""}) | {""})


if __name__ == "__main__":
    sys.exit(main())
