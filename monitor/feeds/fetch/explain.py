"""Says in one sentence why a transfer failed."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator

from monitor.feeds.fetch.guard import TooSlowError
from monitor.redaction import public

_MAX_ADDRESS = 200  # in a message


def refusal(status: int, header: Callable[[str], str | None]) -> str:
    """The sentence for an answer that is no success; `header` looks one up by its lower-case name."""
    message = f"HTTP {status} {http.client.responses.get(status, '')}".rstrip()
    if header("cf-mitigated") == "challenge":
        message += ": the site demands a browser check, which a program cannot pass"
    if 300 <= status < 400 and (named := header("location")):
        message += f"; it names this address: {public(named)[:_MAX_ADDRESS]}"
    wait = (header("retry-after") or "").strip()[:40]
    if wait:
        message += f"; the server asks to wait {f'{wait} s' if wait.isdecimal() else f'until {wait}'}"
    return message


def explain(error: BaseException, host: str, timeout: float) -> str:
    """The sentence for a failure of the transport, by what lies at its root; `timeout` in seconds."""
    message = f"the transfer from {host} failed: {error}"
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                message = f"the TLS certificate of {host} is not trusted: {cause.verify_message}"
            case ssl.SSLError():
                message = f"TLS connection to {host} failed: {cause.reason or cause}"
            case TooSlowError():
                message = f"timed out: {host} sends too slowly ({cause})"
            case TimeoutError():
                message = f"timed out: no answer from {host} within {timeout:g} s"
            case http.client.RemoteDisconnected():
                message = f"{host} closed the connection without an answer"
            case http.client.IncompleteRead() | ConnectionError():
                message = f"{host} closed the connection before the transfer was complete"
            case http.client.HTTPException():
                message = f"{host} sent an invalid HTTP response ({type(cause).__name__})"
            case _:
                continue
        break
    return message


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it came from, outermost first, however the libraries wrapped them."""
    pending, met = [error], set[int]()
    while pending:
        current = pending.pop(0)
        if id(current) in met:
            continue
        met.add(id(current))
        yield current
        inner = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        pending += [item for item in inner if isinstance(item, BaseException)]
