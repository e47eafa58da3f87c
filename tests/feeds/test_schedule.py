"""When a feed is asked again: a state and an answer in, the next state out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import schedule as rhythm
from monitor.feeds.fetch.headers import retry_after
from monitor.feeds.parse.hints import Hints, hints
from monitor.model import Entry, Feed, FeedState, Fetched, Outcome, Problem
from tests.feeds.answers import FEED, NOW, URL, answer, not_modified

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW = FeedState(url=URL)
PROBLEM = Problem(stage="fetch", subject=URL, message="HTTP 500 Internal Server Error")
ELSEWHERE = "https://new.example/feed"


def refused(status: int = 500, **headers: str) -> Fetched:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fetched(
        url=URL, final_url=URL, outcome=Outcome.FAILED, at=NOW, status=status, headers=named, problem=PROBLEM
    )


def entry(published: datetime | None, guid: str = "g") -> Entry:
    return Entry(feed=URL, guid=guid, url=f"https://paper.example/{guid}", title="t", published=published)


def failed(state: FeedState, times: int = 1, reply: Fetched | None = None) -> FeedState:
    for _ in range(times):
        state = rhythm.failed(state, reply or refused(), PROBLEM, NOW)
    return state


def headed(**headers: str) -> Fetched:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return replace(answer(b"<rss/>"), headers=named)


def wait(state: FeedState = NEW, reply: Fetched | None = None, feed: Feed = FEED) -> timedelta | None:
    due = rhythm.scheduled(state, feed, reply or answer(b""), NOW).next_due
    return due and due - NOW


# --- what a feed is asked


def test_a_feed_is_due_when_its_time_has_come() -> None:
    assert rhythm.is_due(None, NOW)
    assert rhythm.is_due(NEW, NOW)
    assert rhythm.is_due(replace(NEW, next_due=NOW), NOW)
    assert not rhythm.is_due(replace(NEW, next_due=NOW + MINUTE), NOW)


def test_a_feed_that_changes_is_asked_at_every_opportunity() -> None:
    assert wait() is None
    assert wait(replace(NEW, changed=NOW)) is None


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [(HOUR, 6 * MINUTE), (10 * HOUR, HOUR), (DAY, 2 * HOUR), (400 * DAY, 2 * HOUR)],
)
def test_the_longer_a_feed_has_not_changed_the_longer_it_can_wait(
    quiet: timedelta, expected: timedelta
) -> None:
    assert wait(replace(NEW, changed=NOW - quiet)) == expected * 0.9


def test_the_users_interval_stands_above_all_wishes() -> None:
    quiet = replace(NEW, changed=NOW - DAY, ttl=HOUR, skips=tuple(range(160)))
    mine = replace(FEED, interval=10 * MINUTE)
    assert wait(quiet, headed(cache_control="max-age=7200"), mine) == 9 * MINUTE


# --- what servers and feeds wish


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"cache_control": "max-age=3600"}, HOUR),
        ({"cache_control": "public, Max-Age = 1800, must-revalidate", "age": "600"}, 20 * MINUTE),
        ({"cache_control": 'max-age="60"'}, MINUTE),
        ({"cache_control": "max-age=60", "age": "900"}, None),
        ({"cache_control": "s-maxage=3600"}, None),
        ({"cache_control": "no-cache, max-age=0"}, None),
        ({"cache_control": "max-age=31536000"}, 6 * HOUR),
        ({"cache_control": "max-age=" + "9" * 5000}, 6 * HOUR),
        ({"cache_control": "max-age=-1"}, None),
        ({"cache_control": "max-age=600", "age": "²"}, 10 * MINUTE),
    ],
)
def test_a_fresh_answer_is_not_asked_for_again(headers: dict[str, str], expected: timedelta | None) -> None:
    """Within bounds: a wrong header must not silence a feed."""
    assert wait(reply=headed(**headers)) == (expected and expected * 0.9)


def test_a_feeds_own_ttl_counts_also_after_a_304() -> None:
    state = rhythm.read(NEW, answer(b"<rss/>"), [], Hints(ttl=HOUR), NOW)
    again = rhythm.unchanged(state, not_modified(), NOW)
    assert wait(again) == HOUR * 0.9


def test_hours_and_days_that_a_feed_skips() -> None:
    """NOW is a Sunday, 4:00."""
    assert wait(replace(NEW, skips=(6 * 24 + 4, 6 * 24 + 5))) == 2 * HOUR
    assert wait(replace(NEW, skips=tuple(range(6 * 24, 7 * 24)))) == 20 * HOUR
    assert wait(replace(NEW, skips=(6 * 24 + 5,))) is None


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("<ttl>60</ttl>", Hints(ttl=HOUR)),
        ("<ttl> 5 </ttl>", Hints(ttl=5 * MINUTE)),
        ("<ttl>0</ttl>", Hints()),
        ("<ttl>soon</ttl>", Hints()),
        ("<ttl>9999999</ttl>", Hints()),
        ("<skipHours><hour>0</hour><hour>24</hour></skipHours>", Hints(skips=tuple(range(0, 168, 24)))),
        (
            "<skipDays>\n<day>Sunday</day><day>SATURDAY</day><day>Someday</day></skipDays>",
            Hints(skips=tuple(range(5 * 24, 7 * 24))),
        ),
        ("<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>", Hints()),
        ("<hour>3</hour>", Hints()),
        ("<item><ttl>60</ttl></item>", Hints()),
    ],
)
def test_hints_of_a_channel(channel: str, expected: Hints) -> None:
    """What skips everything wishes nothing; what an entry says is its own matter."""
    document = f"<rss><channel><title>x</title>{channel}<item><ttl>1</ttl></item></channel></rss>"
    assert hints(answer(document)) == expected


def test_hints_in_another_encoding() -> None:
    document = '<?xml version="1.0" encoding="utf-16"?><rss><channel><ttl>60</ttl></channel></rss>'
    assert hints(answer(document.encode("utf-16"))).ttl == HOUR


# --- what is the same as before


def test_a_body_is_known_by_its_hash() -> None:
    state = rhythm.read(NEW, answer(b"one"), [], Hints(), NOW)
    assert state.content == rhythm.digest(b"one") != rhythm.digest(b"two")
    assert (state.changed, state.last_success) == (NOW, NOW)


def test_a_304_keeps_what_it_does_not_bring() -> None:
    state = replace(NEW, etag='"1"', last_modified="then", content="c", changed=NOW - DAY)
    after = rhythm.unchanged(state, not_modified(), NOW)
    assert (after.etag, after.last_modified, after.content, after.changed) == ('"1"', "then", "c", NOW - DAY)
    renewed = replace(not_modified(), headers=(("etag", '"2"'),))
    assert rhythm.unchanged(state, renewed, NOW).etag == '"2"'


def test_the_same_body_with_new_validators() -> None:
    state = replace(NEW, etag='"1"', content="c", changed=NOW - DAY)
    after = rhythm.unchanged(state, headed(etag='"2"'), NOW)
    assert (after.etag, after.changed) == ('"2"', NOW - DAY)


def test_a_failure_keeps_what_is_known() -> None:
    """Else a day of outage would bring everything again."""
    state = replace(NEW, etag='"1"', content="c", newest=NOW - DAY, news=NOW - DAY)
    after = failed(state, 3)
    assert (after.etag, after.content, after.newest, after.news) == ('"1"', "c", NOW - DAY, NOW - DAY)


# --- what fails


def test_a_failing_feed_is_asked_less_and_less_often() -> None:
    waits = []
    for times in range(1, 14):
        due = failed(NEW, times).next_due
        waits.append(due - NOW if due else None)
    assert waits[:2] == [None, None]
    grown = [wait for wait in waits[2:] if wait]
    for wanted, found in zip([15, 30, 60, 120, 240, 480, 960], grown, strict=False):
        assert wanted * MINUTE <= found <= 1.2 * wanted * MINUTE
    assert DAY <= grown[-1] <= 1.2 * DAY


def test_feeds_that_fail_together_do_not_come_back_together() -> None:
    """Nor does one feed each time by the same share."""
    dues = {
        rhythm.failed(FeedState(url=f"{URL}{n}", failures=5), refused(), PROBLEM, NOW).next_due
        for n in range(9)
    }
    assert len(dues) == 9


def test_a_success_ends_it() -> None:
    state = rhythm.unchanged(failed(NEW, 9), not_modified(), NOW)
    assert (state.failures, state.failing_since, state.problem) == (0, None, None)


def test_since_when_a_feed_fails() -> None:
    first = rhythm.failed(NEW, refused(), PROBLEM, NOW - DAY)
    assert failed(first).failing_since == NOW - DAY


def test_what_a_server_asks_for_counts_where_it_is_longer() -> None:
    assert failed(NEW, reply=refused(503, retry_after="3600")).next_due == NOW + HOUR
    due = failed(NEW, 8, refused(503, retry_after="60")).next_due
    assert due
    assert due > NOW + HOUR


def test_too_many_requests_is_heard_without_a_number() -> None:
    due = failed(NEW, reply=refused(429)).next_due
    assert due
    assert due >= NOW + 15 * MINUTE


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(minutes=2)),
        (" 7 ", timedelta(seconds=7)),
        ("999999999999", timedelta(days=1)),
        ("9" * 5000, timedelta(days=1)),
        ("²", None),
        ("Sat, 10 Apr 2021 13:00:00 +99999999999999", None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", None),
        ("Sat, 10 Apr 2021 13:00:00 GMT", timedelta(hours=1)),
        ("Sat, 10 Apr 2021 11:00:00 GMT", None),
        ("0", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, expected: timedelta | None) -> None:
    assert retry_after(header, datetime(2021, 4, 10, 12, tzinfo=UTC)) == expected


def test_a_feed_that_is_gone_is_not_asked_any_more() -> None:
    state = failed(NEW, reply=refused(410))
    assert state.gone == NOW
    assert not rhythm.is_due(state, NOW + 1000 * DAY)


# --- what has moved


def moved(to: str = ELSEWHERE) -> Fetched:
    return replace(answer(b"<rss/>", final_url=to), moved=True)


def after(*answers: Fetched) -> FeedState:
    state = NEW
    for reply in answers:
        state = rhythm.read(state, reply, [entry(NOW)], Hints(), NOW)
    return state


def test_a_move_is_believed_after_several_polls() -> None:
    assert rhythm.address(after(moved(), moved())) == URL
    settled = after(moved(), moved(), moved())
    assert rhythm.address(settled) == ELSEWHERE
    there = replace(answer(b"<rss/>", url=ELSEWHERE), final_url=ELSEWHERE)
    assert rhythm.address(rhythm.read(settled, there, [], Hints(), NOW)) == ELSEWHERE


@pytest.mark.parametrize("between", [moved("https://other.example/"), answer(b"<rss/>")])
def test_a_move_that_changes_is_not_believed(between: Fetched) -> None:
    assert rhythm.address(after(moved(), moved(), between, moved(), moved())) == URL


def test_a_move_to_what_is_no_feed_does_not_count() -> None:
    state = after(moved(), moved())
    state = rhythm.failed(state, moved(), PROBLEM, NOW)
    assert rhythm.address(state) == URL


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_new_address_that_fails_is_given_up(status: int) -> None:
    """Even one that says it is gone: the old one has not said so."""
    state = failed(after(moved(), moved(), moved()), reply=replace(refused(status), url=ELSEWHERE))
    assert (rhythm.address(state), state.gone) == (URL, None)


# --- what a feed's habits are


def test_news_are_entries_newer_than_those_before() -> None:
    later = NOW + 5 * DAY
    state = rhythm.read(NEW, answer(b"1"), [entry(NOW - DAY)], Hints(), NOW)
    assert (state.news, state.newest) == (NOW, NOW - DAY)
    same = rhythm.read(state, answer(b"2"), [entry(NOW - DAY), entry(NOW - 2 * DAY)], Hints(), later)
    assert same.news == NOW
    fresh = rhythm.read(state, answer(b"2"), [entry(NOW + DAY)], Hints(), later)
    assert fresh.news == later


def test_an_entry_dated_to_now_is_no_news() -> None:
    """It stands for one from the future, which would be the newest in every poll."""
    state = rhythm.read(NEW, answer(b"1"), [entry(NOW - DAY)], Hints(), NOW)
    assert rhythm.read(state, answer(b"2"), [entry(NOW + DAY)], Hints(), NOW + DAY).news == NOW


def test_without_dates_any_change_is_news() -> None:
    state = rhythm.read(NEW, answer(b"1"), [entry(None)], Hints(), NOW)
    assert rhythm.read(state, answer(b"2"), [entry(None)], Hints(), NOW + DAY).news == NOW + DAY
    assert rhythm.read(state, answer(b"2"), [], Hints(), NOW + DAY).news == NOW


def test_the_longest_usual_gap_is_not_the_very_longest() -> None:
    """A notice from years ago may stand at the end."""
    days = [0, 1, 2, 4, 5, 1000]
    state = rhythm.read(NEW, answer(b""), [entry(NOW - (n + 1) * DAY) for n in days], Hints(), NOW)
    assert state.cadence == 2 * DAY
    few = rhythm.read(NEW, answer(b""), [entry(NOW - n * DAY) for n in (1, 2, 3)], Hints(), NOW)
    assert few.cadence is None
