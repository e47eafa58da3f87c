"""The addresses on the way of a request: what can be fetched at all, and where a redirect leads. Opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from monitor.feeds.fetch.guard import TransferError
from monitor.redaction import public

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Hop:
    """One address on the way; `url` is without user, password and fragment."""

    url: str
    scheme: str
    host: str
    origin: tuple[str, str, int | None]

    @classmethod
    def to(cls, url: str) -> Hop:
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

    def redirected(self, location: str) -> Hop:
        """Where a Location header leads from here; TransferError where that cannot be fetched."""
        target = _as_utf8(location)
        try:
            return Hop.to(urljoin(self.url, target))
        except (TransferError, ValueError) as error:
            raise TransferError(f"redirected to {public(target)[:200]}: {error}") from error

    def weakens(self, following: Hop) -> bool:
        """Whether the way leads out of TLS."""
        return self.scheme == "https" and following.scheme == "http"


def credentials(url: str) -> tuple[str, str] | None:
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
