"""HTML files that ask nothing of anybody else: their templates, and what stands inside them.

A page's content security policy forbids all but its own style and the script of the digest that it names. Every word
of a document passes the template's escaping.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

ASSETS = Path(__file__).parent / "assets"


@cache
def template(name: str) -> jinja2.Template:
    """The template `name`.html.j2. An unknown variable in it raises jinja2.UndefinedError."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dashed"] = lambda value: str(value).replace("_", "-")
    environment.filters["spaced"] = lambda value: str(value).replace("_", " ")
    return environment.get_template(f"{name}.html.j2")


@cache
def inside(name: str) -> dict[str, Any]:
    """What a page of the template `name` has inside: its `style`, its `script` and the `script_digest` of that."""
    style, script = ((ASSETS / f"{name}.{ending}").read_text(encoding="utf-8") for ending in ("css", "js"))
    return {
        "style": Markup(style),  # ours, not a document's
        "script": Markup(script),
        "script_digest": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }


def _shown(value: Any) -> Any:
    """A value as a page shows it: control characters, which HTML forbids, are left out; absent is nothing."""
    if value is None:
        return ""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(one for one in value if one.isprintable() or one.isspace())
