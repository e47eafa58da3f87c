"""An archive told in its own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from monitor.claims.replay import Policy
from monitor.ledger.archive import Told, told
from monitor.model import Judgement, Stance, Status, Story
from tests.ledger.test_planning import DAY, NOW, START, claim, says, story

_WORDS = "the company told the exchange on Monday that the board has approved a business of its own with cars"


def archive(
    *stories: tuple[Story, Judgement], until: datetime = NOW, due: date | None = None
) -> tuple[Told, ...]:
    said = {item.id: judgement for item, judgement in stories}
    return told(
        [item for item, _ in reversed(stories)],
        [claim(due=due)],
        judge=lambda item: (said[item.id],),
        policy=Policy(),
        until=until,
    )


def by(name: str, day: int, **changes: object) -> Story:
    return replace(story(name, day=day), outlet=name, headline=f"What {name} has", **changes)  # type: ignore[arg-type]


def test_changes_come_in_the_order_of_the_news() -> None:
    """Whatever the order of the file; each change is learned of when it comes out."""
    first, second = archive((by("Wire", 0), says()), (by("Post", 2), says()))
    assert (first.transition.after, second.transition.after) == (Status.REPORTED_CONFIRMED, Status.CONFIRMED)
    assert (first.transition.recorded, second.transition.recorded) == (START, START + 2 * DAY)
    assert [(item.id, quote) for item, quote in second.witnesses] == [("Wire", "q"), ("Post", "q")]


def test_the_lead_over_the_next_outlet() -> None:
    first, second = archive((by("Wire", 0), says()), (by("Post", 2), says()))
    assert (first.next_outlet, first.lead) == ("Post", timedelta(days=2))
    assert (second.next_outlet, second.lead) == (None, None)


def test_the_day_on_which_it_happened() -> None:
    dated = replace(says(), frame=(("day", "2021-02-27 to 2021-02-27"),))
    spread = replace(says(), frame=(("day", "2021-02-01 to 2021-02-28"),))
    assert archive((by("Wire", 0), dated))[0].happened == date(2021, 2, 27)
    assert archive((by("Wire", 0), spread))[0].happened is None


def test_nothing_after_the_end_is_told() -> None:
    """Not even that a day has passed."""
    stories = ((by("Wire", 0), says()), (by("Post", 2), says(Stance.REFUTES)))
    assert len(archive(*stories, until=START + DAY)) == 1
    due = date(2021, 3, 10)
    assert archive(until=START + DAY, due=due) == ()
    (overdue,) = archive(due=due)
    assert (overdue.transition.after, overdue.story, overdue.witnesses) == (Status.OVERDUE, None, ())


def test_a_reprint_is_no_second_witness() -> None:
    text = f"{_WORDS}. {_WORDS.upper()} and will spend ten billion yuan on it."
    stories = [(by(name, day, text=text), says()) for day, name in enumerate(("Wire", "Post"))]
    assert [change.transition.after for change in archive(*stories)] == [Status.REPORTED_CONFIRMED]
