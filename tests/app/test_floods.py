"""Thousands of entries at once are judged in batches that survive a kill. `benchmarks.flood` does it with more."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import flood
from benchmarks.crash import ledger
from monitor.app import settling
from monitor.store import Store
from tests.mailserver import MailServer
from tests.newsroom import OFFICIAL, PHONES, RUMOUR, Newsroom, Piece, configuration, mail, publish
from tests.servers import WebServer

DENIED = Piece(
    slug="denied",
    headline="Xiaomi denies that it will make electric cars",
    text="Xiaomi denied on Wednesday that it will build its own electric car, the company told the exchange.",
    day=31,
)
PIECES = (
    *(Piece(slug=f"p{n}", headline=f"{PHONES.headline} {n}", text=PHONES.text, day=1 + n) for n in range(6)),
    RUMOUR,
    OFFICIAL,
    DENIED,
)


def test_a_poll_that_is_killed_between_two_batches_goes_on_where_it_was(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = flood.main(["--sizes", "600", "--kills", "1"])
    assert "The ledgers are equal." in capsys.readouterr().out
    assert code == 0


@pytest.mark.parametrize("fails", [0, 3, 7, 8])
def test_whatever_commit_fails_the_end_is_the_same(
    fails: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches of one, so that one of them confirms what the next denies: neither is told before the end."""
    monkeypatch.setattr(settling, "_BATCH", 1)
    rooms = []
    with WebServer() as web, MailServer() as post:
        publish(web, "/feed.xml", *PIECES)
        for name in ("calm", "broken"):
            (tmp_path / name).mkdir()
            rooms.append(Newsroom(tmp_path / name, configuration(web, "/feed.xml", more=mail(post))))
        calm, broken = rooms
        calm.poll()
        calm.publish()
        commit, calls = Store.commit, iter(range(100))

        def failing(store: Store, plan: object, *, run: object) -> None:
            if next(calls) == fails:
                raise KeyboardInterrupt
            commit(store, plan, run=run)  # type: ignore[arg-type]

        monkeypatch.setattr(Store, "commit", failing)
        with pytest.raises(KeyboardInterrupt):
            broken.poll()
        monkeypatch.setattr(Store, "commit", commit)
        with Store.open(broken.config.ledger) as store:
            assert (store.waiting(), len(tuple(store.all_stories()))) == ((), fails)
            assert store.interrupted() == bool(fails)
        result = broken.poll()
        broken.publish()
        assert len(result.plan.stories) == len(PIECES) - fails
        mails = [message["Subject"] for message in post.mails]
    assert mails[0] == mails[1]
    one, other = (ledger(tmp_path / name) for name in ("calm", "broken"))
    assert one == other


def test_what_follows_is_told_even_if_the_feed_is_empty_after_the_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All was judged and nothing said: the next poll says it, whatever it reads."""
    monkeypatch.setattr(settling, "_BATCH", 1)
    with WebServer() as web, MailServer() as post:
        publish(web, "/feed.xml", OFFICIAL, PHONES)
        room = Newsroom(tmp_path, configuration(web, "/feed.xml", more=mail(post)))
        commit = Store.commit

        def failing(store: Store, plan: object, *, run: object) -> None:
            if getattr(run, "settled"):  # noqa: B009
                raise KeyboardInterrupt
            commit(store, plan, run=run)  # type: ignore[arg-type]

        publish(web, "/feed.xml", OFFICIAL, Piece(slug="later", headline="A phone", text="It rings.", day=31))
        monkeypatch.setattr(Store, "commit", failing)
        with pytest.raises(KeyboardInterrupt):
            room.poll()
        monkeypatch.setattr(Store, "commit", commit)
        publish(web, "/feed.xml")
        assert {alert.claim for alert in room.poll().plan.alerts} >= {"builds-own-car"}
        assert room.poll().plan.alerts == ()
