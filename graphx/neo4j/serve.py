"""A small server on this machine alone, from which the Browser loads its style, guide and favourites."""

from __future__ import annotations

import errno
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

from graphx.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES: Final = {
    "grass": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}


class Files(ThreadingHTTPServer):
    """Serves a fixed set of files by name, and nothing from the disk."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, files: Mapping[str, bytes], port: int) -> None:
        """Listen on this machine; port 0 takes any that is free.

        Raises:
            QuestionError: the port cannot be had.
        """
        self.files = files
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            why = "it is in use" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise QuestionError(f"--port {port}: {why}", "name another, or 0 for any that is free") from None
        except OverflowError:
            raise QuestionError(f"--port {port}: it lies between 0 and 65535") from None

    @property
    def address(self) -> str:
        """The address to paste; a name, because the Browser may load from `localhost` and not from a number."""
        return f"http://localhost:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET, HEAD and the question that a browser asks before it loads from another origin."""

    server: Files

    def do_GET(self) -> None:
        """Give a file."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Give the head of a file."""
        self._answer(with_body=False)

    def do_OPTIONS(self) -> None:
        """Allow any page to load, with any header: the Browser sends some of its own."""
        self.send_response(204)
        self._allow()
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, *, with_body: bool) -> None:
        name = self.path.partition("?")[0].removeprefix("/")
        body = self.server.files.get(name)
        self.send_response(404 if body is None else 200)
        self._allow()
        content = body if body is not None else "".join(f"/{each}\n" for each in self.server.files).encode()
        self.send_header("Content-Type", _TYPES.get(name.rpartition(".")[2], "text/plain; charset=utf-8"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def _allow(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Cache-Control", "no-store")

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal holds the two lines to paste."""
