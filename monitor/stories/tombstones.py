"""What the ledger has forgotten on purpose: a story that was pruned comes back only if it is told anew.

A feed may list an entry for years. Its tombstone, the names that the story answered to, keeps it from being
read as new again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.model import Entry, Feed
from monitor.stories.drafts import drafts


def unburied(
    entries: Iterable[Entry],
    tombs: Mapping[str, frozenset[str]],
    *,
    feeds: Mapping[str, Feed],
    now: datetime,
) -> tuple[Entry, ...]:
    """The entries that are not, word for word, of a story that was pruned; in order of publication.

    `tombs` gives, for a name, the pruned stories that answered to it. An entry of such a story in another
    wording stays, and so do the same words under other names.
    """
    left = []
    for draft in drafts(entries, articles={}, feeds=feeds, now=now):
        told = tombs.get(draft.content, frozenset())
        named = frozenset().union(*(tombs.get(name, ()) for name in draft.identities))
        if not (told & named if draft.identities else told):
            left.append(draft.entry)
    return tuple(left)
