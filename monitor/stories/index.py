"""Which known story an entry belongs to, by its identities and its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, count

from rapidfuzz import fuzz

from monitor.model import Story
from monitor.stories.chatter import figures, only_chatter
from monitor.stories.drafts import Draft
from monitor.stories.identity import letters, normalised, story_id
from monitor.stories.reprints import WINDOW

# rapidfuzz's ratios, 0 to 100, of two versions of one story: unrelated texts of a language reach 55.
_EDITED, _KEPT = 65.0, 85.0
_COMPARED = 1500  # characters of a text that are compared
_SOME_TEXT = 60  # letters that a text needs to be compared at all


class StoryIndex:
    """The latest version of each story, found by any of its identities."""

    def __init__(self, stories: Iterable[Story] = ()) -> None:
        self._stories: dict[str, Story] = {}
        self._by_alias: defaultdict[str, set[str]] = defaultdict(set)
        for story in stories:
            self.put(story)

    def put(self, story: Story) -> None:
        """Makes a story known, or a new state of it."""
        self._stories[story.id] = story
        for alias in story.aliases:
            self._by_alias[alias].add(story.id)

    def find(self, draft: Draft) -> Story | None:
        """The story that the draft is of, edited or not; None if it is new."""
        named = self._all(draft.identities)
        for belongs in (_is_unchanged, _has_all_names, _is_edit):
            for story in named:
                if belongs(draft, story):
                    return story
        return self._same_content(draft) or self._same_place(draft)

    def new_id(self, draft: Draft) -> str:
        """An id for a new story, from the first of its identities that no other story was called by."""
        repeated = (f"{draft.content}#{n}" for n in count(2))
        ids = map(story_id, chain(draft.identities, (draft.content,), repeated))
        return next(id_ for id_ in ids if id_ not in self._stories)

    def _same_content(self, draft: Draft) -> Story | None:
        """The earliest story with the same content; the same line a month later is another story."""
        if not draft.identities:
            return next(iter(self._all((draft.content,))), None)
        if not draft.telling:
            return None
        aliases = (draft.content, draft.wording)
        return next((s for s in self._all(aliases) if abs(s.published - draft.published) <= WINDOW), None)

    def _same_place(self, draft: Draft) -> Story | None:
        """The story of this feed under the same link but for its query, if it was published then and reads alike."""
        if draft.place is None or draft.entry.published is None:
            return None
        there = (story for story in self._all((draft.place,)) if story.feed == draft.feed.url)
        return next((s for s in there if s.published == draft.published and _reads_alike(draft, s)), None)

    def _all(self, aliases: Iterable[str]) -> list[Story]:
        found = {id_ for alias in aliases for id_ in self._by_alias.get(alias, ())}
        return sorted((self._stories[id_] for id_ in found), key=lambda story: (story.published, story.id))


def _is_unchanged(draft: Draft, story: Story) -> bool:
    return draft.content in story.aliases


def _has_all_names(draft: Draft, story: Story) -> bool:
    """Whether guid and link agree, so that the content may be another one altogether."""
    names = set(draft.identities)
    return draft.guid is not None and len(names) > 1 and names <= set(story.aliases)


def _is_edit(draft: Draft, story: Story) -> bool:
    """Whether the draft, which shares an identity with the story, is that story edited."""
    headlines = fuzz.ratio(normalised(draft.headline), normalised(story.headline))
    mine, theirs = normalised(draft.text[:_COMPARED]), normalised(story.text[:_COMPARED])
    if min(letters(mine), letters(theirs)) < _SOME_TEXT:
        return headlines >= (_KEPT if _other_guid(draft, story) else _EDITED)
    texts = max(fuzz.ratio(mine, theirs), fuzz.partial_ratio(mine, theirs))
    if _other_guid(draft, story):
        return texts >= _KEPT
    return texts >= _EDITED or headlines >= _KEPT


def _reads_alike(draft: Draft, story: Story) -> bool:
    """Whether hardly a word differs, and no number but those of clocks and counters."""
    mine, theirs = (f"{each.headline}\n{each.text}" for each in (draft, story))
    if only_chatter(theirs, mine):
        return True
    same = fuzz.ratio(normalised(mine)[:_COMPARED], normalised(theirs)[:_COMPARED]) >= _KEPT
    return same and figures(mine) == figures(theirs)


def _other_guid(draft: Draft, story: Story) -> bool:
    """Whether one host gives the two different guids, which most likely means two stories behind one link."""
    if draft.guid is None or draft.guid in story.aliases:
        return False
    scope = ":".join(draft.guid.split(":")[:2])
    return any(alias.startswith(f"{scope}:") for alias in story.aliases)
