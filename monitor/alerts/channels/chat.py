"""Edge: sends a letter to a chat or push service by its apprise URL.

Such a URL is a secret as a whole: nothing of it but the service's name leaves this module.
"""

from __future__ import annotations

import hashlib
import logging
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote, unquote

import apprise

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError, unlogged
from monitor.alerts.compose.plain import clean
from monitor.model import Letter

_SHOWN = 160  # characters of what the library says
_LEAST = 4  # characters; shorter parts of a URL are ordinary words
_HTTP = re.compile(r"error=(\d{3})\b")
_PASSING = frozenset({408, 409, 425, 429})
_LOGGER = "apprise"


@dataclass(frozen=True, slots=True)
class Chat:
    """A service by its apprise URL."""

    url: str = field(repr=False)

    @property
    def address(self) -> str:
        return f"{self.service} {hashlib.sha256(self.url.encode()).hexdigest()[:8]}"

    @property
    def service(self) -> str:
        scheme = self.url.partition("://")[0].lower()
        return (
            scheme
            if scheme not in {"http", "https"}
            else type(_plugin(self.url)).__name__.lower().removeprefix("notify")
        )

    @property
    def server(self) -> str:
        return self.address

    def send(self, letter: Letter) -> None:
        """Hands over the letter's brief. Raises DeliveryError where the service does not take it."""
        with _Said(self.url) as said:
            service = apprise.Apprise()
            if not service.add(self.url):
                raise DeliveryError("apprise does not know this kind of URL")
            taken = service.notify(
                title=letter.subject, body=letter.brief, body_format=apprise.NotifyFormat.TEXT
            )
        if taken:
            return
        status = _HTTP.search(said.raw)
        if status is None:
            raise UnreachableError(said.shown)
        final = 400 <= int(status[1]) < 500 and int(status[1]) not in _PASSING
        raise DeliveryError(said.shown, attempts=REFUSALS if final else None)


def understood(url: str) -> bool:
    """Whether apprise knows what to do with the address; asks nothing of the network."""
    return _plugin(url) is not None


def _plugin(url: str) -> Any:
    with _Said(url):
        return apprise.Apprise.instantiate(url, suppress_exceptions=True)


class _Said(logging.Handler):
    """What the library warns of while it works, kept from everybody's log; `shown` has the secrets taken out."""

    def __init__(self, url: str) -> None:
        super().__init__(logging.WARNING)
        self._url = url
        self._lines: list[str] = []
        self._kept = ExitStack()

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())

    def __enter__(self) -> Self:
        logger = logging.getLogger(_LOGGER)
        self._kept.enter_context(unlogged(_LOGGER, "urllib3"))
        logger.addHandler(self)
        self._kept.callback(logger.removeHandler, self)
        return self

    def __exit__(self, *exception: object) -> None:
        self._kept.close()

    @property
    def raw(self) -> str:
        return " ".join(self._lines)

    @property
    def shown(self) -> str:
        return redacted(self.raw, self._url)[:_SHOWN] or "the service did not accept it"


def redacted(text: str, url: str) -> str:
    """The text on one line, without anything that stands in the address behind its scheme."""
    rest = url.partition("://")[2]
    parts = {rest, unquote(rest)}
    for whole in tuple(parts):
        parts |= set(re.split(r"[/@:?&=#,;+]", whole))
    parts |= {quote(part) for part in parts}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _LEAST:
            text = text.replace(part, "***")
    return clean(text)
