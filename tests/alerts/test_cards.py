"""A digest says each thing once: one card a claim, what is new apart from what is old."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.alerts.compose.cards import ARCHIVE
from monitor.alerts.compose.digest import Digest, compose, resent
from monitor.alerts.compose.event import event
from monitor.alerts.compose.render import digest_brief, digest_html, digest_text
from monitor.claims.verdict import WITHDRAWN
from monitor.ledger.accounts import accounts
from monitor.model import Alert, Basis, Run, Snapshot, Stance, Status, Story
from tests.alerts.test_render import HOSTILE, Page
from tests.alerts.values import CLAIM, NOW, OTHER, alert, digest, evidence, snapshot, story

YES, NO = Stance.SUPPORTS, Stance.REFUTES


def ledger(*told: tuple[int, Stance], **changed: Any) -> Snapshot:
    """A claim about which stories of these days of March (the first is 2) said yes or no."""
    stories = [replace(story(day), **changed) for day, _ in told]
    items = [evidence(s, stance=stance) for s, (_, stance) in zip(stories, told, strict=True)]
    return snapshot(stories, items, claims=(CLAIM, OTHER))


def told(held: Snapshot, alerts: Sequence[Alert] | None = None, **how: Any) -> Digest:
    news = resent(held, since=NOW, now=NOW) if alerts is None else alerts
    return compose(news, snapshot=held, feeds=(), now=NOW, **how)


def test_several_changes_of_a_claim_are_one_card_with_its_path() -> None:
    made = told(ledger((26, YES), (28, NO)))
    (card,) = made.cards
    assert [step.transition.after for step in card.steps] == [Status.CONFIRMED, Status.DENIED]
    text = digest_text(made)
    assert text.count(CLAIM.text) == 1
    assert "rumoured -> confirmed, 28 March 2021 -> DENIED, 30 March 2021" in text
    page = Page(digest_html(made)).text
    assert page.count(CLAIM.text) == 1
    assert "rumoured → confirmed, 28 March 2021 → denied, 30 March 2021" in page
    assert "rumoured → confirmed, 28 March 2021 → denied, 30 March 2021" in digest_brief(made)
    assert made.subject == "Correction, now denied: Xiaomi will build a car"


def test_programs_get_every_change() -> None:
    value = json.loads(event(told(ledger((26, YES), (28, NO)))))
    assert sorted(t["to"] for t in value["transitions"]) == ["confirmed", "denied"]


def test_a_step_that_raised_no_alert_is_on_the_path() -> None:
    """A first report that a second one followed in the same poll is told by the latter."""
    held = ledger((26, YES), (28, YES))
    first, second = (
        held.transitions[0],
        replace(held.transitions[0], story="s28", before=Status.REPORTED_CONFIRMED),
    )
    first = replace(first, after=Status.REPORTED_CONFIRMED, rule="reported-support")
    held = replace(held, transitions=(first, second))
    (card,) = told(held, resent(held, since=NOW, now=NOW)[1:]).cards
    assert [step.transition.after for step in card.steps] == [Status.REPORTED_CONFIRMED, Status.CONFIRMED]
    assert card.heading == "Newly confirmed"


def test_a_card_says_what_holds_now_and_not_what_was_overtaken() -> None:
    """What waited in the outbox was superseded before it was sent."""
    held = ledger((28, NO))
    stale = replace(alert(of=story(26)), created=NOW)
    (card,) = told(held, (stale, *resent(held, since=NOW, now=NOW))).cards
    assert card.status is Status.DENIED
    assert [step.transition.after for step in card.steps] == [Status.DENIED]


def test_an_edit_that_took_back_what_was_told_is_a_correction() -> None:
    held = ledger((28, Stance.DISCUSSES))
    gone = replace(alert().transition, before=Status.CONFIRMED, after=Status.RUMOURED, rule=WITHDRAWN.name)
    made = told(held, [Alert(id="a", claim="car", kind="correction", transition=gone, created=NOW)])
    (card,) = made.cards
    assert (card.heading, card.status) == ("Corrections", Status.RUMOURED)
    assert made.subject == "Correction, now rumoured: Xiaomi will build a car"


# --- what is new, and what is old


def test_what_was_old_when_the_monitor_learnt_of_it_stands_apart() -> None:
    made = told(ledger((2, YES)))
    (card,) = made.cards
    assert card.archived
    assert made.subject == "Older news: confirmed: Xiaomi will build a car"
    text = digest_text(made)
    assert f"== {ARCHIVE.upper()} ==" in text
    assert "NEWLY CONFIRMED" not in text
    assert "Published 4 March 2021; the monitor learnt of it on 1 April 2021" in text
    page = Page(digest_html(made)).text
    assert ARCHIVE in page
    assert "Published 4 March 2021; the monitor learnt of it on 1 April 2021" in page
    assert digest_brief(made).startswith("Older news. Confirmed: ")


def test_how_old_is_configured() -> None:
    assert not told(ledger((2, YES)), archive=timedelta(days=60)).cards[0].archived
    assert told(ledger((26, YES)), archive=timedelta(days=1)).cards[0].archived


def test_new_news_comes_before_old() -> None:
    old, new = replace(story(2), id="old"), story(29)
    held = snapshot([old, new], [evidence(old), evidence(new, claim="plant")], claims=(CLAIM, OTHER))
    made = told(held)
    assert [card.claim.id for card in made.cards] == ["plant", "car"]
    assert made.subject == "Confirmed: Great Wall will build the car (+1)"


def test_what_archives_say_of_one_another_corrects_nobody() -> None:
    (card,) = told(ledger((1, YES), (3, NO))).cards
    assert (card.archived, card.kind) == (True, "newly-denied")


def test_old_news_that_changes_what_readers_were_told_is_a_correction() -> None:
    held = ledger((2, NO))
    late = replace(resent(held, since=NOW, now=NOW)[0], kind="correction")
    (card,) = told(held, [late]).cards
    assert (card.archived, card.heading) == (False, "Corrections")
    assert card.learnt == NOW


def test_news_of_the_day_does_not_say_when_it_was_learnt() -> None:
    assert "learnt of it" not in digest_text(digest(alert(of=story(29))))


# --- what is open


def test_what_is_overdue_takes_a_line() -> None:
    late = replace(alert("overdue"), claim="car")
    late = replace(
        late, transition=replace(late.transition, story=None, basis=None, quote="", after=Status.OVERDUE)
    )
    made = digest(late, claims=(replace(CLAIM, due=date(2021, 3, 31)), OTHER), stories=())
    line = "Xiaomi will build a car. (due 31 March 2021, nothing has settled it)"
    assert f"== OVERDUE ==\n\n- {line}\n" in digest_text(made)
    assert line in Page(digest_html(made)).text
    assert made.drawn == ()


def test_what_no_second_report_followed_takes_a_line() -> None:
    held = ledger((2, YES))
    first = replace(held.transitions[0], after=Status.REPORTED_CONFIRMED, rule="reported-support")
    alone = accounts(replace(held, transitions=(first,)))[0]
    made = told(held, (), unseconded=(alone,))
    line = "Xiaomi will build a car. (reported confirmed 4 March 2021, Example Post alone)"
    assert f"== STILL ONE REPORT ONLY ==\n\n- {line}\n" in digest_text(made)
    assert line in Page(digest_html(made)).text
    assert made.subject == "No second report: Xiaomi will build a car"


def test_what_was_taken_as_known_is_said_in_the_next_digest() -> None:
    runs = (Run(started=NOW, finished=NOW, known=3), Run(started=NOW, finished=NOW, known=0))
    made = told(ledger((29, YES)), baselines=runs)
    for text in (digest_text(made), Page(digest_html(made)).text):
        assert "On 1 April 2021 what a poll found on 3 claims was taken as known" in text
        assert text.count("taken as known") == 1
    assert json.loads(event(made))["taken_as_known"] == 3


def test_what_is_overdue_is_the_subject_only_where_there_is_no_other_news() -> None:
    held = ledger((2, YES))
    made = told(held, [*resent(held, since=NOW, now=NOW), alert("overdue", claim="plant")])
    assert made.subject == "Older news: confirmed: Xiaomi will build a car (+1)"


# --- the way on, and other languages


def test_the_way_on_is_the_page_and_the_command() -> None:
    made = told(ledger((29, YES)), page="https://claims.example.org/x/", option=" --config '/srv/a b.toml'")
    assert "Page: https://claims.example.org/x/index.html#car" in digest_text(made)
    assert "More: monitor explain car --config '/srv/a b.toml'" in digest_text(made)
    page = Page(digest_html(made))
    assert "https://claims.example.org/x/index.html#car" in {a["href"] for a in page.all("a")}
    assert "monitor explain car --config '/srv/a b.toml'" in page.text


def chinese(**how: Any) -> Digest:
    held = ledger((29, YES), language="zh")
    own = replace(CLAIM, texts=(("zh", "小米将造车。"),))
    return told(replace(held, claims=(own, OTHER)), **how)


def test_a_foreign_passage_has_the_claim_in_its_language_beside_it() -> None:
    assert "The claim in that language: 小米将造车。" in digest_text(chinese())
    assert "The claim in that language: 小米将造车。" in Page(digest_html(chinese())).text
    assert "in that language" not in digest_text(told(ledger((29, YES))))


@pytest.mark.parametrize("text", ["The company said it.", HOSTILE])
def test_a_translation_is_marked_as_a_machines_and_harmless(text: str) -> None:
    made = chinese(translations={("zh", "The company said so."): text})
    assert f'Machine translation: "{text}"' in digest_text(made)
    page = Page(digest_html(made))
    assert "Machine translation:" in page.text
    assert not page.all("script")
    assert not page.all("img")


def test_the_picture_has_its_legend_once() -> None:
    stories: list[Story] = [story(n) for n in (26, 28, 29)]
    items = [evidence(s, claim=claim, basis=Basis.OFFICIAL) for s in stories for claim in ("car", "plant")]
    made = told(snapshot(stories, items, claims=(CLAIM, OTHER)))
    html = digest_html(made, pictures={"car": "cid:1", "plant": "cid:2"})
    assert html.count("Each dot is a story") == 1
    assert "Each dot is a story" not in digest_html(made)
