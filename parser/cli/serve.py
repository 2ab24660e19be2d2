"""`diarium serve`: a folder of records in the browser and as an API."""

import argparse
import threading
import webbrowser
from pathlib import Path

from parser.batch.local import find
from parser.cli import exits, terminal
from parser.cli.asking import opened
from parser.errors import DiariumError, MissingProgram, UnreadableDocument
from parser.extras import missing

RATE = 20.0


def run(arguments: argparse.Namespace) -> int:
    """Serve `arguments.corpus` until it is ended; the exit code."""
    try:
        from parser.web.app import create_app
        from parser.web.server import bound, hosts_of, is_loopback, pdf_folders
        from parser.web.server import run as serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("fastapi", "starlette", "uvicorn", "pydantic"):
            raise
        terminal.complain(str(missing(error.name, "serving needs", "web")))
        return MissingProgram.exit_code
    from parser.web.pictures import Pictures
    from parser.web.site import Settings, Site
    from parser.web.steady import SteadyCorpus
    from parser.web.updating import Updater, warm
    from parser.web.warming import Warmer

    try:
        folders = [_folder(one) for one in arguments.pdfs]
        at = bound(arguments.host, arguments.port)
    except DiariumError as error:
        terminal.complain(str(error))
        return error.exit_code
    try:
        index = None if arguments.index is None else Path(arguments.index)
        ruling = None if arguments.overrides is None else Path(arguments.overrides)
        corpus = SteadyCorpus(opened(arguments).path, folder=index, overrides=ruling)
        cache = corpus.index.parent
        base = arguments.base_url.rstrip("/") if arguments.base_url else None
        site = Site(
            corpus,
            Pictures(pdf_folders(corpus.path, folders), cache / "pages", most=arguments.cache << 20),
            cache / "bulk",
            Settings(base_url=base, hosts=hosts_of(arguments.host, base), sql=arguments.sql, rate=_rate(arguments)),
        )
        warm(corpus)
        app = Warmer(create_app(site), corpus, (*site.settings.hosts, "localhost")[0])
        port = at.getsockname()[1]
        address = base or f"http://{_written(arguments.host)}:{port}"
        updater = Updater(
            corpus,
            index=index,
            overrides=ruling,
            tell=lambda sentence: terminal.note(f"diarium: {sentence}"),
            renew=app.renew,
        )
        updater.start()
        terminal.out(f"Diarium is at {address}/ (Ctrl-C ends it)")
        terminal.finish()
        if not is_loopback(arguments.host) and base is None:
            terminal.note("diarium: others can reach it; docs/web.md tells what to put before it on the internet")
        if arguments.open:
            threading.Timer(0.5, webbrowser.open, [f"{address}/"]).start()
        try:
            serve(app, at)
        except KeyboardInterrupt:
            pass
        finally:
            app.close()
            updater.close()
            corpus.close()
    except DiariumError as error:
        terminal.complain(str(error))
        return error.exit_code
    finally:
        at.close()
    return exits.OK


def _rate(arguments: argparse.Namespace) -> float:
    """Requests a second that one client may make: as told, else a limit where others can reach the server directly."""
    from parser.web.server import is_loopback

    if arguments.rate is not None:
        return float(arguments.rate)
    # Behind a proxy (--base-url) all clients look like one, and on this machine there is only one.
    return 0.0 if arguments.base_url or is_loopback(arguments.host) else RATE


def _folder(given: str) -> str:
    path = find(given)
    if path is None or not path.is_dir():
        raise UnreadableDocument(f"{given}: there is no such folder; name one that has the PDFs")
    return str(path)


def _written(host: str) -> str:
    """A host as it stands in an address that this machine can open."""
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
