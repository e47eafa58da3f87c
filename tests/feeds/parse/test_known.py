"""Items that were read before are known by their source: the others are read as if all had been."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from monitor.feeds.parse import feed as reading
from monitor.feeds.parse.feed import Parsed, parse
from monitor.feeds.parse.known import outline
from monitor.model import Listed
from tests.feeds.answers import FEED, NOW, ZONE, answer
from tests.feeds.reading import item, rss

PLAIN = [item(f"id-{n}", f"https://paper.example/{n}", f"News {n}") for n in range(4)]


def read(body: str, listed: tuple[Listed, ...] = (), **changes: str) -> Parsed:
    return parse(answer(body, "application/xml", **changes), FEED, timezone=ZONE, now=NOW, listed=listed)


def parsed_titles(monkeypatch: pytest.MonkeyPatch, body: str, listed: tuple[Listed, ...]) -> list[str]:
    """The titles of the items that were parsed."""
    seen = []
    entry = reading._entry

    def spy(raw: reading.RawItem, *args: object, **named: object) -> object:
        seen.append(raw.title)
        return entry(raw, *args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(reading, "_entry", spy)
        read(body, listed)
    return seen


def test_only_what_is_new_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(rss("".join(PLAIN[1:])))
    dated = "<lastBuildDate>Sat, 01 Aug 2026 09:30:00 GMT</lastBuildDate>"
    assert parsed_titles(monkeypatch, rss(dated + "".join(PLAIN)), before.listed) == ["News 0"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        pytest.param(PLAIN[1], PLAIN[0] + PLAIN[1] + "<language>de</language>", id="the feed's language"),
        pytest.param(PLAIN[1], item("id-1", "https://paper.example/9", "Other") + PLAIN[1], id="a shared guid"),
        pytest.param(PLAIN[1], item("id-9", "https://paper.example/1", "Other") + PLAIN[1], id="a shared link"),
        pytest.param(item(link="https://paper.example/1") * 2, PLAIN[0] + item(link="https://paper.example/1") * 2,
                     id="entries told apart by content"),
        pytest.param(PLAIN[1], f"<item>{PLAIN[0]}</item>{PLAIN[1]}", id="nested"),
        pytest.param(PLAIN[1], PLAIN[1] + "<item><title>Broken off", id="not closed"),
        pytest.param(PLAIN[1], PLAIN[1] + "<!-- " + PLAIN[0], id="a comment without end"),
    ],
)  # fmt: skip
def test_whatever_bears_on_all_entries_has_all_of_them_parsed(
    monkeypatch: pytest.MonkeyPatch, first: str, then: str
) -> None:
    listed = read(rss(first)).listed
    every = parsed_titles(monkeypatch, rss(then), ())
    assert parsed_titles(monkeypatch, rss(then), listed)[-len(every) :] == every


def test_another_address_has_all_of_them_parsed() -> None:
    relative = item("id-1", "/1", "News")
    before = read(rss(relative).replace("<link>https://paper.example/</link>", ""))
    moved = read(
        rss(relative).replace("<link>https://paper.example/</link>", ""),
        before.listed,
        url="https://other.example/feed",
    )
    assert moved.entries[0].url == "https://other.example/1"


def test_a_date_to_come_is_read_again() -> None:
    tomorrow = (NOW + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    body = rss(item("id-1", "https://paper.example/1", "Soon", f"<pubDate>{tomorrow}</pubDate>"))
    assert [entry.mark for entry in read(body).listed] == [""]


def test_an_item_in_a_comment_or_in_character_data_is_none() -> None:
    text = f"<rss><!-- {PLAIN[0]} --><item><![CDATA[</item>{PLAIN[1]}]]></item></rss>"
    found = outline(text)
    assert found
    assert [text[start:end] for start, end in found.spans] == [f"<item><![CDATA[</item>{PLAIN[1]}]]></item>"]


def _some_item(rng: random.Random) -> str:
    number = rng.randrange(12)
    link = rng.choice(["", f"https://paper.example/{number}", f"https://paper.example/{number}", "/same"])
    guid = rng.choice(["", f"id-{number}", f"id-{number}", f"id-{number}", "same"])
    title = rng.choice([f"News {number}", f"News {number}", f"News {number}, edited", ""])
    more = rng.choice(["", "<description>A text.</description>", "<!-- </item> -->", "<![CDATA[ <item> ]]>"])
    time = rng.choice([" 09:30:00 GMT", " 00:00:00 GMT", ""])
    more += rng.choice(["", f"<pubDate>Sat, {1 + number:02} Aug 2026{time}</pubDate>"])
    return item(guid, link, title, more)


@pytest.mark.parametrize("seed", range(60))
def test_a_feed_is_read_as_if_nothing_had_been_known(seed: int) -> None:
    """Over many polls of a feed whose items come, go and change: the same names, dates and fresh entries."""
    rng = random.Random(seed)
    odd = rng.random() < 0.5
    listed: tuple[Listed, ...] = ()
    items: list[str] = []
    for poll in range(12):
        plain = [item(f"id-{poll}-{n}", f"https://paper.example/{poll}/{n}") for n in range(2)]
        items = [_some_item(rng) for _ in range(rng.randrange(3))] * odd + plain + items[: rng.randrange(8)]
        whole, partly = read(rss("".join(items))), read(rss("".join(items)), listed)
        assert partly.problem == whole.problem
        assert [item.key for item in partly.listed] == [item.key for item in whole.listed]
        names = [[(e.guid, e.url, e.title, e.published, e.until) for e in p.entries] for p in (whole, partly)]
        assert names[0] == names[1]
        assert partly.fresh(listed) == whole.fresh(listed)
        listed = partly.listed
