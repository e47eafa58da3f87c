"""A real HTTP server on loopback that answers by a script and remembers what it was asked."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer.

    `delay` seconds pass before it begins. `drip` seconds pass before each byte, beginning in the
    headers if `drip_headers`. `raw`, if not empty, is sent verbatim in place of everything.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    drip: float = 0.0
    drip_headers: bool = False
    raw: bytes = b""


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came, with header names in lower case; `at` in seconds of the monotonic clock."""

    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""


class WebServer:
    """`server.script["/feed.xml"] = Reply(...)`, or a list of replies of which the last one stays.

    What is not in the script is a 404. A reply with an ETag answers the same If-None-Match with 304.
    """

    def __init__(self, *, certificate: str | None = None) -> None:
        self.script: dict[str, Reply | Sequence[Reply]] = {}
        self.asked: list[Asked] = []
        self.busiest = 0
        self._busy = 0
        self._served: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply_to(self, path: str) -> Reply:
        with self._lock:
            scripted = self.script.get(path, Reply(status=404))
            if isinstance(scripted, Reply):
                return scripted
            number = self._served[path]
            self._served[path] += 1
            return scripted[min(number, len(scripted) - 1)]

    @contextlib.contextmanager
    def serving(self, path: str, headers: Mapping[str, str], body: bytes = b"") -> Iterator[None]:
        """Remembers the request, and how many there were at once."""
        with self._lock:
            self.asked.append(Asked(path=path, headers=headers, at=time.monotonic(), body=body))
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the server's end."""
        if self._closing.wait(seconds):
            raise ConnectionAbortedError


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what many tests are about."""


def _handler(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            with server.serving(self.path, headers, body):
                reply = server.reply_to(self.path)
                if reply.headers.get("ETag", "-") == headers.get("if-none-match"):
                    reply = Reply(status=304, headers={"ETag": reply.headers["ETag"]})
                self._send(reply)

        do_POST = do_GET

        def _send(self, reply: Reply) -> None:
            self.close_connection = True
            server.wait(reply.delay)
            if reply.raw:
                self.wfile.write(reply.raw)
                return
            head, body = self._head(reply), reply.body
            if reply.drip_headers:
                head, body = b"", head + body
            self.wfile.write(head)
            if not reply.drip:
                self.wfile.write(body)
                return
            for byte in body:
                server.wait(reply.drip)
                self.wfile.write(bytes((byte,)))

        def _head(self, reply: Reply) -> bytes:
            names = {name.lower() for name in reply.headers}
            lines = [f"HTTP/1.1 {reply.status} Scripted", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in reply.headers.items()]
            if "content-length" not in names and reply.status != 304:
                lines.append(f"Content-Length: {len(reply.body)}")
            return "\r\n".join([*lines, "", ""]).encode("latin-1")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Quiet."""

    return Handler
