"""Mails, chats, programs, the page and the Atom feed say what was not looked at, and what was not judged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from lxml import etree

from monitor.alerts.compose.atom import atom
from monitor.alerts.compose.digest import Digest, compose
from monitor.alerts.compose.event import event
from monitor.alerts.compose.render import digest_brief, digest_html, digest_text, ledger_html
from monitor.ledger.accounts import accounts
from monitor.ledger.coverage import Followed, coverage
from monitor.model import Feed, FeedState, Snapshot
from tests.alerts.values import CLAIM, NOW, OTHER, evidence, snapshot, story

FEED, SECOND = Feed(url="https://a.example/", name="A <b>"), Feed(url="https://b.example/", name="B")
FOLLOWED = Followed(lacks={"car": (), "plant": ()}, languages=frozenset({"en"}))
READ = FeedState(url=FEED.url, last_polled=NOW, last_success=NOW, news=NOW, last_entries=1)
LOST = replace(READ, last_success=NOW - timedelta(days=2), failures=7, problem="HTTP 500")
HEALTHY = replace(READ, url=SECOND.url)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def held(*states: FeedState) -> Snapshot:
    told = replace(story(), feed=FEED.url)
    return replace(snapshot([told], [evidence(told)], claims=(CLAIM, OTHER)), feed_states=states)


def digest(*states: FeedState, followed: Followed = FOLLOWED) -> Digest:
    return compose((), snapshot=held(*states), feeds=(FEED, SECOND), now=NOW, followed=followed)


def test_a_quiet_digest_says_on_how_many_claims_nothing_was_found() -> None:
    told = digest_text(digest(READ, HEALTHY))
    assert "Nothing new was found on 2 claims." in told
    assert "Not looked:" not in told


def test_a_digest_of_the_blind_does_not_say_that_nothing_was_found() -> None:
    told = digest(LOST)
    for text in (digest_text(told), digest_html(told)):
        assert "Nothing new was found" not in text
        assert (
            "Not looked: 2 claims (car, plant); no feed has been read since 30 March 2021, 08:00 UTC." in text
        )


def test_the_feed_that_is_lost_names_the_claims_that_it_leaves_blind() -> None:
    told = digest(LOST)
    words = "HTTP 500 (7 in a row); last read 2021-03-30 08:00 UTC; no other feed can tell, so nobody watches 2 claims"
    assert f"A <b>, failing: {words} (car, plant)" in digest_text(told)
    assert f"A &lt;b&gt;, failing</strong>: {words} (car, plant)" in digest_html(told)
    brief = digest_brief(told)
    assert "so nobody watches 2 claims (car, plant)" in brief
    assert "Not looked: no feed has been read since 30 March 2021, 08:00 UTC." in brief


def test_where_another_feed_sees_it_is_said_how_many() -> None:
    told = digest_text(digest(LOST, HEALTHY))
    assert "leaves 2 claims to 1 other feed; it had brought evidence on car" in told
    assert "Not looked:" not in told


def test_claims_that_are_not_judged_are_not_counted_among_those_without_news() -> None:
    told = digest_text(
        digest(READ, followed=replace(FOLLOWED, lacks={"car": (), "plant": ("it is a question",)}))
    )
    assert "Nothing new was found on 1 claim." in told
    assert "Not judged: 1 claim (plant); flags nothing: it is a question." in told


def test_programs_get_the_states_of_claims_and_what_is_blind() -> None:
    value = json.loads(event(digest(LOST)))
    assert value["feeds"][0]["blind"] == {"claims": ["car", "plant"], "other_feeds": 0}
    seen = value["coverage"]
    assert seen["claims"] == {"found": 0, "nothing found": 0, "not looked": 2, "not judged": 0}
    assert (seen["last_looked"], seen["not_looked"]) == (
        "2021-03-30T08:00:00Z", "no feed has been read since 30 March 2021, 08:00 UTC",
    )  # fmt: skip


def page(*states: FeedState) -> str:
    ledger = held(*states)
    seen = coverage(ledger, (FEED, SECOND), now=NOW, followed=FOLLOWED)
    return ledger_html(accounts(ledger), coverage=seen, now=NOW)


def test_the_page_has_the_state_of_each_claim() -> None:
    assert '<span class="soft">nothing found</span>' in page(READ)
    blind = page(LOST)
    assert blind.count('<span class="soft">not looked</span>') == 2
    assert '<p class="lead">Not looked: 2 claims (car, plant); no feed has been read since' in blind
    assert "A &lt;b&gt;: no other feed can tell, so nobody watches 2 claims (car, plant)." in blind


def entries(*states: FeedState) -> list[str]:
    ledger = held(*states)
    seen = coverage(ledger, (FEED, SECOND), now=NOW, followed=FOLLOWED)
    feed = etree.fromstring(atom(accounts(ledger), coverage=seen, now=NOW))
    return [str(title) for title in feed.xpath("a:entry/a:title/text()", namespaces=ATOM)]


def test_the_feed_has_one_entry_as_long_as_nobody_looks() -> None:
    change = "Confirmed: Xiaomi will build a car."
    assert entries(READ) == [change]
    assert entries(LOST) == ["Not looked since 30 March 2021: no claim can change", change]
    later = replace(LOST, failures=9, last_polled=NOW + timedelta(hours=1))
    assert entries(later) == entries(LOST)
