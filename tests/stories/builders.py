"""Values that the tests of this room are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from monitor.model import Article, Entry, Feed, Problem, Story, Tier
from monitor.stories.drafts import Draft, drafts, with_articles
from monitor.stories.gather import Gathered, gather, wanted
from monitor.stories.topic import Topic

NOW = datetime(2024, 4, 10, 12, tzinfo=UTC)
LANGUAGES = frozenset({"en", "zh", "de"})
WIRE = Feed(url="https://wire.example/rss", name="Wire", tier=Tier.PRESS, language="en")
OTHER = Feed(url="https://other.example/feed.xml", name="Other Post", language="en")
SHORT = Feed(url="https://short.example/feed", name="", full_text=False, language="en")
FEEDS = {feed.url: feed for feed in (WIRE, OTHER, SHORT)}

BODY = (
    "Xiaomi will open a second car plant in Beijing next spring, its president told reporters after the "
    "annual meeting. The hall is to turn out 150,000 cars a year once both shifts are manned. Suppliers from "
    "three provinces have already moved staff to the capital, he said, and a railway siding is being laid. "
    "Neighbours had complained about lorries on the narrow road to the first hall, which opened a year ago."
)


def entry(
    guid: str = "g1",
    url: str = "https://wire.example/news/plant",
    title: str = "Xiaomi to open a second car plant",
    summary: str = "The company will add a hall in Beijing next spring, its president said.",
    *,
    feed: Feed = WIRE,
    content: str = "",
    day: int = 8,
    outlet: str = "",
    dated: bool = True,
) -> Entry:
    published = datetime(2024, 4, day, 9, tzinfo=UTC) if dated else None
    return Entry(
        feed=feed.url,
        guid=guid,
        url=url,
        title=title,
        summary=summary,
        content=content,
        published=published,
        outlet=outlet,
        language=feed.language,
    )


def article(url: str = "https://wire.example/news/plant", text: str = BODY, **more: str) -> Article:
    return Article(url=url, text=text, **more)


def failed(url: str = "https://wire.example/news/plant") -> Article:
    return Article(url=url, text="", problem=Problem(stage="article", subject=url, message="timed out"))


def story(
    id_: str = "s1", headline: str = "", text: str = "", *, day: int = 8, language: str = "en"
) -> Story:
    published = datetime(2024, 4, day, 9, tzinfo=UTC)
    return Story(
        id=id_,
        version=1,
        url=f"https://wire.example/{id_}",
        headline=headline,
        text=text,
        outlet="Wire",
        language=language,
        published=published,
        first_seen=published,
    )


def draft(entries: Sequence[Entry], *, now: datetime = NOW) -> tuple[Draft, ...]:
    """The entries as drafts, as if their feeds listed nothing else."""
    return drafts(entries, among=entries, feeds=FEEDS, now=now)


def run(
    entries: Sequence[Entry],
    known: Iterable[Story] = (),
    articles: Iterable[Article] = (),
    *,
    now: datetime = NOW,
) -> Gathered:
    known = tuple(known)
    made = with_articles(draft(entries, now=now), {page.url: page for page in articles}, now=now)
    return gather(
        made,
        known=known,
        near=lambda since, until: (item for item in known if since <= item.published <= until),
        topic=Topic.default(),
        bears_on=lambda text: "Apple" in text,
        reads=lambda _: False,
        languages=LANGUAGES,
        now=now,
    )


def ask(entries: Sequence[Entry], known: Iterable[Story] = (), *, now: datetime = NOW) -> tuple[str, ...]:
    return wanted(
        draft(entries, now=now),
        known=tuple(known),
        topic=Topic.default(),
        bears_on=lambda text: "Apple" in text,
        now=now,
    )


def keep(known: Iterable[Story], gathered: Gathered) -> tuple[Story, ...]:
    """The latest versions after a poll, as the store would hold them."""
    latest = {item.id: item for item in (*known, *gathered.again, *gathered.stories)}
    return tuple(latest.values())
