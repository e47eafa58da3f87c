"""What waits for judgement."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from monitor.app.polling import Harvest
from monitor.daemon.inbox import BATCH, Inbox
from monitor.model import Entry, Feed, FeedState
from monitor.stories.drafts import drafts

NOW = datetime(2021, 4, 5, 12, tzinfo=UTC)


def harvest(feed: str, *guids: str, failures: int = 0) -> Harvest:
    entries = [Entry(feed=feed, guid=guid, url="", title=guid) for guid in guids]
    made = drafts(entries, among=entries, feeds={feed: Feed(url=feed, name=feed)}, now=NOW)
    return Harvest(
        polled=1, entries=len(made), drafts=made, feed_states=(FeedState(url=feed, failures=failures),)
    )


def test_what_comes_again_is_added_to_what_waits() -> None:
    """The entries of both polls once, the later state, both polls counted."""
    inbox = Inbox()
    inbox.put("a", harvest("a", "1", "2"))
    inbox.put("a", harvest("a", "2", "3", failures=1))
    assert len(inbox) == 1
    held = inbox.take()["a"]
    assert sorted(draft.entry.guid for draft in held.drafts) == ["1", "2", "3"]
    assert [state.failures for state in held.feed_states] == [1]
    assert held.polled == 2


def test_a_batch_is_bounded_and_one_feed_is_always_taken() -> None:
    inbox = Inbox()
    many = [str(number) for number in range(BATCH + 1)]
    for feed in "abc":
        inbox.put(feed, harvest(feed, *many))
    assert [list(inbox.take()) for _ in range(3)] == [["a"], ["b"], ["c"]]
    for feed in "abc":
        inbox.put(feed, harvest(feed, "1"))
    assert list(inbox.take()) == ["a", "b", "c"]


def test_what_is_given_back_comes_first_and_loses_to_what_came_later() -> None:
    inbox = Inbox()
    inbox.put("a", harvest("a", "1"))
    taken = inbox.take()
    inbox.put("b", harvest("b"))
    inbox.put("a", harvest("a", "2", failures=3))
    inbox.give_back(taken.items())
    again = inbox.take()
    assert list(again) == ["a", "b"]
    assert sorted(draft.entry.guid for draft in again["a"].drafts) == ["1", "2"]
    assert again["a"].feed_states[0].failures == 3


def test_taking_waits_until_something_comes_or_it_is_closed() -> None:
    inbox = Inbox()
    taken: list[dict[str, Harvest]] = []
    thread = threading.Thread(target=lambda: [taken.append(inbox.take()) for _ in range(2)])
    thread.start()
    inbox.put("a", harvest("a"))
    inbox.close()
    thread.join()
    assert [list(batch) for batch in taken] == [["a"], []]
