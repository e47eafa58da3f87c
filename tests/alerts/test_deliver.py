"""Mail, through a real server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.alerts.deliver import DeliveryError, Mailbox, message, send
from monitor.model import Claim
from tests.alerts.values import alert, digest, story
from tests.mailserver import MailServer

CERTIFICATE = str(Path(__file__).parents[1] / "feeds" / "feed.test.pem")
BOX = Mailbox(
    host="127.0.0.1",
    port=0,
    security="none",
    sender="Monitor <monitor@example.org>",
    to=("me@example.org", "you@example.org"),
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def box(server: MailServer, **changes: str) -> Mailbox:
    return replace(BOX, port=server.port, **changes)  # type: ignore[arg-type]


def test_a_digest_arrives_as_text_and_page(server: MailServer) -> None:
    send(digest(), box(server))
    (mail,) = server.mails
    assert server.recipients == [["me@example.org", "you@example.org"]]
    assert mail["Subject"] == "Newly confirmed: Xiaomi will build a car."
    assert mail["From"] == "Monitor <monitor@example.org>"
    assert mail["To"] == "me@example.org, you@example.org"
    text, html = mail.iter_parts()
    assert "NEWLY CONFIRMED" in text.get_content()
    assert "<html" in html.get_content()


def test_the_message_id_is_that_of_the_alerts(server: MailServer) -> None:
    """A mail program shows a resend once."""
    send(digest(), box(server))
    send(digest(), box(server))
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{digest().key}@example.org>"


def test_chinese_and_long_lines_travel_as_short_ascii_lines(server: MailServer) -> None:
    """RFC 5321 allows 998 bytes a line, and a server need not know 8BITMIME."""
    claim = Claim(id="car", text="小米将造车，" * 40)
    send(digest(alert(quote="长" * 3_000), claims=(claim,)), box(server))
    assert server.raw[0].isascii()
    assert max(map(len, server.raw[0].splitlines())) < 998
    assert "小米将造车，" in server.mails[0]["Subject"]
    text, _ = server.mails[0].iter_parts()
    assert claim.text in text.get_content()


def test_a_claim_cannot_add_headers(server: MailServer) -> None:
    claim = Claim(id="car", text="x\r\nBcc: spy@example.org\r\n\r\nbody")
    send(digest(claims=(claim,)), box(server))
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Newly confirmed: x Bcc: spy@example.org body"
    assert server.recipients == [["me@example.org", "you@example.org"]]


def test_a_hostile_story_still_makes_a_mail() -> None:
    evil = story(1, headline="a\x00b\ud800c\r\n.\r\n")
    assert message(digest(alert(of=evil), stories=(evil,)), BOX).as_bytes().isascii()


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("MAIL", "553 who are you"),
        ("RCPT", "550 no such mailbox"),
        ("DATA", "451 try again later"),
        ("END", "554 looks like spam"),
    ],
)
def test_a_refusal_is_an_error_with_the_servers_words(server: MailServer, verb: str, answer: str) -> None:
    server.refuse[verb] = answer
    with pytest.raises(DeliveryError, match=answer):
        send(digest(), box(server))
    assert not server.mails


def test_a_login_is_made_where_a_name_is_given(server: MailServer) -> None:
    send(digest(), box(server, username="me", password="secret"))
    assert len(server.logins) == 1


def test_a_refused_login_sends_nothing(server: MailServer) -> None:
    server.refuse["AUTH"] = "535 wrong password"
    with pytest.raises(DeliveryError, match="535 wrong password"):
        send(digest(), box(server, username="me", password="secret"))
    assert not server.mails


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(security: str) -> None:
    with MailServer(certificate=CERTIFICATE, implicit_tls=security == "tls") as server:
        with pytest.raises(DeliveryError, match="certificate"):
            send(digest(), box(server, security=security, username="me", password="secret"))
        assert not server.logins
        assert not server.mails


def test_a_server_without_starttls_gets_no_mail_in_clear(server: MailServer) -> None:
    with pytest.raises(DeliveryError, match="STARTTLS"):
        send(digest(), box(server, security="starttls"))
    assert not server.mails


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(DeliveryError, match=f"127.0.0.1:{port}: .*refused"):
            send(digest(), replace(BOX, port=port))


def test_the_password_is_never_shown() -> None:
    assert "hunter2" not in repr(replace(BOX, password="hunter2"))
