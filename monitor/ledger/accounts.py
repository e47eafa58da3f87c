"""The ledger as a reader sees it: each claim with its evidence, its changes and what they rest on.

Pure: built from a snapshot, drawn by the command line and by the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from monitor.claims.replay import Policy, current
from monitor.claims.verdict import REPORTED, RULES
from monitor.model import Claim, Evidence, Snapshot, Stance, Status, Story, Transition

_OfClaim = TypeVar("_OfClaim", Evidence, Transition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One piece of evidence with its story; `standing` is false for one that a later edit replaced."""

    evidence: Evidence
    story: Story
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A transition with its story, None where no story decides, and its rule in one sentence.

    `others` are the further witnesses, the earliest first.
    """

    transition: Transition
    story: Story | None
    because: str
    others: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A claim with its evidence in order of publication and its standing changes in order."""

    claim: Claim
    exhibits: tuple[Exhibit, ...]
    changes: tuple[Change, ...]

    @property
    def status(self) -> Status:
        return self.changes[-1].transition.after if self.changes else self.claim.status

    @property
    def since(self) -> datetime | None:
        """When the status came to hold; None for a claim that never changed."""
        return self.changes[-1].transition.at if self.changes else None

    @property
    def reported(self) -> datetime | None:
        """When the last report came out on which a reported status rests; None for any other status."""
        if self.status not in REPORTED:
            return None
        flag = self.status.value.removeprefix("reported-")
        return max(
            (
                exhibit.evidence.published
                for exhibit in self.exhibits
                if exhibit.standing and exhibit.evidence.judgement.flag.value == flag
            ),
            default=self.since,
        )

    @property
    def origins(self) -> int:
        """How many ultimate sources the standing evidence has; a reprint adds nothing to its original."""
        standing = [exhibit for exhibit in self.exhibits if exhibit.standing]
        present = {exhibit.story.id for exhibit in standing}
        voices = {
            exhibit.evidence.judgement.origin.strip().casefold()
            for exhibit in standing
            if exhibit.story.reprint_of not in present
        }
        return len(voices - {""})

    def count(self, stance: Stance) -> int:
        """How many standing pieces of evidence take this stance."""
        return sum(
            exhibit.standing and exhibit.evidence.judgement.stance is stance for exhibit in self.exhibits
        )


def accounts(snapshot: Snapshot) -> tuple[Account, ...]:
    """One account a claim, in the ledger's order."""
    stories = {story.id: story for story in snapshot.stories}
    evidence = _by_claim(snapshot.evidence)
    transitions = _by_claim(snapshot.transitions)
    return tuple(
        Account(
            claim=claim,
            exhibits=_exhibits(evidence.get(claim.id, ()), stories),
            changes=tuple(change(transition, stories) for transition in transitions.get(claim.id, ())),
        )
        for claim in snapshot.claims
    )


def change(transition: Transition, stories: Mapping[str, Story]) -> Change:
    """The transition with its story, as far as it is known, and its rule's sentence."""
    rule = RULES.get(transition.rule)
    return Change(
        transition=transition,
        story=stories.get(transition.story or ""),
        because=rule.because if rule else transition.rule,
        others=tuple(
            stories[id_] for id_ in transition.witnesses if id_ in stories and id_ != transition.story
        ),
    )


def unseconded(
    accounts: Iterable[Account], policy: Policy, *, since: datetime, now: datetime
) -> tuple[Claim, ...]:
    """The claims that rest on one report and for which the window ended after `since` without a second one."""
    return tuple(
        account.claim
        for account in accounts
        if account.reported is not None and since < account.reported + policy.of(account.claim).window <= now
    )


def _by_claim(items: Iterable[_OfClaim]) -> dict[str, list[_OfClaim]]:
    grouped = defaultdict(list)
    for item in items:
        grouped[item.claim].append(item)
    return grouped


def _exhibits(evidence: Iterable[Evidence], stories: Mapping[str, Story]) -> tuple[Exhibit, ...]:
    known = [item for item in evidence if item.story in stories]
    standing = {id(item) for item in current(known)}
    return tuple(
        Exhibit(evidence=item, story=stories[item.story], standing=id(item) in standing)
        for item in sorted(known, key=lambda item: (item.published, item.story, item.version))
    )
