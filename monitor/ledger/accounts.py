"""The ledger as a reader sees it: each claim with its evidence, its changes and what they rest on.

Pure: built from a snapshot, drawn by the command line and by the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.claims.replay import Policy, current
from monitor.claims.verdict import REPORTED, RULES
from monitor.ledger.edits import Edit, edit
from monitor.model import Claim, Evidence, Snapshot, Stance, Status, Story, Transition, Withdrawal

_LATE = timedelta(days=1)
_OfClaim = TypeVar("_OfClaim", Evidence, Transition, Withdrawal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One piece of evidence with the latest version of its story.

    `standing` is false where another version speaks for the story, or where an edit `withdrew` it: when that came out.
    `remark`: why it does not stand, in words for people. `quoted` is the version that the passage is from, where there
    is a later one that does not say the same again.
    """

    evidence: Evidence
    story: Story
    standing: bool
    withdrew: datetime | None = None
    remark: str = ""
    quoted: Story | None = None

    @property
    def edit(self) -> Edit | None:
        """What the story's later versions changed near the passage."""
        return edit(self.quoted, self.story, self.evidence.judgement.quote) if self.quoted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A transition with its story, None where no story decides, and its rule in one sentence.

    `others` are the further witnesses, the earliest first. `before`: what an earlier version of the story had said.
    `partly`: what of the claim is borne out all the same, "" where nothing is.
    """

    transition: Transition
    story: Story | None
    because: str
    others: tuple[Story, ...] = ()
    before: Exhibit | None = None
    partly: str = ""

    @property
    def late(self) -> bool:
        """Whether the monitor learnt of it a day or more after it came out."""
        return self.transition.recorded - self.transition.at >= _LATE

    @property
    def edit(self) -> Edit | None:
        """How the story was edited, where that changed the status."""
        return self.before.edit if self.before else None


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
    withdrawals = _by_claim(snapshot.withdrawals)
    earlier = {(story.id, story.version): story for story in snapshot.earlier}
    found = []
    for claim in snapshot.claims:
        exhibits = _exhibits(evidence.get(claim.id, ()), withdrawals.get(claim.id, ()), stories, earlier)
        changes = (change(moved, stories, exhibits) for moved in transitions.get(claim.id, ()))
        found.append(Account(claim=claim, exhibits=exhibits, changes=tuple(changes)))
    return tuple(found)


def change(transition: Transition, stories: Mapping[str, Story], exhibits: Iterable[Exhibit] = ()) -> Change:
    """The transition with its story, as far as it is known, and its rule's sentence; `exhibits` are the claim's."""
    rule = RULES.get(transition.rule)
    versions = {e.evidence.version: e for e in exhibits if e.story.id == transition.story}
    before = [version for version in versions if version < (transition.version or 0)]
    decided = versions.get(transition.version or 0)
    return Change(
        transition=transition,
        story=stories.get(transition.story or ""),
        because=rule.because if rule else transition.rule,
        others=tuple(
            stories[id_] for id_ in transition.witnesses if id_ in stories and id_ != transition.story
        ),
        before=versions[max(before)] if before else None,
        partly=decided.evidence.judgement.partly if decided else "",
    )


def unseconded(
    accounts: Iterable[Account], policy: Policy, *, since: datetime, now: datetime
) -> tuple[Account, ...]:
    """The claims that rest on one report and for which the window ended after `since` without a second one."""
    return tuple(
        account
        for account in accounts
        if account.reported is not None and since < account.reported + policy.of(account.claim).window <= now
    )


def _by_claim(items: Iterable[_OfClaim]) -> dict[str, list[_OfClaim]]:
    grouped = defaultdict(list)
    for item in items:
        grouped[item.claim].append(item)
    return grouped


def _exhibits(
    evidence: Iterable[Evidence],
    withdrawals: Sequence[Withdrawal],
    stories: Mapping[str, Story],
    earlier: Mapping[tuple[str, int], Story],
) -> tuple[Exhibit, ...]:
    known = [item for item in evidence if item.story in stories]
    standing = {item.story: item.version for item in current(known, withdrawals)}
    edited = {item.story for item in withdrawals}
    found = []
    for item in sorted(known, key=lambda item: (item.published, item.story, item.version)):
        taken = _withdrew(item, known, withdrawals) if item.story in edited else None
        # A live blog says the same in hundreds of versions: what stands is compared with the latest, not each of them.
        repeats = standing.get(item.story, item.version) < item.version
        exhibit = Exhibit(
            evidence=item,
            story=stories[item.story],
            standing=standing.get(item.story) == item.version,
            withdrew=taken.published if taken else None,
            remark=_remark(item, standing.get(item.story), taken),
            quoted=None if repeats else earlier.get((item.story, item.version)),
        )
        found.append(exhibit)
    return tuple(found)


def _remark(item: Evidence, standing: int | None, taken: Withdrawal | None) -> str:
    """Why the evidence does not stand, given the version of its story that does; "" where it does."""
    if taken and taken.quote:
        return f"taken back by the outlet: “{taken.quote}”"
    if taken:
        return "withdrawn: since an edit the story no longer bears on the claim"
    if standing == item.version:
        return ""
    return (
        "an edit that says the same" if standing and standing < item.version else "replaced by a later edit"
    )


def _withdrew(
    item: Evidence, evidence: Iterable[Evidence], withdrawals: Iterable[Withdrawal]
) -> Withdrawal | None:
    """What took the evidence away, if that is what came next."""
    later = (other for other in evidence if other.story == item.story and other.version > item.version)
    gone = (other for other in withdrawals if other.story == item.story and other.version >= item.version)
    said = min(later, key=lambda other: other.version, default=None)
    taken = min(gone, key=lambda other: other.version, default=None)
    return taken if taken and (said is None or taken.version < said.version) else None
