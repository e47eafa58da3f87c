"""The ledger in a database: one snapshot to plan from, one transaction to write a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from monitor.model import (
    Alert,
    Claim,
    Delivery,
    Dispatch,
    Evidence,
    FeedState,
    Letter,
    Plan,
    Run,
    Snapshot,
    Status,
    Story,
    Transition,
)
from monitor.store import backup, rows, tables, upkeep
from monitor.store.engine import connect, explained, file_of, upgrade


class Store:
    """An open ledger; close it, or use it as a context manager. Every method may raise StoreError."""

    def __init__(self, url: str, engine: Engine) -> None:
        self._url = url
        self._engine = engine
        self._writing = engine.execution_options(write=True)

    @classmethod
    def open(cls, url: str, *, read_only: bool = False) -> Self:
        """Opens the ledger at `url` (a path, or a `sqlite:///` or `postgresql://` URL) and migrates it.

        With `read_only` nothing is made, migrated or written, and a writer beside it is not disturbed.
        Raises StoreError where the database is missing, damaged, not writable, locked or of a newer program.
        """
        with explained(url):
            store = cls(url, connect(url, read_only=read_only))
            try:
                with (store._engine if read_only else store._writing).begin() as connection:
                    upgrade(connection, read_only=read_only)
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What a poll needs

    def snapshot(self) -> Snapshot:
        """The ledger as of one moment, whatever is written meanwhile."""
        with self._read() as connection:
            return Snapshot(
                claims=rows.claims(connection),
                stories=rows.stories(connection, rows.latest() & rows.bearing()),
                evidence=rows.evidence(connection),
                transitions=rows.transitions(connection),
                feed_states=rows.feed_states(connection),
                reprints=rows.reprints(connection),
                seen=rows.seen(connection),
                withdrawals=rows.withdrawals(connection),
                earlier=rows.stories(connection, rows.superseded_wording()),
            )

    def known(self, names: Iterable[str]) -> tuple[Story, ...]:
        """The latest versions of the stories that answer to any of the names."""
        with self._read() as connection:
            return rows.stories_of(connection, rows.called(connection, names))

    def near(self, since: datetime, until: datetime) -> tuple[Story, ...]:
        """The stories on topic, or bearing on a claim, that were published between the two moments."""
        relevant = tables.stories.c.on_topic | rows.bearing()
        within = tables.stories.c.published.between(since, until)
        with self._read() as connection:
            return rows.stories(connection, rows.latest() & relevant & within)

    def stories(self, ids: Iterable[str]) -> tuple[Story, ...]:
        """The latest versions of these stories."""
        with self._read() as connection:
            return rows.stories_of(connection, ids)

    def arrived(self, *, since: datetime | None) -> int:
        """How many stories were first seen after a moment; all of them without one."""
        with self._read() as connection:
            return rows.arrived(connection, since)

    def all_stories(self) -> Iterator[Story]:
        """The latest version of every story, a page at a time."""
        after = ""
        while True:
            with self._read() as connection:
                ids = rows.ids_after(connection, after)
                page = rows.stories_of(connection, ids)
            if not ids:
                return
            yield from page
            after = ids[-1]

    def tombstones(self, names: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """The pruned stories that answered to the names, by name."""
        with self._read() as connection:
            return rows.tombstones(connection, names)

    def commit(self, plan: Plan, *, run: Run) -> None:
        """Writes a poll, or a batch of one that is not settled yet, or nothing; to do it again changes nothing."""
        with self._write() as connection:
            rows.put(connection, tables.feeds, map(rows.columns, plan.feed_states), keep=["told"])
            rows.put_stories(connection, plan.stories)
            rows.put(connection, tables.claims, map(rows.columns, plan.claims), key=["id"])
            rows.add(connection, tables.evidence, map(rows.of_evidence, plan.evidence))
            rows.add(connection, tables.withdrawals, map(rows.columns, plan.withdrawals))
            rows.supersede(connection, plan.superseded, at=run.finished)
            rows.add(connection, tables.transitions, map(rows.of_transition, plan.transitions))
            rows.add(connection, tables.alerts, map(rows.of_alert, plan.alerts))
            rows.drop_versions(connection, plan.stories)
            rows.put_run(connection, run)

    def sync_claims(self, claims: Iterable[Claim]) -> None:
        """Adds new claims, as rumoured, and takes over new wordings and dates; no known status is touched."""
        with self._write() as connection:
            wanted = [{**rows.columns(claim), "status": Status.RUMOURED} for claim in claims]
            rows.put(connection, tables.claims, wanted, key=["id"], keep=["status"])

    # Upkeep

    def prune(self, *, before: datetime, now: datetime) -> int:
        """Forgets stories that bear on no claim and were last new before a moment; how many."""
        pruned = 0
        while True:
            with self._write() as connection:
                some = upkeep.forget(connection, before=before, now=now)
            if not some:
                break
            pruned += some
        with self._write() as connection:
            upkeep.tidy(connection, before=before, now=now)
        return pruned

    def compact(self) -> int:
        """Gives free space back; the bytes. A server's database does that by itself."""
        with explained(self._url):
            path = file_of(self._url)
            return upkeep.compact(self._engine, path) if path else 0

    def backup(self, folder: Path, *, now: datetime, keep: int) -> Path | None:
        """A dated copy in `folder`, of which the newest `keep` stay. None for a server's database."""
        with explained(self._url):
            path = file_of(self._url)
            if path is None:
                return None
            made = backup.dated(folder, now)
            backup.copy(path, made)
            backup.rotate(folder, keep=keep)
            return made

    # What the commands show

    def claims(self) -> tuple[Claim, ...]:
        """All claims, in the order in which they came into the ledger."""
        with self._read() as connection:
            return rows.claims(connection)

    def evidence(self, claim: str) -> tuple[Evidence, ...]:
        """All evidence on a claim, from every version of its stories, in order of publication."""
        with self._read() as connection:
            return rows.evidence(connection, tables.evidence.c.claim == claim)

    def transitions(self, claim: str) -> tuple[Transition, ...]:
        """The standing transitions of a claim, in order."""
        with self._read() as connection:
            return rows.transitions(connection, tables.transitions.c.claim == claim)

    def history(self, claim: str) -> tuple[tuple[Transition, datetime | None], ...]:
        """All transitions that a claim ever had, as they were recorded, and when each was superseded."""
        with self._read() as connection:
            return rows.history(connection, claim)

    def versions(self, story: str) -> tuple[Story, ...]:
        """The versions of a story that are kept, the oldest first; its names come with the newest.

        Those are the first, the last, and whatever evidence, transitions and alerts rest on.
        """
        with self._read() as connection:
            return rows.stories(connection, tables.stories.c.id == story)

    def feed_states(self) -> tuple[FeedState, ...]:
        with self._read() as connection:
            return rows.feed_states(connection)

    def edits(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The known stories that each feed changed in its last polls."""
        with self._read() as connection:
            return rows.edits(connection)

    def forget_feed(self, url: str) -> None:
        """Forgets what is known of a feed, so that it is asked as if for the first time."""
        with self._write() as connection:
            rows.forget_feed(connection, url)

    def interrupted(self) -> bool:
        """Whether a poll has ended between two batches, so that something may follow that is not in the ledger."""
        with self._read() as connection:
            return rows.interrupted(connection)

    def last_run(self) -> Run | None:
        with self._read() as connection:
            return rows.last_run(connection)

    def baselines(self, *, since: datetime | None) -> tuple[Run, ...]:
        """The polls after a moment whose changes were taken as known, the latest last."""
        with self._read() as connection:
            return rows.baselines(connection, since)

    # The outbox

    def waiting(self) -> tuple[Alert, ...]:
        """The alerts that no letter tells yet, in the order in which they were queued."""
        with self._read() as connection:
            return rows.waiting(connection)

    def post(self, letter: Letter, addresses: Iterable[str], *, feeds: Iterable[str] = ()) -> None:
        """Fixes a letter and whom it goes to, and takes its alerts out of those that wait: all or nothing.

        It tells that something is wrong with `feeds`, which is noted as well.
        """
        with self._write() as connection:
            rows.add(connection, tables.letters, [rows.columns(letter)])
            self._address(connection, letter.id, addresses)
            rows.close(connection, letter)
            rows.tell_of_feeds(connection, feeds, at=letter.composed)

    def readdress(self, letter: str, addresses: Iterable[str]) -> None:
        """Sends a letter to further addresses."""
        with self._write() as connection:
            self._address(connection, letter, addresses)

    @staticmethod
    def _address(connection: Connection, letter: str, addresses: Iterable[str]) -> None:
        ways = (Dispatch(letter=letter, address=address) for address in addresses)
        rows.add(connection, tables.dispatches, map(rows.columns, ways))

    def dispatches(self, state: Delivery) -> tuple[Dispatch, ...]:
        """What is on its way, was sent or is dead, in the order in which it was posted."""
        with self._read() as connection:
            return rows.dispatches(connection, tables.dispatches.c.state == state)

    def save_dispatch(self, dispatch: Dispatch) -> None:
        """Writes what became of a letter at one address."""
        with self._write() as connection:
            rows.put(connection, tables.dispatches, [rows.columns(dispatch)], key=["letter", "address"])

    def letters(self, ids: Iterable[str]) -> Mapping[str, Letter]:
        with self._read() as connection:
            found = rows.letters(connection, tables.letters.c.id.in_(list(ids)))
            return {letter.id: letter for letter in found}

    def last_letter(self) -> Letter | None:
        """The letter that was fixed last."""
        with self._read() as connection:
            return rows.last_letter(connection)

    def first_letters(self, claims: Iterable[str]) -> Mapping[str, str]:
        """The Message-ID of the letter that first told of each of the claims, as far as one did."""
        with self._read() as connection:
            return rows.first_letters(connection, list(claims))

    def outbox_counts(self) -> Mapping[Delivery, int]:
        """How many alerts are in each state: queued while any address waits, dead where none took it."""
        with self._read() as connection:
            return rows.outbox_counts(connection)

    def last_sent(self) -> datetime | None:
        """When a letter was last taken by an address."""
        with self._read() as connection:
            return rows.last_sent(connection)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with explained(self._url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with explained(self._url), self._writing.begin() as connection:
            yield connection
