"""What only its publisher knows of a release: a TOML file, checked key by key."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from parser.release.values import BadRelease

Url = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")]
Words = dict[str, str]
"""A text by its language: `sv`, `en`."""


TITLE = {"sv": "Kommunala beslut och reservationer", "en": "Municipal decisions and reservations"}
KEYWORDS: dict[str, tuple[str, ...]] = {
    "sv": ("kommunala protokoll", "reservationer", "beslut"),
    "en": ("municipal minutes", "reservations", "decisions"),
}


class Publisher(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who publishes the release. `type` is a word of the ADMS vocabulary, such as `LocalAuthority`."""

    name: Annotated[str, Meta(min_length=1)]
    url: Url | None = None
    type: str | None = None


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask."""

    name: Annotated[str, Meta(min_length=1)]
    email: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]


class Licence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The licence of the data: its short name (`CC0-1.0`) and its address."""

    name: Annotated[str, Meta(min_length=1)]
    url: Url


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The publisher's own words. Everything may be left out; a catalogue of open data asks for the publisher."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9._-]+$")] = "diarium-corpus"
    title: Words = msgspec.field(default_factory=TITLE.copy)
    description: Words = {}
    keywords: dict[str, tuple[str, ...]] = msgspec.field(default_factory=KEYWORDS.copy)
    themes: tuple[str, ...] = ("GOVE",)
    """Codes of the EU's data themes."""
    spatial: tuple[Url, ...] = ()
    """Addresses of the places that the corpus covers."""
    access_rights: Annotated[str, Meta(pattern="^(PUBLIC|RESTRICTED|NON_PUBLIC)$")] | None = None
    base_url: Url | None = None
    """Where the release's folder will lie; addresses are relative to it without."""
    homepage: Url | None = None
    publisher: Publisher | None = None
    contact: Contact | None = None
    licence: Licence | None = None


def load_about(path: Path) -> About:
    """The file's values. Raises BadRelease: no such file, broken TOML, an unknown key, a value of another form."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), About)
    except OSError as error:
        raise BadRelease(
            f"it cannot be read ({(error.strerror or 'unknown reason').lower()}); check the path"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRelease(f"it is no TOML ({error}); see docs/releases.md for an example") from None
    except msgspec.ValidationError as error:
        raise BadRelease(f"it does not say what a release needs ({error}); see docs/releases.md") from None
