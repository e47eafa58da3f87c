"""Entries and their articles to stories: new ones, and new versions of known ones.

A story belongs to the feed that brought it: other feeds' wording of the same article makes no version, unless
they bring the text that it lacked. An entry whose content has been seen says nothing new, whatever its page
says today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.model import Article, Entry, Feed, Problem, Story
from monitor.stories.drafts import Draft, drafts, has_page, is_summary
from monitor.stories.identity import canonical_url, fingerprint, letters, normalised
from monitor.stories.index import Shelf, text_identity
from monitor.stories.reprints import WINDOW, Reprints
from monitor.stories.topic import Topic

_RICHER = 2  # how many times longer a text is that is worth a version of its own
_RETRY = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the entries add, each in order of publication.

    `stories` are new stories and new versions, one of an id; `again` are known versions that answer to more
    aliases now, which keeps their articles from being fetched again; `problems` are articles that failed.
    """

    stories: tuple[Story, ...]
    again: tuple[Story, ...] = ()
    problems: tuple[Problem, ...] = ()


def wanted(
    entries: Sequence[Entry],
    *,
    feeds: Mapping[str, Feed],
    known: Sequence[Story],
    topic: Topic,
    bears_on: Callable[[str], bool],
    now: datetime,
) -> tuple[str, ...]:
    """The addresses of the articles to fetch, each once.

    An article is wanted if its feed allows it, the entry is only a summary, is not known as it stands, and
    may be relevant: it names the topic's subject or whatever `bears_on` looks for. One that could not be read
    is wanted again for two hours.
    """
    shelf = Shelf(known)
    urls: dict[str, str] = {}
    for draft in drafts(entries, articles={}, feeds=feeds, now=now):
        entry = draft.entry
        if not draft.feed.full_text or not has_page(entry) or not is_summary(entry):
            continue
        story = shelf.find(draft)
        if story and not _incomplete(story, draft, now):
            continue
        text = f"{entry.title}\n{entry.summary}\n{entry.content}"
        if topic.names(text) or bears_on(text):
            urls.setdefault(canonical_url(entry.url), entry.url)
    return tuple(urls.values())


def gather(
    entries: Sequence[Entry],
    *,
    articles: Mapping[str, Article],
    feeds: Mapping[str, Feed],
    known: Sequence[Story],
    near: Callable[[datetime, datetime], Iterable[Story]],
    topic: Topic,
    bears_on: Callable[[str], bool],
    languages: frozenset[str],
    now: datetime,
) -> Gathered:
    """The stories that the entries make beside the `known` ones (the latest version of each).

    `known` are at least those that answer to one of the entries' `shelf.names`; `near` gives the stories
    published between two moments, among which reprints find their originals: those on the topic and those
    that `bears_on` holds for. `articles` are keyed by the addresses that `wanted` gave, `feeds` by their
    addresses. Stories in other than the judge's `languages` are marked as not judged.
    """
    shelf = Shelf(known)
    before = {story.id: story for story in known}
    after: dict[str, Story] = {}
    problems: list[Problem] = []
    for draft in drafts(entries, articles=articles, feeds=feeds, now=now):
        story = shelf.find(draft)
        if draft.problem and (story is None or draft.content not in story.aliases):
            problems.append(draft.problem)
        state = _new(draft, shelf.new_id(draft), now) if story is None else _again(draft, story)
        if state != story:
            shelf.put(state)
            after[state.id] = state

    told = {id_: before[id_].fingerprint if id_ in before else None for id_ in after}
    fresh = [
        _described(story, before.get(story.id), topic, languages)
        for story in sorted(after.values(), key=_order)
        if story.fingerprint != told[story.id]
    ]
    again = [story for story in sorted(after.values(), key=_order) if story.fingerprint == told[story.id]]
    return Gathered(
        stories=_with_reprints(fresh, near, bears_on), again=tuple(again), problems=tuple(problems)
    )


def _incomplete(story: Story, draft: Draft, now: datetime) -> bool:
    """Whether the story may want the article of an entry of it: it was edited, or the page was not read."""
    if story.feed != draft.feed.url:
        return False
    return draft.content not in story.aliases or (_unread(story, draft) and now - story.first_seen < _RETRY)


def _unread(story: Story, draft: Draft) -> bool:
    """Whether the story has no more than the feed gives."""
    return story.fingerprint == fingerprint(draft.headline, draft.given)


def _new(draft: Draft, id_: str, now: datetime) -> Story:
    return Story(
        id=id_,
        version=1,
        url=draft.entry.url,
        headline=draft.headline,
        text=draft.text,
        outlet=draft.outlet,
        language=draft.language,
        published=draft.published,
        first_seen=now,
        feed=draft.feed.url,
        tier=draft.feed.tier,
        aliases=(*draft.identities, draft.content, text_identity(draft.headline, draft.text)),
        fingerprint=fingerprint(draft.headline, draft.text),
    )


def _again(draft: Draft, story: Story) -> Story:
    """The story after an entry of it, of unchanged version."""
    learnt = _named(story, *draft.identities, draft.content)
    longer = letters(draft.text) > _RICHER * letters(story.text)
    shorter = letters(story.text) > _RICHER * letters(draft.text)
    if draft.content in story.aliases or draft.feed.url != story.feed:
        lacked = longer and draft.whole and (draft.feed.url != story.feed or _unread(story, draft))
        return _edited(learnt, draft, story.headline, draft.text) if lacked else learnt
    if shorter and not draft.whole:
        # The summary of an article that we have: only its headline can be news. Unless the article
        # could not be fetched: then this wording is not put down as seen, so that it is tried again.
        if normalised(draft.headline) != normalised(story.headline):
            return _edited(learnt, draft, draft.headline, story.text)
        return story if draft.problem else learnt
    return _edited(learnt, draft, draft.headline, draft.text)


def _edited(story: Story, draft: Draft, headline: str, text: str) -> Story:
    """The story with new content, if it is new beyond blanks and punctuation."""
    content = fingerprint(headline, text)
    if content == story.fingerprint:
        return story
    return replace(
        _named(story, text_identity(headline, text)),
        headline=headline,
        text=text,
        language=draft.language,
        published=max(filter(None, (story.published, draft.entry.published, draft.modified))),
        feed=draft.feed.url,
        tier=draft.feed.tier,
        fingerprint=content,
    )


def _named(story: Story, *aliases: str) -> Story:
    return replace(story, aliases=tuple(dict.fromkeys((*story.aliases, *aliases))))


def _described(story: Story, before: Story | None, topic: Topic, languages: frozenset[str]) -> Story:
    verdict = topic.test(story.headline, story.text, story.language)
    return replace(
        story,
        version=before.version + 1 if before else 1,
        on_topic=verdict.on_topic,
        topic_reason=verdict.reason,
        judged=story.language in languages,
        reprint_of=None,
    )


def _with_reprints(
    fresh: Sequence[Story],
    near: Callable[[datetime, datetime], Iterable[Story]],
    bears_on: Callable[[str], bool],
) -> tuple[Story, ...]:
    """The stories, in order of publication, each with the story that it repeats."""
    new = {story.id for story in fresh}
    relevant = [story for story in fresh if _relevant(story, bears_on)]
    if not relevant:
        return tuple(fresh)
    others = near(relevant[0].published - WINDOW, relevant[-1].published + WINDOW)
    index = Reprints(story for story in others if story.id not in new and _relevant(story, bears_on))
    found = {}
    for story in relevant:
        found[story.id] = index.original(story)
        index.add(replace(story, reprint_of=found[story.id]))
    return tuple(replace(story, reprint_of=found.get(story.id)) for story in fresh)


def _relevant(story: Story, bears_on: Callable[[str], bool]) -> bool:
    return story.on_topic or bears_on(f"{story.headline}\n{story.text}")


def _order(story: Story) -> tuple[datetime, str]:
    return (story.published, story.id)
