"""The edge to the web: turns addresses into bytes, politely and within bounds. A failure is a value.

Only this module and guard.py know the HTTP library. It must not read what it transfers.
"""

from __future__ import annotations

import http.client
import logging
import queue
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import requests
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError, ProtocolError

from monitor.feeds.fetch.addresses import Allowed
from monitor.feeds.fetch.decompress import ENCODINGS, InflateError, inflate
from monitor.feeds.fetch.explain import explain, refusal
from monitor.feeds.fetch.guard import (
    Deadline,
    Door,
    Guard,
    Patience,
    Resolve,
    TransferError,
    resolve_by_system,
    tls_context,
)
from monitor.feeds.fetch.headers import retry_after
from monitor.feeds.fetch.redirects import PERMANENT, REDIRECTS, Hop, credentials
from monitor.feeds.fetch.robots import Robots
from monitor.feeds.fetch.throttle import Closed, Turns
from monitor.feeds.fetch.whole import is_whole
from monitor.model import Fetched, Outcome, Problem
from monitor.redaction import public

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"

_log = logging.getLogger(__name__)
_MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_PAUSE = timedelta(minutes=1)  # of a host that wants one and does not say how long
_TICK = 0.2  # seconds after which a thread that hands over its result looks whether anyone still wants it


@dataclass(frozen=True, slots=True)
class Request:
    """An address to transfer; `etag` and `last_modified` are those of the last answer, verbatim.

    With `robots` it is fetched only where its site's robots.txt allows programs to, at every hop.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str = FEED_TYPES
    robots: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cookies: RequestsCookieJar

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def pausing(self) -> bool:
        """Whether the host, not only this address, wants to be left alone for a while."""
        return self.status == 429 or (self.status == 503 and self.header("retry-after") is not None)


class Fetcher:
    """Transfers one address or many; a context manager.

    `timeout` bounds, in seconds, the wait for a name, a connection and each read; `deadline` the
    whole transfer, without the wait for the host's turn. `max_bytes` holds before and after
    decompression. Two requests to one host are `delay` seconds apart and never at once, and a host
    that asks for a pause is not asked again, except hosts that `allow_private` names (see
    `addresses.Allowed`, which raises ValueError).
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
        self._robots = Robots(
            lambda url: self.fetch(Request(url, accept="text/plain, */*;q=0.5")), user_agent
        )
        self._pauses: dict[str, tuple[Deadline, _Answer]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._turns.close()

    def fetch(self, request: Request) -> Fetched:
        """Transfer one address. Never raises: what went wrong is in the result's `problem`."""
        hops: list[Hop] = []
        try:
            return self._follow(request, hops)
        except TransferError as error:
            message = str(error)
        except Closed:
            message = "not fetched: the program was stopping"
        except Exception as error:  # One odd server must not end the poll of the others.
            _log.exception("fetching %s failed unexpectedly", public(request.url))
            message = f"unexpected failure: {type(error).__name__}: {error}"
        if len(hops) > 1:
            message = f"{message} (after a redirect to {public(hops[-1].url)})"
        return Fetched(
            url=request.url,
            final_url=hops[-1].url if hops else request.url,
            outcome=Outcome.FAILED,
            at=datetime.now(UTC),
            problem=Problem(stage="fetch", subject=request.url, message=message),
        )

    def fetch_all(self, requests: Sequence[Request]) -> Iterator[tuple[int, Fetched]]:
        """Transfer many, several hosts at a time; gives each as it comes in, with its place in `requests`.

        No more bodies are held than there are workers: these wait until the caller takes their results.
        """
        lines = deque(self._lines(requests))
        done: queue.Queue[tuple[int, Fetched]] = queue.Queue(maxsize=1)
        abandoned = threading.Event()

        def hand_over(result: tuple[int, Fetched]) -> None:
            while not abandoned.is_set():
                with suppress(queue.Full):
                    done.put(result, timeout=_TICK)
                    return

        def work() -> None:
            while lines:
                try:
                    line = lines.popleft()
                except IndexError:
                    return
                for index in line:
                    if abandoned.is_set():
                        return
                    hand_over((index, self.fetch(requests[index])))

        # Daemon threads, so that an interrupt does not wait for the slowest server's deadline.
        for number in range(min(self._workers, len(lines))):
            threading.Thread(target=work, name=f"fetch {number}", daemon=True).start()
        try:
            for _ in requests:
                yield done.get()
        finally:
            abandoned.set()

    def _lines(self, requests: Sequence[Request]) -> list[list[int]]:
        """Requests that queue behind each other for one host; the longest line first, it takes longest."""
        lines: dict[object, list[int]] = defaultdict(list)
        for index, request in enumerate(requests):
            try:
                host = Hop.to(request.url).host
            except TransferError:
                host = ""
            lines[index if self._allowed.names(host) else host].append(index)
        return sorted(lines.values(), key=len, reverse=True)

    def _follow(self, request: Request, hops: list[Hop]) -> Fetched:
        """Go from hop to hop until one answers for itself; `hops` tells the caller how far it came."""
        hop = Hop.to(request.url)
        secret = credentials(request.url)
        cookies = RequestsCookieJar()
        seen: set[tuple[str, str]] = set()
        budget = self._deadline
        moved = False
        while True:
            state = (hop.url, str(sorted(cookies.items())))
            hops.append(hop)
            if state in seen:
                raise TransferError("redirected in a loop")
            if len(hops) > _MAX_REDIRECTS + 1:
                raise TransferError(f"more than {_MAX_REDIRECTS} redirects")
            seen.add(state)
            if request.robots:
                self._robots.check(hop.url)
            prepared = self._prepare(request, hop, cookies, secret if hop.origin == hops[0].origin else None)
            same_host = len(hops) > 1 and hops[-2].host == hop.host
            free = self._allowed.names(hop.host)
            with nullcontext() if free else self._turns.take(hop.host, at_once=same_host):
                if refused := self._pausing(hop.host):
                    return _fetched(request, hop, refused)
                deadline = Deadline.after(budget)
                answer = self._exchange(prepared, hop, deadline)
                budget = deadline.remaining
                if answer.pausing and not free:
                    wait = retry_after(answer.header("retry-after"), datetime.now(UTC)) or _PAUSE
                    self._pauses[hop.host] = (Deadline.after(wait.total_seconds()), answer)
            target = answer.header("location")
            if answer.status not in REDIRECTS or not target:
                return replace(_fetched(request, hop, answer), moved=moved)
            cookies.update(answer.cookies)
            following = hop.redirected(target)
            if hop.weakens(following):
                cookies.clear()
            # A way that needs a password, or that gives up TLS, is nothing to take for good.
            moved = (moved or len(hops) == 1) and answer.status in PERMANENT
            moved = moved and not hop.weakens(following) and secret is None
            hop = following

    def _pausing(self, host: str) -> _Answer | None:
        """What the host said when it asked to be left alone, as long as that holds."""
        until, answer = self._pauses.get(host, (None, None))
        return answer if until and until.remaining > 0 else None

    def _prepare(
        self,
        request: Request,
        hop: Hop,
        cookies: RequestsCookieJar,
        secret: tuple[str, str] | None,
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
            return requests.Request("GET", hop.url, headers, auth=secret, cookies=cookies).prepare()
        except ValueError as error:
            raise TransferError(f"not a valid request: {error}") from error

    def _exchange(self, prepared: requests.PreparedRequest, hop: Hop, deadline: Deadline) -> _Answer:
        """One request and its answer, with the body where it is the one that was asked for.

        The adapter is used without a session: a session would bring in proxies and .netrc from the
        environment, and would read a redirect's body without any bound.
        """
        door = Door(self._guard, patience=Patience(self._timeout, deadline), context=self._context)
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
                message = f"timed out: not complete after {self._deadline:g} s (deadline under [fetch])"
            else:
                message = explain(error, hop.host, self._timeout)
            raise TransferError(message) from error

    def _body(self, response: requests.Response) -> bytes:
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            raise TransferError(
                f"too large: {int(announced):,} bytes, {self._max_bytes:,} allowed (max_bytes under [fetch])"
            )
        broken: list[ProtocolError] = []

        def chunks() -> Iterator[bytes]:
            try:
                while chunk := response.raw.read(_CHUNK, decode_content=False):
                    yield chunk
            except ProtocolError as error:  # it ended before its Content-Length, which may be wrong
                broken.append(error)

        body = inflate(chunks(), response.headers.get("content-encoding", ""), self._max_bytes)
        if broken and not is_whole(body):
            raise broken[0]
        return body


def _fetched(request: Request, hop: Hop, answer: _Answer) -> Fetched:
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
