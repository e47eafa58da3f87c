"""An entry with its article, put into the form of a story: which text, whose, when, in what language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from monitor.languages.common import terms
from monitor.languages.detect import detect
from monitor.model import Article, Entry, Feed, Problem
from monitor.stories.identity import (
    canonical_url,
    fingerprint,
    guid_identity,
    letters,
    normalised,
    page_identity,
    registrable_domain,
)

# A body with fewer letters than this, or that ends like a teaser, is only a summary.
_ARTICLE = 1200
_TEASER = re.compile(
    rf"(?:\[?(?:…|\.\.\.)\]?|{'|'.join(terms(lambda file: file.page.teaser))})\W*$", re.IGNORECASE
)
_BREAK = re.compile(r"\s*(?:$|\n|[-–—:|·.。!！?？])")
_TELLING = 25  # letters of content that know a story by themselves
_OPAQUE = frozenset({"news.google.com"})  # its links lead nowhere, and it writes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an entry would be as a story. `whole`: the text is an article's, not a summary of it.

    `given` is the text as far as the feed gives it. `modified` is when its page says that it was edited.

    `identities` are its names whatever it says, the `guid` among them unless that is shared or absent;
    `content` is its name by what the feed gives.
    """

    entry: Entry
    feed: Feed
    headline: str
    text: str
    given: str
    whole: bool
    outlet: str
    published: datetime
    modified: datetime | None
    identities: tuple[str, ...]
    guid: str | None
    content: str
    problem: Problem | None

    @property
    def language(self) -> str:
        return detect(f"{self.headline}\n{self.text}", hint=self.entry.language or self.feed.language)

    @property
    def telling(self) -> bool:
        """Whether the feed gives enough content to know the story by it."""
        return letters(f"{self.entry.title} {self.entry.summary} {self.entry.content}") >= _TELLING

    @property
    def order(self) -> tuple[datetime, str, str, str, str, str]:
        """A total order by publication, so that it does not matter in which order feeds come."""
        entry = self.entry
        return (self.published, entry.feed, self.content, entry.guid, entry.url, self.text)


def drafts(
    entries: Iterable[Entry], *, articles: Mapping[str, Article], feeds: Mapping[str, Feed], now: datetime
) -> tuple[Draft, ...]:
    """The entries as drafts, in order of publication; equal entries once.

    `articles` are keyed by the address that was asked for, `feeds` by their own; an entry of no known feed
    is left out.
    """
    given = [entry for entry in dict.fromkeys(entries) if entry.feed in feeds]
    pages = {canonical_url(url): article for url, article in articles.items()}
    unusable = _shared(given)
    made = [
        _draft(entry, feeds[entry.feed], pages.get(canonical_url(entry.url)), unusable, now)
        for entry in given
    ]
    return tuple(sorted(made, key=lambda draft: draft.order))


def is_summary(entry: Entry) -> bool:
    """Whether the feed gives only a summary of the article."""
    body = max(entry.content, entry.summary, key=letters)
    return letters(body) < _ARTICLE or _TEASER.search(body) is not None


def has_page(entry: Entry) -> bool:
    """Whether the entry's link leads to an article."""
    parts = urlsplit(entry.url)
    return parts.scheme in ("http", "https") and parts.hostname not in _OPAQUE


def _draft(
    entry: Entry, feed: Feed, article: Article | None, unusable: frozenset[tuple[str, str]], now: datetime
) -> Draft:
    page = article if article and article.problem is None else None
    body = _without_headline(max(entry.content, entry.summary, key=letters), entry.title)
    text = _without_headline(page.text, entry.title) if page else ""
    if letters(text) < letters(body):
        text = body
    whole = bool(page and text != body) or not is_summary(entry)
    urls = [entry.url]
    if page and page.canonical_url and _same_site(page.canonical_url, entry.url):
        urls.append(page.canonical_url)
    guid = guid_identity(entry.feed, entry.guid)
    names = dict.fromkeys([*map(page_identity, urls), guid])
    identities = tuple(name for name in names if name and (feed.url, name) not in unusable)
    return Draft(
        entry=entry,
        feed=feed,
        headline=entry.title,
        text=text,
        given=body,
        whole=whole,
        outlet=entry.outlet or (page and page.outlet) or feed.name or _site(entry.url or feed.url),
        published=entry.published or (page and page.published) or now,
        identities=identities,
        guid=guid if guid in identities else None,
        content=f"entry:{fingerprint(entry.title, f'{entry.summary} {entry.content}')}",
        modified=page.modified if page else None,
        problem=article.problem if article else None,
    )


def _shared(entries: Sequence[Entry]) -> frozenset[tuple[str, str]]:
    """Guids and links that a feed gives to several entries: (feed, identity) pairs that identify nothing."""
    holders: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for entry in entries:
        headline = normalised(entry.title)
        if guid := guid_identity(entry.feed, entry.guid):
            holders[entry.feed, guid].add((canonical_url(entry.url), headline))
        if page := page_identity(entry.url):
            holders[entry.feed, page].add((entry.guid, headline))
    # One article may be listed twice, edited: then its other name is the same, or the headline.
    return frozenset(
        key for key, held in holders.items() if all(len(set(names)) > 1 for names in zip(*held, strict=True))
    )


def _without_headline(text: str, headline: str) -> str:
    """The text without the headline that many pages repeat at its start."""
    text = text.strip()
    start, rest = text[: len(headline)], text[len(headline) :]
    # A first sentence may begin with the headline's words: then they stay.
    if headline and normalised(start) == normalised(headline) and _BREAK.match(rest):
        return rest.lstrip(" \n\t-–—:|·.。!！")
    return text


def _same_site(one: str, other: str) -> bool:
    return _site(one) == _site(other)


def _site(url: str) -> str:
    try:
        return registrable_domain(urlsplit(url).hostname or "")
    except ValueError:
        return ""
