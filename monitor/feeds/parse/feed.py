"""From the bytes of a feed to entries. Pure: reads what was fetched and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from monitor.domains import same_site
from monitor.feeds.parse import jsonfeed, xmlfeed
from monitor.feeds.parse.aggregators import credit, is_google_news, unwrapped
from monitor.feeds.parse.items import NotAFeed, RawFeed, RawItem
from monitor.feeds.parse.limits import MAX_ENTRIES, trimmed_xml
from monitor.feeds.text.blockpages import looks_like_html, standing_in_the_way
from monitor.feeds.text.charset import decode
from monitor.feeds.text.cleaning import clean, plain, soup, without_controls
from monitor.feeds.text.dates import parse_date
from monitor.model import Entry, Feed, Fetched, Outcome, Problem

_MAX_MARKUP = 500_000  # characters of one text; a book is no news item
_MAX_HEADLINE = 120  # of an entry without a title, from its text
_MAX_LANGUAGE = 20
_MAX_ADDRESS = 200  # in a message
_FEED_TYPE = re.compile(r"\b(?:rss|atom|feed)\b")
_BEFORE = "\ufeff\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The entries in the feed's order; a `problem` only where none could be read."""

    entries: tuple[Entry, ...]
    problem: Problem | None


def parse(fetched: Fetched, feed: Feed, *, timezone: ZoneInfo, now: datetime) -> Parsed:
    """Read a fetched feed; never raises.

    `timezone` holds for dates that name none; a date to come becomes `now`. What failed in fetching
    keeps its problem, what was not modified has no entries and none.
    """
    if fetched.outcome is not Outcome.OK:
        return Parsed((), fetched.problem)
    try:
        raw = _read(decode(fetched.body, fetched.header("content-type")), fetched.final_url)
    except NotAFeed as error:
        return Parsed((), _problem(feed, f"no feed: {error}"))
    google = is_google_news(feed.url) or is_google_news(fetched.final_url)
    base = _base(raw.site, fetched.final_url)
    dated = [(item, _published(item, timezone, now)) for item in raw.items]
    entries = [_entry(item, feed, base, published, google=google) for item, published in _latest(dated)]
    told = [entry for entry in entries if entry.title]
    if entries and not told:
        return Parsed((), _problem(feed, "its entries have neither headlines nor texts"))
    return Parsed(tuple(dict.fromkeys(_identified(told))), None)


def _problem(feed: Feed, message: str) -> Problem:
    return Problem(stage="parse", subject=feed.url, message=message)


def _read(document: str, base: str) -> RawFeed:
    text = document.lstrip(_BEFORE)
    if text[:1] in ("{", "["):
        return jsonfeed.read(without_controls(text))
    text = without_controls(trimmed_xml(text)).lstrip()
    if not text:
        raise NotAFeed("the response is empty")
    if looks_like_html(text) and not xmlfeed.begins(text):
        text = text[:_MAX_MARKUP]
        page = soup(text)
        raise NotAFeed(f"{standing_in_the_way(text, page) or 'a web page'} instead{_hint(page, base)}")
    return xmlfeed.read(text)


def _hint(page: BeautifulSoup, base: str) -> str:
    """Where the feed really is, if the page says so."""
    links = page.find_all("link", rel="alternate", href=True)
    named = [str(link["href"]) for link in links if _FEED_TYPE.search(str(link.get("type", "")))]
    address = next(_addresses(named, base), "")
    return f"; it names this feed: {address[:_MAX_ADDRESS]}" if address else ""


def _base(site: str, address: str) -> str:
    """Where relative links count from: the feed's address, or that of its site if one publisher has both."""
    return next((url for url in _addresses([site], address) if same_site(url, address)), address)


def _published(item: RawItem, timezone: ZoneInfo, now: datetime) -> datetime | None:
    dates = (parse_date(text, timezone=timezone, now=now) for text in item.dates)
    return next(filter(None, dates), None)


def _latest(dated: Sequence[tuple[RawItem, datetime | None]]) -> Sequence[tuple[RawItem, datetime | None]]:
    """As many as are taken, in their order: those without a date and the latest of the others."""
    if len(dated) <= MAX_ENTRIES:
        return dated
    newest_first = sorted(
        range(len(dated)), key=lambda n: ((moment := dated[n][1]) is not None, moment and -moment.timestamp())
    )
    return [dated[n] for n in sorted(newest_first[:MAX_ENTRIES])]


def _entry(item: RawItem, feed: Feed, base: str, published: datetime | None, *, google: bool) -> Entry:
    title = " ".join(plain(item.title[:_MAX_MARKUP]).split())
    outlet = " ".join(plain(item.source[:_MAX_MARKUP]).split())
    content, summary = plain(item.content[:_MAX_MARKUP]), plain(item.summary[:_MAX_MARKUP])
    if google:
        title, outlet = credit(title, outlet)
        content = summary = ""  # only a list of headlines, of other articles too
    return Entry(
        feed=feed.url,
        guid=clean(item.guid),
        url=next(_addresses(item.links, base), ""),
        title=title or _headline(content or summary),
        summary="" if summary == content else summary,
        content=content,
        published=published,
        outlet=outlet,
        language=feed.language or _claimed(item.language),
    )


def _claimed(language: str) -> str | None:
    """The language that a feed claims; English is what publishing software says where nobody chose."""
    name = clean(language)[:_MAX_LANGUAGE]
    return None if not name or name.lower().startswith("en") else name


def _addresses(links: Iterable[str], base: str) -> Iterator[str]:
    for link in filter(None, map(clean, links)):
        try:
            address = unwrapped(urljoin(base, link))
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") and parts.hostname and (parts.port or parts.port is None):
                yield address
        except ValueError:
            continue


def _headline(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _MAX_HEADLINE else f"{line[:_MAX_HEADLINE].rsplit(' ', 1)[0]}…"


def _identified(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Entries whose guids tell them apart: where they do not, the link does, or else the content."""
    links = Counter(entry.url for entry in entries)
    shared = _shared_guids(entries)
    for entry in entries:
        if entry.guid and entry.guid not in shared:
            yield entry
        elif entry.url and links[entry.url] == 1:
            yield replace(entry, guid=entry.url)
        else:
            text = "\n".join((entry.url, entry.title, entry.content or entry.summary))
            yield replace(entry, guid=f"sha256:{hashlib.sha256(text.encode()).hexdigest()}")


def _shared_guids(entries: Sequence[Entry]) -> set[str]:
    """Guids that stand for several articles. One article may be listed twice, edited, by its guid."""
    addresses = defaultdict(list)
    for entry in entries:
        addresses[entry.guid].append(entry.url)
    return {
        guid
        for guid, urls in addresses.items()
        if len(urls) > 1 and (len(set(urls)) > 1 or len(urls) == len(entries))
    }
