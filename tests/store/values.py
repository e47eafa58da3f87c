"""Ready-made values for the store's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from monitor.model import (
    Alert,
    Basis,
    Certainty,
    Claim,
    Evidence,
    FeedState,
    Flag,
    Judgement,
    Plan,
    Problem,
    Run,
    Stance,
    Status,
    Story,
    Tier,
    Transition,
)

NOW = datetime(2021, 3, 30, 11, 0, 0, 123456, tzinfo=UTC)
CLAIM = Claim(
    id="car", text="Xiaomi will build a car", texts=(("zh", "小米将造车"),), due=date(2024, 6, 30), seed=True
)


def story(number: int = 1, *, version: int = 1) -> Story:
    return Story(
        id=f"s{number}",
        version=version,
        url=f"https://example.org/{number}",
        headline=f"小米 №{number}",
        text="The company said so. “It did.”\nTwice.",
        outlet="Example",
        language="en",
        published=NOW + timedelta(minutes=number),
        first_seen=NOW,
        feed="https://example.org/feed",
        tier=Tier.OFFICIAL,
        aliases=(f"guid:{number}", f"url:example.org/{number}"),
        fingerprint=f"f{number}",
        reprint_of="s0",
        on_topic=True,
        topic_reason="names the company",
    )


def evidence(number: int = 1, *, version: int = 1) -> Evidence:
    judgement = Judgement(
        claim="car",
        stance=Stance.SUPPORTS,
        certainty=Certainty.ASSERTED,
        basis=Basis.OFFICIAL,
        origin="小米",
        score=0.875,
        quote="The company said so.",
        cues=("said", "announced"),
        frame=(("subject", "Xiaomi"), ("object", "car")),
        flag=Flag.CONFIRMED,
        partly="the deed is confirmed, the figure differs",
    )
    return Evidence(
        story=f"s{number}", version=version, published=NOW + timedelta(minutes=number), judgement=judgement
    )


def transition(number: int = 1) -> Transition:
    return Transition(
        claim="car",
        before=Status.RUMOURED,
        after=Status.CONFIRMED,
        rule="official-support",
        at=NOW + timedelta(minutes=number),
        recorded=NOW,
        story=f"s{number}",
        version=1,
        quote="The company said so.",
        basis=Basis.OFFICIAL,
        origin="小米",
    )


def alert(number: int = 1) -> Alert:
    told = transition(number)
    return Alert(id=told.id, claim="car", kind="newly-confirmed", transition=told, created=NOW)


def feed_state(number: int = 1) -> FeedState:
    return FeedState(
        url="https://example.org/feed",
        etag='"abc"',
        content="00ff",
        news=NOW,
        cadence=timedelta(days=40, seconds=7),
        ttl=timedelta(hours=1),
        skips=(0, 167),
        moved_to="https://example.org/new",
        moves=2,
        failures=number,
        failing_since=NOW,
        last_polled=NOW,
        next_due=NOW,
    )


def plan(number: int = 1) -> Plan:
    """A poll that touches every table, and replaces the transition of the poll before it."""
    return Plan(
        feed_states=(feed_state(number),),
        stories=(story(number),),
        evidence=(evidence(number),),
        transitions=(transition(number),),
        superseded=(transition(number - 1),) if number > 1 else (),
        alerts=(alert(number),),
        claims=(
            Claim(
                id="car",
                text=CLAIM.text,
                texts=CLAIM.texts,
                due=CLAIM.due,
                seed=True,
                status=Status.CONFIRMED,
            ),
        ),
    )


def run(number: int = 1) -> Run:
    return Run(
        started=NOW + timedelta(hours=number),
        finished=NOW + timedelta(hours=number, seconds=3),
        polled=number,
        failed=1,
        entries=30,
        problems=(Problem(stage="fetch", subject="https://example.org/feed", message="timed out"),),
    )
