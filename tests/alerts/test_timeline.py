"""Where things stand on a claim's drawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.compose.timeline import Timeline, timeline
from monitor.model import Basis, Stance, Status, Story
from tests.alerts.values import account, evidence, story

START = datetime(2020, 12, 16, tzinfo=UTC)


def at(number: int, moment: datetime) -> Story:
    return replace(story(number), published=moment)


def drawn(stories: list[Story], *, now: datetime | None = None, **how: object) -> Timeline:
    told = account(stories, [evidence(s, **how) for s in stories])  # type: ignore[arg-type]
    line = timeline(told, now=now or max(s.published for s in stories))
    assert line is not None
    return line


def test_nothing_is_drawn_of_a_claim_without_evidence() -> None:
    assert timeline(account([], []), now=START) is None


def test_dots_keep_the_order_and_the_distances_of_publication() -> None:
    line = drawn([at(1, START), at(2, START + timedelta(days=100)), at(3, START + timedelta(days=200))])
    first, second, third = (dot.x for dot in line.dots)
    assert second - first == pytest.approx(third - second, abs=0.02)
    assert 0 < first < third < 100


def test_bands_join_and_take_the_status_of_their_time() -> None:
    rumour, word = at(1, START), at(2, START + timedelta(days=50))
    items = [evidence(rumour, basis=Basis.SOURCES, origin="unnamed"), evidence(word)]
    line = timeline(account([rumour, word], items), now=word.published + timedelta(days=9))
    assert line is not None
    assert [band.status for band in line.bands] == [Status.RUMOURED, Status.CONFIRMED]
    assert line.bands[0].x + line.bands[0].width == pytest.approx(line.bands[1].x, abs=0.02)


def test_stories_of_one_day_are_stacked_by_stance() -> None:
    stories = [at(n, START + timedelta(minutes=n)) for n in range(3)] + [at(9, START + timedelta(days=300))]
    assert [dot.level for dot in drawn(stories).dots] == [0, 1, 2, 0]


def test_only_what_would_settle_the_claim_alone_is_strong() -> None:
    stories = [at(1, START)]
    assert drawn(stories).dots[0].strong
    assert not drawn(stories, basis=Basis.OUTLET).dots[0].strong
    assert not drawn(stories, stance=Stance.DISCUSSES, basis=Basis.SOURCES).dots[0].strong


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (0, ["7 Dec 2020", "12 Dec", "16 Dec 2020"]),
        (40, ["15 Dec 2020", "4 Jan", "25 Jan 2021"]),
        (400, ["Jan 2021", "Jul 2021", "20 Jan 2022"]),
        (2000, ["2022", "2024", "8 Jun 2026"]),
    ],
)
def test_labels_fit_the_time_that_is_shown(days: int, labels: list[str]) -> None:
    line = drawn([at(1, START), at(2, START + timedelta(days=days))])
    assert [tick.label for tick in line.ticks] == labels


def test_the_line_goes_on_to_today() -> None:
    line = drawn([at(1, START)], now=START + timedelta(days=800))
    assert line.ticks[-1].label == "24 Feb 2023"
    assert line.dots[0].x < 10
    assert line.bands[-1].x + line.bands[-1].width == pytest.approx(98.5, abs=0.02)


@given(days=st.integers(0, 40_000))
def test_no_label_lies_on_another(days: int) -> None:
    """In the picture of a mail a year takes 8 per cent of the width, a date 18; the last one ends at the edge."""
    ticks = drawn([at(1, START)], now=START + timedelta(days=days)).ticks
    assert all(one.x < other.x for one, other in pairwise(ticks))
    assert all(tick.x <= ticks[-1].x - 22 for tick in ticks[:-1])


@given(days=st.lists(st.integers(0, 40_000), min_size=1, max_size=12))
def test_everything_is_within_the_drawing_and_labels_are_few(days: list[int]) -> None:
    line = drawn([at(n, datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=d)) for n, d in enumerate(days)])
    assert all(0 <= dot.x <= 100 for dot in line.dots)
    assert all(band.width >= 0 and 0 <= band.x <= 100 for band in line.bands)
    assert all(0 <= tick.x <= 100 for tick in line.ticks)
    assert 1 <= len(line.ticks) <= 13
