"""Values to rows and back, and the few statements that the store is made of.

Columns are named after fields, so that most values need no mapping of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    exists,
    func,
    not_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.model import (
    Alert,
    Claim,
    Delivery,
    Dispatch,
    Evidence,
    FeedState,
    Judgement,
    Letter,
    Problem,
    Run,
    Seen,
    Story,
    Transition,
    Unjudged,
    Withdrawal,
)
from monitor.store import tables

Values = Mapping[str, Any]
_T = TypeVar("_T")


def columns(value: Any) -> dict[str, Any]:
    """The fields of a value by name."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def of_evidence(item: Evidence) -> Values:
    judgement = columns(item.judgement)
    return {**{name: value for name, value in columns(item).items() if name != "judgement"}, **judgement}


def of_transition(item: Transition) -> Values:
    return {"id": item.id, **columns(item)}


def of_alert(item: Alert) -> Values:
    return {
        **columns(item.transition),
        "id": item.id,
        "kind": item.kind,
        "created": item.created,
        "letter": "",
    }


def of_run(run: Run) -> Values:
    return {**columns(run), "problems": tuple(astuple(problem) for problem in run.problems)}


def put(
    connection: Connection,
    table: Table,
    rows: Iterable[Values],
    *,
    key: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> None:
    """Inserts rows, and updates those whose `key` (by default the primary key) is there, but not `keep`."""
    given = list(rows)
    if given:
        unique = key or [column.name for column in table.primary_key]
        statement = _insert(connection, table)
        changed = {
            name: statement.excluded[name] for name in given[0] if name not in unique and name not in keep
        }
        connection.execute(statement.on_conflict_do_update(index_elements=unique, set_=changed), given)


def add(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Inserts rows; one that is there already stays as it is."""
    given = list(rows)
    if given:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), given)


def put_stories(connection: Connection, stories: Sequence[Story]) -> None:
    rows = [columns(story) for story in stories]
    for row in rows:
        del row["aliases"]
    put(connection, tables.stories, rows)
    aliases = tables.story_aliases
    put(
        connection,
        aliases,
        (
            {"story": story.id, "version": story.version, "position": position, "alias": alias}
            for story in stories
            for position, alias in enumerate(story.aliases)
        ),
    )
    if stories:
        obsolete = (
            (aliases.c.story == bindparam("of_story"))
            & (aliases.c.version == bindparam("of_version"))
            & (aliases.c.position >= bindparam("count"))
        )
        counts = [{"of_story": s.id, "of_version": s.version, "count": len(s.aliases)} for s in stories]
        connection.execute(aliases.delete().where(obsolete), counts)
        # Names belong to the story: its latest version has them all.
        earlier = (aliases.c.story == bindparam("of_story")) & (aliases.c.version < bindparam("of_version"))
        versions = [{"of_story": s.id, "of_version": s.version} for s in stories]
        connection.execute(aliases.delete().where(earlier), versions)


def drop_versions(connection: Connection, stories: Iterable[Story]) -> None:
    """Drops the versions of these stories that are neither the first nor the last, and that nothing rests on."""
    edited = sorted({story.id for story in stories if story.version > 2})
    table, other = tables.stories, tables.stories.alias()
    ends = select(func.min(other.c.version), func.max(other.c.version)).where(other.c.id == table.c.id)
    first, last = (ends.with_only_columns(column).scalar_subquery() for column in ends.selected_columns)
    resting = (tables.evidence, tables.withdrawals, tables.transitions, tables.alerts)
    needed = [exists().where(t.c.story == table.c.id, t.c.version == table.c.version) for t in resting]
    for some in _chunks(edited):
        idle = table.c.id.in_(some) & (table.c.version > first) & (table.c.version < last)
        connection.execute(table.delete().where(idle, *map(not_, needed)))


def supersede(connection: Connection, transitions: Iterable[Transition], *, at: datetime) -> None:
    """Marks the standing transitions as no longer derived."""
    given = [{"gone": transition.id} for transition in transitions]
    if given:
        table = tables.transitions
        standing = (table.c.id == bindparam("gone")) & table.c.superseded.is_(None)
        connection.execute(update(table).where(standing).values(superseded=at), given)


def claims(connection: Connection) -> tuple[Claim, ...]:
    rows = connection.execute(select(tables.claims).order_by(tables.claims.c.position))
    return tuple(_make(Claim, row) for row in rows)


def latest() -> ColumnElement[bool]:
    """The condition that a story has its newest version."""
    table, other = tables.stories, tables.stories.alias()
    newest = select(func.max(other.c.version)).where(other.c.id == table.c.id)
    return table.c.version == newest.scalar_subquery()


def superseded_wording() -> ColumnElement[bool]:
    """The condition that evidence was found in this version of a story, and that there is a later one."""
    table, found = tables.stories, tables.evidence
    quoted = exists().where(found.c.story == table.c.id, found.c.version == table.c.version)
    return not_(latest()) & quoted


def bearing() -> ColumnElement[bool]:
    """The condition that a story bears on a claim, in whatever version, or takes back one that did."""
    told, taken = select(tables.evidence.c.story), select(tables.withdrawals.c.retraction)
    return tables.stories.c.id.in_(told.union(taken))


def called(connection: Connection, names: Iterable[str]) -> set[str]:
    """The ids of the stories that answer, or once answered, to any of the names."""
    alias, story = tables.story_aliases.c.alias, tables.story_aliases.c.story
    return {
        id_
        for some in _chunks(names)
        for (id_,) in connection.execute(select(story).where(alias.in_(some)).distinct())
    }


def stories_of(connection: Connection, ids: Iterable[str]) -> tuple[Story, ...]:
    """The latest versions of these stories."""
    return tuple(
        story
        for some in _chunks(ids)
        for story in stories(connection, latest() & tables.stories.c.id.in_(some))
    )


def ids_after(connection: Connection, after: str, *, count: int = 500) -> list[str]:
    """The next ids of stories in order."""
    id_ = tables.stories.c.id
    return list(connection.scalars(select(id_).where(id_ > after).distinct().order_by(id_).limit(count)))


def reprints(connection: Connection) -> tuple[tuple[str, str], ...]:
    table = tables.stories
    query = select(table.c.id, table.c.reprint_of).where(table.c.reprint_of.is_not(None), latest())
    return tuple((id_, original) for id_, original in connection.execute(query.order_by(table.c.id)))


def seen(connection: Connection) -> Seen:
    of = tables.stories.c
    groups = (of.on_topic, of.judged, of.language)
    query = (
        select(*groups, func.count(), func.max(of.first_seen))
        .where(latest())
        .group_by(*groups)
        .order_by(*groups)
    )
    found = connection.execute(query).all()
    return Seen(
        stories=sum(many for *_, many, _ in found),
        on_topic=sum(many for on_topic, *_, many, _ in found if on_topic),
        not_judged=sum(many for on_topic, judged, _, many, _ in found if on_topic and not judged),
        unjudged=tuple(
            Unjudged(language=language, on_topic=on_topic, stories=many, latest=latest)
            for on_topic, judged, language, many, latest in found
            if not judged
        ),
        last_judged=max(
            (latest for on_topic, judged, *_, latest in found if on_topic and judged), default=None
        ),
    )


def arrived(connection: Connection, since: datetime | None) -> int:
    table = tables.stories
    query = select(func.count()).where(latest(), true() if since is None else table.c.first_seen > since)
    return int(connection.execute(query).scalar_one())


def tombstones(connection: Connection, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each name that a pruned story answered to: those stories."""
    table = tables.tombstones
    found = defaultdict(set)
    for some in _chunks(names):
        for row in connection.execute(select(table).where(table.c.alias.in_(some))):
            found[row.alias].add(row.story)
    return {alias: frozenset(ids) for alias, ids in found.items()}


def stories(connection: Connection, condition: ColumnElement[bool]) -> tuple[Story, ...]:
    """The versions of stories that meet `condition`, by time of publication."""
    table, aliases = tables.stories, tables.story_aliases
    named = defaultdict(list)
    both = (aliases.c.story == table.c.id) & (aliases.c.version == table.c.version)
    query = select(aliases).join(table, both).where(condition).order_by(aliases.c.position)
    for row in connection.execute(query):
        named[row.story, row.version].append(row.alias)
    found = [
        Story(**{**row._mapping, "aliases": tuple(named[row.id, row.version])})
        for row in connection.execute(select(table).where(condition))
    ]
    return tuple(sorted(found, key=lambda story: (story.published, story.id, story.version)))


def evidence(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Evidence, ...]:
    """All evidence that meets the conditions, in order of publication."""
    found = [
        Evidence(
            story=row.story,
            version=row.version,
            published=row.published,
            judgement=_make(Judgement, row),
            witness=row.witness,
        )
        for row in connection.execute(select(tables.evidence).where(*conditions))
    ]
    return tuple(sorted(found, key=lambda item: (item.published, item.story, item.version, item.claim)))


def withdrawals(connection: Connection) -> tuple[Withdrawal, ...]:
    table = tables.withdrawals
    order = (table.c.published, table.c.story, table.c.version, table.c.claim)
    return tuple(_make(Withdrawal, row) for row in connection.execute(select(table).order_by(*order)))


def transitions(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Transition, ...]:
    """The standing transitions that meet the conditions, in the order in which a replay derives them."""
    table = tables.transitions
    query = select(table).where(table.c.superseded.is_(None), *conditions)
    found = [_make(Transition, row) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda item: (item.at, item.story or "", item.version or 0, item.claim)))


def history(connection: Connection, claim: str) -> tuple[tuple[Transition, datetime | None], ...]:
    table = tables.transitions
    query = select(table).where(table.c.claim == claim).order_by(table.c.position)
    return tuple((_make(Transition, row), row.superseded) for row in connection.execute(query))


def feed_states(connection: Connection) -> tuple[FeedState, ...]:
    rows = connection.execute(select(tables.feeds).order_by(tables.feeds.c.url))
    return tuple(_make(FeedState, row) for row in rows)


def edits(connection: Connection) -> dict[str, tuple[tuple[str, ...], ...]]:
    table = tables.feeds.c
    return {url: tuple(map(tuple, held)) for url, held in connection.execute(select(table.url, table.edits))}


def tell_of_feeds(connection: Connection, urls: Iterable[str], *, at: datetime) -> None:
    table = tables.feeds
    connection.execute(update(table).where(table.c.url.in_(list(urls))).values(told=at))


def forget_feed(connection: Connection, url: str) -> None:
    connection.execute(tables.feeds.delete().where(tables.feeds.c.url == url))


def put_run(connection: Connection, run: Run) -> None:
    """Writes a run; once one is settled, those before it that were interrupted are forgotten."""
    table = tables.runs
    if run.settled:
        connection.execute(table.delete().where(not_(table.c.settled)))
    put(connection, table, [of_run(run)])


def interrupted(connection: Connection) -> bool:
    return (
        connection.execute(select(tables.runs.c.started).where(not_(tables.runs.c.settled))).first()
        is not None
    )


def last_run(connection: Connection) -> Run | None:
    query = select(tables.runs).where(tables.runs.c.settled).order_by(tables.runs.c.started.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _run(row)


def baselines(connection: Connection, since: datetime | None) -> tuple[Run, ...]:
    """The polls whose changes were taken as known, the latest last."""
    table = tables.runs
    later = true() if since is None else table.c.started > since
    query = select(table).where(table.c.known.is_not(None), later).order_by(table.c.started)
    return tuple(map(_run, connection.execute(query)))


def _run(row: Row[Any]) -> Run:
    problems = (dict(zip(("stage", "subject", "message"), item, strict=True)) for item in row.problems)
    return Run(**{**row._mapping, "problems": tuple(Problem(**problem) for problem in problems)})


def waiting(connection: Connection) -> tuple[Alert, ...]:
    table = tables.alerts
    query = select(table).where(table.c.letter == "").order_by(table.c.position)
    return tuple(
        Alert(
            id=row.id,
            claim=row.claim,
            kind=row.kind,
            transition=_make(Transition, row),
            created=row.created,
        )
        for row in connection.execute(query)
    )


def close(connection: Connection, letter: Letter) -> None:
    """The waiting alerts that the letter tells wait no more."""
    table = tables.alerts
    told = (table.c.letter == "") & (table.c.id == bindparam("told"))
    given = [{"told": alert} for alert in letter.alerts]
    if given:
        connection.execute(update(table).where(told).values(letter=letter.id), given)


def letters(connection: Connection, condition: ColumnElement[bool]) -> tuple[Letter, ...]:
    table = tables.letters
    rows = connection.execute(select(table).where(condition).order_by(table.c.position))
    return tuple(_make(Letter, row) for row in rows)


def last_letter(connection: Connection) -> Letter | None:
    table = tables.letters
    row = connection.execute(select(table).order_by(table.c.position.desc()).limit(1)).first()
    return _make(Letter, row) if row else None


def first_letters(connection: Connection, claims: Sequence[str]) -> dict[str, str]:
    """The Message-ID of the letter that first told of each claim."""
    alerts, written = tables.alerts, tables.letters
    query = (
        select(alerts.c.claim, written.c.message_id)
        .join(written, written.c.id == alerts.c.letter)
        .where(alerts.c.claim.in_(claims), written.c.message_id != "")
        .order_by(written.c.position.desc())
    )
    return {row.claim: row.message_id for row in connection.execute(query)}


def dispatches(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Dispatch, ...]:
    table = tables.dispatches
    rows = connection.execute(select(table).where(*conditions).order_by(table.c.position))
    return tuple(_make(Dispatch, row) for row in rows)


def outbox_counts(connection: Connection) -> dict[Delivery, int]:
    """An alert is queued while any address waits for it, and dead where no address took it."""
    states: dict[str, set[Delivery]] = defaultdict(set)
    table = tables.dispatches
    for letter, state in connection.execute(select(table.c.letter, table.c.state).distinct()):
        states[letter].add(state)
    found = dict.fromkeys(Delivery, 0)
    alerts = tables.alerts.c.letter
    for letter, count in connection.execute(select(alerts, func.count()).group_by(alerts)):
        held = states.get(letter) or {Delivery.QUEUED}
        order = (Delivery.QUEUED, Delivery.SENT, Delivery.DEAD)
        found[next(state for state in order if state in held)] += count
    return found


def last_sent(connection: Connection) -> datetime | None:
    table = tables.dispatches
    query = select(func.max(table.c.settled)).where(table.c.state == Delivery.SENT)
    at: datetime | None = connection.execute(query).scalar_one()
    return at


def _chunks(values: Iterable[str], size: int = 1000) -> Iterator[list[str]]:
    """In parts that fit into one statement; sorted, so that the same question is asked in the same words."""
    given = sorted(set(values))
    return (given[start : start + size] for start in range(0, len(given), size))


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _make(kind: type[_T], row: Row[Any]) -> _T:
    names = (field.name for field in fields(cast(Any, kind)))
    return kind(**{name: row._mapping[name] for name in names})
