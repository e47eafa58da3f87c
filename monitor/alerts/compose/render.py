"""Digest and ledger as text and pages. Pure: values in, text out.

What comes from feeds is hostile until escaped: pages are autoescaped, control characters dropped,
and only http and https addresses become links.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.compose.digest import HEADINGS, Digest
from monitor.alerts.compose.lineage import lineage
from monitor.alerts.compose.picture import HEIGHT, WIDTH
from monitor.alerts.compose.plain import clean, cut, link, marked, run, span, word
from monitor.alerts.compose.timeline import timeline
from monitor.claims.verdict import SETTLED
from monitor.ledger.accounts import Account
from monitor.ledger.coverage import Coverage
from monitor.model import Stance, Status

# What a digest shows in full at most, and in a line each; `letter` shows less where the mail would grow too long.
FULL, BRIEFLY = 40, 60
_QUOTE, _TITLE, _CLAIM, _LINE = 600, 240, 400, 120
_CHAT_ALERTS = 10
_CHAT = 1_800  # bytes; of the services in common use the strictest takes 2,000 characters
_NONE: Mapping[str, str] = {}
# The order in which the page counts them.
_SHOWN = (
    Status.CONFIRMED,
    Status.DENIED,
    Status.REPORTED_CONFIRMED,
    Status.REPORTED_DENIED,
    Status.CORROBORATED,
    Status.RUMOURED,
    Status.OVERDUE,
)


def digest_text(digest: Digest, *, full: int = FULL, briefly: int = BRIEFLY) -> str:
    """The digest as plain text: `full` alerts with all that is known of them, `briefly` more in a line each."""
    return _TEXT.get_template("digest.txt").render(_parts(digest, full, briefly)).strip() + "\n"


def digest_html(
    digest: Digest, *, full: int = FULL, briefly: int = BRIEFLY, pictures: Mapping[str, str] = _NONE
) -> str:
    """The digest as the HTML part of a mail; `pictures` are the addresses of timelines, by claim."""
    size = {"width": WIDTH, "height": HEIGHT}
    parts = _parts(digest, full, briefly) | {"pictures": pictures, "size": size}
    return _HTML.get_template("digest.html").render(parts)


def digest_brief(digest: Digest) -> str:
    """The digest for a chat: the news alone, below the length that chats take."""
    template, shown = _TEXT.get_template("digest.brief"), min(len(digest.items), _CHAT_ALERTS)
    while True:
        text = _silent(template.render(_parts(digest, shown, 0)).strip() + "\n")
        if len(text.encode()) <= _CHAT or shown <= 1:
            return text
        shown = max(1, min(shown - 1, shown * _CHAT // len(text.encode())))


def _silent(text: str) -> str:
    """Chats ring for everybody on `@all` or `<!here>`, whoever wrote it; a blank of no width keeps them quiet."""
    lines = text.splitlines(keepends=True)
    return "".join(
        line if line.startswith("http") else re.sub(r"[@<]", "\\g<0>\u200b", line) for line in lines
    )


def _parts(digest: Digest, full: int, briefly: int) -> dict[str, Any]:
    rest = digest.items[full:]
    return {
        "digest": digest,
        "items": digest.items[:full],
        "rest": rest[:briefly],
        "beyond": len(rest[briefly:]),
        "counts": Counter(item.heading for item in digest.items),
        "headings": HEADINGS,
        "zone": digest.zone,
    }


def ledger_html(accounts: tuple[Account, ...], *, coverage: Coverage, now: datetime, note: str = "") -> str:
    """The whole ledger as one page without scripts or remote parts; `note` stands at its foot."""
    settled = [account for account in accounts if account.status in SETTLED and account.changes]
    settled.sort(key=lambda account: account.changes[-1].transition.at, reverse=True)
    return _HTML.get_template("ledger.html").render(
        accounts=sorted(accounts, key=_rank),
        settled=settled,
        counts=Counter(account.status for account in accounts),
        statuses=_SHOWN,
        stances=list(Stance),
        coverage=coverage,
        now=now,
        note=note,
        timelines={account.claim.id: timeline(account) for account in accounts},
        lineages={account.claim.id: lineage(account) for account in accounts},
    )


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _minute(moment: datetime, zone: tzinfo = UTC) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _plural(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _rank(account: Account) -> tuple[int, float]:
    """Settled claims first, the latest news first; then open ones with the most to show."""
    if account.changes:
        return (0, -account.changes[-1].transition.at.timestamp())
    return (1, -float(len(account.exhibits)))


def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alerts.compose"),
        autoescape=html,  # noqa: S701 (the text part of a mail is the one that is not escaped)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clean": clean, "run": run, "marked": marked, "link": link,
        "word": word, "day": _day, "minute": _minute, "span": span, "count": _plural,
        "quote": partial(cut, length=_QUOTE), "title": partial(cut, length=_TITLE),
        "claim": partial(cut, length=_CLAIM), "line": partial(cut, length=_LINE),
    }  # fmt: skip
    return environment


_HTML = _environment(html=True)
_TEXT = _environment(html=False)
