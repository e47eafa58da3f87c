"""What holds of each reader whatever it is given. A target takes bytes and raises where it does not hold.

The tests run them on generated documents, `make fuzz` on what a coverage-guided fuzzer finds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.feeds.article.extract import extract
from monitor.feeds.parse.feed import parse
from monitor.feeds.parse.limits import MAX_ENTRIES
from monitor.feeds.text.charset import decode
from monitor.feeds.text.cleaning import clean, plain
from monitor.feeds.text.dates import parse_date
from monitor.model import Feed, Fetched, Outcome

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
ZONES = tuple(map(ZoneInfo, ("UTC", "Asia/Shanghai", "America/New_York", "Asia/Jerusalem")))
_URL = "https://news.example.org/section/page"
_CONTENT_TYPES = ("", "text/xml", "application/json", "text/html; charset=gbk", "text/html; charset=big5")
_INVISIBLE = frozenset(("Cc", "Cs"))


def check(holds: bool, what: str, value: object) -> None:
    """Unlike an assertion, it also works in an optimised run."""
    if not holds:
        raise AssertionError(f"{what}: {value!r}")


def feed(data: bytes) -> None:
    """The first byte chooses the header, the others are the body."""
    fetched = _answer(data, _CONTENT_TYPES)
    parsed = parse(fetched, Feed(url=_URL, name="Fuzz"), timezone=ZONES[1], now=NOW)
    check(
        parsed == parse(fetched, Feed(url=_URL, name="Fuzz"), timezone=ZONES[1], now=NOW),
        "not the same",
        data,
    )
    check(not (parsed.entries and parsed.problem), "entries and a problem", parsed)
    check(len(parsed.entries) <= MAX_ENTRIES, "too many entries", len(parsed.entries))
    for entry in parsed.entries:
        check(bool(entry.title and entry.guid), "no title or no guid", entry)
        check("\n" not in entry.title + entry.outlet, "more than a line", entry)
        check(not entry.url or _is_web(entry.url), "no web address", entry)
        for text in (entry.title, entry.guid, entry.url, entry.summary, entry.content, entry.outlet):
            _check_text(text)
        _check_moment(entry.published)


def page(data: bytes) -> None:
    """As `feed`, for the page of an article."""
    article = extract(_answer(data, _CONTENT_TYPES), timezone=ZONES[1], now=NOW)
    check(bool(article.text) != bool(article.problem), "neither text nor problem, or both", article)
    check(not article.canonical_url or _is_web(article.canonical_url), "no web address", article)
    for text in (article.text, article.outlet, article.author, article.canonical_url):
        _check_text(text or "")
    _check_moment(article.published)
    _check_moment(article.modified)


def date(data: bytes) -> None:
    """The first byte chooses the zone."""
    zone = ZONES[data[0] % len(ZONES)] if data else ZONES[0]
    stamp = parse_date(data[1:].decode("utf-8", "replace"), timezone=zone, now=NOW)
    if stamp:
        _check_moment(stamp.first)
        check(stamp.first <= stamp.last, "ends before it begins", stamp)


def text(data: bytes) -> None:
    markup = decode(data, None)
    _check_text(plain(markup))
    check(clean(clean(markup)) == clean(markup), "not clean at once", markup)


TARGETS: Mapping[str, Callable[[bytes], None]] = {"feed": feed, "page": page, "date": date, "text": text}


def _answer(data: bytes, content_types: tuple[str, ...]) -> Fetched:
    kind = content_types[data[0] % len(content_types)] if data else ""
    return Fetched(
        url=_URL,
        final_url=_URL,
        outcome=Outcome.OK,
        at=NOW,
        status=200,
        headers=(("content-type", kind),) if kind else (),
        body=data[1:],
    )


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(urlsplit(url).hostname)


def _check_text(value: str) -> None:
    bad = [c for c in value if c != "\n" and unicodedata.category(c) in _INVISIBLE]
    check(not bad, "control characters", value)
    check(value == clean(value), "untidy", value)


def _check_moment(moment: datetime | None) -> None:
    check(moment is None or EARLIEST <= moment <= NOW, "no possible date", moment)
