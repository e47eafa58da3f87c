"""Ready-made values for the tests of ledger and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.alerts.compose.digest import Digest, compose
from monitor.claims.replay import Policy, replay
from monitor.claims.verdict import flag
from monitor.ledger.accounts import Account, accounts
from monitor.ledger.coverage import Coverage
from monitor.model import (
    Alert,
    Basis,
    Certainty,
    Claim,
    Evidence,
    Judgement,
    Snapshot,
    Stance,
    Status,
    Story,
    Transition,
)

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
CLAIM = Claim(id="car", text="Xiaomi will build a car.")
OTHER = Claim(id="plant", text="Great Wall will build the car.")
COVERAGE = Coverage(feeds_healthy=3, feeds_failing=1, feeds_unpolled=2, stories=40, on_topic=12, not_judged=5)


def story(
    number: int = 1, *, headline: str = "Xiaomi builds a car", url: str = "", reprint_of: str | None = None
) -> Story:
    return Story(
        id=f"s{number}",
        version=1,
        url=url or f"https://example.org/{number}",
        headline=headline,
        text="The company said so.",
        outlet="Example Post",
        language="en",
        published=NOW - timedelta(days=30 - number),
        first_seen=NOW,
        reprint_of=reprint_of,
        on_topic=True,
    )


def evidence(
    of: Story,
    *,
    claim: str = "car",
    stance: Stance = Stance.SUPPORTS,
    basis: Basis = Basis.OFFICIAL,
    certainty: Certainty = Certainty.ASSERTED,
    origin: str = "Xiaomi",
    quote: str = "The company said so.",
) -> Evidence:
    judgement = Judgement(
        claim=claim,
        stance=stance,
        certainty=certainty,
        basis=basis,
        origin=origin,
        score=0.9,
        quote=quote,
        cues=("said",),
        frame=(("subject", "Xiaomi"),),
        flag=flag(stance, certainty, basis),
    )
    return Evidence(story=of.id, version=of.version, published=of.published, judgement=judgement)


def snapshot(
    stories: Iterable[Story], items: Iterable[Evidence], *, claims: Iterable[Claim] = (CLAIM,)
) -> Snapshot:
    """What the store holds once these were judged."""
    stories, items, claims = tuple(stories), tuple(items), tuple(claims)
    reprints = {s.id: s.reprint_of for s in stories if s.reprint_of}
    transitions = [
        transition
        for claim in claims
        for transition in replay(
            claim,
            [i for i in items if i.claim == claim.id],
            reprints=reprints,
            policy=Policy(witnesses=1),
            now=NOW,
            recorded=NOW,
        )
    ]
    return Snapshot(
        claims=claims, stories=stories, evidence=items, transitions=tuple(transitions), feed_states=()
    )


def account(stories: Iterable[Story], items: Iterable[Evidence]) -> Account:
    return accounts(snapshot(stories, items))[0]


def alert(
    kind: str = "newly-confirmed", *, claim: str = "car", of: Story | None = None, quote: str = "It said so."
) -> Alert:
    at = of.published if of else NOW
    transition = Transition(
        claim=claim,
        before=Status.RUMOURED,
        after=Status.DENIED if kind == "newly-denied" else Status.CONFIRMED,
        rule="official-refute" if kind == "newly-denied" else "official-support",
        at=at,
        recorded=at,
        story=of.id if of else "s1",
        version=1,
        quote=quote,
        basis=Basis.OFFICIAL,
        origin="Xiaomi",
    )
    return Alert(id=transition.id, claim=claim, kind=kind, transition=transition, created=NOW)


def digest(
    *alerts: Alert, claims: Iterable[Claim] = (CLAIM, OTHER), stories: Iterable[Story] | None = None
) -> Digest:
    told = (story(1),) if stories is None else tuple(stories)
    held = Snapshot(claims=tuple(claims), stories=told, evidence=(), transitions=(), feed_states=())
    return replace(compose(alerts or (alert(),), snapshot=held, feeds=(), now=NOW), coverage=COVERAGE)
