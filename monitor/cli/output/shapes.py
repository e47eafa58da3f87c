"""The JSON that other programs read, a function a command. Pure; keys are added, never renamed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.alerts.compose import event
from monitor.cli.output import coverage, lineage
from monitor.feeds.health import Condition, Health, chatty
from monitor.ledger.origins import origins
from monitor.model import Claim, Delivery, Dispatch, Evidence, Judgement, Problem, Stance, Story, Transition
from monitor.redaction import public

if TYPE_CHECKING:
    from monitor.app.checking import Findings
    from monitor.app.following import Following
    from monitor.app.overview import Overview
    from monitor.app.polling import PollResult
    from monitor.app.publishing import Published
    from monitor.claims.frames.frame import Frame, Framed
    from monitor.claims.match.match import Miss
    from monitor.ledger.accounts import Account
    from monitor.ledger.archive import Told
    from monitor.ledger.coverage import Coverage
    from monitor.ledger.outlets import Record
    from monitor.ledger.watches import Blind


def moment(value: datetime | None) -> str | None:
    return None if value is None else event.moment(value)


def problem(value: Problem) -> dict[str, str]:
    return {"stage": value.stage, "subject": public(value.subject), "message": public(value.message)}


def transition(value: Transition, stories: Mapping[str, Story]) -> dict[str, Any]:
    others = (stories[id_] for id_ in value.witnesses if id_ in stories and id_ != value.story)
    return event.transition(value, stories.get(value.story or ""), others)


def once(
    result: PollResult, published: Published, seconds: float, following: Following | None = None
) -> dict[str, Any]:
    """What `monitor once --json` prints."""
    run = result.run
    old = following.problems if following else ()
    return {
        "polled": run.polled,
        "not_modified": run.not_modified,
        "failed": run.failed,
        "entries": run.entries,
        "stories_new": run.stories_new,
        "stories_on_topic": run.stories_on_topic,
        "transitions": [transition(t, result.stories) for t in result.plan.transitions],
        "withdrawn": [transition(t, result.stories) for t in result.plan.taken_back],
        "claims_new": [{"id": c.id, "text": c.text, "status": c.status} for c in result.claims_new],
        "alerts": {"queued": run.alerts, "sent": published.sent, "failed": published.failed},
        "taken_as_known": run.known,
        "letters": {"sent": published.letters_sent, "failed": published.letters_failed},
        "claims_files": claims_files(following) if following else [],
        "problems": [problem(p) for p in (*old, *run.problems, *published.problems)],
        "seconds": round(seconds, 3),
    }


def claims_files(following: Following) -> list[dict[str, Any]]:
    """What new editions of claims files at addresses change, each a list of ids."""
    return [
        {
            "url": public(url),
            "added": [id_ for id_, _ in found.added],
            "changed": [id_ for id_, _ in found.changed],
            "removed": [id_ for id_, _ in found.removed],
        }
        for url, found in following.changes.items()
    ]


def told(change: Told) -> dict[str, Any]:
    """One line of `monitor replay --json`."""
    value = change.transition
    return {
        "claim": value.claim,
        "from": value.before,
        "to": value.after,
        "at": moment(value.at),
        "happened": change.happened.isoformat() if change.happened else None,
        "said": moment(value.at),
        "learned": moment(value.recorded),
        "rule": value.rule,
        "basis": value.basis,
        "origin": value.origin,
        "quote": value.quote,
        "story": value.story,
        "witnesses": [
            {"story": story.id, "outlet": story.outlet, "quote": quote} for story, quote in change.witnesses
        ],
        "next_outlet": change.next_outlet,
        "lead_days": None if change.lead is None else round(change.lead.total_seconds() / 86400, 2),
    }


def record(value: Record) -> dict[str, Any]:
    """One row of `monitor outlets --json`."""
    return {
        "origin": value.origin,
        "first": value.first,
        "confirmed": value.confirmed,
        "denied": value.denied,
        "open": value.open,
        "lead_days": None if value.lead is None else round(value.lead.total_seconds() / 86400, 2),
    }


def claim(account: Account, lacks: tuple[str, ...] = (), seen: Coverage | None = None) -> dict[str, Any]:
    """One row of `monitor claims --json`."""
    value: Claim = account.claim
    return {
        "id": value.id,
        "text": value.text,
        "status": account.status,
        "status_since": moment(account.since),
        "seed": value.seed,
        "due": value.due.isoformat() if value.due else None,
        "evidence": {stance.value: account.count(stance) for stance in Stance},
        "origins": account.origins,
        "lacks": list(lacks),
        "coverage": coverage.claim_json(seen.claims.get(value.id) if seen else None),
    }


def explain(
    account: Account,
    framed: Framed | None,
    understood: Sequence[str],
    missed: Iterable[tuple[Story, Miss]] = (),
    *,
    seen: Coverage | None = None,
) -> dict[str, Any]:
    """What `monitor explain ID --json` prints.

    `claim.frames` has each role in words, as the command shows it; `frames` has the values. `understood` tells how a
    typed claim was understood. A claim that is configured no more has none of these.
    """
    frames = framed.frames if framed else ()
    stories = {exhibit.story.id: exhibit.story for exhibit in account.exhibits}
    return {
        "claim": claim(account, framed.lacks if framed else (), seen)
        | {"frames": [_in_words(frame) for frame in frames]},
        "understood": list(understood),
        "frames": [_frame(frame) for frame in frames],
        "evidence": [
            _evidence(exhibit.evidence, exhibit.story)
            | {
                "version": exhibit.evidence.version,
                "standing": exhibit.standing,
                "withdrawn": moment(exhibit.withdrew),
                "remark": exhibit.remark,
                "edit": event.edit(exhibit.edit),
            }
            for exhibit in account.exhibits
        ],
        "graph": lineage.as_json(origins(account)),
        "missed": [
            {
                "story": story.url,
                "title": story.headline,
                "outlet": story.outlet,
                "published": moment(story.published),
                "quote": miss.quote,
                "reason": miss.reason,
            }
            for story, miss in missed
        ],
        "transitions": [
            transition(c.transition, stories)
            | {"because": c.because, "partly": c.partly, "edit": event.edit(c.edit)}
            for c in account.changes
        ],
        "feeds": [coverage.watch_json(watch) for watch in seen.watches] if seen else None,
    }


def _in_words(frame: Frame) -> dict[str, str]:
    """A frame's roles as people read them; several of one name are joined by semicolons."""
    from monitor.cli.output.explanation import roles  # noqa: PLC0415 (only `explain` needs the frames)

    found: dict[str, str] = {}
    for name, words in roles(frame):
        found[name] = f"{found[name]}; {words}" if name in found else words
    return found


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        "means": frame.means,
        "subject": sorted(frame.subject),
        "relations": sorted(frame.relations),
        "objects": [sorted(slot) for slot in frame.objects],
        "context": [sorted(slot) for slot in frame.context],
        "unless": sorted(frame.unless),
        "numbers": [{"value": q.value, "unit": q.unit, "bound": q.bound} for q in frame.values],
        "from": frame.first.isoformat() if frame.first else None,
        "to": frame.last.isoformat() if frame.last else None,
        "announces": frame.announces or None,
        "words": [word.stem for word in frame.words],
    }


def _evidence(evidence: Evidence, story: Story) -> dict[str, Any]:
    judged = evidence.judgement
    return {
        "story": story.url,
        "title": story.headline,
        "outlet": story.outlet,
        "published": moment(evidence.published),
        "quote": judged.quote,
        "stance": judged.stance,
        "certainty": judged.certainty,
        "basis": judged.basis,
        "origin": judged.origin,
        "score": judged.score,
        "flag": judged.flag,
        "held": judged.held,
        "partly": judged.partly,
        "cues": list(judged.cues),
        "frame": [list(role) for role in judged.frame],
    }


def judgements(story: Story, on_topic: bool, judged: tuple[Judgement, ...]) -> dict[str, Any]:
    """One line of `monitor judge`."""
    return {
        "id": story.id,
        "on_topic": on_topic,
        "judgements": [
            {
                "claim": j.claim,
                "stance": j.stance,
                "certainty": j.certainty,
                "basis": j.basis,
                "origin": j.origin,
                "flag": j.flag,
                "score": j.score,
                "quote": j.quote,
            }
            for j in judged
        ],
    }


def status(view: Overview) -> dict[str, Any]:
    """What `monitor status --json` prints."""
    seen = view.coverage
    return {
        "running": {"pid": view.running[0], "started": moment(view.running[1])} if view.running else None,
        "feeds": {
            "healthy": seen.feeds_healthy,
            "failing": seen.feeds_failing,
            "not_polled": seen.feeds_unpolled,
        },
        "failing": [
            feed(found, seen.blinded(found.feed.url)) for found in view.feeds if found.state.failures
        ],
        "silent": [
            feed(found, seen.blinded(found.feed.url))
            for found in view.feeds
            if found.condition is Condition.SILENT
        ],
        "chatty": [feed(found, seen.blinded(found.feed.url)) for found in view.feeds if chatty(found.state)],
        "coverage": coverage.coverage_json(seen),
        "claims_files": [
            {
                "url": public(copy.url),
                "fetched": moment(copy.fetched),
                "last_confirmed": moment(copy.confirmed),
                "problem": public(copy.problem) or None,
            }
            for copy in view.copies
        ],
        "last_poll": moment(view.run.finished) if view.run else None,
        "next_due": moment(view.next_due),
        "stories": {"seen": seen.stories, "on_topic": seen.on_topic, "not_judged": seen.not_judged},
        "claims": dict(view.claims),
        "outbox": {state: view.outbox[state] for state in Delivery},
        "last_delivery": moment(view.last_sent),
        "baseline": {"at": moment(view.baseline.started), "claims": view.baseline.known}
        if view.baseline
        else None,
        "undelivered": [dispatch(item) for item in view.undelivered],
        "set_aside": [dispatch(item) for item in view.dead],
        "next_digest": moment(view.next_digest),
    }


def dispatch(value: Dispatch) -> dict[str, Any]:
    """A letter on its way to an address, or one that was given up."""
    return {
        "letter": value.letter,
        "address": value.address,
        "state": value.state,
        "attempts": value.attempts,
        "next_attempt": moment(value.not_before),
        "settled": moment(value.settled),
        "problem": value.problem,
    }


def published(value: Published) -> dict[str, Any]:
    """What `monitor digest --json` prints of a delivery."""
    return {
        "queued": value.queued,
        "sent": value.sent,
        "failed": value.failed,
        "waiting": value.waiting,
        "letters": {"sent": value.letters_sent, "failed": value.letters_failed},
        "problems": [problem(p) for p in value.problems],
    }


def feed(value: Health, blind: Blind | None = None) -> dict[str, Any]:
    """One row of `monitor feeds --json`; `blind` is what the feed leaves unseen."""
    held = value.state
    return {
        "url": public(value.feed.url),
        "name": value.feed.name,
        "tier": value.feed.tier,
        "language": value.feed.language,
        "enabled": value.feed.enabled,
        "condition": value.condition,
        "since": moment(value.since),
        "remark": public(value.remark),
        "failures": held.failures,
        "problem": public(held.problem) if held.problem else None,
        "last_polled": moment(held.last_polled),
        "last_success": moment(held.last_success),
        "last_news": moment(held.news),
        "usual_gap": held.cadence.total_seconds() if held.cadence else None,
        "next_due": moment(held.next_due),
        "moved_to": public(held.moved_to) if held.moved_to else None,
        "told": moment(held.told),
        "entries": held.last_entries,
        "chatty": chatty(held) or None,
        "blind": coverage.blind_json(blind) if blind else None,
    }


def check(findings: Findings) -> dict[str, Any]:
    """What `monitor check --json` prints."""
    parts = {"checked": findings.valid, "notes": findings.notes, "faults": findings.faults}
    rows = {
        name: [{"what": finding.what, "message": finding.message} for finding in part]
        for name, part in parts.items()
    }
    return {"ok": not findings.faults, **rows}
