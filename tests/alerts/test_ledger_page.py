"""What stands where on the page of the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from monitor.alerts.compose.ledger import arranged
from monitor.alerts.compose.render import ledger_html
from monitor.ledger.accounts import Account, accounts
from monitor.model import Basis, Claim, Stance, Status
from tests.alerts.test_render import Page
from tests.alerts.values import CLAIM, COVERAGE, NOW, OTHER, evidence, snapshot, story

DAY = timedelta(days=1)


def ledger() -> tuple[Account, ...]:
    """A confirmed claim, one with a single report, one overdue, one open and one of which nothing is known."""
    claims = [
        CLAIM,
        OTHER,
        *(Claim(id=id_, text=f"Claim {id_}.", due=date(2021, 9, 1)) for id_ in ("late", "open", "new")),
    ]
    stories = [replace(story(n), language="zh") for n in (27, 28, 29)]
    items = [
        evidence(stories[0]),
        evidence(stories[1], claim="plant", stance=Stance.REFUTES),
        evidence(stories[2], claim="open", basis=Basis.SOURCES, origin=""),
    ]
    held = snapshot(stories, items, claims=claims)
    first, second = held.transitions
    second = replace(second, after=Status.REPORTED_DENIED, rule="reported-refute")
    late = replace(
        first, claim="late", after=Status.OVERDUE, rule="due-passed", story=None, basis=None, quote=""
    )
    claims[0] = replace(CLAIM, texts=(("zh", "小米将造车。"),))
    return accounts(replace(held, claims=tuple(claims), transitions=(first, second, late)))


def text(*, told: tuple[Account, ...] | None = None) -> str:
    page = Page(ledger_html(ledger() if told is None else told, coverage=COVERAGE, now=NOW))
    return " ".join(page.text.split())


def test_each_status_has_its_place() -> None:
    page = arranged(ledger(), now=NOW)
    assert {s.title: [a.claim.id for a in s.accounts] for s in page.sections} == {
        "Confirmed": ["car"],
        "Denied": [],
        "One report so far": ["plant"],
        "Overdue": ["late"],
        "Open": ["open", "new"],
    }


def test_the_counters_lead_to_the_sections() -> None:
    html = ledger_html(ledger(), coverage=COVERAGE, now=NOW)
    page = Page(html)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = {(a["href"] or "").removeprefix("#") for a in page.all("a") if (a["href"] or "").startswith("#")}
    assert {f"section-{name}" for name in ("confirmed", "denied", "one", "overdue", "open")} <= links
    assert links <= ids
    assert {"car", "plant", "late", "open", "new"} <= ids


def test_what_is_open_says_what_was_heard() -> None:
    told = text()
    assert "rumoured Claim open. 1 for · due 1 September 2021" in told
    assert "rumoured Claim new. nothing heard yet · due 1 September 2021" in told
    assert "overdue Claim late. nothing heard yet · due 1 September 2021" in told


def test_on_top_is_what_changed_since_yesterday() -> None:
    page = arranged(ledger(), now=NOW)
    assert [account.claim.id for account, _ in page.news] == ["plant", "car", "late"]
    assert arranged(ledger(), now=NOW + 2 * DAY).news == ()
    assert "Nothing new has changed a claim." not in text()
    told = text().split("Since yesterday")[1].split("Confirmed")[0]
    assert "reported denied Great Wall will build the car. 30 March 2021, Example Post" in told


def test_what_was_old_news_is_counted_on_top() -> None:
    old = snapshot([story(1)], [evidence(story(1))], claims=(CLAIM, OTHER))
    page = arranged(accounts(old), now=NOW)
    assert (page.news, page.older) == ((), 1)
    assert "Older news, only now seen, changed 1 claim." in text(told=accounts(old))
    assert "The monitor learnt of it on 1 April 2021." in text(told=accounts(old))


def test_a_long_list_of_news_is_cut() -> None:
    claims = [Claim(id=f"c{n}", text=f"Claim {n}.") for n in range(11)]
    items = [evidence(story(29), claim=claim.id) for claim in claims]
    page = arranged(accounts(snapshot([story(29)], items, claims=claims)), now=NOW)
    assert (len(page.news), page.more) == (8, 3)


def test_a_foreign_passage_has_the_claim_in_its_language_beside_it() -> None:
    assert "The claim in that language: 小米将造车。" in text()
