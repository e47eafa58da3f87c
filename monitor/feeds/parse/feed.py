"""From the bytes of a feed to entries. Pure: reads what was fetched and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from monitor.domains import same_site
from monitor.feeds.parse import jsonfeed, xmlfeed
from monitor.feeds.parse.aggregators import credit, is_google_news, unwrapped
from monitor.feeds.parse.items import NotAFeed, RawFeed, RawItem
from monitor.feeds.parse.known import Outline, outline
from monitor.feeds.parse.limits import MAX_ENTRIES, trimmed_xml
from monitor.feeds.text.blockpages import looks_like_html, standing_in_the_way
from monitor.feeds.text.charset import decode
from monitor.feeds.text.cleaning import clean, plain, soup, without_controls
from monitor.feeds.text.dates import Stamp, parse_date
from monitor.model import Entry, Feed, Fetched, Listed, Outcome, Problem
from monitor.redaction import public

_MAX_MARKUP = 500_000  # characters of one text; a book is no news item
_MAX_HEADLINE = 120  # of an entry without a title, from its text
_MAX_LANGUAGE = 20
_MAX_ADDRESS = 200  # in a message
_FEED_TYPE = re.compile(r"\b(?:rss|atom|feed)\b")
_REFRESH = re.compile(r"[\d.]*\s*[;,]\s*url\s*=\s*[\"']?(.+?)[\"']?", re.IGNORECASE)
_HREF = re.compile(r"""<a\s[^>]*?href\s*=\s*["']([^"'<>]{1,500})""", re.IGNORECASE)
_MAX_LINKS = 50
_BEFORE = "\ufeff\0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The entries in the feed's order; a `problem` only where none could be read.

    An entry that was known by its source has its names and its date, but no texts. `listed` is what to remember of
    each entry for the next reading.
    """

    entries: tuple[Entry, ...]
    problem: Problem | None
    listed: tuple[Listed, ...] = ()

    def fresh(self, before: Iterable[Listed]) -> tuple[Entry, ...]:
        """The entries that the feed did not list `before`, word for word."""
        seen = frozenset(item.key for item in before)
        both = zip(self.entries, self.listed, strict=True)
        return tuple(entry for entry, item in both if item.key not in seen)


def parse(
    fetched: Fetched, feed: Feed, *, timezone: ZoneInfo, now: datetime, listed: Sequence[Listed] = ()
) -> Parsed:
    """Read a fetched feed; never raises.

    `timezone` holds for dates that name none; a date to come becomes `now`. Of what the feed `listed` when it was
    last read nothing is parsed again where the source tells that it is the same. What failed in fetching keeps its
    problem, what was not modified has no entries and none.
    """
    if fetched.outcome is not Outcome.OK:
        return Parsed((), fetched.problem)
    reading = _Reading(fetched.final_url, feed, timezone, now)
    try:
        document = decode(fetched.body, fetched.header("content-type")).lstrip(_BEFORE)
        if document[:1] in ("{", "["):
            entries, marks = reading.entries(jsonfeed.read(without_controls(document))), None
        else:
            text = _xml(document, fetched.final_url)
            found = outline(text, fetched.final_url, feed.language or "", str(timezone))
            if found and (
                parsed := reading.rest(text, found, {item.mark: item for item in listed if item.mark})
            ):
                return parsed
            entries, marks = reading.entries(xmlfeed.read(text)), found and found.marks
    except NotAFeed as error:
        return Parsed((), _problem(feed, f"no feed: {error}"))
    told = tuple(entry for entry in entries if entry.title)
    if entries and not told:
        return Parsed((), _problem(feed, "its entries have neither headlines nor texts"))
    named = tuple(_identified(told))
    if not marks or len(marks) != len(named) or not _by_themselves(told, named):
        named = tuple(dict.fromkeys(named))
        return Parsed(named, None, tuple(Listed(key=entry.key) for entry in named))
    return Parsed(
        named, None, tuple(_listed(entry, mark, now) for entry, mark in zip(named, marks, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the entries of a feed's items depend on beside the items."""

    address: str
    feed: Feed
    timezone: ZoneInfo
    now: datetime

    def entries(self, raw: RawFeed) -> tuple[Entry, ...]:
        """The entries of the items, at most MAX_ENTRIES, perhaps without titles."""
        google = is_google_news(self.feed.url) or is_google_news(self.address)
        base = _base(raw.site, self.address)
        dated = _latest(tuple(zip(raw.items, self._dates(raw.items), strict=True)))
        return tuple(_entry(item, self.feed, base, date, google=google) for item, date in dated)

    def _dates(self, items: Sequence[RawItem]) -> list[Stamp | None]:
        """The date of each item. Where a feed gives no other time of day than midnight, it gives only days."""
        dates = [_date(item, self.timezone, self.now) for item in items]
        if all(date is None or date.first < date.last for date in dates):
            return dates
        return [date and date.exact for date in dates]

    def rest(self, text: str, found: Outline, known: Mapping[str, Listed]) -> Parsed | None:
        """What the document says where only the items that are not known are parsed.

        None where none are known, or where an entry can only be told from others when all of them are seen.
        """
        new = [mark for mark in found.marks if mark not in known]
        if (
            len(new) == len(found.marks)
            or len(found.marks) > MAX_ENTRIES
            or len(set(found.marks)) < len(found.marks)
        ):
            return None
        try:
            told = self.entries(xmlfeed.read(found.without(text, known.get)))
        except NotAFeed:
            return None
        named = tuple(_identified(told))
        if (
            len(named) != len(new)
            or not all(entry.title for entry in told)
            or not _by_themselves(told, named)
        ):
            return None
        held = [known[mark] for mark in found.marks if mark in known]
        names = {name for item in held for name in (item.guid, item.url) if name}
        if any(entry.guid in names or entry.url in names for entry in named):
            return None
        dates = [(entry.published, entry.until) for entry in named]
        dates += [(item.published, item.until) for item in held]
        if len({until is None for published, until in dates if published}) > 1:
            return None  # whether midnight is a time or stands for a day is seen in all of them
        parsed = dict(zip(new, named, strict=True))
        entries = tuple(parsed.get(mark) or _named(known[mark], self.feed) for mark in found.marks)
        both = zip(found.marks, entries, strict=True)
        listed = (known[m] if m in known else _listed(entry, m, self.now) for m, entry in both)
        return Parsed(entries, None, tuple(listed))


def _by_themselves(told: Sequence[Entry], named: Sequence[Entry]) -> bool:
    """Whether each entry has a name that no other one of its feed has."""
    kept = all(entry.guid == (before.guid or before.url) for before, entry in zip(told, named, strict=True))
    return kept and len({entry.guid for entry in named}) == len(named)


def _listed(entry: Entry, mark: str, now: datetime) -> Listed:
    """To be known by its source, unless its date was one to come: that will be read otherwise."""
    if entry.published and entry.published >= now:
        return Listed(key=entry.key)
    return Listed(
        key=entry.key, mark=mark, guid=entry.guid, url=entry.url, title=entry.title, published=entry.published,
        until=entry.until,
    )  # fmt: skip


def _named(item: Listed, feed: Feed) -> Entry:
    return Entry(
        feed=feed.url, guid=item.guid, url=item.url, title=item.title, published=item.published,
        until=item.until,
    )  # fmt: skip


def _problem(feed: Feed, message: str) -> Problem:
    return Problem(stage="parse", subject=feed.url, message=message)


def _xml(document: str, base: str) -> str:
    """The document as XML that is to be read. Raises NotAFeed for a web page, or nothing."""
    text = without_controls(trimmed_xml(document)).lstrip()
    if not text:
        raise NotAFeed("the response is empty")
    if looks_like_html(text) and not xmlfeed.begins(text):
        text = text[:_MAX_MARKUP]
        page = soup(text)
        raise NotAFeed(f"{standing_in_the_way(text, page) or 'a web page'} instead{_hint(page, base)}")
    return text


def _hint(page: BeautifulSoup, base: str) -> str:
    """Where the feed really is, or where the page leads, if it says so."""
    links = page.find_all("link", rel="alternate", href=True)
    named = [str(link["href"]) for link in links if _FEED_TYPE.search(str(link.get("type", "")))]
    address = next(_addresses(named, base), "")
    if address:
        return f"; it names this feed: {public(address)[:_MAX_ADDRESS]}"
    address = next(_addresses(_refreshes(page), base), "")
    return f"; it leads to {public(address)[:_MAX_ADDRESS]}" if address else ""


def _refreshes(page: BeautifulSoup) -> Iterator[str]:
    """Where the page leads by itself: `<meta http-equiv="refresh" content="0; url=/feed">`."""
    for meta in page.find_all("meta", content=True):
        match = _REFRESH.fullmatch(str(meta["content"]).strip())
        if match and str(meta.get("http-equiv", "")).strip().lower() == "refresh":
            yield match[1]


def _base(site: str, address: str) -> str:
    """Where relative links count from: the feed's address, or that of its site if one publisher has both."""
    return next((url for url in _addresses([site], address) if same_site(url, address)), address)


def _date(item: RawItem, timezone: ZoneInfo, now: datetime) -> Stamp | None:
    dates = (parse_date(text, timezone=timezone, now=now) for text in item.dates)
    return next(filter(None, dates), None)


def _latest(dated: Sequence[tuple[RawItem, Stamp | None]]) -> Sequence[tuple[RawItem, Stamp | None]]:
    """As many as are taken, in their order: those without a date and the latest of the others."""
    if len(dated) <= MAX_ENTRIES:
        return dated
    newest_first = sorted(
        range(len(dated)), key=lambda n: ((date := dated[n][1]) is not None, date and -date.first.timestamp())
    )
    return [dated[n] for n in sorted(newest_first[:MAX_ENTRIES])]


def _entry(item: RawItem, feed: Feed, base: str, date: Stamp | None, *, google: bool) -> Entry:
    title = " ".join(plain(item.title[:_MAX_MARKUP]).split())
    outlet = " ".join(plain(item.source[:_MAX_MARKUP]).split())
    content, summary = plain(item.content[:_MAX_MARKUP]), plain(item.summary[:_MAX_MARKUP])
    if google:
        title, outlet = credit(title, outlet)
        content = summary = ""  # only a list of headlines, of other articles too
    url = next(_addresses(item.links, base), "")
    return Entry(
        feed=feed.url,
        guid=clean(item.guid),
        url=url,
        title=title or _headline(content or summary),
        summary="" if summary == content else summary,
        content=content,
        published=date and date.first,
        until=date.last if date and date.first < date.last else None,
        outlet=outlet,
        language=feed.language or _claimed(item.language),
        links=() if google else _led_to(f"{item.summary} {item.content}"[:_MAX_MARKUP], url),
    )


def _led_to(markup: str, url: str) -> tuple[str, ...]:
    """Where the text leads on the site of the entry's own link."""
    given = (unescape(found[1]) for found in islice(_HREF.finditer(markup), _MAX_LINKS))
    return tuple(
        dict.fromkeys(link for link in _addresses(given, url) if link != url and same_site(link, url))
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
