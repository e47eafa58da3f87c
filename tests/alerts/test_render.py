"""Digest and ledger as text and pages; what feeds bring stays harmless."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.alerts.compose.atom import atom
from monitor.alerts.compose.digest import compose
from monitor.alerts.compose.event import event
from monitor.alerts.compose.plain import word
from monitor.alerts.compose.render import (
    FULL,
    clean,
    digest_brief,
    digest_html,
    digest_text,
    ledger_html,
    link,
    said,
    span,
    view,
)
from monitor.feeds.health import health
from monitor.ledger.accounts import accounts
from monitor.model import Basis, Certainty, Claim, Dispatch, Evidence, Feed, FeedState, Stance, Story
from tests.alerts.values import COVERAGE, NOW, OTHER, alert, digest, evidence, snapshot, story

HOSTILE = '</title><script>alert(1)</script><img src="https://evil.example/x.png" onerror="x"> & {{ 7*7 }}'


class Page(HTMLParser):
    """Collects elements with their attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def ledger(*stories: Story, items: tuple[Evidence, ...] | None = None, note: str = "") -> str:
    told = tuple(evidence(s, quote=s.text) for s in stories) if items is None else items
    held = snapshot(stories, told, claims=(Claim(id="car", text="Xiaomi will build a car."), OTHER))
    return ledger_html(accounts(held), coverage=COVERAGE, now=NOW, note=note)


# --- words and links


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nBcc: x@y.z", "a Bcc: x@y.z"),
        ("\x1b[31mred\x00", "[31mred"),
        ("gnp.exe\u202egpj", "gnp.exe gpj"),
        ("  小米\u3000汽车 \t", "小米 汽车"),
    ],
)
def test_clean_leaves_one_line_of_what_can_be_seen(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "https://",
        "http://[",
        "https://a b/",
        'https://a/"x',
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert link(url) is None


@pytest.mark.parametrize("url", ["https://example.org/a?b=1&c=2", "http://127.0.0.1:80/小米"])
def test_web_addresses_become_links(url: str) -> None:
    assert link(url) == url


@pytest.mark.parametrize(
    ("basis", "origin", "told"),
    [
        (Basis.OFFICIAL, "Lei Jun", "Lei Jun, on the record"),
        (Basis.EVENT, "Lei Jun", "it has happened"),
        (Basis.OUTLET, "Example Post", "Example Post, without naming a source"),
        (Basis.OTHER_OUTLET, "Reuters", "Reuters, as another outlet tells it"),
        (Basis.SOURCES, "", "unnamed sources"),
        (Basis.SOURCES, "unnamed sources", "unnamed sources"),
        (Basis.SOURCES, "LatePost", "unnamed sources of LatePost"),
        (None, "", ""),
    ],
)
def test_on_whose_word(basis: Basis | None, origin: str, told: str) -> None:
    assert word(replace(alert().transition, basis=basis, origin=origin)) == told


def test_what_happened_may_rule_a_claim_out() -> None:
    told = replace(alert("newly-denied").transition, basis=Basis.EVENT)
    assert said(told) == "What has happened rules it out"


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, "supports it; Xiaomi, on the record"),
        ({"certainty": Certainty.HEDGED}, "supports it, with reservations; Xiaomi, on the record"),
        (
            {"stance": Stance.REFUTES, "basis": Basis.EVENT},
            "speaks against it; what has happened rules it out",
        ),
        ({"stance": Stance.DISCUSSES}, "only repeats it; Xiaomi"),
        ({"stance": Stance.DISCUSSES, "origin": ""}, "only repeats it"),
        (
            {"stance": Stance.DISCUSSES, "basis": Basis.SOURCES, "origin": ""},
            "only repeats it; unnamed sources",
        ),
    ],
)
def test_what_a_passage_does_to_a_claim(how: dict[str, Any], told: str) -> None:
    assert view(evidence(story(), **how).judgement) == told


# --- the digest


def test_the_text_tells_all_that_a_reader_needs() -> None:
    text = digest_text(digest(alert(of=story(1))))
    for part in (
        "== NEWLY CONFIRMED ==",
        "Xiaomi will build a car.",
        "rumoured -> CONFIRMED, 3 March 2021",
        "On the word of Xiaomi, on the record",
        '"It said so."',
        "Example Post: Xiaomi builds a car",
        "https://example.org/1",
        "Why: A party whose word settles the claim says on the record that it is true.",
        "monitor explain car",
        "Looked at: 3 of 4 feeds read",
        "40 stories in all, 12 on topic. Nothing new was found on 1 other claim.",
        "Not looked at: 1 failing feed, 2 feeds not asked yet, 5 stories on topic that could not be judged.",
    ):
        assert part in text


def test_the_page_of_a_digest_tells_the_same() -> None:
    page = Page(digest_html(digest(alert(of=story(1)))))
    assert "Xiaomi will build a car." in page.text
    assert "On the word of Xiaomi, on the record" in page.text
    assert "Not looked at: 1 failing feed" in page.text
    assert [a["href"] for a in page.all("a")] == ["https://example.org/1"]


def test_a_page_takes_nothing_from_elsewhere() -> None:
    html = digest_html(digest(), pictures={"car": "cid:1@example.org"})
    assert [a["src"] for a in Page(html).all("img")] == ["cid:1@example.org"]
    assert "url(" not in html
    assert "@import" not in html


def test_nothing_found_is_not_nothing_looked_at() -> None:
    blind = replace(COVERAGE, feeds_healthy=0, feeds_failing=4, feeds_unpolled=0)
    told = digest_text(replace(digest(), coverage=blind))
    assert "No feed could be read, so nothing new could be found." in told
    assert "Nothing new was found" not in told
    assert "Not looked at: 4 failing feeds" in told


def test_troubled_feeds_new_claims_and_what_could_not_be_delivered_are_told() -> None:
    state = FeedState(url="u", failures=5, problem="HTTP 503 <b>", last_polled=NOW, last_success=NOW)
    dead = Dispatch(letter="l", address="mail to you@example.org", problem="550 no such mailbox")
    told = replace(
        digest(),
        troubles=(health(Feed(url="u", name="A"), state, NOW),),
        new_claims=(Claim(id="n", text="Xiaomi buys a bank."),),
        undelivered=((dead, "Denied: x"),),
        zone=ZoneInfo("Asia/Shanghai"),
    )
    for text in (digest_text(told), Page(digest_html(told)).text):
        assert "A, failing: HTTP 503 <b> (5 in a row); last read 2021-04-01 16:00 CST" in text
        assert "Xiaomi buys a bank." in text
        assert "mail to you@example.org: Denied: x" in text
        assert "550 no such mailbox" in text


def test_an_alert_without_a_story_is_told() -> None:
    """A due date that passed has no story, no passage and nobody's word."""
    overdue = alert("overdue")
    overdue = replace(overdue, transition=replace(overdue.transition, story=None, basis=None, quote=""))
    told = digest(overdue, stories=())
    assert "== OVERDUE ==" in digest_text(told)
    assert "Overdue" in digest_html(told)
    assert digest_brief(told) == "Overdue: Xiaomi will build a car.\n\n1 feed failing.\n"
    assert "- Xiaomi will build a car. (since 1 April 2021, nothing has settled it)" in digest_text(told)


def test_a_brief_tells_the_news_alone() -> None:
    brief = digest_brief(digest(alert(of=story(1))))
    assert brief == (
        "Confirmed: Xiaomi will build a car.\nOn the word of Xiaomi, on the record, 3 March 2021.\n"
        '"It said so."\nhttps://example.org/1\n\n1 feed failing.\n'
    )


def test_a_brief_is_short_whatever_it_tells() -> None:
    claims = [Claim(id=f"c{n}", text="小米" * 200) for n in range(50)]
    brief = digest_brief(digest(*(alert(claim=c.id, quote="长" * 600) for c in claims), claims=claims))
    assert len(brief.encode()) <= 1_800 + 100
    assert " more." in brief


def test_a_brief_rings_for_nobody() -> None:
    """Chats call everyone on a word that a headline may hold."""
    brief = digest_brief(digest(alert(quote="@everyone <!here>"), claims=(Claim(id="car", text="@all"),)))
    for call in ("@everyone", "<!here>", "@all"):
        assert call not in brief


def test_a_title_cannot_forge_lines_or_markup() -> None:
    evil = story(1, headline=HOSTILE + "\r\nDENIED: everything", url="javascript:alert(1)")
    told = digest(replace(alert(of=evil), claim="car"), stories=(evil,))
    assert "\nDENIED" not in digest_text(told)
    page = Page(digest_html(told))
    assert not page.all("script")
    assert not page.all("img")
    assert not page.all("a")


def test_a_long_digest_names_the_rest_in_a_line_each_and_counts_what_is_beyond() -> None:
    claims = [Claim(id=f"c{n:03}", text=f"Claim number {n} holds.") for n in range(FULL + 65)]
    told = digest(*(alert(claim=c.id, quote="x" * 5_000) for c in claims), claims=claims)
    for text in (digest_text(told), digest_html(told)):
        assert "65 more" in text
        assert claims[FULL + 59].text in text
        assert claims[FULL + 60].text not in text
        assert "and 5 beyond these" in text


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (timedelta(minutes=20), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=30), "1 day"),
        (timedelta(days=27), "27 days"),
        (timedelta(days=77), "11 weeks"),
        (timedelta(days=430), "14 months"),
        (timedelta(days=1000), "2 years"),
    ],
)
def test_spans_are_told_as_people_do(time: timedelta, told: str) -> None:
    assert span(time) == told


# --- the ledger


def test_the_ledger_shows_status_passage_and_source() -> None:
    page = Page(ledger(story(1), note="A note."))
    for part in ("The company said so.", "Xiaomi, on the record", "Example Post", "3 March 2021", "A note."):
        assert part in page.text
    links = {a["href"] or "" for a in page.all("a")}
    assert {link for link in links if not link.startswith("#section-")} == {"https://example.org/1", "#car"}
    assert len(page.all("circle")) > 4
    assert "3 feeds healthy, 1 failing, 2 not polled yet." in " ".join(page.text.split())


def test_the_ledger_counts_evidence_by_stance() -> None:
    first, second = story(1), story(2)
    html = ledger(first, second, items=(evidence(first), evidence(second, stance=Stance.DISCUSSES)))
    cells = [a.get("data-label") for a in Page(html).all("td")]
    assert {"for", "against", "repeat it", "sources"} <= set(cells)
    assert '<td class="n" data-label="for">1</td>' in html
    assert '<td class="n" data-label="against">0</td>' in html
    assert '<td class="n" data-label="repeat it">1</td>' in html


def test_an_empty_ledger_says_so() -> None:
    text = " ".join(Page(ledger()).text.split())
    assert "Confirmed None. Denied None. One report so far None. Overdue None." in text
    assert "Nothing new has changed a claim." in text


def test_the_ledger_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    html = ledger(story(1))
    page = Page(html)
    assert not page.all("script")
    assert not page.all("link")
    assert not any("src" in attributes for _, attributes in page.elements)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert "url(" not in html
    assert "@import" not in html


def test_hostile_titles_and_addresses_stay_text() -> None:
    evil = replace(
        story(1, headline=HOSTILE, url="javascript:alert(1)"),
        text=HOSTILE,
        outlet=HOSTILE,
        language='en" x="',
    )
    page = Page(ledger(evil, items=(evidence(evil, quote=HOSTILE, origin=HOSTILE),), note=HOSTILE))
    assert not page.all("script")
    assert not page.all("img")
    assert {link for a in page.all("a") if not (link := a["href"] or "").startswith("#section-")} == {"#car"}
    assert all(
        "x" not in attributes for _, attributes in page.elements if _ != "svg" and _ not in {"rect", "text"}
    )
    assert "49" not in page.text
    assert "alert(1)" in page.text


def test_what_was_borne_out_in_part_is_told_in_mail_page_and_feed() -> None:
    note = "the deed is confirmed, the figure differs: 15 billion yuan instead of 10 billion CNY <b>"
    of = story(1)
    item = evidence(of, stance=Stance.REFUTES)
    item = replace(item, judgement=replace(item.judgement, partly=note))
    held = snapshot((of,), (item,))
    told = compose([alert("newly-denied", of=of)], snapshot=held, feeds=(), now=NOW)
    assert f"Partly: {note}." in digest_text(told)
    assert json.loads(event(told))["transitions"][0]["partly"] == note
    assert note in atom(accounts(held), now=NOW).decode().replace("&lt;", "<").replace("&gt;", ">")
    for page in (digest_html(told), ledger_html(accounts(held), coverage=COVERAGE, now=NOW)):
        assert "instead of 10 billion CNY &lt;b&gt;" in page
