"""Claims files that others keep, fetched from a real server on loopback."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import catalogue
from monitor.app.following import Following, follow, keep
from monitor.claims.frames.changes import Changes
from monitor.config import Config, load
from monitor.errors import ConfigError, StoreError
from tests.newsroom import NOW
from tests.servers import Reply, WebServer, redirect

CAR = '[[claim]]\nid = "car"\ntext = "Xiaomi will build its own electric car."\n'
SHIP = '[[claim]]\nid = "ship"\ntext = "Xiaomi will build its own ship."\n'
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def config(web: WebServer, tmp_path: Path) -> Config:
    edition(web, CAR)
    return configured(tmp_path, web.url("/claims.toml"))


def configured(folder: Path, *files: str, fetch: str = 'allow_private = ["127.0.0.1"]') -> Config:
    path = folder / "config.toml"
    named = ", ".join(f'"{file}"' for file in files)
    path.write_text(f"[claims]\nfiles = [{named}]\n[fetch]\n{fetch}\n", encoding="utf-8")
    return load(path, environ={})


def edition(web: WebServer, text: str, path: str = "/claims.toml", **headers: str) -> None:
    body = text.encode()
    web.script[path] = Reply(headers={"ETag": f'"{hash(body):x}"', **headers}, body=body)


def poll(config: Config, *, later: bool = False) -> Following:
    """What a poll does with the claims."""
    found = follow(config, now=LATER if later else NOW)
    keep(config, found)
    return found


def ids(found: Following) -> list[str]:
    return [claim.id for claim in found.claims.claims]


def test_claims_are_followed_from_an_address_and_then_from_the_copy(web: WebServer, config: Config) -> None:
    first = poll(config)
    assert (ids(first), first.problems) == (["car"], ())
    assert first.changes == {
        web.url("/claims.toml"): Changes(added=(("car", "Xiaomi will build its own electric car."),))
    }
    assert [claim.id for claim in catalogue.load(config).claims] == ["car"]


def test_an_edition_that_has_not_changed_is_not_sent_again(web: WebServer, config: Config) -> None:
    poll(config)
    again = poll(config, later=True)
    assert web.asked[-1].headers["if-none-match"] == web.script["/claims.toml"].headers["ETag"]  # type: ignore[union-attr]
    assert (again.changes, again.problems) == ({}, ())
    (copy,) = again.copies
    assert (copy.fetched, copy.confirmed) == (NOW, LATER)


def test_changes_are_told_once(web: WebServer, config: Config) -> None:
    poll(config)
    edition(web, CAR.replace("electric car", "electric lorry") + SHIP)
    (changed,) = poll(config).changes.values()
    assert [id_ for id_, _ in changed.added] == ["ship"]
    assert changed.changed == (("car", "Xiaomi will build its own electric lorry."),)
    assert poll(config).changes == {}
    edition(web, SHIP)
    (changed,) = poll(config).changes.values()
    assert [id_ for id_, _ in changed.removed] == ["car"]


def test_without_keeping_nothing_is_saved(config: Config) -> None:
    follow(config, now=NOW)
    assert catalogue.saved(config) == {}
    with pytest.raises(ConfigError, match="was never fetched; `monitor once`"):
        catalogue.load(config)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=503), "HTTP 503"),
        (Reply(raw=b"nonsense"), ""),
        (redirect("/claims.toml"), "loop"),
        (Reply(body=b"#" * 300_000), "too large"),
        (
            Reply(body=gzip.compress(b"#" * 300_000), headers={"Content-Encoding": "gzip"}),
            "larger|too large|bytes",
        ),
        (
            Reply(body=CAR.encode(), headers={"Content-Type": "text/html; charset=utf-8"}),
            "is text/html and not TOML",
        ),
        (Reply(body="é".encode("latin-1")), "is not UTF-8 text"),
        (Reply(body=b"<html>"), "refused: is not valid TOML"),
        (Reply(body=b'[[claim]]\nid = "x"\n'), r"refused: claim\[1\].text"),
        (Reply(body=b""), r"refused: claim: has no \[\[claim\]\] table"),
    ],
    ids=["down", "no HTTP", "loop", "large", "bomb", "page", "not UTF-8", "not TOML", "faulty", "empty"],
)
def test_the_last_good_copy_stays_in_use(web: WebServer, tmp_path: Path, reply: Reply, reason: str) -> None:
    """It is said that it is an old one, and of when; a good edition ends that."""
    edition(web, CAR)
    fetch = 'allow_private = ["127.0.0.1"]\nmax_bytes = "200KB"'
    config = configured(tmp_path, web.url("/claims.toml"), fetch=fetch)
    poll(config)
    web.script["/claims.toml"] = reply
    for _ in range(2):
        found = poll(config, later=True)
        assert (ids(found), found.changes) == (["car"], {})
        (problem,) = found.problems
        assert problem.message.endswith(
            "; an old copy, last confirmed on 5 April 2021, 12:00 UTC, stays in use"
        )
        assert re.search(reason, problem.message)
        assert catalogue.saved(config)[web.url("/claims.toml")].problem == problem.message
    edition(web, CAR + SHIP)
    assert (ids(poll(config)), poll(config).problems) == (["car", "ship"], ())


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), "HTTP 404"),
        (Reply(body=b"[[claim]]"), "claim"),
        (Reply(body=b"<"), "is not valid TOML"),
    ],
    ids=["not there", "faulty", "not TOML"],
)
def test_without_a_copy_the_fault_ends_it(web: WebServer, config: Config, reply: Reply, reason: str) -> None:
    web.script["/claims.toml"] = reply
    with pytest.raises(ConfigError, match=reason) as raised:
        poll(config)
    assert raised.value.path == web.url("/claims.toml")
    assert catalogue.saved(config) == {}


def test_a_private_address_needs_the_opt_in_of_feeds(web: WebServer, tmp_path: Path) -> None:
    edition(web, CAR)
    config = configured(tmp_path, web.url("/claims.toml"), fetch="workers = 1")
    with pytest.raises(ConfigError, match="allow_private"):
        poll(config)
    assert web.asked == []


def test_a_redirect_to_a_private_address_is_not_followed(web: WebServer, tmp_path: Path) -> None:
    web.script["/claims.toml"] = redirect("http://169.254.169.254/latest")
    config = configured(tmp_path, web.url("/claims.toml"))
    with pytest.raises(ConfigError, match=r"169\.254\.169\.254"):
        poll(config)


def test_files_and_addresses_are_read_together_in_their_order(
    web: WebServer, config: Config, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(SHIP, encoding="utf-8")
    edition(web, CAR.replace('"car"', '"other"'), "/other.toml")
    both = configured(tmp_path, web.url("/claims.toml"), "own.toml", web.url("/other.toml"))
    assert ids(poll(both)) == ["car", "ship", "other"]


def test_an_edition_that_does_not_go_with_the_own_files_is_refused(
    web: WebServer, config: Config, tmp_path: Path
) -> None:
    """Though it is the own file that has a claim of that id for the second time."""
    (tmp_path / "own.toml").write_text(SHIP, encoding="utf-8")
    edition(web, CAR.replace('"car"', '"other"'), "/other.toml")
    both = configured(tmp_path, web.url("/claims.toml"), web.url("/other.toml"), "own.toml")
    poll(both)
    edition(web, CAR + SHIP)
    edition(web, CAR.replace('"car"', '"another"'), "/other.toml")
    found = poll(both)
    (problem,) = found.problems
    assert problem.subject == web.url("/claims.toml")
    assert "'ship' is used twice" in problem.message
    assert ids(found) == ["car", "another", "ship"]


def test_new_editions_that_need_each_other_are_taken_over_together(web: WebServer, tmp_path: Path) -> None:
    edition(web, CAR)
    edition(web, SHIP, "/other.toml")
    both = configured(tmp_path, web.url("/claims.toml"), web.url("/other.toml"))
    poll(both)
    edition(web, SHIP)
    edition(web, CAR, "/other.toml")
    found = poll(both)
    assert (ids(found), found.problems) == (["ship", "car"], ())


def test_a_fault_of_an_own_file_is_told_as_its_own(web: WebServer, config: Config, tmp_path: Path) -> None:
    poll(config)
    (tmp_path / "own.toml").write_text("[[claim]]", encoding="utf-8")
    edition(web, CAR + SHIP)
    with pytest.raises(ConfigError) as raised:
        poll(configured(tmp_path, web.url("/claims.toml"), "own.toml"))
    assert raised.value.path.endswith("own.toml")


def test_a_copy_that_cannot_be_read_is_fetched_again(web: WebServer, config: Config) -> None:
    poll(config)
    (path,) = (config.state / "claims").iterdir()
    path.write_text("{", encoding="utf-8")
    assert catalogue.saved(config) == {}
    assert ids(poll(config)) == ["car"]
    assert "if-none-match" not in web.asked[-1].headers


def test_a_copy_that_cannot_be_saved_is_an_error(config: Config) -> None:
    config.state.mkdir()
    (config.state / "claims").write_text("in the way", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be saved"):
        poll(config)


def test_a_password_in_the_address_is_sent_and_not_shown(web: WebServer, tmp_path: Path) -> None:
    edition(web, "<")
    url = web.url("/claims.toml").replace("//", "//me:secret@")
    with pytest.raises(ConfigError) as raised:
        poll(configured(tmp_path, url))
    assert "secret" not in str(raised.value)
    assert web.asked[-1].headers["authorization"].startswith("Basic ")


def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(SHIP, encoding="utf-8")
    config = configured(tmp_path, "own.toml")
    found = poll(config)
    assert (ids(found), found.copies, dict(found.changes)) == (["ship"], (), {})
