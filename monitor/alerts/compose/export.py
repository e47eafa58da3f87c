"""Claims and verdicts for other programs: schema.org ClaimReview as JSON-LD, and CSV. Pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from monitor.alerts.compose.event import moment
from monitor.alerts.compose.plain import clean, link
from monitor.ledger.accounts import Account
from monitor.model import Stance, Status

# On a scale from 1, false, to 5, true; what is open has words and no number.
_RATING = {
    Status.CONFIRMED: 5,
    Status.REPORTED_CONFIRMED: 4,
    Status.REPORTED_DENIED: 2,
    Status.DENIED: 1,
}
_COLUMNS = (
    "id", "text", "status", "since", "due", "rule", "basis", "origin", "quote", "outlet", "story", "witnesses",
    "supports", "refutes", "discusses", "origins",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute a cell


def claim_reviews(accounts: Iterable[Account], *, base: str = "") -> str:
    """A JSON-LD graph with a ClaimReview a claim. `base`: the address under which the report is published."""
    graph = [_review(account, base.rstrip("/")) for account in accounts]
    return (
        json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=1) + "\n"
    )


def _review(account: Account, base: str) -> dict[str, Any]:
    claim, rating = (
        account.claim,
        {"@type": "Rating", "alternateName": account.status.capitalize().replace("-", " ")},
    )
    if value := _RATING.get(account.status):
        rating |= {"ratingValue": value, "bestRating": 5, "worstRating": 1}  # type: ignore[dict-item]
    item: dict[str, Any] = {"@type": "Claim", "text": clean(claim.text)}
    seen = [exhibit.story.url for exhibit in account.exhibits if link(exhibit.story.url)]
    if seen:
        item["firstAppearance"] = {"@type": "NewsArticle", "url": seen[0]}
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": f"urn:monitor:claim:{claim.id}",
        "claimReviewed": clean(claim.text),
        "itemReviewed": item,
        "reviewRating": rating,
        "author": {"@type": "Organization", "name": "monitor"},
    }
    if base:
        review["url"] = f"{base}/index.html#{claim.id}"
    if account.changes:
        last = account.changes[-1]
        review["datePublished"] = moment(last.transition.recorded)
        review["reviewBody"] = clean(f"{last.because} {last.transition.quote}")
        told = [story for story in (last.story, *last.others) if story and link(story.url)]
        review["citation"] = [
            {
                "@type": "NewsArticle",
                "url": story.url,
                "headline": clean(story.headline),
                "publisher": {"@type": "Organization", "name": clean(story.outlet)},
                "datePublished": moment(story.published),
                "inLanguage": story.language,
            }
            for story in told
        ]
    return review


def table(accounts: Iterable[Account]) -> str:
    """A row a claim, all cells quoted; what a spreadsheet would take for a formula begins with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_harmless(cell) for cell in _row(account)] for account in accounts)
    return out.getvalue()


def _row(account: Account) -> list[str]:
    claim, change = account.claim, account.changes[-1] if account.changes else None
    told = change.transition if change else None
    story = change.story if change else None
    return [
        claim.id,
        claim.text,
        account.status,
        moment(account.since) if account.since else "",
        claim.due.isoformat() if claim.due else "",
        told.rule if told else "",
        told.basis or "" if told else "",
        told.origin if told else "",
        told.quote if told else "",
        story.outlet if story else "",
        story.url if story else "",
        " ".join(other.url for other in change.others) if change else "",
        *(str(account.count(stance)) for stance in Stance),
        str(account.origins),
    ]


def _harmless(cell: str) -> str:
    text = clean(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
