"""The demo: the sample archive, the server of it, and the whole run."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from monitor.cli import main
from monitor.config import load
from monitor.demo.server import archive, configuration, documents, serve


def get(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, "", dict(error.headers)


def test_every_entry_belongs_to_a_feed_and_has_a_text() -> None:
    feeds = archive()
    samples = [sample for feed in feeds for sample in feed.entries]
    rows = (Path(__file__).parents[2] / "monitor/demo/archive/entries.jsonl").read_text(encoding="utf-8")
    identities = {(row["feed"], row["id"]) for row in map(json.loads, rows.splitlines())}
    assert {(sample.feed, sample.id) for sample in samples} == identities
    assert all(sample.paragraphs for sample in samples)
    assert {feed.format for feed in feeds} == {"rss", "atom", "json"}
    assert {feed.kind for feed in feeds} == {"full", "summary"}
    assert len({sample.lang for sample in samples}) >= 5


def test_an_edited_entry_is_served_as_it_stands_last() -> None:
    (feed,) = (feed for feed in archive() if feed.slug == "mock-gadget")
    assert [sample.id for sample in feed.entries].count("mi-car-great-wall") == 1


def test_feeds_and_pages_are_served_over_http() -> None:
    feeds = archive()
    with serve(feeds) as base:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base)
        for feed in feeds:
            status, body, headers = get(base + feed.path)
            assert status == 200
            assert feed.entries[0].id in body
            assert get(base + feed.path, **{"If-None-Match": headers["ETag"]})[0] == 304
        sample = feeds[0].entries[0]
        _, page, _ = get(base + sample.path)
        assert sample.headline in page
        assert "cookie" in page
        assert "Most read" in page
        assert get(base + "/none")[0] == 404


def test_a_summary_feed_keeps_the_text_to_its_pages() -> None:
    feeds = archive()
    pages = documents(feeds, "http://127.0.0.1:1")
    for feed in feeds:
        _, body = pages[feed.path]
        carries = feed.entries[0].paragraphs[-1][:20] in body.decode()
        assert carries == (feed.kind == "full")


def test_its_configuration_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(configuration(archive(), "http://127.0.0.1:1"), encoding="utf-8")
    config = load(path, environ={})
    assert [feed.name for feed in config.feeds] == [feed.name for feed in archive()]


@pytest.mark.parametrize("as_json", [False, True])
def test_the_demo_finds_what_came_true_and_what_did_not(
    as_json: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(sys, "argv", ["monitor", "demo", *(["--json"] if as_json else [])])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    out, err = capsys.readouterr()
    if as_json:
        value = json.loads(out)
        assert value["failed"] == 0
        assert value["polled"] == len(archive())
        last = {t["claim"]: t["to"] for t in value["transitions"]}
        assert last["builds-own-car"] == "confirmed"
        assert last["great-wall-factory"] == "reported-denied"  # one report
        page = Path(value["page"])
    else:
        assert f"{len(archive())} of {len(archive())} feeds read" in out
        assert "→ confirmed" in out
        found = re.search(r"ledger as a page: (.+)", out)
        assert found
        page = Path(found[1])
        assert "Traceback" not in err
    html = page.read_text(encoding="utf-8")
    assert "Xiaomi is developing and will produce its own electric car." in html
    assert (page.parent / "config.toml").exists()
    digest = (page.parent / "digest.html").read_text(encoding="utf-8")
    assert "Older news, only now seen" in digest
    assert 'src="data:image/png;base64,' in digest
