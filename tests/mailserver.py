"""A real SMTP server on loopback that keeps what it accepts and refuses by a script."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Self


class MailServer:
    """`server.refuse["RCPT"] = "550 no"` answers that verb so ("END": the end of a mail).

    `server.mails` is what was accepted.
    """

    def __init__(self, *, certificate: str | None = None, implicit_tls: bool = False) -> None:
        self.refuse: dict[str, str] = {}
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.tls: ssl.SSLContext | None = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)
        self.implicit_tls = implicit_tls
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    owner: MailServer


class _Session(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        owner = self.server.owner
        with contextlib.suppress(OSError):
            if owner.implicit_tls and owner.tls:
                self.request = owner.tls.wrap_socket(self.request, server_side=True)
            self._talk(owner)

    def _talk(self, owner: MailServer) -> None:
        lines = self.request.makefile("rb")
        recipients: list[str] = []
        self._say("220 test ready")
        while line := lines.readline():
            text = line.decode().strip()
            verb = text[:4].upper()
            refusal = owner.refuse.get(verb)
            if refusal:
                self._say(refusal)
            elif verb == "EHLO":
                self._say("250-test\r\n250-AUTH PLAIN" + ("\r\n250 STARTTLS" if owner.tls else "\r\n250 OK"))
            elif verb == "STAR" and owner.tls:
                self._say("220 go ahead")
                self.request = owner.tls.wrap_socket(self.request, server_side=True)
                lines = self.request.makefile("rb")
            elif verb == "AUTH":
                owner.logins.append(text)
                self._say("235 welcome")
            elif verb == "RCPT":
                recipients.append(text.partition(":")[2].strip("<> "))
                self._say("250 OK")
            elif verb == "DATA":
                self._say("354 go on")
                self._keep(owner, self._body(lines), recipients)
                self._say(owner.refuse.get("END", "250 accepted"))
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _body(self, lines: object) -> bytes:
        body = b""
        while (line := lines.readline()) != b".\r\n":  # type: ignore[attr-defined]
            body += line[1:] if line.startswith(b".") else line
        return body

    def _keep(self, owner: MailServer, body: bytes, recipients: list[str]) -> None:
        if "END" not in owner.refuse:
            owner.raw.append(body)
            owner.mails.append(message_from_bytes(body, _class=EmailMessage, policy=default))  # type: ignore[arg-type]
            owner.recipients.append(list(recipients))

    def _say(self, text: str) -> None:
        self.request.sendall(text.encode() + b"\r\n")
