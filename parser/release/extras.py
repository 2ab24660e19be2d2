"""The packages that releases need and converting does not: asked for here, so that their absence is one sentence."""

from importlib import import_module
from typing import Any

from parser.extras import missing


def needed(module: str) -> Any:
    """The module. Raises MissingProgram where its package is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise missing(package, "releases need", "release") from error
