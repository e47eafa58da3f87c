"""Lists of feeds from and for feed readers."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from monitor.feeds import opml
from monitor.model import Feed
from tests.cli.test_cli import Shell
from tests.cli.test_cli_alerting import shell as shell  # noqa: PLC0414 (a fixture)

FEEDS = (
    Feed(url="https://example.org/a?x=1&y=2", name='A "quoted" \\ name', language="en"),
    Feed(url="https://example.org/b", name="小米"),
)
LISTED = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="Cars">
<outline type="rss" text="Post" xmlUrl="https://example.org/post.xml"/>
<outline type="rss" text="Twice" xmlUrl="https://example.org/post.xml"/>
<outline type="rss" title="x]&#10;[fetch]&#10;workers = 1" xmlurl="https://example.org/odd.xml" language="???"/>
<outline type="rss" text="Local" xmlUrl="file:///etc/passwd"/><outline text="no feed"/>
</outline></body></opml>"""


def test_what_is_written_is_read_again() -> None:
    assert opml.read(opml.write(FEEDS, now=datetime(2021, 4, 1, tzinfo=UTC))) == FEEDS


def test_tables_are_toml() -> None:
    found = tomllib.loads(opml.tables(FEEDS))["feed"]
    assert [table["url"] for table in found] == [feed.url for feed in FEEDS]
    assert [table["name"] for table in found] == [feed.name for feed in FEEDS]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not XML"),
        (b"<html/>", "not OPML: its root element is <html>"),
        (b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>&x;</opml>', "document type"),
        (b" " * 10_000_001, "larger than 10 MB"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        opml.read(content)


def test_import_and_export(shell: Shell) -> None:
    config = shell.write("config.toml", '[[feed]]\nurl = "https://example.org/a"\nname = "A"')
    path = shell.folder / "feeds.opml"
    path.write_bytes(LISTED)

    shown = shell("opml", "import", str(path))
    assert (shown.code, len(tomllib.loads(shown.out)["feed"])) == (0, 2)
    assert "left out: 'file:///etc/passwd'" in shown.err
    assert "2 of 3 feeds new" in shown.err

    assert shell("opml", "import", "--append", str(path)).code == 0
    held = tomllib.loads(config.read_text(encoding="utf-8"))
    assert [feed["url"].rpartition("/")[2] for feed in held["feed"]] == ["a", "post.xml", "odd.xml"]
    assert list(held) == ["feed"]
    before = config.read_bytes()
    assert "0 of 3 feeds" in shell("opml", "import", "--append", str(path)).err
    assert config.read_bytes() == before

    exported = shell("opml", "export")
    assert exported.code == 0
    assert [feed.url for feed in opml.read(exported.out.encode())] == [feed["url"] for feed in held["feed"]]


def test_a_file_that_is_no_list_is_named(shell: Shell) -> None:
    shell.write("feeds.opml", "<rss/>")
    ran = shell("opml", "import", "feeds.opml")
    assert ran.code == 2
    assert "feeds.opml" in ran.err
    assert "not OPML: its root element is <rss>" in ran.err
    assert shell("opml", "import", "nothing.opml").code == 2
