"""The door that every connection goes through: where it may lead, and until when.

A name is resolved once, each of its addresses is checked, and the socket connects to a checked
address. Nothing is resolved again in between, so a name that changes its answer (DNS rebinding)
gains nothing. Proxies are not used: a proxy resolves names itself, out of reach of these checks.
"""

from __future__ import annotations

import errno
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

from monitor.feeds.fetch.addresses import Allowed, is_public, literal, refusal

Resolve = Callable[[str], Sequence[str]]
"""From a host's name to its addresses; raises OSError where there is none."""


class TransferError(Exception):
    """Why a transfer cannot be made or finished, as one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, in seconds, after which a transfer must not go on."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        return self.ends - time.monotonic()

    def within(self, patience: float) -> float:
        """`patience` seconds, or what remains where that is less; TimeoutError where nothing remains."""
        remaining = self.remaining
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        return min(patience, remaining)


class Patience:
    """How long one exchange may wait: `each` seconds for a connection, a read and each kilobyte, and a deadline.

    Without the bound on a kilobyte a server that drips could hold its place until the deadline.
    """

    _LEAST = 1000

    def __init__(self, each: float, deadline: Deadline) -> None:
        self.each = each
        self.deadline = deadline
        self._since: float | None = None
        self._received = 0

    def now(self) -> float:
        """What the next wait may take; TimeoutError where nothing remains."""
        return self.deadline.within(self.each)

    def received(self, count: int) -> None:
        """Counts what came; TooSlowError where a kilobyte takes longer than a whole read may."""
        now = time.monotonic()
        self._received += count
        if self._since is None or self._received >= self._LEAST:
            self._since, self._received = now, 0
        elif count and now - self._since > self.each:
            raise TooSlowError(f"{self._received} bytes in {self.each:g} s")


class TooSlowError(TimeoutError):
    """It comes, but in drips; the message says how much."""


def resolve_by_system(host: str) -> Sequence[str]:
    """The host's addresses from the system's resolver, in its order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class Guard:
    """Knows where a connection may lead: to public addresses, and to what is `allowed` beside them."""

    def __init__(self, allowed: Allowed, *, resolve: Resolve = resolve_by_system) -> None:
        self.allowed = allowed
        self._resolve = resolve

    def addresses(self, host: str, patience: float) -> tuple[str, ...]:
        """The addresses of the host that may be connected to; TransferError where there is none."""
        written = literal(host)
        found = (str(written),) if written else self._look_up(host, patience)
        if self.allowed.names(host):
            return found
        reachable = tuple(item for item in found if self._may_reach(item))
        if not reachable:
            shown = host if written else f"{host} ({', '.join(found)})"
            raise TransferError(f"address refused: {refusal(shown)}")
        return reachable

    def _may_reach(self, item: str) -> bool:
        address = ipaddress.ip_address(item)
        return is_public(address) or self.allowed.covers(address)

    def _look_up(self, host: str, patience: float) -> tuple[str, ...]:
        """Resolve in a thread of its own, for the system's resolver knows no time limit."""
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._resolve(host))
            except (OSError, ValueError) as error:
                answer.put(error)

        threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
        try:
            found = answer.get(timeout=patience)
        except queue.Empty:
            raise TransferError(f"cannot resolve {host}: no answer within {patience:.3g} s") from None
        if isinstance(found, Exception):
            reason = getattr(found, "strerror", None) or "not a valid host name"
            raise TransferError(f"cannot resolve {host}: {reason}") from found
        if not found:
            raise TransferError(f"cannot resolve {host}: no address found")
        return tuple(found)


class _BoundedSocket(socket.socket):
    """A socket of which no read waits longer than its patience.

    A socket's own timeout starts anew with each read: a server that sends one byte a second,
    in the headers or in the body, would never run into it.
    """

    patience: Patience | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        if self.patience is None:
            return super().recv_into(*args, **kwargs)
        self.settimeout(self.patience.now())
        count = super().recv_into(*args, **kwargs)
        self.patience.received(count)
        return count


class _BoundedTLSSocket(_BoundedSocket, ssl.SSLSocket):
    """The same within TLS. The handshake as a whole is bounded by the timeout it starts with."""


def tls_context() -> ssl.SSLContext:
    """Trusts the system's certificates (SSL_CERT_FILE counts); requests adds its own bundle."""
    context = ssl.create_default_context()
    context.sslsocket_class = _BoundedTLSSocket
    return context


class _GuardedConnection(HTTPConnection):
    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door = door

    def _new_conn(self) -> socket.socket:
        return self._door.open(self._dns_host, self.port)


class _GuardedTLSConnection(_GuardedConnection, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        # The TLS socket takes the place of the one that was dialled, without its attributes.
        if isinstance(self.sock, _BoundedSocket):
            self.sock.patience = self._door.patience


class Door(HTTPAdapter):
    """What a requests session connects through, for one exchange."""

    def __init__(self, guard: Guard, *, patience: Patience, context: ssl.SSLContext) -> None:
        self._guard = guard
        self._context = context
        self.patience = patience
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(
        self, request: PreparedRequest, *args: Any, **kwargs: Any
    ) -> HTTPConnectionPool:
        pool = cast(HTTPConnectionPool, super().get_connection_with_tls_context(request, *args, **kwargs))
        pool.conn_kw["door"] = self
        if pool.scheme == "https":
            pool.ConnectionCls = _GuardedTLSConnection
            pool.conn_kw["ssl_context"] = self._context
        else:
            pool.ConnectionCls = _GuardedConnection
        return pool

    def open(self, host: str, port: int) -> socket.socket:
        """A socket connected to a checked address of the host; TransferError where none can be had."""
        fault = OSError("it has no address")
        for address in self._guard.addresses(host, self.patience.now()):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            sock = _BoundedSocket(family, socket.SOCK_STREAM)
            try:
                sock.settimeout(self.patience.now())
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect((address, port))
            except OSError as error:
                sock.close()
                fault = error
            else:
                sock.patience = self.patience
                return sock
        raise TransferError(_why_not_connected(host, port, self.patience.each, fault)) from fault


def _why_not_connected(host: str, port: int, patience: float, fault: OSError) -> str:
    if isinstance(fault, TimeoutError):
        return f"timed out: no connection to {host} within {patience:g} s"
    if isinstance(fault, ConnectionRefusedError):
        return f"connection refused by {host}, port {port}"
    if fault.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL):
        return f"no route to {host}; is there a network?"
    return f"no connection to {host}: {fault.strerror or fault}"
