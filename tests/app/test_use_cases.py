"""Polls and delivery from end to end: a real web server, a real database, a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import feedparser
import pytest

from monitor.alerts.channels.retry import pause
from monitor.app import overview, polling
from monitor.feeds.health import FAILURES
from monitor.model import Delivery, Status
from monitor.store import Store
from tests.mailserver import MailServer
from tests.newsroom import CLAIM, OFFICIAL, PHONES, RUMOUR, Newsroom, configuration, mail, publish
from tests.servers import Reply, WebServer

DENIAL = replace(
    OFFICIAL,
    slug="denial",
    headline="Great Wall denies it will build Xiaomi's car",
    text="Great Wall Motor has held no talks with Xiaomi on making its cars, the company said.",
    day=31,
)
REVERSAL = replace(
    OFFICIAL,
    slug="reversal",
    headline="Xiaomi says it will not build a car",
    text="Xiaomi will not build its own electric car, the company told the Hong Kong exchange on Wednesday.",
    day=31,
)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def status(room: Newsroom, claim: str = "builds-own-car") -> Status:
    held = overview.snapshot(room.config)
    assert held is not None
    return next(c.status for c in held.claims if c.id == claim)


def mailed(web: WebServer, post: MailServer, folder: Path) -> Newsroom:
    return Newsroom(folder, configuration(web, "/feed.xml", more=mail(post)))


def outbox(room: Newsroom, state: Delivery) -> int:
    with Store.open(polling.database(room.config), read_only=True) as store:
        return store.outbox_counts()[state]


# --- polling


def test_a_rumour_is_kept_and_changes_nothing(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR, PHONES)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    result = room.poll()
    assert (result.run.polled, result.run.entries, result.run.stories_new) == (1, 2, 2)
    assert result.run.stories_on_topic == 1
    assert result.plan.transitions == ()
    assert status(room) is Status.RUMOURED


def test_the_companys_word_confirms(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    transitions = {t.claim: t for t in room.poll().plan.transitions}
    told = transitions["builds-own-car"]
    assert (told.after, told.at) == (Status.CONFIRMED, datetime(2021, 3, 30, 8, tzinfo=UTC))
    assert told.quote in f"{OFFICIAL.headline}. {OFFICIAL.text}"
    assert status(room) is Status.CONFIRMED


def test_the_article_is_read_where_the_feed_has_only_a_summary(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", replace(OFFICIAL, headline="What Xiaomi's car plan means"), full=False)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    assert [asked.path for asked in web.asked] == ["/feed.xml", "/robots.txt", "/official.html"]
    assert status(room) is Status.CONFIRMED


def test_a_feed_without_full_text_fetches_no_article(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL, full=False)
    Newsroom(tmp_path, configuration(web, "/feed.xml", feed="full_text = false")).poll()
    assert [asked.path for asked in web.asked] == ["/feed.xml"]


def test_a_disabled_feed_is_not_asked(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    assert Newsroom(tmp_path, configuration(web, "/feed.xml", feed="enabled = false")).poll().run.polled == 0
    assert web.asked == []


def test_the_same_again_changes_nothing(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    again = room.poll()
    assert (again.run.polled, again.run.not_modified, again.run.failed) == (1, 1, 0)
    assert again.plan.empty
    assert again.run.stories_new == 0


def test_the_same_bytes_without_a_tag_change_nothing_either(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    feed = web.script["/feed.xml"]
    assert isinstance(feed, Reply)
    web.script["/feed.xml"] = replace(feed, headers={"Content-Type": "application/rss+xml"})
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    again = room.poll()
    assert (again.run.not_modified, again.run.entries) == (1, 0)
    assert again.plan.empty


def test_news_that_come_later_change_the_status(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    result = room.poll()
    assert result.run.stories_new == 1
    assert "builds-own-car" in {t.claim for t in result.plan.transitions}


def test_one_story_in_two_feeds_is_one_story(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/a.xml", OFFICIAL)
    publish(web, "/b.xml", OFFICIAL)
    result = Newsroom(tmp_path, configuration(web, "/a.xml", "/b.xml")).poll()
    assert (result.run.polled, result.run.entries, result.run.stories_new) == (2, 2, 1)


def test_a_claim_that_comes_later_is_judged_on_the_stories_that_are_there(
    web: WebServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    claims = tmp_path / "claims.toml"
    first = '[[claim]]\nid = "recall"\ntext = "Xiaomi recalls its electric scooters."\n'
    claims.write_text(first, encoding="utf-8")
    room = Newsroom(tmp_path, '[claims]\nfiles = ["claims.toml"]\n' + configuration(web, "/feed.xml"))
    room.poll()
    claims.write_text(first + CLAIM, encoding="utf-8")
    result = room.poll()
    assert [claim.id for claim in result.claims_new] == ["car"]
    assert status(room, "car") is Status.CONFIRMED


# --- failures


def test_one_bad_feed_does_not_stop_the_others(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/good.xml", OFFICIAL)
    web.script["/bad.xml"] = Reply(status=500)
    room = Newsroom(tmp_path, configuration(web, "/bad.xml", "/good.xml"))
    result = room.poll()
    assert (result.run.polled, result.run.failed) == (2, 1)
    assert [problem.subject for problem in result.failing] == [web.url("/bad.xml")]
    assert not result.nothing_read
    assert status(room) is Status.CONFIRMED


def test_where_every_feed_fails_nothing_was_read(web: WebServer, tmp_path: Path) -> None:
    room = Newsroom(tmp_path, configuration(web, "/a.xml", "/b.xml"))
    assert room.poll().nothing_read


def test_a_poll_that_saw_nothing_says_nothing_of_days_that_passed(web: WebServer, tmp_path: Path) -> None:
    """Without a feed that could be read no claim falls overdue: nobody looked."""
    due = CLAIM.replace('id = "car"', 'id = "car"\ndue = 2020-12-31')
    (tmp_path / "claims.toml").write_text(due, encoding="utf-8")
    room = Newsroom(tmp_path, '[claims]\nfiles = ["claims.toml"]\n' + configuration(web, "/feed.xml"))
    web.script["/feed.xml"] = Reply(status=500)
    assert room.poll().plan.transitions == ()
    publish(web, "/feed.xml", PHONES)
    assert [t.after for t in room.poll().plan.transitions] == [Status.OVERDUE]


def test_a_claim_added_while_no_feed_answers_is_judged_once_one_does(web: WebServer, tmp_path: Path) -> None:
    """A new claim enters the ledger together with what the stories that are there say of it."""
    publish(web, "/feed.xml", OFFICIAL)
    claims = tmp_path / "claims.toml"
    first = '[[claim]]\nid = "recall"\ntext = "Xiaomi recalls its electric scooters."\n'
    claims.write_text(first, encoding="utf-8")
    room = Newsroom(tmp_path, '[claims]\nfiles = ["claims.toml"]\n' + configuration(web, "/feed.xml"))
    room.poll()
    claims.write_text(first + CLAIM, encoding="utf-8")
    answer = web.script["/feed.xml"]
    web.script["/feed.xml"] = Reply(status=500)
    room.poll()
    web.script["/feed.xml"] = answer
    room.poll()
    assert status(room, "car") is Status.CONFIRMED


def test_what_is_no_feed_is_a_failure(web: WebServer, tmp_path: Path) -> None:
    html = b"<html><body><h1>Maintenance</h1></body></html>"
    web.script["/feed.xml"] = Reply(headers={"Content-Type": "text/html"}, body=html)
    result = Newsroom(tmp_path, configuration(web, "/feed.xml")).poll()
    assert result.run.failed == 1
    assert result.nothing_read


def test_an_article_that_cannot_be_read_costs_only_its_text(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL, full=False)
    web.script["/official.html"] = Reply(status=403)
    result = Newsroom(tmp_path, configuration(web, "/feed.xml")).poll()
    assert (result.run.failed, result.run.stories_new) == (0, 1)
    assert web.url("/official.html") in {problem.subject for problem in result.run.problems}


def test_a_failing_feed_is_asked_less_and_less_often_and_recovers(web: WebServer, tmp_path: Path) -> None:
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    assert [room.poll(after=timedelta(minutes=1)).run.polled for _ in range(4)] == [1, 1, 1, 0]
    blind = room.poll(after=timedelta(minutes=1))
    assert blind.nothing_read
    assert [state.failures for state in blind.waiting] == [3]
    assert [room.poll(after=timedelta(minutes=20)).run.polled for _ in range(3)] == [1, 0, 1]
    publish(web, "/feed.xml", OFFICIAL)
    assert room.poll(after=timedelta(days=1)).run.failed == 0
    assert room.poll(after=timedelta(minutes=1)).run.polled == 1


def test_a_server_that_asks_for_a_pause_gets_it(web: WebServer, tmp_path: Path) -> None:
    web.script["/feed.xml"] = Reply(status=429, headers={"Retry-After": "3600"})
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    assert room.poll(after=timedelta(minutes=59)).run.polled == 0
    assert room.poll(after=timedelta(minutes=1)).run.polled == 1


def test_an_interval_holds_though_cron_comes_more_often(web: WebServer, tmp_path: Path) -> None:
    """And a run of cron that comes seconds early is not put off to the next one."""
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed='interval = "1h"'))
    polled = [room.poll(after=QUARTER - timedelta(seconds=5)).run.polled for _ in range(5)]
    assert polled == [1, 0, 0, 0, 1]
    waiting = room.poll(after=timedelta(seconds=1))
    assert not waiting.nothing_read


def test_a_clock_that_was_wrong_once_silences_no_feed(web: WebServer, tmp_path: Path) -> None:
    """A poll in a year to come is not waited for."""
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed='interval = "1h"'))
    assert room.poll(after=timedelta(days=400)).run.polled == 1
    assert room.poll(after=timedelta(days=-400)).run.polled == 1
    assert room.poll(after=timedelta(minutes=1)).run.polled == 0


# --- delivery


def test_without_mail_nothing_is_queued(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    result = room.poll()
    assert (result.run.alerts, result.plan.alerts) == (0, ())
    assert room.publish() == polling.Published()


def test_what_changed_is_told_in_one_mail(web: WebServer, post: MailServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", RUMOUR, OFFICIAL)
    room = mailed(web, post, tmp_path)
    alerts = room.poll().run.alerts
    assert alerts > 1
    published = room.publish()
    assert (published.sent, published.failed) == (alerts, 0)
    assert len(post.mails) == 1
    assert outbox(room, Delivery.SENT) == alerts


def test_nothing_is_told_twice(web: WebServer, post: MailServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    for _ in range(3):
        room.poll()
        room.publish()
    assert len(post.mails) == 1


def test_an_undelivered_alert_stays_and_is_told_later_as_the_same_mail(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    """The mail keeps its Message-ID, and newer alerts go into a mail of their own."""
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    first = room.poll().run.alerts
    post.refuse["DATA"] = "451 later"
    failed = room.publish()
    assert (failed.sent, failed.failed) == (0, first)
    assert "451 later" in failed.problems[0].message
    assert outbox(room, Delivery.QUEUED) == first

    publish(web, "/feed.xml", OFFICIAL, DENIAL)
    second = room.poll().run.alerts
    assert second > 0
    del post.refuse["DATA"]
    assert room.publish().sent == first + second
    told, later = post.mails
    assert told["Message-ID"] != later["Message-ID"]
    assert outbox(room, Delivery.QUEUED) == 0


def test_a_resend_is_the_very_mail_of_the_first_try(web: WebServer, post: MailServer, tmp_path: Path) -> None:
    """The server took the mail, but its answer was lost; meanwhile the ledger has moved on."""
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    room.poll()
    post.drop = True
    assert room.publish().failed > 0
    post.drop = False
    publish(web, "/feed.xml", OFFICIAL, PHONES)
    room.poll()
    assert room.publish().failed == 0
    first, second = post.raw
    assert first == second


def test_what_is_refused_for_good_is_set_aside_and_told_in_the_next_digest(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    count = room.poll().run.alerts
    post.refuse["END"] = "554 looks like spam"
    refused = room.publish()
    assert (refused.sent, refused.failed) == (0, count)
    assert outbox(room, Delivery.DEAD) == count
    del post.refuse["END"]
    assert room.publish() == polling.Published()
    assert not post.mails
    publish(web, "/feed.xml", OFFICIAL, DENIAL)
    assert room.poll().run.alerts > 0
    assert room.publish().failed == 0
    (mail,) = post.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert "554 looks like spam" in body.get_content()


def test_one_recipients_refusal_does_not_keep_the_others_from_it(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    more = mail(post).replace('"me@example.org"', '"gone@example.org", "me@example.org", "you@example.org"')
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=more))
    count = room.poll().run.alerts
    post.refused = {"gone@example.org"}
    assert room.publish().failed == count
    assert post.recipients == [["me@example.org"], ["you@example.org"]]
    assert room.publish() == polling.Published()
    assert len(post.mails) == 2


def test_a_corrected_address_gets_what_the_wrong_one_could_not(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    room.poll()
    post.refuse["RCPT"] = "450 later"
    room.publish()
    post.refuse.clear()
    text = room.path.read_text(encoding="utf-8")
    room.path.write_text(text.replace("me@example.org", "right@example.org"), encoding="utf-8")
    assert room.publish().failed == 0
    assert post.recipients == [["right@example.org"]]


def test_a_server_that_will_not_talk_to_us_is_asked_once_a_run(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    (tmp_path / "password").write_text("wrong")
    more = mail(post).replace('"me@example.org"', '"me@example.org", "you@example.org"')
    more += '\nusername = "me"\npassword_file = "password"'
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=more))
    room.poll()
    post.refuse["AUTH"] = "535 wrong password"
    asked: list[str] = []
    post.on_step = asked.append
    failed = room.publish()
    assert asked.count("HELO") == 1
    assert [problem.subject for problem in failed.problems] == [
        "mail to me@example.org",
        "mail to you@example.org",
    ]


def test_after_several_failures_in_a_row_it_is_tried_less_often(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    """What waits for its next attempt has failed all the same: the run says so."""
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    room.poll()
    post.refuse["MAIL"] = "451 later"
    for _ in range(5):
        assert room.publish().failed > 0
    post.refuse.clear()
    waiting = room.publish()
    assert waiting.failed > 0
    assert waiting.problems == ()
    room.now += timedelta(minutes=15)
    assert room.publish().failed == 0


def test_pauses_double_up_to_six_hours() -> None:
    waits = [pause(attempts) for attempts in (1, 4, 5, 6, 7, 9, 10, 1_000)]
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [0, 0, 15, 30, 60, 240, 360, 360]


def test_a_correction_answers_to_the_mail_that_told_the_claim_first(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    room.poll()
    room.publish()
    publish(web, "/feed.xml", OFFICIAL, REVERSAL)
    kinds = {alert.kind for alert in room.poll().plan.alerts}
    assert "correction" in kinds
    room.publish()
    first, later = post.mails
    assert later["In-Reply-To"] == later["References"] == first["Message-ID"]
    assert first["In-Reply-To"] is None


def test_with_hours_only_what_is_immediate_is_told_at_once(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    more = mail(post) + '\n[digest]\nat = ["08:00"]\nimmediate = ["denied"]'
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=more))
    count = room.poll().run.alerts
    began = room.now
    assert room.publish(since=began) == polling.Published(queued=count, waiting=count)
    room.now = room.now.replace(hour=8) + timedelta(days=1)
    assert room.publish(since=began).sent == count


def troubled(web: WebServer, tmp_path: Path, more: str) -> Newsroom:
    """A room one of whose feeds has failed so often that the reader is to hear of it; no claim has changed."""
    publish(web, "/good.xml", PHONES)
    web.script["/bad.xml"] = Reply(status=500)
    (tmp_path / "claims.toml").write_text(CLAIM, encoding="utf-8")
    more += '\n[claims]\nfiles = ["claims.toml"]'
    room = Newsroom(tmp_path, configuration(web, "/good.xml", "/bad.xml", more=more))
    for _ in range(FAILURES):
        assert room.poll(after=timedelta(days=1)).run.alerts == 0
    return room


def test_a_letter_on_feeds_alone_that_is_not_delivered_is_told_as_such(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    room = troubled(web, tmp_path, mail(post))
    post.refuse["MAIL"] = "451 later"
    for _ in range(2):
        missed = room.publish()
        assert (missed.letters_sent, missed.letters_failed, missed.failed) == (0, 1, 0)
    post.refuse.clear()
    assert room.publish() == polling.Published(letters_sent=1)
    assert [str(told["Subject"]) for told in post.mails] == ["Feed failing: Feed /bad.xml"]


def test_a_letter_on_feeds_alone_waits_for_the_hour(web: WebServer, post: MailServer, tmp_path: Path) -> None:
    hours = '\n[digest]\nat = ["08:00"]\nquiet = "07:00-09:00"'
    room = troubled(web, tmp_path, mail(post) + hours)
    since = room.now  # past noon
    room.now = since.replace(hour=6) + timedelta(days=1)
    assert room.publish(since=since) == polling.Published()
    room.now = room.now.replace(hour=8)  # the hour, which is a quiet one
    assert room.publish(since=since) == polling.Published()
    room.now = room.now.replace(hour=9)
    assert room.publish(since=since) == polling.Published(letters_sent=1)
    assert len(post.mails) == 1


def test_nothing_is_sent_in_quiet_hours_unless_somebody_asks(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(
        tmp_path, configuration(web, "/feed.xml", more=mail(post) + '\n[digest]\nquiet = "12:00-13:00"')
    )
    count = room.poll().run.alerts
    assert room.publish() == polling.Published(queued=count, waiting=count)
    assert room.publish(on_demand=True).sent == count


def test_the_report_is_written_with_every_publication(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    room.publish()
    folder = tmp_path / "state" / "report"
    assert sorted(path.name for path in folder.iterdir()) == ["atom.xml", "index.html"]
    parsed = feedparser.parse(BytesIO((folder / "atom.xml").read_bytes()))
    assert any(entry.title.startswith("Confirmed: ") for entry in parsed.entries)


def test_a_report_that_cannot_be_written_keeps_no_mail_back(
    web: WebServer, post: MailServer, tmp_path: Path
) -> None:
    publish(web, "/feed.xml", OFFICIAL)
    room = mailed(web, post, tmp_path)
    room.poll()
    (tmp_path / "state" / "report").write_text("in the way")
    published = room.publish()
    assert published.sent > 0
    assert [problem.stage for problem in published.problems] == ["report"]
