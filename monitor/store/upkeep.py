"""Keeps the database small: what bears on nothing is forgotten, and its space given back."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exists, func, insert, literal, not_, or_, select

from monitor.store.tables import evidence, runs, stories, story_aliases, tombstones, withdrawals

_RUNS = timedelta(days=90)
_CHUNK = 500  # stories of one transaction, so that a poll beside it waits for milliseconds
_WORTH = 0.2  # share of free pages from which on a database is written anew


def forget(connection: Connection, *, before: datetime, now: datetime) -> int:
    """Prunes some of the stories that nothing has heard of since `before`, and that bear on no claim.

    Their names stay as tombstones, for as long again as the stories were kept. How many were pruned; 0 ends it.
    A story that is evidence stays, or takes evidence back, and with it all that transitions and alerts refer to; so
    does the original of a reprint that is evidence.
    """
    reprint = stories.alias()
    told = exists().where(evidence.c.story == stories.c.id)
    taking = exists().where(withdrawals.c.retraction == stories.c.id)
    repeated = exists().where(
        reprint.c.reprint_of == stories.c.id, exists().where(evidence.c.story == reprint.c.id)
    )
    old = (
        select(stories.c.id)
        .group_by(stories.c.id)
        .having(func.max(stories.c.published) < before, func.max(stories.c.first_seen) < before)
    )
    chosen = list(
        connection.scalars(
            select(stories.c.id)
            .where(stories.c.id.in_(old), not_(or_(told, repeated, taking)))
            .distinct()
            .limit(_CHUNK)
        )
    )
    if not chosen:
        return 0
    theirs = story_aliases.c.story.in_(chosen)
    connection.execute(delete(tombstones).where(tombstones.c.story.in_(chosen)))
    names = select(story_aliases.c.alias, story_aliases.c.story, literal(now, tombstones.c.pruned.type))
    connection.execute(
        insert(tombstones).from_select(["alias", "story", "pruned"], names.where(theirs).distinct())
    )
    connection.execute(delete(story_aliases).where(theirs))
    connection.execute(delete(stories).where(stories.c.id.in_(chosen)))
    return len(chosen)


def tidy(connection: Connection, *, before: datetime, now: datetime) -> None:
    """Drops tombstones whose time is over, and the figures of old runs but the last."""
    connection.execute(delete(tombstones).where(tombstones.c.pruned < before))
    last = select(func.max(runs.c.started)).scalar_subquery()
    connection.execute(delete(runs).where(runs.c.started < now - _RUNS, runs.c.started != last))


def compact(engine: Engine, path: Path) -> int:
    """Writes an SQLite file anew if much of it is free; the bytes that this gave back."""
    before = path.stat().st_size
    # On the driver's own connection: VACUUM and the checkpoint cannot be part of a transaction.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:

        def ask(name: str) -> int:
            cursor.execute(f"PRAGMA {name}")
            return sum(int(row[0]) for row in cursor.fetchall())

        if ask("freelist_count") > _WORTH * ask("page_count"):
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA optimize")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return max(0, before - path.stat().st_size)
