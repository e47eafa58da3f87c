"""A digest as JSON for programs, and the shapes that it shares with the command line. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.alerts.compose.plain import clean, run
from monitor.ledger.edits import Edit, Kind
from monitor.model import Story, Transition
from monitor.redaction import public

if TYPE_CHECKING:
    from monitor.alerts.compose.cards import Item
    from monitor.alerts.compose.digest import Digest
    from monitor.ledger.watches import Blind


def moment(value: datetime) -> str:
    """ISO 8601 in UTC, to the second: "2021-03-30T11:00:00Z"."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def transition(value: Transition, story: Story | None, others: Iterable[Story] = ()) -> dict[str, Any]:
    """A change of status, with the story that decided and the `others` that were counted as witnesses."""
    witnesses = [seen for seen in (*others, story) if seen is not None and seen.id in value.witnesses]
    return {
        "claim": value.claim,
        "from": value.before,
        "to": value.after,
        "rule": value.rule,
        "story": story.url if story else None,
        "quote": value.quote,
        "basis": value.basis,
        "origin": value.origin,
        "at": moment(value.at),
        "witnesses": [{"story": seen.url, "outlet": seen.outlet} for seen in witnesses],
    }


def edit(value: Edit | None) -> dict[str, Any] | None:
    """What an edit changed in a story; the parts of `passages` are of the kinds same, removed and added."""
    if value is None:
        return None
    return {
        "at": moment(value.at),
        "removed": [clean(text) for text in value.texts(Kind.REMOVED)],
        "added": [clean(text) for text in value.texts(Kind.ADDED)],
        "passages": [
            [{"kind": part.kind, "text": run(part.text)} for part in passage] for passage in value.passages
        ],
    }


def event(digest: Digest) -> str:
    """The digest as JSON: `{"id", "composed", "subject", "transitions": [...], "feeds": [...], "coverage": {...}}`.

    Every transition is listed, also where people are told of a claim once. It has the keys of `monitor once --json`,
    and the claim's text, the kind of alert and the reason.
    """
    seen = digest.coverage
    value = {
        "id": digest.key,
        "composed": moment(digest.at),
        "subject": clean(digest.subject),
        "transitions": [_item(item) for item in digest.items],
        "taken_as_known": sum(run.known or 0 for run in digest.baselines),
        "feeds": [
            {
                "url": public(health.feed.url),
                "name": clean(health.feed.name),
                "condition": health.condition,
                "remark": clean(health.remark),
                "blind": _blind(seen.blinded(health.feed.url)),
            }
            for health in digest.troubles
        ],
        "coverage": {
            "feeds_healthy": seen.feeds_healthy,
            "feeds_failing": seen.feeds_failing,
            "feeds_not_polled": seen.feeds_unpolled,
            "last_polled": moment(seen.last_polled) if seen.last_polled else None,
            "stories": seen.stories,
            "on_topic": seen.on_topic,
            "not_judged": seen.not_judged,
            "last_looked": moment(seen.looked) if seen.looked else None,
            "not_looked": seen.unseen,
            "claims": dict(seen.counts()),
        },
    }
    return json.dumps(value)


def trial_event(key: str, subject: str, now: datetime) -> str:
    """What a webhook gets from `monitor test-alert`."""
    value = {"id": key, "composed": moment(now), "subject": subject, "test": True, "transitions": []}
    return json.dumps(value)


def _blind(blind: Blind | None) -> dict[str, Any] | None:
    """What a feed leaves unseen: the claims, by how many other feeds they can still be seen."""
    return {"claims": list(blind.claims), "other_feeds": blind.others} if blind else None


def _item(item: Item) -> dict[str, Any]:
    story = item.change.story
    return {
        "alert": item.alert.id,
        "kind": item.alert.kind,
        **transition(item.change.transition, story, item.change.others),
        "text": item.claim.text,
        "because": item.change.because,
        "learned": moment(item.change.transition.recorded),
        "partly": item.change.partly,
        "edit": edit(item.change.edit),
        "headline": story.headline if story else None,
        "outlet": story.outlet if story else None,
        "origins": item.origins,
    }
