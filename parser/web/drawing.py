"""A process of its own that draws pages of PDFs: a PDF that brings pdfium down brings down this process only.

Run as a module it reads requests, one JSON object a line, and answers each with a line of JSON and, for a picture, as
many bytes as the line says. `Drawer` is its other end.
"""

import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

SECONDS = 20.0
"""After so long a page is given up."""
MEMORY = 3 << 30
"""Bytes of address space that the process may use, where the system can limit it."""


class Undrawable(Exception):
    """The page cannot be drawn."""


class Drawer:
    """Draws pages, one at a time, in a process that is started when first needed and again when it died."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """`seconds`: how long one page may take."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def sizes(self, path: Path) -> list[tuple[float, float]]:
        """Width and height in points of each page of a PDF. Raises Undrawable."""
        answer, _ = self._ask({"path": str(path)})
        return [(float(width), float(height)) for width, height in answer["sizes"]]

    def picture(self, path: Path, page: int, dpi: int) -> bytes:
        """A page (counted from 1) as PNG. Raises Undrawable."""
        return self._ask({"path": str(path), "page": page, "dpi": dpi})[1]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            timer = threading.Timer(self._seconds, process.kill)
            timer.start()
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline() or b"{}")
                data = process.stdout.read(answer.get("bytes", 0))
            except (OSError, ValueError):
                answer, data = {}, b""
            finally:
                timer.cancel()
            if not answer or len(data) != answer.get("bytes", 0):
                self._end()
                raise Undrawable("drawing the page took too long, or brought the process down")
            if "error" in answer:
                raise Undrawable(answer["error"])
            return answer, data

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "parser.web.drawing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            process.wait()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more. The PDF of the last one is kept in memory."""
    from parser.read.render import render_page

    kept: tuple[str, bytes] = ("", b"")
    for line in requests:
        data = b""
        try:
            request = json.loads(line)
            if kept[0] != request["path"]:
                kept = (request["path"], Path(request["path"]).read_bytes())
            if "page" in request:
                data = render_page(kept[1], request["page"], dpi=request["dpi"])
                answer: dict[str, object] = {"bytes": len(data)}
            else:
                answer = {"sizes": _sizes(kept[1])}
        except Exception as error:  # whatever a PDF does, the next one is to be drawn
            answer, data = {"error": type(error).__name__}, b""
        answers.write(json.dumps(answer).encode() + b"\n" + data)
        answers.flush()


def _sizes(data: bytes) -> list[tuple[float, float]]:
    import pypdfium2

    from parser.read.closing import readable

    pdf = pypdfium2.PdfDocument(readable(data))
    try:
        return [pdf.get_page_size(number) for number in range(len(pdf))]
    finally:
        pdf.close()


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
