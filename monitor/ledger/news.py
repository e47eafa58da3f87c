"""What a reader must hear of a claim whose evidence has changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from monitor.claims.replay import current
from monitor.claims.verdict import REPORTED, RETRACTED, RULES, SETTLED, WITHDRAWN
from monitor.model import Alert, Evidence, Status, Transition, Withdrawal

TAKEN_BACK = (WITHDRAWN.name, RETRACTED.name)  # the rules of news that is no transition of the ledger


def without(these: Iterable[Transition], those: Iterable[Transition]) -> tuple[Transition, ...]:
    """Those of the first that are not among the second."""
    keys = {transition.key for transition in those}
    return tuple(transition for transition in these if transition.key not in keys)


def status(transitions: Sequence[Transition]) -> Status:
    """The status that the transitions of a claim lead to."""
    return transitions[-1].after if transitions else Status.RUMOURED


def alerts_of(
    before: Sequence[Transition],
    after: Sequence[Transition],
    evidence: Iterable[Evidence],
    withdrawals: Sequence[Withdrawal],
    *,
    now: datetime,
) -> Iterator[Alert]:
    """What the reader must hear, who so far believes what the standing transitions `before` say.

    A story that arrives late and only rewrites the past is silent; one that changes what holds today is told,
    however old it is. A first report is told while it stands alone, and not once more has come with it.
    """
    believed = status(before)
    new = without(after, before)
    for transition in new:
        news = not before or transition.at >= before[-1].at
        alone = transition is after[-1] and believed not in SETTLED
        if news and transition.after is not believed and (alone or transition.after not in REPORTED):
            yield _alert(transition, believed, now)
            believed = transition.after
    if believed is status(after):
        return
    unsettled = believed in SETTLED and status(after) not in SETTLED
    if new and new[-1] is after[-1] and not unsettled:
        yield _alert(after[-1], believed, now)
        return
    edit = _edit(before[-1], status(after), evidence, withdrawals) if before else None
    # Of a report that nobody has seconded it is told if its outlet takes it back, and not if it is merely rewritten.
    if edit and (believed in SETTLED or (isinstance(edit, Withdrawal) and edit.quote)):
        yield _alert(_taken_back(before[-1], edit, status(after), now), believed, now)


def _alert(transition: Transition, believed: Status, now: datetime) -> Alert:
    kind = "correction" if believed in SETTLED else RULES[transition.rule].alert
    return Alert(id=transition.id, claim=transition.claim, kind=kind, transition=transition, created=now)


def _edit(
    decided: Transition, after: Status, evidence: Iterable[Evidence], withdrawals: Sequence[Withdrawal]
) -> Evidence | Withdrawal | None:
    """How a story that `decided` rests on was edited: what it says now, or that it says nothing any more.

    None where nothing has happened but that more witnesses are asked for than before.
    """
    counted = {decided.story, *decided.witnesses}
    standing = [item for item in current(evidence, withdrawals) if item.story in counted]
    silent = counted - {item.story for item in standing}
    gone = [item for item in withdrawals if item.story in silent]
    if gone:
        return max(gone, key=lambda item: (item.story == decided.story, item.version))
    edited = next((item for item in standing if item.judgement.flag.value != decided.after.value), None)
    if edited is None and after.value == f"reported-{decided.after.value}":
        return None
    return edited or next((item for item in standing if item.story == decided.story), None)


def _taken_back(decided: Transition, edit: Evidence | Withdrawal, after: Status, now: datetime) -> Transition:
    """The news that a story behind `decided` has been edited and no longer says so.

    It is no transition of the ledger, where nothing but the older evidence is left.
    """
    says = edit.judgement if isinstance(edit, Evidence) else None
    retraction = edit.retraction if isinstance(edit, Withdrawal) else ""
    return Transition(
        claim=decided.claim,
        before=decided.after,
        after=after,
        rule=RETRACTED.name if isinstance(edit, Withdrawal) and edit.quote else WITHDRAWN.name,
        at=edit.published,
        recorded=now,
        story=retraction or edit.story,
        version=None if retraction else edit.version,
        quote=says.quote if says else edit.quote if isinstance(edit, Withdrawal) else "",
        basis=says.basis if says else None,
        origin=says.origin if says else "",
    )
