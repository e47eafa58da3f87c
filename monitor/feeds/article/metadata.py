"""What an article's page says of itself: its outlet, its author, its address, its dates, its text."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from monitor.domains import same_site
from monitor.feeds.text.cleaning import clean, plain
from monitor.feeds.text.dates import parse_date

_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "pubdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "weibo:article:create_at", "date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator")
_LONGEST_NAME = 80
_MOST_RECORDS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """None where the page does not say. `free` is False where it says that readers have to pay.

    `text` is the article as it is told to machines, "" where it is not.
    """

    outlet: str | None
    author: str | None
    canonical_url: str | None
    published: datetime | None
    modified: datetime | None
    free: bool
    text: str


def read_metadata(page: BeautifulSoup, url: str, *, timezone: ZoneInfo, now: datetime) -> Metadata:
    """From JSON-LD, OpenGraph and meta elements; `url` is the address that the page came from."""
    metas = _metas(page)
    records = list(_records(page))
    named = {record["@id"]: record for record in records if isinstance(record.get("@id"), str)}
    article = next((record for record in records if _is_article(record)), {})
    names = (metas.get("og:site_name"), _name(article.get("publisher"), named), metas.get("application-name"))
    authors = (_name(article.get("author"), named), *(metas.get(key) for key in _AUTHORS))
    dates = (
        article.get("datePublished"),
        *(metas.get(key) for key in _DATES),
        *_itemprops(page, "datePublished"),
        *(tag.get("datetime") for tag in page.find_all("time", datetime=True)[:1]),
    )
    changes = (
        article.get("dateModified"),
        *(metas.get(key) for key in _MODIFIED),
        *_itemprops(page, "dateModified"),
    )
    links = [tag.get("href") for tag in page.find_all("link", rel="canonical")]

    def first(texts: Iterable[object]) -> datetime | None:
        stamps = (parse_date(str(text), timezone=timezone, now=now) for text in texts if text)
        return next((min(stamp.last, now) for stamp in stamps if stamp), None)

    addresses = (_same_site(str(link), url) for link in (*links, metas.get("og:url")) if link)
    return Metadata(
        outlet=next((name for name in map(_tidy, names) if name), None),
        author=next((name for name in map(_tidy, authors) if name and "://" not in name), None),
        canonical_url=next(filter(None, addresses), None),
        published=first(dates),
        modified=first(changes),
        free=str(article.get("isAccessibleForFree", True)).casefold() != "false",
        text=plain(article["articleBody"]) if isinstance(article.get("articleBody"), str) else "",
    )


def _itemprops(page: BeautifulSoup, name: str) -> Iterator[object]:
    for tag in page.find_all(itemprop=name):
        yield tag.get("content") or tag.get("datetime")


def _metas(page: BeautifulSoup) -> dict[str, str]:
    """The first value of each name, in lower case."""
    metas: dict[str, str] = {}
    for tag in page.find_all("meta", content=True):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name:
            metas.setdefault(str(name).lower(), str(tag["content"]).strip())
    return metas


def _records(page: BeautifulSoup) -> Iterator[Mapping[str, Any]]:
    for script in page.find_all("script", type="application/ld+json"):
        try:
            pending = deque([json.loads(script.get_text(), strict=False)])
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_RECORDS):
            if not pending:
                break
            value = pending.popleft()
            if isinstance(value, dict):
                yield value
                value = value.get("@graph")
            if isinstance(value, list):
                pending += value


def _is_article(record: Mapping[str, Any]) -> bool:
    kinds = record.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _name(party: Any, named: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The name of an organisation or person, which may be told elsewhere, under its id."""
    if isinstance(party, list):
        party = party[0] if party else None
    if isinstance(party, dict) and "name" not in party:
        party = named.get(str(party.get("@id")))
    name = party.get("name") if isinstance(party, dict) else party
    return name if isinstance(name, str) else None


def _tidy(name: str | None) -> str | None:
    text = " ".join(clean(name or "").split())
    return text if 0 < len(text) <= _LONGEST_NAME else None


def _same_site(link: str, url: str) -> str | None:
    """The address that a page gives as its own, if it can be: on the same site, and not its home page."""
    try:
        address = urljoin(url, clean(link))
        parts, own = urlsplit(address), urlsplit(url)
        if parts.scheme not in ("http", "https") or not same_site(address, url):
            return None
    except ValueError:
        return None
    if parts.path in ("", "/") and not parts.query and own.path not in ("", "/"):
        return None
    return address
