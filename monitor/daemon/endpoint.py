"""A small HTTP endpoint on loopback: /healthz for a supervisor, /metrics for Prometheus. It only reads."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from monitor.daemon.telemetry import Telemetry
from monitor.errors import MonitorError

_TIMEOUT = 5.0  # seconds for a request to arrive


class EndpointError(MonitorError):
    """The address cannot be listened on."""


@contextmanager
def endpoint(address: tuple[str, int] | None, telemetry: Telemetry) -> Iterator[int | None]:
    """Serves within the context; yields the port, None without an address. Raises EndpointError."""
    if address is None:
        yield None
        return
    try:
        server = (_Server6 if ":" in address[0] else _Server)(address, _handler(telemetry))
    except OSError as error:
        raise EndpointError(f"daemon.listen: {address[0]}:{address[1]}: {error.strerror or error}") from error
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="endpoint", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    address_family = AF_INET

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are ignored."""


class _Server6(_Server):
    address_family = AF_INET6


def _handler(telemetry: Telemetry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/healthz":
                health = telemetry.health()
                self._answer(
                    200 if health["healthy"] else 503, "application/json", json.dumps(health).encode()
                )
            elif path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest(telemetry.registry))
            else:
                self._answer(404, "text/plain", b"/healthz or /metrics\n")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
            """Requests are not logged: one a minute for months."""

    return Handler
