"""A real SMTP server (aiosmtpd) on loopback that keeps what it accepts and misbehaves by a script."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

STEPS = ("HELO", "MAIL", "RCPT", "DATA", "TAKEN", "QUIT")


class MailServer:
    """`server.refuse["RCPT"] = "550 no"` answers that verb so ("END": the end of a mail).

    `mails` is what was accepted, `raw` its bytes, `recipients` those of its envelope. `refused` recipients get a 550.
    `login` is the only way to log in, where it is set. With `drop` the connection is cut after a mail was accepted,
    before the answer. `delay` are seconds before each answer. `on_step` is told each of `STEPS` as it is reached; at
    TAKEN the mail is accepted and not yet answered.
    """

    def __init__(
        self, *, certificate: str | None = None, implicit_tls: bool = False, utf8: bool = True, port: int = 0
    ) -> None:
        self.refuse: dict[str, str] = {}
        self.refused: set[str] = set()
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.passwords: list[str] = []
        self.drop = False
        self.delay = 0.0
        self.on_step: Callable[[str], None] = lambda step: None
        self.port = port
        self.login = ""
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._implicit, self._utf8 = implicit_tls, utf8
        self._connections: list[SMTP] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shut()
        self._run(self._farewell())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def open(self) -> None:
        """Listens, after `shut` on the same port again."""
        self._server = self._run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def shut(self) -> None:
        """Listens no more: a connection is refused."""
        self._run(self._close())

    async def _listen(self) -> asyncio.Server:
        tls = self._tls if self._implicit else None
        return await self._loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=tls)

    async def _close(self) -> None:
        self._server.close()

    async def _farewell(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for connection in self._connections:
            while connection.transport:  # its socket is closed by the loop, which must run until then
                connection.transport.abort()  # type: ignore[attr-defined]
                await asyncio.sleep(0)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _protocol(self) -> SMTP:
        connection = SMTP(
            _Handler(self),
            hostname="test",
            enable_SMTPUTF8=self._utf8,
            tls_context=None if self._implicit else self._tls,
            auth_require_tls=False,
            authenticator=self._authenticate,
            auth_exclude_mechanism=[how for how in ("PLAIN", "LOGIN") if self.login not in ("", how)],
            loop=self._loop,
        )
        self._connections.append(connection)
        return connection

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any
    ) -> AuthResult:
        if "AUTH" in self.refuse:
            return AuthResult(success=False, handled=False, message=self.refuse["AUTH"])
        self.logins.append(data.login.decode())
        self.passwords.append(data.password.decode())
        return AuthResult(success=True)


class _Handler:
    def __init__(self, owner: MailServer) -> None:
        self._owner = owner

    async def _step(self, step: str) -> str | None:
        if self._owner.delay:
            await asyncio.sleep(self._owner.delay)
        self._owner.on_step(step)
        return self._owner.refuse.get(step)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        refusal = await self._step("HELO")
        session.host_name = hostname
        return [refusal] if refusal else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._step("MAIL")
        if refusal is None:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = await self._step("RCPT")
        if refusal is None and address in self._owner.refused:
            refusal = "550 no such mailbox"
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        owner = self._owner
        refusal = await self._step("DATA") or owner.refuse.get("END")
        if refusal:
            return refusal
        assert isinstance(envelope.content, bytes)
        owner.raw.append(envelope.content)
        owner.mails.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=default))  # type: ignore[arg-type]
        owner.recipients.append(list(envelope.rcpt_tos))
        await self._step("TAKEN")
        if owner.drop and server.transport:
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 accepted"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self._step("QUIT")
        return "221 bye"

    async def handle_exception(self, error: Exception) -> str:
        return "421 gone"
