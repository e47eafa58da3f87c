"""Digest and ledger as text and pages. Pure: values in, text out.

What comes from feeds is hostile until escaped: pages are autoescaped, control characters dropped,
and only http and https addresses become links.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.alerts.digest import Digest
from monitor.alerts.timeline import timeline
from monitor.claims.verdict import SETTLED
from monitor.ledger import Account, Coverage
from monitor.model import Basis, Stance, Transition

# What a digest shows in full; the rest is named in one line each, because mail programs cut long mails.
FULL = 40
_QUOTE = 600
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\"<>]")
_WORD = {
    Basis.OFFICIAL: "on the record",
    Basis.OUTLET: "the outlet's own assertion",
    Basis.OTHER_OUTLET: "credited to another outlet",
    Basis.SOURCES: "unnamed sources",
}


def digest_text(digest: Digest) -> str:
    """The digest as plain text."""
    return _TEXT.get_template("digest.txt").render(digest=digest, full=FULL).strip() + "\n"


def digest_html(digest: Digest) -> str:
    """The digest as the HTML part of a mail."""
    return _HTML.get_template("digest.html").render(digest=digest, full=FULL)


def ledger_html(accounts: tuple[Account, ...], *, coverage: Coverage, now: datetime, note: str = "") -> str:
    """The whole ledger as one page without scripts or remote parts; `note` stands at its foot."""
    settled = [account for account in accounts if account.status in SETTLED and account.changes]
    settled.sort(key=lambda account: account.changes[-1].transition.at, reverse=True)
    return _HTML.get_template("ledger.html").render(
        accounts=sorted(accounts, key=_rank),
        settled=settled,
        counts=Counter(account.status for account in accounts),
        stances=list(Stance),
        coverage=coverage,
        now=now,
        note=note,
        timelines={account.claim.id: timeline(account) for account in accounts},
    )


def clean(text: str) -> str:
    """One line without control or format characters, so that no title can forge a header or a line."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def link(url: str) -> str | None:
    """The address if a reader may follow it: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    sound = parts.scheme in {"http", "https"} and parts.hostname and not _UNSAFE.search(url)
    return url if sound else None


def word(transition: Transition) -> str:
    """On whose word a status changed, such as `Xiaomi, on the record`; "" where no story decided."""
    if transition.basis is None:
        return ""
    origin = clean(transition.origin)
    if transition.basis is Basis.EVENT:
        return f"a visible event ({origin})" if origin else "a visible event"
    return f"{origin}, {_WORD[transition.basis]}" if origin else _WORD[transition.basis]


def _quote(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1].rstrip() + "…"


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _rank(account: Account) -> tuple[int, float]:
    """Settled claims first, the latest news first; then open ones with the most to show."""
    if account.changes:
        return (0, -account.changes[-1].transition.at.timestamp())
    return (1, -float(len(account.exhibits)))


def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.alerts"),
        autoescape=html,  # noqa: S701 (the text part of a mail is the one that is not escaped)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clean": clean, "link": link, "word": word, "quote": _quote, "day": _day, "minute": _minute,
    }  # fmt: skip
    return environment


_HTML = _environment(html=True)
_TEXT = _environment(html=False)
