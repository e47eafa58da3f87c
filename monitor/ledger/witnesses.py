"""Who vouches for a report: its outlet, the agency whose text it is, or the medium that it has it from. Pure.

Two outlets that saw a party's statement are two witnesses of it; two that have it from the same third one are one.
Which of the names belong to one publisher is asked where witnesses are counted, so that the answer is today's.
"""

from __future__ import annotations

from monitor.model import Evidence, Judgement, Story
from monitor.publishers import agency


def testimony(story: Story, judgement: Judgement) -> Evidence:
    """The judgement as evidence from the story, with who vouches for it."""
    return Evidence(
        story=story.id,
        version=story.version,
        published=story.published,
        judgement=judgement,
        witness=judgement.via or agency(story.text) or story.outlet,
    )
