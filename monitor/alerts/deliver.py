"""Edge: hands a digest to the mail server. The caller marks it as sent, and only after `send` has returned.

Must not decide what is told; must not touch the database.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from monitor.alerts.digest import Digest
from monitor.alerts.render import clean, digest_html, digest_text

_TIMEOUT = 30.0  # seconds for the connection and for each answer of the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where mail goes out and to whom; `security` is none, starttls or tls."""

    host: str
    port: int
    security: str
    sender: str
    to: tuple[str, ...]
    username: str = ""
    password: str = field(default="", repr=False)


class DeliveryError(Exception):
    """The server did not take the mail for every recipient; the message says why."""


def message(digest: Digest, mailbox: Mailbox) -> EmailMessage:
    """The digest as a mail. The Message-ID derives from the alerts, so that a resend collapses."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    sender = _address(mailbox.sender)
    mail["Subject"] = clean(digest.subject)
    mail["From"] = sender
    mail["To"] = [_address(recipient) for recipient in mailbox.to]
    mail["Date"] = format_datetime(digest.at)
    mail["Message-ID"] = f"<{digest.key}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(digest_text(digest), cte="quoted-printable")
    mail.add_alternative(digest_html(digest), subtype="html", cte="quoted-printable")
    return mail


def send(digest: Digest, mailbox: Mailbox) -> None:
    """Deliver the digest to all recipients. Raises DeliveryError; then nobody is known to have it."""
    mail = message(digest, mailbox)
    try:
        with _connect(mailbox) as server:
            if mailbox.username:
                server.login(mailbox.username, mailbox.password)
            refused = server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{mailbox.host}:{mailbox.port}: {_reason(error)}") from error
    if refused:
        raise DeliveryError(f"{mailbox.host}:{mailbox.port}: refused {', '.join(refused)}")


def _connect(mailbox: Mailbox) -> smtplib.SMTP:
    if mailbox.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=_TIMEOUT, context=context)
    server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=_TIMEOUT)
    if mailbox.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except Exception:
            server.close()
            raise
    return server


def _address(text: str) -> Address:
    name, spec = parseaddr(text)
    return Address(display_name=name, addr_spec=spec)


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{who}: {_answer(code, text)}" for who, (code, text) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    return clean(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}")
