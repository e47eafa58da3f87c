"""Mail, through a real server on loopback."""

from __future__ import annotations

import base64
import os
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.alerts.channels import mail as mailing
from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError
from monitor.alerts.channels.mail import Mailbox, Server
from monitor.alerts.compose.letter import trial, write
from monitor.model import Claim, Letter
from tests.alerts.values import NOW, alert, digest
from tests.mailserver import MailServer

CERTIFICATE = str(Path(__file__).parents[1] / "feeds" / "fetch" / "feed.test.pem")
OWN = Path(__file__).with_name(
    "localhost.pem"
)  # for localhost and 127.0.0.1, signed by itself; no one else trusts it
SENDER = "Monitor <monitor@example.org>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def box(server: MailServer, recipient: str = "me@example.org", **changes: str) -> Mailbox:
    through = Server(host="127.0.0.1", port=server.port, security="none", sender=SENDER)
    return Mailbox(recipient, replace(through, **changes))  # type: ignore[arg-type]


def letter(**changes: object) -> Letter:
    return write(digest(**changes), sender=SENDER, claims=1, threads={})  # type: ignore[arg-type]


def test_a_digest_arrives_as_text_and_page(server: MailServer) -> None:
    box(server, "Me <me@example.org>").send(letter())
    (mail,) = server.mails
    assert server.recipients == [["me@example.org"]]
    assert mail["Subject"] == "Confirmed: Xiaomi will build a car"
    assert mail["From"] == SENDER
    assert mail["To"] == "Me <me@example.org>"
    assert mail["Message-ID"] == f"<{digest().key}@example.org>"
    text, html = mail.iter_parts()
    assert "NEWLY CONFIRMED" in text.get_content()
    assert "<html" in html.get_content()


def test_a_resend_is_the_same_to_the_byte(server: MailServer) -> None:
    told = letter()
    box(server).send(told)
    box(server).send(told)
    assert server.raw[0] == server.raw[1]


def test_chinese_and_long_lines_travel_as_short_ascii_lines(server: MailServer) -> None:
    """RFC 5321 allows 998 bytes a line, and a server need not know 8BITMIME."""
    claim = Claim(id="car", text="小米将造车，" * 40)
    told = write(digest(alert(quote="长" * 3_000), claims=(claim,)), sender=SENDER, claims=1, threads={})
    box(server).send(told)
    assert server.raw[0].isascii()
    assert max(map(len, server.raw[0].splitlines())) < 998
    assert "小米将造车，" in server.mails[0]["Subject"]
    text, _ = server.mails[0].iter_parts()
    assert claim.text in text.get_content()


@pytest.mark.parametrize(
    ("verb", "answer", "attempts"),
    [
        ("MAIL", "451 try again later", None),
        ("MAIL", "553 who are you", REFUSALS),
        ("RCPT", "450 greylisted", None),
        ("RCPT", "550 no such mailbox", 1),
        ("DATA", "451 try again later", None),
        ("END", "554 looks like spam", 1),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(
    server: MailServer, verb: str, answer: str, attempts: int | None
) -> None:
    """What is refused for good is not tried again; what may pass is."""
    server.refuse[verb] = answer
    with pytest.raises(DeliveryError, match=answer) as caught:
        box(server).send(letter())
    assert caught.value.attempts == attempts
    assert not isinstance(caught.value, UnreachableError)
    assert not server.mails


def test_one_recipients_refusal_is_nothing_to_another(server: MailServer) -> None:
    server.refused = {"gone@example.org"}
    with pytest.raises(DeliveryError, match="550 no such mailbox"):
        box(server, "gone@example.org").send(letter())
    box(server, "me@example.org").send(letter())
    assert server.recipients == [["me@example.org"]]


def test_a_lost_answer_is_a_failure_though_the_mail_was_taken(server: MailServer) -> None:
    server.drop = True
    with pytest.raises(DeliveryError) as caught:
        box(server).send(letter())
    assert caught.value.attempts is None
    assert len(server.mails) == 1


def test_a_farewell_that_fails_is_no_failure(server: MailServer) -> None:
    """The mail was taken; to send it again would double it."""

    def cut(step: str) -> None:
        if step == "QUIT":
            raise ConnectionError

    server.on_step = cut
    box(server).send(letter())
    assert len(server.mails) == 1


def test_a_server_that_does_not_answer_is_given_up(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "TIMEOUT", 0.2)
    server.delay = 30
    with pytest.raises(UnreachableError, match="timed out"):
        box(server).send(letter())


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, server: MailServer) -> None:
    """Each answer comes in time, all of them together do not."""
    monkeypatch.setattr(mailing, "DEADLINE", 0.2)

    def slow(step: str) -> None:
        server.delay = 1.0

    server.on_step = slow
    with pytest.raises(DeliveryError):
        box(server).send(letter())
    assert not server.mails


def test_a_login_is_made_where_a_name_is_given(server: MailServer) -> None:
    box(server, username="me", password="secret").send(letter())
    assert server.logins == ["me"]


@pytest.mark.parametrize("login", ["PLAIN", "LOGIN"])
def test_a_login_beyond_ascii(server: MailServer, login: str) -> None:
    server.login = login
    box(server, username="jürgen", password="пароль密码").send(letter())
    assert (server.logins, server.passwords) == (["jürgen"], ["пароль密码"])
    assert len(server.mails) == 1


def test_no_failure_before_the_mail_is_offered_is_final(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one that nobody thought of; what it says may hold the password."""

    def broken(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(smtplib.SMTP, "login", broken)
    with pytest.raises(UnreachableError, match="ValueError") as caught:
        box(server, username="me", password="secret").send(letter())
    assert caught.value.attempts is None
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("verb", "answer"), [("HELO", "550 go away"), ("AUTH", "504 unknown")])
def test_a_server_that_lets_nobody_in_is_asked_again(server: MailServer, verb: str, answer: str) -> None:
    server.refuse[verb] = answer
    with pytest.raises(UnreachableError) as caught:
        box(server, username="me", password="secret").send(letter())
    assert caught.value.attempts is None


def test_a_refused_login_is_the_servers_matter_not_the_letters(server: MailServer) -> None:
    server.refuse["AUTH"] = "535 wrong password"
    with pytest.raises(UnreachableError, match="535 wrong password") as caught:
        box(server, username="me", password="secret").send(letter())
    assert caught.value.attempts is None
    assert "secret" not in str(caught.value)
    assert not server.mails


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_out_encrypted(security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To a server whose certificate is signed by an authority that the system trusts."""
    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(OWN))
    with MailServer(certificate=str(OWN), implicit_tls=security == "tls") as server:
        box(server, host="localhost", security=security, username="me", password="secret").send(letter())
        assert server.logins == ["me"]
        assert len(server.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("trusted", [None, CERTIFICATE])
def test_a_certificate_that_nobody_vouches_for_or_of_another_is_refused(
    security: str, trusted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:  # vouched for, but the name on it is not that of the server
        monkeypatch.setitem(os.environ, "SSL_CERT_FILE", trusted)
    with MailServer(certificate=CERTIFICATE, implicit_tls=security == "tls") as server:
        with pytest.raises(UnreachableError, match="certificate"):
            box(server, security=security, username="me", password="secret").send(letter())
        assert not server.logins
        assert not server.mails


def test_a_server_without_starttls_gets_no_mail_in_clear(server: MailServer) -> None:
    with pytest.raises(UnreachableError, match="STARTTLS"):
        box(server, security="starttls").send(letter())
    assert not server.mails


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        through = Server(host="127.0.0.1", port=port, security="none", sender=SENDER)
        with pytest.raises(UnreachableError, match=f"127.0.0.1:{port}: .*refused"):
            Mailbox("me@example.org", through).send(letter())


def test_an_address_beyond_ascii(server: MailServer) -> None:
    """The name goes as it is, to a server that takes it; the domain in the letters that every server knows."""
    box(server, "雷军 <雷军@例子.cn>").send(letter())
    assert server.recipients == [["雷军@xn--fsqu00a.cn"]]
    assert "雷军@xn--fsqu00a.cn".encode() in server.raw[0]


def test_a_server_that_takes_only_ascii_is_told_of() -> None:
    with MailServer(utf8=False) as server:
        box(server, "me@例子.cn").send(letter())
        assert server.recipients == [["me@xn--fsqu00a.cn"]]
        with pytest.raises(DeliveryError, match="does not support addresses beyond ASCII") as caught:
            box(server, "雷军@example.org").send(letter())
        assert caught.value.attempts is None


def test_a_test_arrives_as_a_mail_of_its_own(server: MailServer) -> None:
    box(server).send(trial(sender=SENDER, now=NOW))
    (mail,) = server.mails
    assert mail["Subject"] == "Test of monitor"
    assert mail["To"] == "me@example.org"


def test_the_password_is_never_shown() -> None:
    through = Server(host="h", port=25, security="none", sender=SENDER, username="me", password="hunter2")
    assert "hunter2" not in repr(Mailbox("me@example.org", through))
    assert base64.b64encode(b"hunter2").decode() not in repr(through)
