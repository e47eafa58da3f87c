"""Entries and their articles to stories: new ones, and new versions of known ones.

A story belongs to the feed that brought it: other feeds' wording of the same article makes no version, unless
they bring the text that it lacked. An entry whose content has been seen says nothing new, whatever its page
says today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.languages.detect import UNDETERMINED, detect
from monitor.model import Problem, Story
from monitor.stories.drafts import Draft, has_page
from monitor.stories.identity import canonical_url, fingerprint, letters, normalised
from monitor.stories.index import StoryIndex
from monitor.stories.reprints import WINDOW, Reprints
from monitor.stories.topic import Topic

_RICHER = 2  # how many times longer a text is that is worth a version of its own
_NAMES = 64  # of one story; a feed that changes at every poll gives new ones without end
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
    drafts: Iterable[Draft],
    *,
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
    index = StoryIndex(known)
    urls: dict[str, str] = {}
    for draft in drafts:
        entry = draft.entry
        if not draft.feed.full_text or not has_page(entry) or not draft.summary:
            continue
        story = index.find(draft)
        if story and not _incomplete(story, draft, now):
            continue
        text = f"{entry.title}\n{entry.summary}\n{entry.content}"
        if topic.names(text) or bears_on(text):
            urls.setdefault(canonical_url(entry.url), entry.url)
    return tuple(urls.values())


def gather(
    drafts: Iterable[Draft],
    *,
    known: Sequence[Story],
    near: Callable[[datetime, datetime], Iterable[Story]],
    topic: Topic,
    bears_on: Callable[[str], bool],
    reads: Callable[[str], bool],
    languages: frozenset[str],
    now: datetime,
) -> Gathered:
    """The stories that the entries make beside the `known` ones (the latest version of each).

    `drafts` are in order of publication. `known` are at least the stories that answer to one of the drafts' `names`;
    `near` gives the stories published between two moments, among which reprints find their originals: those on the
    topic and those that `bears_on` holds for. Stories in other than the judge's `languages` are marked as not judged;
    so are those that name nothing of the topic and that the judge does not look at (`reads`), whose language is left
    undetermined.
    """
    index = StoryIndex(known)
    before = {story.id: story for story in known}
    after: dict[str, Story] = {}
    hints: dict[str, str | None] = {}
    problems: list[Problem] = []
    told = _Told(topic, bears_on, reads)
    for draft in drafts:
        story = index.find(draft)
        if draft.problem and (story is None or draft.content not in story.aliases):
            problems.append(draft.problem)
        state = _new(draft, index.new_id(draft), now) if story is None else _again(draft, story)
        if state != story:
            index.put(state)
            after[state.id] = state
            hints[state.id] = draft.entry.language or draft.feed.language

    fresh, again = [], []
    for story in sorted(after.values(), key=_order):
        held = before.get(story.id)
        if held and held.fingerprint == story.fingerprint:
            again.append(story)
        else:
            fresh.append(_described(story, held, hints.get(story.id), told, languages))
    return Gathered(stories=_with_reprints(fresh, near, told), again=tuple(again), problems=tuple(problems))


class _Told:
    """What a story names, each text asked about once."""

    def __init__(self, topic: Topic, bears_on: Callable[[str], bool], reads: Callable[[str], bool]) -> None:
        self.topic = topic
        self._bears_on, self._reads = bears_on, reads
        self._relevant: dict[str, bool] = {}

    def relevant(self, story: Story) -> bool:
        """Whether reprints of it count: it is on topic or names a party of a claim."""
        text = _text(story)
        if text not in self._relevant:
            self._relevant[text] = self._bears_on(text)
        return story.on_topic or self._relevant[text]

    def looked_at(self, story: Story) -> bool:
        """Whether anybody asks in which language it is."""
        text = _text(story)
        return self.topic.names(text) or self.relevant(story) or self._reads(text)


def _text(story: Story) -> str:
    return f"{story.headline}\n{story.text}"


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
        language=UNDETERMINED,
        published=draft.published,
        first_seen=now,
        feed=draft.feed.url,
        tier=draft.feed.tier,
        publisher=draft.feed.publisher,
        aliases=draft.names,
        fingerprint=draft.fingerprint,
    )


def _again(draft: Draft, story: Story) -> Story:
    """The story after an entry of it, of unchanged version."""
    learnt = _named(story, *draft.identities, draft.content)
    length = letters(story.text)
    longer, shorter = draft.letters > _RICHER * length, length > _RICHER * draft.letters
    if draft.content in story.aliases or draft.feed.url != story.feed:
        lacked = longer and draft.whole and (draft.feed.url != story.feed or _unread(story, draft))
        return _edited(learnt, draft, story.headline, draft.text) if lacked else learnt
    if shorter and (not draft.whole or _begins(draft, story)):
        # The summary or the free beginning of an article that we have: only its headline can be news. Unless its page
        # could not be fetched: then this wording is not put down as seen, so that it is tried again.
        if normalised(draft.headline) != normalised(story.headline):
            return _edited(learnt, draft, draft.headline, story.text)
        return story if draft.problem else learnt
    return _edited(learnt, draft, draft.headline, draft.text)


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


def _described(
    story: Story, before: Story | None, hint: str | None, told: _Told, languages: frozenset[str]
) -> Story:
    language = detect(_text(story), hint=hint) if told.looked_at(story) else UNDETERMINED
    verdict = (
        told.topic.test(story.headline, story.text, language)
        if language != UNDETERMINED
        else told.topic.nothing
    )
    return replace(
        story,
        version=before.version + 1 if before else 1,
        language=language,
        on_topic=verdict.on_topic,
        topic_reason=verdict.reason,
        judged=language in languages,
        reprint_of=None,
    )


def _with_reprints(
    fresh: Sequence[Story],
    near: Callable[[datetime, datetime], Iterable[Story]],
    told: _Told,
) -> tuple[Story, ...]:
    """The stories, in order of publication, each with the story that it repeats."""
    new = {story.id for story in fresh}
    relevant = [story for story in fresh if told.relevant(story)]
    if not relevant:
        return tuple(fresh)
    others = near(relevant[0].published - WINDOW, relevant[-1].published + WINDOW)
    index = Reprints(story for story in others if story.id not in new and told.relevant(story))
    found = {}
    for story in relevant:
        found[story.id] = index.original(story)
        index.add(replace(story, reprint_of=found[story.id]))
    return tuple(replace(story, reprint_of=found.get(story.id)) for story in fresh)


def _order(story: Story) -> tuple[datetime, str]:
    return (story.published, story.id)
