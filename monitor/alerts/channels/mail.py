"""Edge: sends a letter by SMTP, one recipient at a time, so that one refusal does not affect the others."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from threading import Timer
from typing import Any, cast

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError
from monitor.alerts.compose.headers import mailboxes
from monitor.alerts.compose.letter import address
from monitor.alerts.compose.plain import clean
from monitor.model import Letter

TIMEOUT = 30.0  # seconds for the connection and for each answer of the server
DEADLINE = 180.0  # seconds for all of it: a server that answers letter by letter is cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail goes out; `security` is none, starttls or tls. Certificates are checked against the system's."""

    host: str
    port: int
    security: str
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A recipient, such as `Me <me@example.org>`, and the server that takes mail for it."""

    recipient: str
    through: Server

    @property
    def address(self) -> str:
        return f"mail to {address(self.recipient).addr_spec}"

    @property
    def server(self) -> str:
        return f"{self.through.host}:{self.through.port}"

    def send(self, letter: Letter) -> None:
        """Hands the mail over. Raises DeliveryError, also where the answer is lost after the server took it."""
        recipient = address(self.recipient)
        international = not recipient.username.isascii()
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        with _session(self.through) as server:
            if international and not server.has_extn("smtputf8"):
                message = f"{self.server}: the server does not support addresses beyond ASCII"
                raise DeliveryError(message)
            mail = (mailboxes("To", [recipient], utf8=international) + letter.mail).encode()
            _hand_over(server, self.through, recipient, mail, options)


def _hand_over(server: smtplib.SMTP, to: Server, recipient: Address, mail: bytes, options: list[str]) -> None:
    """One transaction. A 5xx about the mail or its recipient is final; one about the sender may be temporary."""
    where = f"{to.host}:{to.port}"
    try:
        server.sendmail(address(to.sender).addr_spec, [recipient.addr_spec], mail, options)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise DeliveryError(f"{where}: {_answer(code, text)}", attempts=_patience(code, final=1)) from error
    except smtplib.SMTPSenderRefused as error:
        attempts = _patience(error.smtp_code, final=REFUSALS)
        raise DeliveryError(f"{where}: {_reason(error)}", attempts=attempts) from error
    except smtplib.SMTPResponseException as error:
        attempts = _patience(error.smtp_code, final=1)
        raise DeliveryError(f"{where}: {_reason(error)}", attempts=attempts) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise DeliveryError(f"{where}: {_reason(error)}") from error


def _patience(code: int, *, final: int) -> int | None:
    """A 5xx is final after so many attempts; a 4xx never is (RFC 5321, 4.2.1)."""
    return final if 500 <= code < 600 else None


@contextmanager
def _session(to: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is ready for mail; the caller handles errors inside.

    Raises UnreachableError whatever goes wrong: nothing before MAIL FROM says anything about the letter.
    """
    try:
        server = _connect(to)
    except (OSError, smtplib.SMTPException) as error:
        raise UnreachableError(f"{to.host}:{to.port}: {_reason(error)}") from error
    except Exception as error:  # its text may hold the password
        raise UnreachableError(f"{to.host}:{to.port}: {type(error).__name__}") from error
    cut = Timer(DEADLINE, _cut, [server])
    cut.daemon = True
    cut.start()
    try:
        yield server
    finally:
        cut.cancel()
        # The mail has been taken or refused by now, so a failure of QUIT does not matter.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


class _Utf8(str):
    """Text that smtplib, which asks for ASCII, encodes as UTF-8 (RFC 4616)."""

    __slots__ = ()

    def encode(self, *_: str) -> bytes:
        return super().encode("utf-8")


class _Session(smtplib.SMTP):
    """Logs in with a name and a password beyond ASCII, too."""

    def auth(self, mechanism: str, authobject: Any, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        def answer(challenge: bytes | None = None) -> Any:
            text = authobject(challenge)
            return None if text is None else _Utf8(text)

        return super().auth(mechanism, cast(Any, answer), initial_response_ok=initial_response_ok)


class _EncryptedSession(smtplib.SMTP_SSL, _Session):
    """The same over TLS from the start."""


def _connect(to: Server) -> smtplib.SMTP:
    if to.security == "tls":
        context = ssl.create_default_context()
        server: _Session = _EncryptedSession(to.host, to.port, timeout=TIMEOUT, context=context)
    else:
        server = _Session(to.host, to.port, timeout=TIMEOUT)
    try:
        if to.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if to.username:
            server.login(_Utf8(to.username), _Utf8(to.password))
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _cut(server: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        server.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return clean(str(error)) or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    return clean(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}")
