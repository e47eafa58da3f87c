"""Edge: posts a letter as JSON, signed as the Standard Webhooks specification has it.

Three headers go with each post: `webhook-id`, the same for every attempt; `webhook-timestamp`, the time of the attempt
in seconds; `webhook-signature`, `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError, unlogged
from monitor.model import Letter

_TIMEOUT = (10.0, 30.0)  # seconds: for the connection, for the answer
_PASSING = frozenset({408, 409, 425, 429})  # refusals that ask for another attempt
_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that takes JSON; path and query may hold a token, so only the host is ever shown."""

    url: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def address(self) -> str:
        return f"webhook {self.server} {hashlib.sha256(self.url.encode()).hexdigest()[:8]}"

    @property
    def server(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""

    def send(self, letter: Letter) -> None:
        """Posts the letter; only a 2xx counts as taken, and no redirect is followed. Raises DeliveryError."""
        body = letter.event.encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "monitor",
            "webhook-id": letter.id,
            "webhook-timestamp": moment,
            "webhook-signature": signature(self.secret, letter.id, moment, body),
        }
        try:
            with (
                unlogged("urllib3"),
                requests.post(
                    self.url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True
                ) as answer,
            ):
                status = answer.status_code
        except requests.RequestException as error:
            # The text of the error would show the address.
            raise UnreachableError(f"{self.server}: {type(error).__name__}") from None
        if not 200 <= status < 300:
            final = 400 <= status < 500 and status not in _PASSING
            raise DeliveryError(f"{self.server}: HTTP {status}", attempts=REFUSALS if final else None)


def signature(secret: str, name: str, moment: str, body: bytes) -> str:
    """What `webhook-signature` holds; a secret that begins with whsec_ is base64, any other is taken as it is."""
    signed = f"{name}.{moment}.".encode() + body
    digest = hmac.new(key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def key(secret: str) -> bytes:
    """The key's bytes. Raises ValueError for a whsec_ secret that is not base64."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret that begins with whsec_ goes on in base64") from error
