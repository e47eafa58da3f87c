"""All that is read out of a feed's document. Pure, and light to import: it is done in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.feeds.parse.feed import Parsed, parse
from monitor.feeds.parse.hints import Hints, hints
from monitor.model import Feed, Fetched, Listed, Problem

_TAIL = 4096  # bytes; comments may follow the last tag
_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|rdf|feed|channel)\s*>", re.IGNORECASE)


def read(
    fetched: Fetched, feed: Feed, *, timezone: ZoneInfo, now: datetime, listed: Sequence[Listed] = ()
) -> tuple[Parsed, Hints]:
    """The entries, perhaps with a problem beside them, and when the feed wishes to be asked."""
    parsed = parse(fetched, feed, timezone=timezone, now=now, listed=listed)
    if parsed.entries and not parsed.problem and breaks_off(fetched.body):
        message = f"it breaks off before its end, after {len(parsed.entries)} entries"
        parsed = replace(parsed, problem=Problem(stage="parse", subject=feed.url, message=message))
    return parsed, hints(fetched)


def breaks_off(body: bytes) -> bool:
    """Whether an XML feed lacks its end; in UTF-16 and UTF-32 there are zeros between the letters."""
    start = body[:_TAIL].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return start.startswith(b"<") and not _END.search(body[-_TAIL:].replace(b"\0", b""))
