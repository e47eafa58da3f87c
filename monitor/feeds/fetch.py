"""The edge to the web: turns addresses into bytes, politely and within bounds. A failure is a value.

Only this module and guard.py know the HTTP library. It must not read what it transfers.
"""

from __future__ import annotations

import http.client
import queue
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError

from monitor.feeds.addresses import Allowed
from monitor.feeds.faults import explain, refusal
from monitor.feeds.guard import Deadline, Door, Guard, Resolve, TransferError, resolve_by_system, tls_context
from monitor.feeds.inflate import ENCODINGS, InflateError, inflate
from monitor.feeds.turns import Closed, Turns
from monitor.model import Fetched, Outcome, Problem

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """An address to transfer; `etag` and `last_modified` are those of the last answer, verbatim."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str = FEED_TYPES


@dataclass(frozen=True, slots=True)
class _Hop:
    """One address on the way; `url` is without user, password and fragment."""

    url: str
    scheme: str
    host: str
    origin: tuple[str, str, int | None]

    @classmethod
    def to(cls, url: str) -> _Hop:
        """TransferError where the address is none that can be fetched."""
        try:
            parts = urlsplit(url.strip())
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError as error:
            raise TransferError(f"not a valid address: {error}") from error
        if parts.scheme not in ("http", "https") or not host:
            raise TransferError("address refused: only http and https addresses can be fetched")
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        return cls(shown, parts.scheme, host, (parts.scheme, host, port))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cookies: RequestsCookieJar

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class Fetcher:
    """Transfers one address or many; a context manager.

    `timeout` bounds, in seconds, the wait for a name, a connection and each read; `deadline` the
    whole transfer, without the wait for the host's turn. `max_bytes` holds before and after
    decompression. Two requests to one host are `delay` seconds apart and never at once, except to
    hosts that `allow_private` names (see `addresses.Allowed`, which raises ValueError).
    """

    def __init__(
        self,
        *,
        timeout: float,
        deadline: float,
        max_bytes: int,
        workers: int,
        allow_private: tuple[str, ...],
        user_agent: str,
        delay: float,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._timeout = timeout
        self._deadline = deadline
        self._max_bytes = max_bytes
        self._workers = workers
        self._user_agent = user_agent
        self._allowed = Allowed(allow_private)
        self._guard = Guard(self._allowed, resolve=resolve)
        self._context = tls_context()
        self._turns = Turns(delay)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._turns.close()

    def fetch(self, request: Request) -> Fetched:
        """Transfer one address. Never raises: what went wrong is in the result's `problem`."""
        hops: list[_Hop] = []
        try:
            return self._follow(request, hops)
        except TransferError as error:
            message = str(error)
        except Closed:
            message = "not fetched, for the program was stopping"
        except Exception as error:  # One odd server must not end the poll of the others.
            message = f"failed in an unforeseen way: {type(error).__name__}: {error}"
        if len(hops) > 1:
            message = f"{message} (after a redirect to {hops[-1].url})"
        return Fetched(
            url=request.url,
            final_url=hops[-1].url if hops else request.url,
            outcome=Outcome.FAILED,
            at=datetime.now(UTC),
            problem=Problem(stage="fetch", subject=request.url, message=message),
        )

    def fetch_all(
        self, requests: Sequence[Request], *, on_done: Callable[[Fetched], None] | None = None
    ) -> tuple[Fetched, ...]:
        """Transfer many, several hosts at a time; results stand in the order asked.

        `on_done` is called in the caller's thread, once for each as it comes in.
        """
        lines = deque(self._lines(requests))
        done: queue.SimpleQueue[tuple[int, Fetched]] = queue.SimpleQueue()
        abandoned = threading.Event()

        def work() -> None:
            while lines:
                try:
                    line = lines.popleft()
                except IndexError:
                    return
                for index in line:
                    if abandoned.is_set():
                        return
                    done.put((index, self.fetch(requests[index])))

        # Daemon threads, so that an interrupt does not wait for the slowest server's deadline.
        for number in range(min(self._workers, len(lines))):
            threading.Thread(target=work, name=f"fetch {number}", daemon=True).start()
        results: dict[int, Fetched] = {}
        try:
            while len(results) < len(requests):
                index, fetched = done.get()
                results[index] = fetched
                if on_done:
                    on_done(fetched)
        finally:
            abandoned.set()
        return tuple(results[index] for index in range(len(requests)))

    def _lines(self, requests: Sequence[Request]) -> list[list[int]]:
        """Requests that queue behind each other for one host; the longest line first, it takes longest."""
        lines: dict[object, list[int]] = defaultdict(list)
        for index, request in enumerate(requests):
            try:
                host = _Hop.to(request.url).host
            except TransferError:
                host = ""
            lines[index if self._allowed.names(host) else host].append(index)
        return sorted(lines.values(), key=len, reverse=True)

    def _follow(self, request: Request, hops: list[_Hop]) -> Fetched:
        """Go from hop to hop until one answers for itself; `hops` tells the caller how far it came."""
        hop = _Hop.to(request.url)
        credentials = _credentials(request.url)
        cookies = RequestsCookieJar()
        seen: set[tuple[str, str]] = set()
        budget = self._deadline
        while True:
            state = (hop.url, str(sorted(cookies.items())))
            hops.append(hop)
            if state in seen:
                raise TransferError("redirected in a loop")
            if len(hops) > _MAX_REDIRECTS + 1:
                raise TransferError(f"more than {_MAX_REDIRECTS} redirects")
            seen.add(state)
            prepared = self._prepare(
                request, hop, cookies, credentials if hop.origin == hops[0].origin else None
            )
            same_host = len(hops) > 1 and hops[-2].host == hop.host
            free = self._allowed.names(hop.host)
            with nullcontext() if free else self._turns.take(hop.host, at_once=same_host):
                deadline = Deadline.after(budget)
                answer = self._exchange(prepared, hop, deadline)
                budget = deadline.remaining
            target = answer.header("location")
            if answer.status not in _REDIRECTS or not target:
                return _fetched(request, hop, answer)
            cookies.update(answer.cookies)
            following = _redirected(hop, _as_utf8(target))
            if hop.scheme == "https" and following.scheme == "http":
                cookies.clear()
            hop = following

    def _prepare(
        self,
        request: Request,
        hop: _Hop,
        cookies: RequestsCookieJar,
        credentials: tuple[str, str] | None,
    ) -> requests.PreparedRequest:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": request.accept,
            "Accept-Encoding": ", ".join(ENCODINGS),
            "Connection": "close",
        }
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        try:
            return requests.Request("GET", hop.url, headers, auth=credentials, cookies=cookies).prepare()
        except ValueError as error:
            raise TransferError(f"not a valid request: {error}") from error

    def _exchange(self, prepared: requests.PreparedRequest, hop: _Hop, deadline: Deadline) -> _Answer:
        """One request and its answer, with the body where it is the one that was asked for.

        The adapter is used without a session: a session would bring in proxies and .netrc from the
        environment, and would read a redirect's body without any bound.
        """
        door = Door(self._guard, patience=self._timeout, deadline=deadline, context=self._context)
        try:
            with (
                closing(door),
                closing(door.send(prepared, stream=True, timeout=self._timeout)) as response,
            ):
                headers = tuple((name.lower(), value) for name, value in response.raw.headers.items())
                body = self._body(response) if 200 <= response.status_code < 300 else b""
                return _Answer(response.status_code, headers, body, response.cookies)
        except InflateError as error:
            raise TransferError(str(error)) from error
        except (requests.RequestException, HTTPError, http.client.HTTPException, OSError) as error:
            if deadline.remaining <= 0:
                message = f"timed out: not finished at the deadline of {self._deadline:g} s"
            else:
                message = explain(error, hop.host, self._timeout)
            raise TransferError(message) from error

    def _body(self, response: requests.Response) -> bytes:
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            raise TransferError(f"too large: {int(announced):,} bytes, {self._max_bytes:,} are allowed")
        encoding = response.headers.get("content-encoding", "").strip().lower()

        def chunks() -> Iterator[bytes]:
            while chunk := response.raw.read(_CHUNK, decode_content=False):
                yield chunk

        return inflate(chunks(), encoding, self._max_bytes)


def _redirected(hop: _Hop, target: str) -> _Hop:
    try:
        return _Hop.to(urljoin(hop.url, target))
    except (TransferError, ValueError) as error:
        raise TransferError(f"redirected to {target[:200]}: {error}") from error


def _credentials(url: str) -> tuple[str, str] | None:
    """User and password from the address; they go to its own origin only, and into no message."""
    parts = urlsplit(url.strip())
    if not parts.username:
        return None
    return unquote(parts.username), unquote(parts.password or "")


def _as_utf8(header: str) -> str:
    """A header's text as its bytes were meant: names in a Location are UTF-8, if anything."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _fetched(request: Request, hop: _Hop, answer: _Answer) -> Fetched:
    outcome, problem = Outcome.OK, None
    if answer.status == 304 and (request.etag or request.last_modified):
        outcome = Outcome.NOT_MODIFIED
    elif not 200 <= answer.status < 300:
        outcome = Outcome.FAILED
        problem = Problem(stage="fetch", subject=request.url, message=refusal(answer.status, answer.header))
    return Fetched(
        url=request.url,
        final_url=hop.url,
        outcome=outcome,
        at=datetime.now(UTC),
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        problem=problem,
    )
