"""What an outlet takes back in an entry of its own: which evidence counts no more. Pure.

Only the publisher that vouches for a report can take it back, and it must refer to it: by a link, by its headline, or
by saying again what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from rapidfuzz import fuzz

from monitor.model import Evidence, Judgement, Story, Withdrawal
from monitor.publishers import publisher
from monitor.stories.identity import letters, normalised
from monitor.stories.retraction import notices

_WITHIN = timedelta(days=30)  # after a report it may be taken back
_HEADLINE = 25  # letters of a headline that says enough to be recognised
_SAME = 90.0  # rapidfuzz's partial ratio (0 to 100) of a headline that is repeated


def retracted(
    story: Story,
    standing: Iterable[Evidence],
    *,
    stories: Mapping[str, Story],
    links: Collection[str],
    said: Callable[[str], tuple[Judgement, ...]],
) -> Iterator[Withdrawal]:
    """The evidence among what stands that `story` takes back.

    `stories` are those that the evidence is from, `links` the identities of the pages that the story links to; `said`
    judges what a notice calls wrong.
    """
    found = notices(story.headline, story.text)
    own = [item for item in standing if _theirs(item, story, stories)] if found else []
    for notice in found if own else ():
        judged = {(judgement.claim, judgement.stance) for judgement in said(notice.said)}
        named = (
            {item.story for item in own if _refers(story, stories[item.story], links)}
            if notice.whole
            else set()
        )
        for item in own:
            other = stories[item.story]
            meant = item.story in named or other.reprint_of in named
            if meant or (item.claim, item.judgement.stance) in judged:
                yield Withdrawal(
                    claim=item.claim,
                    story=item.story,
                    version=max(item.version, other.version),
                    published=story.published,
                    quote=notice.passage,
                    retraction=story.id,
                )


def _theirs(item: Evidence, story: Story, stories: Mapping[str, Story]) -> bool:
    """Whether the story's publisher vouches for the evidence, and may still take it back."""
    other = stories.get(item.story)
    if other is None or other.id == story.id:
        return False
    near = item.published <= story.published <= item.published + _WITHIN
    return near and publisher(item.witness or other.outlet) == publisher(story.outlet)


def _refers(story: Story, other: Story, links: Collection[str]) -> bool:
    """Whether the story links to the other one or repeats its headline."""
    if not frozenset(links).isdisjoint(other.aliases):
        return True
    headline, text = normalised(other.headline), normalised(f"{story.headline}\n{story.text}"[:5000])
    return letters(headline) >= _HEADLINE and fuzz.partial_ratio(headline, text) >= _SAME
