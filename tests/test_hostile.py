"""A good feed beside thirteen hostile ones, by the command as a user runs it."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom import OFFICIAL, PHONES, RUMOUR, configuration, publish, rss
from tests.servers import Reply, WebServer, redirect

SECRET = "the-secret-of-this-machine"
BOMB = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body>"
    b"<script>window._cf_chl_opt={}</script>Enable JavaScript and cookies to continue</body></html>"
)
_RUN = """
import pathlib, sys
from monitor.cli import main
try:
    main()
finally:
    status = pathlib.Path("/proc/self/status")  # Linux has it
    sys.stderr.write(status.read_text() if status.exists() else "")
"""
TOLD = {
    "entities": "declares XML entities",
    "outside": "declares XML entities",
    "gzip": "too large",
    "drip": "sends too slowly",
    "loop": "redirected in a loop",
    "metadata": "address refused: 169.254.169.254",
    "inside": "address refused: 127.0.0.2",
    "large": "too large",
    "500": "HTTP 500",
    "429": "the server asks to wait 120 s",
    "challenge": "challenge page",
    "empty": "the response is empty",
    "truncated": "breaks off before its end",
    "binary": "not RSS, Atom or JSON Feed",
}


def document(declarations: str, title: str) -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE rss [{declarations}]>'
    return f'{head}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'.encode()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebServer]:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with WebServer() as server:
        zeros = gzip.compress(bytes(10**7))
        server.script |= {
            "/entities": Reply(body=document(BOMB, "&i;")),
            "/outside": Reply(body=document(f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;")),
            "/gzip": Reply(body=zeros * 30, headers={"Content-Encoding": "gzip"}),  # 300 MB
            "/drip": Reply(body=rss(server, [RUMOUR]), drip=0.1),
            "/loop": redirect("/loop"),
            "/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
            "/inside": redirect(server.url("/admin", host="127.0.0.2")),
            "/admin": Reply(body=rss(server, [RUMOUR]).replace(b"Xiaomi", SECRET.encode())),
            "/large": Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"<item>" * 5_000_000),
            "/500": Reply(status=500),
            "/429": Reply(status=429, headers={"Retry-After": "120"}),
            "/challenge": Reply(body=CHALLENGE, headers={"Content-Type": "text/html"}),
            "/empty": Reply(),
            "/truncated": Reply(body=rss(server, [PHONES, RUMOUR])[:-60]),
            "/binary": Reply(body=b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(200_000)),
        }
        publish(server, "/good", OFFICIAL)
        yield server


def test_the_good_one_is_read_and_each_other_is_named_with_what_is_wrong(
    web: WebServer, tmp_path: Path
) -> None:
    """Within bounds of memory, and without a word of a file or of an inner page."""
    config = tmp_path / "config.toml"
    paths = ["/good", *(f"/{name}" for name in TOLD)]
    config.write_text(configuration(web, *paths).replace("5s", "1s"), encoding="utf-8")
    command = [sys.executable, "-c", _RUN, "--config", str(config), "once", "--json"]
    ran = subprocess.run(command, capture_output=True, check=False)
    out, err = ran.stdout, ran.stderr
    assert ran.returncode == 0, err
    value = json.loads(out)
    assert (value["polled"], value["failed"]) == (15, 13)
    assert "builds-own-car" in {t["claim"] for t in value["transitions"] if t["to"] == "confirmed"}
    problems = {problem["subject"]: problem["message"] for problem in value["problems"]}
    for name, expected in TOLD.items():
        assert expected in problems[web.url(f"/{name}")], name
    kept = [path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in text for text in (out, err, *kept))
    assert "/admin" not in {asked.path for asked in web.asked}
    if peak := re.search(rb"VmHWM:\s+(\d+) kB", err):
        # What judging takes, as with feeds that mean no harm; the reader, bounded to 160 MB, has ended by then.
        assert int(peak[1]) < 300_000
