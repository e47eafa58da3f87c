"""What an entry makes of a story: a new one, a new version, or a known one under further names. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.languages.detect import UNDETERMINED
from monitor.model import Story
from monitor.stories.chatter import only_chatter
from monitor.stories.drafts import Draft
from monitor.stories.identity import fingerprint, letters, normalised
from monitor.stories.retraction import takes_back_all

_RICHER = 2  # how many times longer a text is that is worth a version of its own
_NAMES = 64  # of one story; a feed that changes at every poll gives new ones without end


def created(draft: Draft, id_: str, now: datetime) -> Story:
    """The story of an entry that belongs to no known one."""
    return Story(
        id=id_,
        version=1,
        url=draft.entry.url,
        headline=draft.headline,
        text=draft.text,
        outlet=draft.outlet,
        language=UNDETERMINED,
        published=draft.published,
        first_seen=now,
        feed=draft.feed.url,
        tier=draft.feed.tier,
        publisher=draft.feed.publisher,
        aliases=draft.names,
        fingerprint=draft.fingerprint,
    )


def updated(draft: Draft, story: Story) -> Story:
    """The story after an entry of it, of unchanged version."""
    if draft.feed.url == story.feed and _only_chatter(draft, story):
        return _named(story, *draft.called)
    learnt = _named(story, *draft.called, draft.content)
    length = letters(story.text)
    longer, shorter = draft.letters > _RICHER * length, length > _RICHER * draft.letters
    if draft.content in story.aliases or draft.feed.url != story.feed:
        lacked = longer and draft.whole and (draft.feed.url != story.feed or unread(story, draft))
        return _edited(learnt, draft, story.headline, draft.text) if lacked else learnt
    if (
        shorter
        and (not draft.whole or _begins(draft, story))
        and not takes_back_all(draft.headline, draft.text)
    ):
        # The summary or the free beginning of an article that we have: only its headline can be news. Unless its page
        # could not be fetched: then this wording is not put down as seen, so that it is tried again.
        if not _same(draft.headline, story.headline):
            return _edited(learnt, draft, draft.headline, story.text)
        return story if draft.problem else learnt
    return _edited(learnt, draft, draft.headline, draft.text)


def differs(draft: Draft, story: Story) -> bool:
    """Whether the story's own feed now tells it in words or under names that it has not used before."""
    return story.feed == draft.feed.url and not {*draft.identities, draft.content} <= set(story.aliases)


def unread(story: Story, draft: Draft) -> bool:
    """Whether the story has no more than the feed gives."""
    return story.fingerprint == fingerprint(draft.headline, draft.given)


def _only_chatter(draft: Draft, story: Story) -> bool:
    """Whether only clocks and counters differ."""
    differs = draft.content not in story.aliases and draft.fingerprint != story.fingerprint
    return differs and only_chatter(f"{story.headline}\n{story.text}", f"{draft.headline}\n{draft.text}")


def _same(headline: str, other: str) -> bool:
    return normalised(headline) == normalised(other) or only_chatter(other, headline)


def _begins(draft: Draft, story: Story) -> bool:
    """Whether the draft's text is only the beginning of the story's, as where a paywall went up."""
    return normalised(story.text).startswith(normalised(draft.text))


def _edited(story: Story, draft: Draft, headline: str, text: str) -> Story:
    """The story with new content, if it is new beyond blanks and punctuation."""
    content = fingerprint(headline, text)
    if content == story.fingerprint:
        return story
    return replace(
        _named(story, f"text:{content}"),
        headline=headline,
        text=text,
        published=max(filter(None, (story.published, draft.entry.published, draft.modified))),
        feed=draft.feed.url,
        tier=draft.feed.tier,
        publisher=draft.feed.publisher,
        fingerprint=content,
    )


def _named(story: Story, *aliases: str) -> Story:
    """The story with further names; beyond _NAMES those that have not been heard for longest are dropped."""
    names = tuple(dict.fromkeys((*story.aliases, *aliases)))
    if len(names) > _NAMES:
        names = (*(name for name in story.aliases if name not in aliases), *dict.fromkeys(aliases))[-_NAMES:]
    return replace(story, aliases=names)
