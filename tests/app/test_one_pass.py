"""A poll does its work once: what a feed listed before costs nothing, and most news is not looked at closely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.claims.judge import Judge
from monitor.languages import detect
from monitor.model import Judgement, Story
from monitor.stories import drafts as drafting
from monitor.stories import gather as gathering
from tests.newsroom import CLAIM, OFFICIAL, PHONES, Newsroom, Piece, configuration, publish
from tests.servers import WebServer


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


WEATHER = Piece(slug="rain", headline="Rain is expected on Sunday", text="It will rain all over the country.")


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> Counter[str]:
    """Calls of a function, by its name."""
    calls: Counter[str] = Counter()
    function = getattr(module, name)

    def count(*args: object, **named: object) -> object:
        calls[name] += 1
        return function(*args, **named)

    monkeypatch.setattr(module, name, count)
    return calls


def test_an_entry_is_drafted_once(web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(web, "/feed.xml", OFFICIAL, PHONES)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed="full_text = false"))
    calls = counted(monkeypatch, drafting, "_draft")
    room.poll()
    assert calls["_draft"] == 2
    publish(web, "/feed.xml", WEATHER, OFFICIAL, PHONES)
    result = room.poll()
    assert (result.run.entries, result.run.stories_new) == (3, 1)
    assert calls["_draft"] == 3


def test_an_entry_is_named_once(web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To read an address is what a draft costs most."""
    publish(web, "/feed.xml", OFFICIAL, PHONES)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed="full_text = false"))
    pages, guids = (counted(monkeypatch, drafting, name) for name in ("page_identity", "guid_identity"))
    room.poll()
    assert (pages["page_identity"], guids["guid_identity"]) == (2, 2)


def test_a_changed_entry_is_drafted_again(web: WebServer, tmp_path: Path) -> None:
    publish(web, "/feed.xml", PHONES)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed="full_text = false"))
    room.poll()
    edited = Piece(slug=PHONES.slug, headline=OFFICIAL.headline, text=OFFICIAL.text)
    publish(web, "/feed.xml", edited)
    assert "confirmed" in [transition.after for transition in room.poll().plan.transitions]


def test_the_language_is_found_only_where_it_matters(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(web, "/feed.xml", OFFICIAL, WEATHER)
    room = Newsroom(tmp_path, configuration(web, "/feed.xml", feed="full_text = false"))
    calls = counted(monkeypatch, gathering, "detect")
    result = room.poll()
    assert calls["detect"] == 1
    languages = {story.headline: story.language for story in result.plan.stories}
    assert languages == {OFFICIAL.headline: "en", WEATHER.headline: detect.UNDETERMINED}


CHEESE = Piece(
    slug="cheese", headline="Emmi opens a cheese plant", text="Emmi has opened a new plant in Kirchberg."
)
LATER = (
    '[[entity]]\nname = "Emmi"\nkind = "company"\n'
    '[[claim]]\nid = "plant"\ntext = "Emmi will open a plant."\nstanding = ["Emmi"]\n'
    '[[claim.frame]]\nsubject = ["Emmi"]\nrelation = ["open"]\n'
)


def with_claims(web: WebServer, folder: Path) -> Newsroom:
    """A newsroom whose claims are in a file that it can be given more of."""
    (folder / "claims.toml").write_text(CLAIM, encoding="utf-8")
    more = '[claims]\nfiles = ["claims.toml"]'
    return Newsroom(folder, configuration(web, "/feed.xml", feed="full_text = false", more=more))


def test_an_old_story_is_read_for_a_claim_that_comes_later(web: WebServer, tmp_path: Path) -> None:
    """Nobody asked about its language when it came; the new claim does."""
    publish(web, "/feed.xml", CHEESE)
    room = with_claims(web, tmp_path)
    room.poll()
    (tmp_path / "claims.toml").write_text(f"{CLAIM}\n{LATER}", encoding="utf-8")
    assert [item.claim for item in room.poll().plan.evidence] == ["plant"]


def test_a_story_that_the_judge_failed_on_is_not_read_again_for_a_later_claim(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every later poll would fail on it."""

    def failing(_judge: Judge, _story: Story) -> tuple[Judgement, ...]:
        raise RecursionError("too deep")

    publish(web, "/feed.xml", OFFICIAL)
    room = with_claims(web, tmp_path)
    monkeypatch.setattr(Judge, "judge", failing)
    assert [problem.stage for problem in room.poll().run.problems] == ["judge"]
    (tmp_path / "claims.toml").write_text(f"{CLAIM}\n{LATER}", encoding="utf-8")
    assert [claim.id for claim in room.poll().claims_new] == ["plant"]
