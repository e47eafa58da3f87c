"""Feeds over many polls: what is asked when, and what is remembered; a real server, a real database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.feeds.health import Condition
from monitor.model import Status
from tests.mailserver import MailServer
from tests.newsroom import CLAIM, OFFICIAL, PHONES, RUMOUR, Newsroom, Piece, configuration, mail, publish
from tests.servers import Reply, WebServer, redirect

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", RUMOUR)
        yield server


@pytest.fixture
def room(web: WebServer, tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path, configuration(web, "/feed.xml"))


def feed(web: WebServer, path: str = "/feed.xml") -> Reply:
    reply = web.script[path]
    assert isinstance(reply, Reply)
    return reply


def paths(web: WebServer, ending: str = ".xml") -> list[str]:
    return [asked.path for asked in web.asked if asked.path.endswith(ending)]


def messages(room: Newsroom) -> list[str]:
    return [problem.message for problem in room.poll().run.problems]


# --- what is the same as before


def test_an_unchanged_body_is_not_read_again(
    web: WebServer, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server knows neither tags nor dates."""
    web.script["/feed.xml"] = replace(feed(web), headers={})
    room.poll()
    monkeypatch.delattr("monitor.feeds.crawler.Sandbox.call")
    assert room.poll().run.not_modified == 1


def test_an_article_that_could_not_be_read_is_asked_for_again(web: WebServer, room: Newsroom) -> None:
    """Though its feed has not changed since."""
    publish(web, "/feed.xml", OFFICIAL, full=False)
    page = feed(web, "/official.html")
    web.script["/official.html"] = Reply(status=503)
    room.poll()
    web.script["/official.html"] = page
    assert room.poll().run.not_modified == 0
    assert paths(web, ".html") == ["/official.html"] * 2
    assert room.poll().run.not_modified == 1
    assert paths(web, ".html") == ["/official.html"] * 2


def test_a_failure_forgets_nothing(web: WebServer, room: Newsroom) -> None:
    """Neither what was read nor that it was."""
    room.poll()
    kept = feed(web)
    for reply in (Reply(status=500), Reply(body=b"<html><title>Maintenance</title></html>"), Reply()):
        web.script["/feed.xml"] = reply
        assert room.poll().run.stories_new == 0
    web.script["/feed.xml"] = kept
    again = room.poll(after=HOUR)
    assert (again.run.not_modified, again.run.stories_new) == (1, 0)


# --- what servers wish


def test_an_answer_that_is_fresh_is_not_asked_for(web: WebServer, room: Newsroom) -> None:
    web.script["/feed.xml"] = replace(feed(web), headers={"Cache-Control": "max-age=3600"})
    assert [room.poll(after=QUARTER).run.polled for _ in range(5)] == [1, 0, 0, 0, 1]


def test_a_feed_that_does_not_change_is_asked_less_often(web: WebServer, room: Newsroom) -> None:
    """And as often as before when it does."""
    assert sum(room.poll(after=QUARTER).run.polled for _ in range(4)) == 4
    room.poll(after=2 * DAY)
    polled = [room.poll(after=QUARTER).run.polled for _ in range(8)]
    assert polled == [0, 0, 0, 0, 0, 0, 0, 1]
    publish(web, "/feed.xml", RUMOUR, PHONES)
    room.poll(after=2 * HOUR)
    assert [room.poll(after=QUARTER).run.polled for _ in range(2)] == [1, 1]


def test_healthy_feeds_that_are_not_due_are_no_outage(web: WebServer, tmp_path: Path) -> None:
    """Though the only feed that was asked has failed."""
    web.script["/bad.xml"] = Reply(status=500)
    web.script["/feed.xml"] = replace(feed(web), headers={"Cache-Control": "max-age=3600"})
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", "/bad.xml"))
    room.poll()
    result = room.poll()
    assert (result.run.polled, result.run.failed, result.nothing_read) == (1, 1, False)


# --- what has moved, and what is gone


def test_a_move_is_followed_each_time_until_it_is_believed(web: WebServer, room: Newsroom) -> None:
    publish(web, "/new.xml", RUMOUR)
    web.script["/feed.xml"] = redirect("/new.xml", 301)
    for _ in range(5):
        assert room.poll().run.failed == 0
    assert paths(web) == ["/feed.xml", "/new.xml"] * 3 + ["/new.xml"] * 2
    assert room.health("/feed.xml").remark == f"has moved to {web.url('/new.xml')}"


def test_a_new_address_that_fails_is_left_again(web: WebServer, room: Newsroom) -> None:
    publish(web, "/new.xml", RUMOUR)
    kept = feed(web)
    web.script["/feed.xml"] = redirect("/new.xml", 308)
    for _ in range(4):
        room.poll()
    web.script["/new.xml"] = Reply(status=410)
    web.script["/feed.xml"] = kept
    assert [room.poll().run.failed for _ in range(2)] == [1, 0]
    assert room.health("/feed.xml").condition is Condition.HEALTHY


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_passing_redirect_is_never_kept(web: WebServer, room: Newsroom, status: int) -> None:
    publish(web, "/new.xml", RUMOUR)
    web.script["/feed.xml"] = redirect("/new.xml", status)
    for _ in range(4):
        room.poll()
    assert paths(web) == ["/feed.xml", "/new.xml"] * 4


def test_a_maintenance_page_is_no_new_home(web: WebServer, room: Newsroom) -> None:
    """Even where it redirects for good."""
    web.script["/sorry.html"] = Reply(body=b"<html><title>Maintenance</title></html>")
    web.script["/feed.xml"] = redirect("/sorry.html", 301)
    for _ in range(4):
        assert room.poll(after=HOUR).run.failed == 1
    publish(web, "/feed.xml", RUMOUR)
    assert room.poll(after=DAY).run.failed == 0


def test_a_feed_that_is_gone_is_stopped_and_says_so(web: WebServer, room: Newsroom) -> None:
    web.script["/feed.xml"] = Reply(status=410)
    assert messages(room) == ["HTTP 410 Gone"]
    result = room.poll(after=400 * DAY)
    assert (result.run.polled, result.nothing_read) == (0, True)
    found = room.health("/feed.xml")
    assert found.condition is Condition.STOPPED
    assert "no longer polled" in found.remark


# --- what can be read, but not as it should be


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes(web: WebServer, room: Newsroom) -> None:
    publish(web, "/feed.xml", RUMOUR, PHONES)
    web.script["/feed.xml"] = Reply(body=feed(web).body[:-60])
    result = room.poll()
    assert result.run.failed == 0
    assert result.run.stories_new >= 1
    assert any("breaks off" in problem.message for problem in result.run.problems)


def test_a_feed_that_becomes_empty_is_named_once(web: WebServer, room: Newsroom) -> None:
    room.poll()
    for number, expected in enumerate((["it is a feed, but has no entries"], [])):
        channel = f"<rss version='2.0'><channel><title>{number}</title></channel></rss>"
        web.script["/feed.xml"] = Reply(body=channel.encode())
        assert messages(room) == expected
    assert room.health("/feed.xml").condition is Condition.EMPTY


def test_a_green_feed_that_brings_nothing_is_silent(web: WebServer, room: Newsroom) -> None:
    room.poll()
    room.poll(after=20 * DAY)
    found = room.health("/feed.xml")
    assert found.condition is Condition.SILENT
    assert found.remark == "responds, but nothing new since 5 April 2021"
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room.poll(after=DAY)
    assert room.health("/feed.xml").condition is Condition.HEALTHY


def test_a_document_that_takes_its_reader_too_long_is_left(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Megabytes of opened tags, over which feedparser would sit for minutes."""
    monkeypatch.setattr("monitor.feeds.crawler._SECONDS", 1)
    body = feed(web).body.replace(b"</channel>", b"<a" * 4_000_000 + b"</channel>")
    web.script["/bomb.xml"] = Reply(body=body)
    room = Newsroom(tmp_path, configuration(web, "/bomb.xml", "/feed.xml"))
    result = room.poll()
    assert (result.run.failed, result.run.stories_new) == (1, 1)
    (told,) = [p.message for p in result.failing]
    assert told.startswith("not read: it took")


# --- what the reader hears


def subjects(post: MailServer) -> list[str]:
    return [str(mail["Subject"]) for mail in post.mails]


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_a_failing_feed_is_told_of_once_and_then_rarely(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    """In a digest of its own where there is no other news."""
    (tmp_path / "claims.toml").write_text(CLAIM, encoding="utf-8")
    web.script["/bad.xml"] = Reply(status=500)
    watching = configuration(web, "/feed.xml", "/bad.xml", more=mail(post))
    room = Newsroom(tmp_path, f'[claims]\nfiles = ["claims.toml"]\n{watching}')
    for _ in range(4):
        room.poll(after=DAY)
        room.publish()
    assert subjects(post) == []
    for _ in range(8):
        room.poll(after=DAY)
        room.publish()
    assert subjects(post) == ["Feed failing: Feed /bad.xml"] * 2
    text = str(post.mails[0].get_body(("plain",)))
    assert "HTTP 500 Internal Server Error" in text
    web.script["/bad.xml"] = web.script["/feed.xml"]
    for _ in range(8):
        room.poll(after=DAY)
        room.publish()
    assert "Feed failing: Feed /bad.xml" not in subjects(post)[2:]


def test_a_feed_that_is_gone_is_told_of_in_the_next_digest(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    web.script["/gone.xml"] = Reply(status=410)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", "/gone.xml", more=mail(post)))
    room.poll()
    room.publish()
    (told,) = post.mails
    assert "Confirmed" in str(told["Subject"])
    assert "Feed /gone.xml, stopped: gone for good, the server says" in " ".join(
        str(told.get_body(("plain",)).get_content()).split()  # type: ignore[union-attr]
    )
    room.poll()
    room.publish()
    assert len(post.mails) == 1


# --- days without a time of day

DENIAL = replace(
    OFFICIAL,
    slug="denial",
    headline="Xiaomi says it will not build a car",
    text="Xiaomi will not build its own electric car, the company told the Hong Kong exchange.",
)


def day_only(web: WebServer, *times: str) -> None:
    """The feed's dates, in its order, as they stand in `times`."""
    body = feed(web).body.decode()
    for time in times:
        body = re.sub(r"<pubDate>[^<]*\d\d:\d\d:[^<]*</pubDate>", f"<dc:date>{time}</dc:date>", body, count=1)
    body = body.replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    web.script["/feed.xml"] = Reply(headers={"Content-Type": "application/rss+xml"}, body=body.encode())


@pytest.mark.parametrize(("first", "then"), [(DENIAL, OFFICIAL), (OFFICIAL, DENIAL)])
@pytest.mark.parametrize("date", ["2021-04-05", "2021-04-05T00:00:00Z", "5 April 2021 10:00 XYZ", "today"])
def test_within_a_day_first_sight_decides(
    web: WebServer, tmp_path: Path, first: Piece, then: Piece, date: str
) -> None:
    """A word at noon; a later poll brings the opposite, of which only the day is known."""
    publish(web, "/feed.xml", first)
    day_only(web, "2021-04-05T12:10:00Z")
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    publish(web, "/feed.xml", then)
    day_only(web, date)
    told = {t.claim: t for t in room.poll(after=2 * HOUR).plan.transitions}["builds-own-car"]
    assert told.after is (Status.CONFIRMED if then is OFFICIAL else Status.DENIED)
    assert told.at == room.now


def test_a_day_that_is_over_ends_before_the_next(web: WebServer, tmp_path: Path) -> None:
    """Though its news is seen last."""
    publish(web, "/feed.xml", OFFICIAL)
    day_only(web, "2021-04-05T10:00:00Z")
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    publish(web, "/feed.xml", DENIAL)
    day_only(web, "2021-04-04")
    told = [t.after for t in room.poll().plan.transitions if t.claim == "builds-own-car"]
    assert told == [Status.DENIED, Status.CONFIRMED]
