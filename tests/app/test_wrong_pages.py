"""Pages that answer in place of an article: they are named, and what the feed says is judged meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.app import polling
from monitor.model import Status
from monitor.store import Store
from tests.newsroom import OFFICIAL, Newsroom, configuration, page, publish
from tests.servers import Reply, WebServer, redirect

STORY = replace(
    OFFICIAL, headline="A new chapter", text=OFFICIAL.text.split(". ")[0] + ", it told the exchange."
)
FILLER = (
    "Readers of this house find here what they need, every morning and in every season of the year. " * 20
)
FRONT = replace(
    STORY, slug="front", headline="The Paper", text="Tax reform passes. Rain in the north. " + FILLER
)
ROLLED_ON = replace(
    STORY,
    text="18:40 The minister leaves the hall without a word. 18:20 Lorries block the bridge again. " + FILLER,
)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", STORY)
        yield server


def html(body: str | bytes) -> Reply:
    return Reply(
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=body if isinstance(body, bytes) else body.encode(),
    )


def form(title: str, field: str = "text") -> Reply:
    return html(
        f"<!doctype html><html><head><title>{title}</title></head><body><article><p>{FILLER}</p>"
        f"<form><input type={field} name=a></form></article></body></html>"
    )


@pytest.mark.parametrize(
    ("target", "answer", "named"),
    [
        pytest.param("/sign-in?next=%2F1", form("My paper"), "a login page", id="login by its address"),
        pytest.param("/de/anmelden.html", form("Mein Blatt"), "a login page", id="login in German"),
        pytest.param("/cookie-consent", form("One moment"), "a consent page", id="consent by its address"),
        pytest.param("/index.html", html(page(FRONT)), "the front page", id="front page"),
        pytest.param("/errors/404.html", form("Sorry"), "an error page", id="error by its address"),
        pytest.param("", form("Zustimmung erforderlich"), "a consent page", id="consent by its title"),
        pytest.param("", form("Welcome back"), "a login page", id="login by its title"),
        pytest.param("", form("The Paper", "password"), "a login page", id="a password is asked for"),
        pytest.param("", form("The Paper"), "another text", id="soft error"),
        pytest.param("", html(page(ROLLED_ON)), "another text", id="a live blog that has rolled on"),
    ],
)  # fmt: skip
def test_a_wrong_page_is_named_and_the_feed_is_judged(
    web: WebServer, tmp_path: Path, target: str, answer: Reply, named: str
) -> None:
    web.script["/official.html"] = redirect(web.url(target)) if target else answer
    if target:
        web.script[target] = answer
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    result = room.poll()
    assert named in " ".join(problem.message for problem in result.run.problems)
    assert [t.after for t in result.plan.transitions if t.claim == "builds-own-car"] == [Status.CONFIRMED]
    (story,) = result.stories.values()
    assert story.text == STORY.text


def test_the_article_is_taken_once_it_can_be_read(web: WebServer, tmp_path: Path) -> None:
    article, web.script["/official.html"] = web.script["/official.html"], form("Welcome back")
    publish(web, "/feed.xml", replace(STORY, text=STORY.text + " …"))
    article = html(page(replace(STORY, text=f"{STORY.text} {FILLER}")))
    web.script["/official.html"] = form("Welcome back")
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    room.poll()
    web.script["/official.html"] = article
    result = room.poll()
    assert result.run.problems == ()
    with Store.open(polling.database(room.config), read_only=True) as store:
        assert [FILLER.strip() in story.text for story in store.all_stories()] == [True]


def test_what_only_the_feed_says_counts_beside_the_article(web: WebServer, tmp_path: Path) -> None:
    """An article about what the feed's summary says, in other words and without its news."""
    told = (
        "The carmaker told the exchange of its electric plans. Xiaomi announced no date on Tuesday. " + FILLER
    )
    web.script["/official.html"] = html(page(replace(STORY, text=told)))
    room = Newsroom(tmp_path, configuration(web, "/feed.xml"))
    result = room.poll()
    assert result.run.problems == ()
    (story,) = result.stories.values()
    assert story.text.startswith(f"{STORY.text}\n{told[:40]}")
