"""An entry with its article, put into the form of a story: which text, whose, when, in what language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.domains import site
from monitor.languages.common import terms
from monitor.model import Article, Entry, Feed, Problem
from monitor.stories.identity import (
    canonical_url,
    fingerprint,
    guid_identity,
    letters,
    normalised,
    page_identity,
    place_identity,
)
from monitor.stories.pages import Bearing, bearing

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

    `given` is the text as far as the feed gives it, `summary` whether that is only a summary. `modified` is when its
    page says that it was edited.

    `identities` are its names whatever it says, the `guid` among them unless that is shared or absent; `content` is
    its name by what the feed gives, `wording` by its headline and text. `fingerprint` and `letters` are the text's.
    `place` is its link without the query, where the feed lists no other entry there: a name that needs more to go by.
    """

    entry: Entry
    feed: Feed
    headline: str
    text: str
    given: str
    summary: bool
    whole: bool
    outlet: str
    published: datetime
    modified: datetime | None
    identities: tuple[str, ...]
    guid: str | None
    place: str | None
    content: str
    fingerprint: str
    letters: int
    problem: Problem | None

    @property
    def wording(self) -> str:
        return f"text:{self.fingerprint}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which its story may be known."""
        return (*self.called, self.content, self.wording)

    @property
    def called(self) -> tuple[str, ...]:
        """The names that stay when its words change."""
        return (*self.identities, self.place) if self.place else self.identities

    @property
    def telling(self) -> bool:
        """Whether the feed gives enough content to know the story by it."""
        return letters(f"{self.entry.title} {self.entry.summary} {self.entry.content}") >= _TELLING

    @property
    def order(self) -> tuple[datetime, str, str, str, str, str]:
        """A total order by publication, so that it does not matter in which order feeds come."""
        entry = self.entry
        return (self.published, entry.feed, self.content, entry.guid, entry.url, self.text)


class _Names(NamedTuple):
    """What an entry is called by its link and by its guid; None where that is missing, or shared with others."""

    page: str | None
    guid: str | None
    place: str | None


def drafts(
    entries: Iterable[Entry], *, among: Iterable[Entry], feeds: Mapping[str, Feed], now: datetime
) -> tuple[Draft, ...]:
    """The entries as drafts, in order of publication; equal entries once, those of no known feed left out.

    `among` is all that their feeds list: a guid or link that a feed gives to several entries identifies none of them.
    """
    given = {entry: _named(entry) for entry in among if entry.feed in feeds}
    shared = _shared(given)
    made = []
    for entry in dict.fromkeys(entries):
        if entry.feed in feeds:
            usable = _Names(*(None if (entry.feed, name) in shared else name for name in given[entry]))
            made.append(_draft(entry, feeds[entry.feed], None, usable, now))
    return in_order(made)


def with_articles(
    made: Iterable[Draft], articles: Mapping[str, Article], *, now: datetime
) -> tuple[Draft, ...]:
    """The drafts, those whose page was fetched with what it gives; `articles` by the address that was asked for."""
    if not articles:
        return tuple(made)
    pages = {canonical_url(url): article for url, article in articles.items()}
    done = []
    for draft in made:
        article = pages.get(canonical_url(draft.entry.url))
        if article is not None:
            usable = _Names(*(name if name in draft.names else None for name in _named(draft.entry)))
            draft = _draft(draft.entry, draft.feed, article, usable, now)  # noqa: PLW2901
        done.append(draft)
    return in_order(done)


def names(made: Iterable[Draft]) -> frozenset[str]:
    """Every name by which the drafts' stories may be known."""
    return frozenset(name for draft in made for name in draft.names)


def in_order(made: Iterable[Draft]) -> tuple[Draft, ...]:
    """In order of publication."""
    return tuple(sorted(made, key=lambda draft: draft.order))


def has_page(entry: Entry) -> bool:
    """Whether the entry's link leads to an article."""
    parts = urlsplit(entry.url)
    return parts.scheme in ("http", "https") and parts.hostname not in _OPAQUE


def _named(entry: Entry) -> _Names:
    page = page_identity(entry.url)
    return _Names(page, guid_identity(entry.feed, entry.guid), place_identity(page))


def _draft(entry: Entry, feed: Feed, article: Article | None, names: _Names, now: datetime) -> Draft:
    page = article if article and article.problem is None else None
    problem = article.problem if article else None
    bears = bearing(entry, page) if page else Bearing.REPEATS
    if page and bears is Bearing.DIFFERS:
        problem, page = _another(page), None
    given, length = max(((body, letters(body)) for body in (entry.content, entry.summary)), key=itemgetter(1))
    summary = length < _ARTICLE or _TEASER.search(given) is not None
    text = body = _without_headline(given, entry.title)
    length = length if body == given else letters(body)
    if page:
        told = _without_headline(page.text, entry.title)
        if letters(told) >= length:
            # What the feed says and the page does not repeat counts as well.
            text = f"{body}\n{told}" if body and bears is Bearing.ADDS else told
            length = letters(text)
    listed = f"{entry.summary} {entry.content}".strip()
    content = fingerprint(entry.title, listed)
    identities = dict.fromkeys((names.page, _canonical(page, entry) if page else None, names.guid))
    return Draft(
        entry=entry,
        feed=feed,
        headline=entry.title,
        text=text,
        given=body,
        summary=summary,
        whole=bool(page and text != body) or not summary,
        outlet=entry.outlet or (page and page.outlet) or feed.name or site(entry.url or feed.url),
        published=_published(entry, page, now),
        identities=tuple(filter(None, identities)),
        guid=names.guid,
        place=names.place,
        content=f"entry:{content}",
        fingerprint=content if text == listed else fingerprint(entry.title, text),
        letters=length,
        modified=page.modified if page else None,
        problem=problem,
    )


def _another(page: Article) -> Problem:
    kind = page.suspect or "another text (a soft error, or a page that has moved on)"
    return Problem(
        stage="article",
        subject=page.url,
        message=f"{kind} instead of the article: it does not hold what the feed says; the feed's text is judged",
    )


def _published(entry: Entry, page: Article | None, now: datetime) -> datetime:
    """When it came out. Of a day that is given without a time of day it is the latest moment, at most `now`."""
    told = page.published if page else None
    if entry.published is None:
        return told or now
    if entry.until is None:
        return entry.published
    if told and entry.published <= told <= entry.until:
        return told
    return min(entry.until, now)


def _canonical(page: Article, entry: Entry) -> str | None:
    """What the page is called by the address that it gives itself, if that is another one of the same site."""
    if page.canonical_url is None or site(page.canonical_url) != site(entry.url):
        return None
    name = page_identity(page.canonical_url)
    return None if name == page_identity(entry.url) else name


def _shared(named: Mapping[Entry, _Names]) -> frozenset[tuple[str, str]]:
    """Guids and links that a feed gives to several entries: (feed, identity) pairs that identify nothing."""
    holders: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry, names in named.items():
        for name in filter(None, names):
            holders[entry.feed, name].append(entry)
    return frozenset(key for key, held in holders.items() if len(held) > 1 and _several(key[1], held))


def _several(name: str, entries: Sequence[Entry]) -> bool:
    """Whether entries of one name are several stories.

    One article may be listed twice, edited: then its other name is the same, or the headline.
    """
    if name.startswith("place:"):
        return True
    others = {canonical_url(entry.url) if name.startswith("guid:") else entry.guid for entry in entries}
    return len(others) > 1 and len({normalised(entry.title) for entry in entries}) > 1


def _without_headline(text: str, headline: str) -> str:
    """The text without the headline that many pages repeat at its start."""
    text = text.strip()
    start, rest = text[: len(headline)], text[len(headline) :]
    # A first sentence may begin with the headline's words: then they stay.
    if headline and normalised(start) == normalised(headline) and _BREAK.match(rest):
        return rest.lstrip(" \n\t-–—:|·.。!！")
    return text
