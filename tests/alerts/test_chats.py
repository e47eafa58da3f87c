"""Chats by apprise URLs, through a real web server; their addresses stay secret."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator

import pytest

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError
from monitor.alerts.channels.chat import Chat, redacted, understood
from monitor.alerts.compose.letter import write
from monitor.model import Letter
from tests.alerts.values import digest
from tests.servers import Reply, WebServer, redirect

LETTER: Letter = write(digest(), sender="m@example.org", claims=1, threads={})
SECRETS = ("hunter2", "s3cr3t-t0ken")


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def chat(web: WebServer) -> Chat:
    return Chat(f"json://me:hunter2@127.0.0.1:{web.port}/s3cr3t-t0ken")


def test_a_chat_gets_the_news(web: WebServer) -> None:
    web.script["/s3cr3t-t0ken/"] = web.script["/s3cr3t-t0ken"] = Reply()
    chat(web).send(LETTER)
    (asked,) = web.asked
    value = json.loads(asked.body)
    assert value["title"] == LETTER.subject
    assert value["message"].strip() == LETTER.brief.strip()


@pytest.mark.parametrize(
    ("status", "attempts"), [(404, REFUSALS), (403, REFUSALS), (429, None), (500, None), (503, None)]
)
def test_anything_but_a_2xx_is_a_failure(
    web: WebServer, status: int, attempts: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    web.script["/s3cr3t-t0ken/"] = web.script["/s3cr3t-t0ken"] = Reply(status=status)
    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError, match=str(status)) as caught:
        chat(web).send(LETTER)
    assert caught.value.attempts == attempts
    for secret in SECRETS:
        assert secret not in str(caught.value)
        assert secret not in caplog.text


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        way = Chat(f"json://me:hunter2@127.0.0.1:{taken.getsockname()[1]}/s3cr3t-t0ken")
        with pytest.raises(UnreachableError) as caught:
            way.send(LETTER)
    assert caught.value.attempts is None
    assert not any(secret in str(caught.value) for secret in SECRETS)


def test_a_redirect_to_nothing_is_a_failure(web: WebServer) -> None:
    web.script["/s3cr3t-t0ken/"] = web.script["/s3cr3t-t0ken"] = redirect(web.url("/none"))
    with pytest.raises(DeliveryError, match="404"):
        chat(web).send(LETTER)


def test_an_address_names_the_service_and_nothing_else() -> None:
    slack = Chat("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news")
    other = Chat("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#other")
    assert slack.address.startswith("slack ")
    assert slack.address != other.address
    assert slack.address == Chat(slack.url).address
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in slack.address + repr(slack)
    hook = Chat("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    assert hook.address.startswith("slack ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "no answer from https://h.example/T0KEN1/a%20b?k=s3cret",
            "no answer from https://***/***/***?k=***",
        ),
        ("user me:hunter2 refused", "user me:*** refused"),
        ("decoded a b too", "decoded *** too"),
    ],
)
def test_what_the_library_says_is_shown_without_secrets(text: str, shown: str) -> None:
    url = "json://me:hunter2@h.example/T0KEN1/a%20b?k=s3cret"
    assert redacted(text, url).replace("a%20b", "***").replace("a b", "***") == shown


@pytest.mark.parametrize(
    "url",
    [
        "tgram://123456789:ABCdefGHIjklMNOpqrSTUvwxYZabcdefghi/12345",
        "ntfy://topic",
        "feishu://abcdef123456",
        "dingtalk://abcdef123456",
        "wecombot://abcdef-1234",
    ],
)
def test_the_services_that_the_documents_name_are_known(url: str) -> None:
    assert understood(url)


@pytest.mark.parametrize("url", ["nonsense://x", "slack://", "", "://", "ntfy"])
def test_what_apprise_does_not_know(url: str) -> None:
    assert not understood(url)
