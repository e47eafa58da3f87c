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

from monitor.alerts.compose.cards import ARCHIVE, CORRECTION, HEADINGS, Card, native, words
from monitor.alerts.compose.digest import Digest
from monitor.alerts.compose.ledger import arranged
from monitor.alerts.compose.lineage import lineage
from monitor.alerts.compose.picture import HEIGHT, WIDTH
from monitor.alerts.compose.plain import clean, cut, link, marked, run, said, span, view
from monitor.alerts.compose.timeline import timeline
from monitor.ledger.accounts import Account
from monitor.ledger.coverage import Coverage
from monitor.model import Stance

# What a digest shows in full at most, and in a line each; `letter` shows less where the mail would grow too long.
FULL, BRIEFLY = 40, 60
_QUOTE, _TITLE, _CLAIM, _LINE = 600, 240, 400, 120
_CHAT_ALERTS = 10
_CHAT = 1_800  # bytes; of the services in common use the strictest takes 2,000 characters
_NONE: Mapping[str, str] = {}


def digest_text(digest: Digest, *, full: int = FULL, briefly: int = BRIEFLY) -> str:
    """The digest as plain text: `full` claims with all that is known of them, `briefly` more in a line each."""
    return _TEXT.get_template("digest.txt").render(_parts(digest, full, briefly)).strip() + "\n"


def digest_html(
    digest: Digest, *, full: int = FULL, briefly: int = BRIEFLY, pictures: Mapping[str, str] = _NONE
) -> str:
    """The digest as the HTML part of a mail; `pictures` are the addresses of timelines, by claim."""
    size = {"width": WIDTH, "height": HEIGHT}
    legend = next((card.claim.id for card in digest.drawn if card.claim.id in pictures), "")
    parts = _parts(digest, full, briefly) | {"pictures": pictures, "size": size, "legend": legend}
    return _HTML.get_template("digest.html").render(parts)


def digest_brief(digest: Digest) -> str:
    """The digest for a chat: the news alone, below the length that chats take."""
    template, shown = _TEXT.get_template("digest.brief"), min(len(digest.drawn), _CHAT_ALERTS)
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
    rest = digest.drawn[full:]
    return {
        "digest": digest,
        "cards": digest.drawn[:full],
        "rest": rest[:briefly],
        "beyond": len(rest[briefly:]),
        "counts": _counts(digest),
        "zone": digest.zone,
    }


def _counts(digest: Digest) -> list[str]:
    """How many claims there are under each heading: `2 corrections`, `1 newly confirmed`."""
    number = Counter(card.heading for card in digest.cards)
    shown = {heading: f"{heading[0].lower()}{heading[1:]}" for heading in HEADINGS.values()}
    shown |= {HEADINGS[CORRECTION]: "correction" if number[HEADINGS[CORRECTION]] == 1 else "corrections"}
    shown |= {ARCHIVE: "from older news"}
    return [f"{number[heading]} {what}" for heading, what in shown.items() if number[heading]]


def _path(card: Card, arrow: str = "→", loud: bool = False) -> str:
    """The way of a claim: `rumoured → denied, 3 March 2021 → confirmed, 5 March 2021`; `loud`: the end in capitals."""
    ends = [words(step.transition.after) for step in card.steps]
    if loud:
        ends[-1] = ends[-1].upper()
    dated = (f"{end}, {_day(step.transition.at)}" for end, step in zip(ends, card.steps, strict=True))
    return f" {arrow} ".join([words(card.steps[0].transition.before), *dated])


def ledger_html(accounts: tuple[Account, ...], *, coverage: Coverage, now: datetime, note: str = "") -> str:
    """The whole ledger as one page without scripts or remote parts; `note` stands at its foot."""
    return _HTML.get_template("ledger.html").render(
        page=arranged(accounts, now=now),
        stances=list(Stance),
        coverage=coverage,
        now=now,
        note=note,
        native=native,
        timelines={account.claim.id: timeline(account, now=now) for account in accounts},
        lineages={account.claim.id: lineage(account) for account in accounts},
    )


def _heard(account: Account) -> str:
    """What stories say of a claim that nothing has settled: `2 for · 1 only repeats it`."""
    yes, no, repeated = (account.count(stance) for stance in Stance)
    told = (
        f"{yes} for" if yes else "",
        f"{no} against" if no else "",
        f"{repeated} only {'repeats' if repeated == 1 else 'repeat'} it" if repeated else "",
    )
    return " · ".join(filter(None, told)) or "nothing heard yet"


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _minute(moment: datetime, zone: tzinfo = UTC) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _plural(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


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
        "said": said, "view": view, "words": words, "path": _path, "heard": _heard,
        "day": _day, "minute": _minute, "span": span, "count": _plural,
        "quote": partial(cut, length=_QUOTE), "title": partial(cut, length=_TITLE),
        "claim": partial(cut, length=_CLAIM), "line": partial(cut, length=_LINE),
    }  # fmt: skip
    return environment


_HTML = _environment(html=True)
_TEXT = _environment(html=False)
