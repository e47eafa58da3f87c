"""Header fields are read back as they were written, by the readers of the standard library."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.compose.headers import POLICY, mailboxes
from monitor.alerts.compose.letter import write
from monitor.alerts.compose.plain import clean
from tests.alerts.values import digest

NAMES = (
    "Škoda", "München", "São Paulo", "Citroën", "Łódź", "小米汽车", "Ариан", "Ariane 6", "Renault", "BYD", "will build",
    "=?utf-8?q?x?=", "😀", "a", "x" * 90,
)  # fmt: skip
TEXTS = (
    st.lists(st.sampled_from(NAMES) | st.text(max_size=12), min_size=1, max_size=25).map(" ".join).map(clean)
)


def sent(name: str, value: object) -> bytes:
    message = EmailMessage(policy=POLICY)
    message[name] = value
    return message.as_bytes().removesuffix(b"\r\n")


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=default)  # type: ignore[arg-type]


@given(TEXTS.filter(bool))
def test_a_subject_is_read_back_as_it_was(text: str) -> None:
    raw = sent("Subject", text)
    assert read(raw)["Subject"] == text
    first, *rest = raw.removesuffix(b"\r\n").split(b"\r\n")
    assert first.removeprefix(b"Subject: ").strip()
    assert all(line.startswith(b" ") and line.strip() for line in rest)
    assert raw.isascii()


@given(TEXTS.filter(bool))
def test_a_name_beside_an_address_is_read_back(name: str) -> None:
    """By RFC 2047, that is; the newer reader of the library puts a blank between encoded words."""
    raw = mailboxes("To", [Address(name, "me", "example.org"), Address("", "b", "example.org")])
    first, second = getaddresses([raw.removeprefix("To:").replace("\r\n", "")])
    assert (str(make_header(decode_header(first[0]))), first[1]) == (name, "me@example.org")
    assert second == ("", "b@example.org")


@pytest.mark.parametrize("text", ["a\r\nBcc: b@example.org", "a\nb"])
def test_a_field_of_two_lines_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        sent("Subject", text)


def test_a_hidden_line_break_stays_in_its_word() -> None:
    raw = sent("Subject", "=?utf-8?q?a=0D=0ABcc:_b?=")
    assert raw.count(b"\r\n") == 1
    assert read(raw).get("Bcc") is None


def test_ids_stay_whole_however_long() -> None:
    ids = " ".join(f"<{number}.{'x' * 60}@{'host.' * 12}example.org>" for number in range(3))
    raw = sent("References", ids)
    assert [word.decode() for word in raw.removeprefix(b"References:").split()] == ids.split()


@pytest.mark.parametrize("claim", ["Xiaomi will build a car in München, São Paulo and Łódź " * 3, "x" * 200])
def test_a_letter_begins_with_no_empty_line(claim: str) -> None:
    letter = write(digest(), sender="monitor@example.org", claims=1, threads={})
    assert letter.mail.startswith("Subject: Confirmed: Xiaomi will build a car\r\n")
    assert b"Subject:\r\n" not in sent("Subject", f"Confirmed: {claim}")


def test_recipients_are_told_where_to_be_removed() -> None:
    plain = write(digest(), sender="monitor@example.org", claims=1, threads={})
    told = write(
        digest(),
        sender="monitor@example.org",
        claims=1,
        threads={},
        unsubscribe="mailto:a@b.org?subject=stop",
    )
    assert "List-Unsubscribe" not in plain.mail
    assert "List-Unsubscribe: <mailto:a@b.org?subject=stop>\r\n" in told.mail
