"""Edge: sends a letter by SMTP, one recipient at a time, so that one refusal does not affect the others."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from threading import Timer

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError
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
                raise DeliveryError(message, attempts=REFUSALS)
            _hand_over(server, self.through, recipient, _to(recipient) + letter.mail.encode(), options)


def _to(recipient: Address) -> bytes:
    header = EmailMessage(policy=SMTP.clone(utf8=not recipient.username.isascii()))
    header["To"] = recipient
    return header.as_bytes().rstrip(b"\r\n") + b"\r\n"


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
    """A connection that is ready for mail. Raises UnreachableError; the caller handles errors inside."""
    try:
        server = _connect(to)
    except (OSError, smtplib.SMTPException) as error:
        raise UnreachableError(f"{to.host}:{to.port}: {_reason(error)}") from error
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


def _connect(to: Server) -> smtplib.SMTP:
    if to.security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)
    try:
        if to.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if to.username:
            server.login(to.username, to.password)
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
