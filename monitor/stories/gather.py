"""Entries and their articles to stories: new ones, and new versions of known ones.

A story belongs to the feed that brought it: other feeds' wording of the same article makes no version, unless
they bring the text that it lacked. An entry whose content has been seen says nothing new, whatever its page
says today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.languages.detect import UNDETERMINED, detect
from monitor.model import Problem, Story
from monitor.stories.drafts import Draft, has_page
from monitor.stories.identity import canonical_url, page_identity
from monitor.stories.index import StoryIndex
from monitor.stories.reprints import WINDOW, Reprints
from monitor.stories.topic import Topic
from monitor.stories.versions import created, differs, unread, updated

_RETRY = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the entries add, each in order of publication.

    `stories` are new stories and new versions, one of an id; `again` are known versions that answer to more
    aliases now, which keeps their articles from being fetched again; `problems` are articles that failed.
    `edits` are the known stories that entries of their own feed told in other words or under other names, by feed;
    `links` the identities of the pages that the entries of a new story lead to.
    """

    stories: tuple[Story, ...]
    again: tuple[Story, ...] = ()
    edits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, frozenset[str]] = field(default_factory=dict)
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
    links: dict[str, frozenset[str]] = {}
    edits: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for draft in drafts:
        story = index.find(draft)
        if story and story.id in before and differs(draft, story):
            edits[story.feed].setdefault(story.id)
        if draft.problem and (story is None or draft.content not in story.aliases):
            problems.append(draft.problem)
        state = created(draft, index.new_id(draft), now) if story is None else updated(draft, story)
        if state != story:
            index.put(state)
            after[state.id] = state
            if draft.entry.links:
                links[state.id] = frozenset(filter(None, map(page_identity, draft.entry.links)))
            hints[state.id] = draft.entry.language or draft.feed.language

    fresh, again = [], []
    for story in sorted(after.values(), key=_order):
        held = before.get(story.id)
        if held and held.fingerprint == story.fingerprint:
            again.append(story)
        else:
            fresh.append(_described(story, held, hints.get(story.id), told, languages))
    return Gathered(
        stories=_with_reprints(fresh, near, told),
        again=tuple(again),
        edits={feed: tuple(ids) for feed, ids in edits.items()},
        links=links,
        problems=tuple(problems),
    )


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
    return draft.content not in story.aliases or (unread(story, draft) and now - story.first_seen < _RETRY)


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
