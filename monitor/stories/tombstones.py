"""What the ledger has forgotten on purpose: a story that was pruned comes back only if it is told anew.

A feed may list an entry for years. Its tombstone, the names that the story answered to, keeps it from being
read as new again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.stories.drafts import Draft


def without_buried(drafts: Iterable[Draft], tombs: Mapping[str, frozenset[str]]) -> tuple[Draft, ...]:
    """The drafts that are not, word for word, of a story that was pruned.

    `tombs` gives, for a name, the pruned stories that answered to it. A draft of such a story in another wording
    stays, and so do the same words under other names.
    """
    left = []
    for draft in drafts:
        told = tombs.get(draft.content, frozenset())
        named = frozenset().union(*(tombs.get(name, ()) for name in draft.identities))
        if not (told & named if draft.identities else told):
            left.append(draft)
    return tuple(left)
