"""Options of the whole test suite, and what tests of several files share.

What only these fixtures need is imported in them: a test of a heading does not wait for a web server.
"""

from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write tests/snapshots/ anew from what the program gives today; look at the difference before you commit",
    )


# -- the web pages and the API


@pytest.fixture(scope="module")
def web_settings():
    """What the server of `web` was told: the defaults. A file that wants others has a fixture of this name."""
    return


@pytest.fixture(scope="module")
def web(tmp_path_factory, web_settings):
    """A site over a small corpus, and what is in it (`web_world.World`): of a whole file, so no test changes it."""
    from web_world import World

    with World(tmp_path_factory.mktemp("web"), web_settings) as made:
        yield made


@pytest.fixture
def own_web(tmp_path):
    """A site as `web` is, for a test that changes it."""
    from web_world import World

    with World(tmp_path) as made:
        yield made


@pytest.fixture
def get(web):
    """Asks `web` for an address, with headers as keywords (`web_world.asking`)."""
    from web_world import asking

    return asking(web.app)


@pytest.fixture(scope="module")
def browser():
    """Chromium, by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser and is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()
