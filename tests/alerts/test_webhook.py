"""Signed posts, through a real web server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import socket
import time
from collections.abc import Iterator

import pytest

from monitor.alerts.channels.base import REFUSALS, DeliveryError, UnreachableError
from monitor.alerts.channels.webhook import Webhook, key
from monitor.alerts.compose.letter import write
from monitor.model import Letter
from tests.alerts.values import digest
from tests.servers import Reply, WebServer, redirect

LETTER: Letter = write(digest(), sender="m@example.org", claims=1, threads={})


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def hook(web: WebServer, secret: str = "hunter2") -> Webhook:
    return Webhook(url=web.url("/t0ken?k=s3cret"), secret=secret)


@pytest.mark.parametrize(("secret", "bytes_"), [("hunter2", b"hunter2"), ("whsec_aGk=", b"hi")])
def test_a_receiver_can_tell_who_wrote_and_when(web: WebServer, secret: str, bytes_: bytes) -> None:
    web.script["/t0ken?k=s3cret"] = Reply(status=204)
    hook(web, secret).send(LETTER)
    (asked,) = web.asked
    name, moment = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    signed = hmac.new(bytes_, f"{name}.{moment}.".encode() + asked.body, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert name == LETTER.id
    assert abs(int(moment) - time.time()) < 600
    assert json.loads(asked.body)["transitions"][0]["to"] == "confirmed"


@pytest.mark.parametrize(
    ("reply", "attempts"),
    [
        (Reply(status=404), REFUSALS),
        (Reply(status=410), REFUSALS),
        (Reply(status=429), None),
        (Reply(status=503), None),
        (redirect("/elsewhere"), None),
    ],
)
def test_anything_but_a_2xx_is_a_failure(
    web: WebServer, reply: Reply, attempts: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    web.script = {"/t0ken?k=s3cret": reply, "/elsewhere": Reply()}
    with caplog.at_level(logging.DEBUG), pytest.raises(DeliveryError, match=f"HTTP {reply.status}") as caught:
        hook(web).send(LETTER)
    assert "t0ken" not in caplog.text + str(caught.value)
    assert caught.value.attempts == attempts
    assert len(web.asked) == 1


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        way = Webhook(url=f"http://127.0.0.1:{taken.getsockname()[1]}/t0ken", secret="hunter2")
        with pytest.raises(UnreachableError) as caught:
            way.send(LETTER)
    assert "t0ken" not in str(caught.value)


def test_an_address_shows_the_host_alone(web: WebServer) -> None:
    one, other = hook(web), Webhook(url=web.url("/other"), secret="x")
    assert one.address.startswith(f"webhook 127.0.0.1:{web.port} ")
    assert one.address != other.address
    shown = one.address + one.server + repr(one)
    assert not any(secret in shown for secret in ("t0ken", "s3cret", "hunter2"))


def test_a_secret_with_the_prefix_is_base64() -> None:
    with pytest.raises(ValueError, match="base64"):
        key("whsec_?")
