"""The command line: what each command prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store.lock import exclusive
from tests.mailserver import MailServer
from tests.newsroom import CLAIM, NOW, OFFICIAL, PHONES, RUMOUR, configuration, mail, publish
from tests.servers import Reply, WebServer

SCRIPT = [sys.executable, "-c", "from monitor.cli import main; main()"]
STORY = {"id": "s1", "url": "https://example.org/1", "date": "2021-03-30", "lang": "en", "outlet": "Post",
         "headline": OFFICIAL.headline, "text": OFFICIAL.text}  # fmt: skip
OTHER = STORY | {"id": "s2", "headline": PHONES.headline, "text": PHONES.text}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)


class Shell:
    """Runs the console entry in this process, in a folder with a config.toml."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)
        for name in [name for name in os.environ if name.startswith("MONITOR_")]:
            monkeypatch.delenv(name)

    def write(self, name: str, *lines: object) -> Path:
        path = self.folder / name
        rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        self._monkeypatch.setattr(sys, "argv", ["monitor", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        publish(server, "/feed.xml", RUMOUR, OFFICIAL, PHONES)
        yield server


@pytest.fixture
def watching(shell: Shell, web: WebServer) -> Shell:
    shell.write("config.toml", configuration(web, "/feed.xml"))
    return shell


# --- once


def test_once_tells_what_changed_and_on_whose_word(watching: Shell) -> None:
    ran = watching("once")
    assert ran.code == 0
    assert (
        "rumoured → confirmed  2021-03-30  Xiaomi is developing and will produce its own electric car."
        in ran.out
    )
    assert "Xiaomi" in ran.out
    assert "1 of 1 feed read (0 unchanged): 3 entries, 3 new stories (2 on topic)" in ran.out


def test_once_as_json_is_the_object_of_the_contract(watching: Shell, web: WebServer) -> None:
    ran = watching("once", "--json")
    value = ran.json
    assert isinstance(value, dict)
    assert set(value) >= {
        "polled", "not_modified", "failed", "entries", "stories_new", "stories_on_topic", "transitions",
        "claims_new", "alerts", "problems", "seconds",
    }  # fmt: skip
    assert (value["polled"], value["entries"], value["stories_new"]) == (1, 3, 3)
    assert value["alerts"] == {"queued": 0, "sent": 0, "failed": 0}
    told = next(t for t in value["transitions"] if t["claim"] == "builds-own-car")
    assert set(told) == {
        "claim", "from", "to", "rule", "story", "quote", "basis", "origin", "at", "witnesses",
    }  # fmt: skip
    assert (told["from"], told["to"], told["at"]) == ("rumoured", "confirmed", "2021-03-30T08:00:00Z")
    assert told["story"] == web.url("/official.html")
    assert "1 of 1 feed read" in ran.err


def test_once_twice_changes_nothing_and_does_not_fail(watching: Shell) -> None:
    watching("once")
    ran = watching("once", "--json")
    assert ran.code == 0
    value = ran.json
    assert isinstance(value, dict)
    assert (value["polled"], value["not_modified"], value["transitions"]) == (1, 1, [])


def test_once_says_that_nothing_is_due_and_when_the_next_is(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", feed='interval = "1h"'))
    shell("once")
    ran = shell("once")
    assert ran.code == 0
    assert "No feed is due, the next at 20" in ran.out


def test_a_failed_feed_is_listed_and_the_exit_code_is_still_0(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", "/none.xml"))
    ran = shell("once")
    assert ran.code == 0
    assert web.url("/none.xml") in ran.out
    assert "1 of 2 feeds read" in ran.out


def test_no_feed_read_is_3_and_names_each_with_its_reason(shell: Shell, web: WebServer) -> None:
    web.script["/b.xml"] = Reply(status=500)
    shell.write("config.toml", configuration(web, "/a.xml", "/b.xml"))
    ran = shell("once", "--json")
    assert ran.code == 3
    assert isinstance(ran.json, dict)
    for part in (web.url("/a.xml"), "404", web.url("/b.xml"), "500", "monitor demo"):
        assert part in ran.err


def test_no_feed_configured_is_2(shell: Shell) -> None:
    shell.write("config.toml", 'timezone = "UTC"')
    ran = shell("once")
    assert ran.code == 2
    assert "config.toml" in ran.err
    assert "feed" in ran.err


def test_an_undelivered_alert_is_4_and_a_delivered_one_0(shell: Shell, web: WebServer) -> None:
    with MailServer() as post:
        shell.write("config.toml", configuration(web, "/feed.xml", more=mail(post)))
        post.refuse["MAIL"] = "451 not now"
        ran = shell("once", "--json")
        assert ran.code == 4
        value = ran.json
        assert isinstance(value, dict)
        assert value["alerts"]["sent"] == 0
        assert value["alerts"]["queued"] == value["alerts"]["failed"] > 0
        assert "451 not now" in value["problems"][-1]["message"]
        post.refuse.clear()
        ran = shell("once")
        assert ran.code == 0
        assert "sent, 0 kept in the outbox" in ran.out
        assert len(post.mails) == 1


def test_a_second_instance_is_75_and_names_the_first(watching: Shell) -> None:
    with exclusive(watching.folder / "state", now=NOW):
        ran = watching("once")
    assert ran.code == 75
    assert str(os.getpid()) in ran.err
    assert "2021-04-05T12:00:00" in ran.err


def test_an_unreadable_database_is_told_in_plain_words(watching: Shell) -> None:
    (watching.folder / "state").mkdir()
    (watching.folder / "state" / "monitor.db").write_bytes(b"not a database at all, but long enough" * 50)
    ran = watching("once")
    assert ran.code == 1
    assert "monitor.db" in ran.err
    assert "Traceback" not in ran.err


# --- configuration


@pytest.mark.parametrize("command", ["once", "claims", "status", "feeds", "check"])
def test_a_missing_configuration_is_2_and_tells_how_to_start(shell: Shell, command: str) -> None:
    ran = shell(command)
    assert ran.code == 2
    assert "config.toml" in ran.err + ran.out
    assert "[[feed]]" in ran.err + ran.out


def test_the_configuration_may_be_named_before_or_after_the_command(watching: Shell, tmp_path: Path) -> None:
    (tmp_path / "config.toml").rename(tmp_path / "other.toml")
    assert watching("--config", "other.toml", "check").code == 0
    assert watching("check", "--config", "other.toml").code == 0
    assert watching("check").code == 2


@pytest.mark.parametrize(
    "arguments", [["fly"], ["once", "--fast"], ["explain"], ["claims", "--status", "true"]]
)
def test_wrong_usage_is_2(watching: Shell, arguments: list[str]) -> None:
    ran = watching(*arguments)
    assert ran.code == 2
    assert "Error" in ran.err
    assert ran.out == ""


def test_help_and_version(shell: Shell) -> None:
    assert shell("--version").out.startswith("monitor, version ")
    assert "Commands:" in shell("--help").out
    assert "--json" in shell("once", "-h").out


# --- claims and explain


def test_claims_before_the_first_poll_are_rumours(watching: Shell) -> None:
    rows = watching("claims", "--json").json
    assert isinstance(rows, list)
    assert len(rows) >= 20
    assert {row["status"] for row in rows} == {"rumoured"}
    assert not (watching.folder / "state").exists()


def test_claims_after_a_poll(watching: Shell) -> None:
    watching("once")
    rows = watching("claims", "--json").json
    assert isinstance(rows, list)
    row = next(row for row in rows if row["id"] == "builds-own-car")
    assert set(row) >= {"id", "text", "status", "status_since", "seed", "due", "evidence", "origins"}
    assert (row["status"], row["status_since"], row["seed"]) == ("confirmed", "2021-03-30T08:00:00Z", True)
    assert set(row["evidence"]) == {"supports", "refutes", "discusses"}
    assert row["evidence"]["supports"] >= 1
    assert row["origins"] >= 1


def test_claims_of_one_status(watching: Shell) -> None:
    watching("once")
    rows = watching("claims", "--status", "confirmed", "--json").json
    assert isinstance(rows, list)
    assert {row["status"] for row in rows} == {"confirmed"}
    assert "builds-own-car" in watching("claims", "--status", "confirmed").out
    assert "builds-own-car" not in watching("claims", "--status", "rumoured").out


def test_explain_shows_evidence_rule_and_passage(watching: Shell) -> None:
    watching("once")
    ran = watching("explain", "builds-own-car")
    assert ran.code == 0
    for part in (
        "rumoured → confirmed",
        "rule ",
        "The evidence that decided",
        "on the record",
        "cues: ",
        "filled: ",
    ):
        assert part in ran.out


def test_explain_as_json(watching: Shell, web: WebServer) -> None:
    watching("once")
    value = watching("explain", "builds-own-car", "--json").json
    assert isinstance(value, dict)
    keys = {"claim", "understood", "frames", "missed", "evidence", "graph", "transitions", "feeds"}
    assert set(value) == keys
    assert {item["story"] for item in value["evidence"]} >= {web.url("/official.html")}
    for item in value["evidence"]:
        assert set(item) >= {
            "story", "title", "outlet", "published", "quote", "stance", "certainty", "basis", "origin",
            "score", "cues",
        }  # fmt: skip
    assert value["transitions"][0]["to"] == "confirmed"


def test_explain_tells_all_roles(watching: Shell) -> None:
    """Several objects of a frame are all there, as the values that they are and in words."""
    value = watching("explain", "great-wall-factory", "--json").json
    assert isinstance(value, dict)
    several = next(frame for frame in value["frames"] if len(frame["objects"]) > 1)
    in_words = value["claim"]["frames"][value["frames"].index(several)]
    for slot in several["objects"]:
        assert " or ".join(slot) in in_words["what"]
    assert set(several) >= {"means", "subject", "relations", "objects", "numbers", "from", "to", "words"}


def with_claims(watching: Shell, *texts: str) -> None:
    """Watches for typed claims, called c1, c2 and so on."""
    tables = (f'[[claim]]\nid = "c{n}"\ntext = "{text}"\n' for n, text in enumerate(texts, start=1))
    watching.write("mine.toml", "".join(tables))
    config = (watching.folder / "config.toml").read_text(encoding="utf-8")
    watching.write("config.toml", f'{config}\n[claims]\nfiles = ["mine.toml"]\n')


def test_explain_shows_the_words_of_a_typed_claim(watching: Shell) -> None:
    with_claims(watching, "Xiaomi is sued over the SU7's carbon bonnet.")
    out = watching("explain", "c1").out
    assert "Word(" not in out
    assert "carb…" in out
    assert "carb" in watching("explain", "c1", "--json").json["frames"][0]["words"]


def test_explain_shows_what_came_nearest_without_being_evidence(watching: Shell) -> None:
    """A claim that no story bears on: its nearest passage is shown with what it lacks."""
    with_claims(watching, "Xiaomi will build electric cars.", "Xiaomi will build cars in Germany.")
    watching("once")
    text = watching("explain", "c2").out
    assert "What came nearest without being evidence" in text
    assert "not counted: it does not name the claim's place" in text
    value = watching("explain", "c2", "--json").json
    assert not value["evidence"]
    assert {miss["reason"] for miss in value["missed"]} == {"it does not name the claim's place"}


def test_explain_suggests_the_nearest_claim(watching: Shell) -> None:
    ran = watching("explain", "builds-own-cat")
    assert ran.code == 2
    assert "did you mean builds-own-car" in ran.err
    assert "monitor claims" in watching("explain", "zzz").err


# --- judge and evaluate


def test_judge_prints_a_line_a_story_in_order_and_needs_no_configuration(shell: Shell) -> None:
    stories = shell.write("stories.jsonl", OTHER, STORY)
    claims = shell.write("claims.toml", CLAIM)
    ran = shell("judge", "--claims", str(claims), "--stories", str(stories))
    assert ran.code == 0
    first, second = map(json.loads, ran.out.splitlines())
    assert first == {"id": "s2", "on_topic": False, "judgements": []}
    assert (second["id"], second["on_topic"]) == ("s1", True)
    (judged,) = second["judgements"]
    assert set(judged) >= {"claim", "stance", "certainty", "basis", "origin", "flag", "score", "quote"}
    assert (judged["claim"], judged["stance"], judged["flag"]) == ("car", "supports", "confirmed")
    assert 0 <= judged["score"] <= 1
    assert judged["quote"] in f"{OFFICIAL.headline}\n{OFFICIAL.text}"


def test_replay_tells_an_archive_in_its_own_time(shell: Shell) -> None:
    """One line a change, with the witnesses by the ids of the file; without --json in words."""
    second = STORY | {
        "id": "s3",
        "outlet": "Wire",
        "date": "2021-04-02",
        "text": f"{OFFICIAL.text} So it is.",
    }
    rewritten = (
        "Xiaomi says that it is going to make its own cars. Xiaomi told its shareholders so on Friday."
    )
    third = STORY | {"id": "s4", "outlet": "Journal", "date": "2021-04-03", "headline": "Cars by Xiaomi"}
    third["text"] = rewritten
    claims = str(shell.write("claims.toml", CLAIM))
    stories = str(shell.write("stories.jsonl", OTHER, STORY, second, third))
    ran = shell("replay", stories, "--claims", claims, "--json")
    assert ran.code == 0
    first, last = map(json.loads, ran.out.splitlines())
    assert (first["from"], first["to"], first["at"]) == (
        "rumoured",
        "reported-confirmed",
        "2021-03-30T12:00:00Z",
    )
    assert first["said"] == first["learned"] == first["at"]
    assert (last["to"], last["story"]) == ("confirmed", "s4")
    assert [(w["story"], w["outlet"]) for w in last["witnesses"]] == [("s1", "Post"), ("s4", "Journal")]
    assert (
        len(shell("replay", stories, "--claims", claims, "--until", "2021-03-31", "--json").out.splitlines())
        == 1
    )
    alone = shell("replay", stories, "--claims", claims, "--witnesses", "1", "--json").out.splitlines()
    assert [json.loads(line)["to"] for line in alone] == ["confirmed"]
    told = shell("replay", stories, "--claims", claims)
    assert "also Post:" in told.out
    assert "2 changes of status" in told.out


def test_replay_needs_stories(shell: Shell) -> None:
    assert shell("replay").code == 2
    assert shell("replay", "none.jsonl").code == 2
    assert shell("replay", "--ledger").code == 2


def test_replay_of_the_ledger_asks_what_other_rules_would_have_told(watching: Shell) -> None:
    assert watching("once").code == 0
    before = watching("claims", "--json").json
    one, two = (watching("replay", "--ledger", "--witnesses", n, "--json").out for n in "12")
    assert "confirmed" in {json.loads(line)["to"] for line in one.splitlines()}
    assert {json.loads(line)["to"] for line in two.splitlines()} == {"reported-confirmed", "overdue"}
    assert watching("claims", "--json").json == before


def test_the_ledger_of_an_earlier_day(watching: Shell) -> None:
    """Before the news came out nothing was settled; the database is as it was."""
    assert watching("once").code == 0
    now = watching("claims", "--json").json
    then = watching("claims", "--json", "--as-of", "2021-03-01").json
    assert isinstance(now, list)
    assert isinstance(then, list)
    assert {row["status"] for row in then} <= {"rumoured", "overdue"}
    assert len(then) == len(now)
    assert "no claim" not in watching("explain", "builds-own-car", "--as-of", "2021-03-01").err
    assert watching("report", "--as-of", "2021-03-01").code == 0
    assert watching("claims", "--as-of", "yesterday").code == 2
    assert watching("claims", "--json").json == now


def test_export_and_outlets_are_for_other_programs(watching: Shell) -> None:
    assert watching("once").code == 0
    graph = json.loads(watching("export").out)["@graph"]
    rows = watching("export", "--format", "csv").out.splitlines()
    assert len(rows) == len(graph) + 1
    assert "Confirmed" in {review["reviewRating"]["alternateName"] for review in graph}
    listed = watching("outlets", "--json").json
    assert isinstance(listed, list)
    assert all(set(row) == {"origin", "first", "confirmed", "denied", "open", "lead_days"} for row in listed)
    assert watching("outlets").code == 0


def test_judge_names_every_bad_line(shell: Shell) -> None:
    stories = shell.write("stories.jsonl", "{", STORY, {"id": "x"})
    ran = shell("judge", "--stories", str(stories))
    assert ran.code == 2
    assert ran.out == ""
    assert "line 1: " in ran.err
    assert "line 3: has no 'headline'" in ran.err


def test_judge_of_a_missing_file_is_2(shell: Shell) -> None:
    assert shell("judge", "--stories", "none.jsonl").code == 2
    assert shell("judge", "--claims", "none.toml", "--stories", str(shell.write("s.jsonl", STORY))).code == 2


def test_evaluate_prints_figures_and_the_worst_errors(shell: Shell) -> None:
    arguments = evaluation(shell)
    ran = shell(*arguments)
    assert ran.code == 0
    assert "flags           0.500 (0.09 to 0.91)" in ran.out
    assert "s3 on car: confirmed for none" in ran.out
    value = shell(*arguments, "--json").json
    assert isinstance(value, dict)
    assert value["flags"]["all"]["fp"] == 1
    assert value["wrong_flags"][0]["id"] == "s3"


def evaluation(shell: Shell) -> list[str]:
    stories = shell.write("stories.jsonl", STORY, OTHER, STORY | {"id": "s3"})
    claims = shell.write("claims.toml", CLAIM)
    gold = {"claim": "car", "relation": "supports", "certainty": "asserted", "basis": "official"}
    labels = shell.write(
        "labels.jsonl",
        gold | {"id": "s1", "flag": "confirmed"},
        {"id": "s2", "claim": None, "relation": "none"},
        gold | {"id": "s3", "flag": "none"},
    )
    return ["evaluate", "--claims", str(claims), "--stories", str(stories), "--labels", str(labels)]


# --- check, status, feeds


def test_check_says_what_is_sound(watching: Shell) -> None:
    ran = watching("check")
    assert ran.code == 0
    assert "ok     feeds: 1 enabled, 0 disabled" in ran.out
    assert "ok     state: " in ran.out
    assert "note   email: not configured" in ran.out


def test_check_names_every_fault(shell: Shell) -> None:
    shell.write("config.toml", 'stat = 1\n[fetch]\ntimeout = "x"')
    ran = shell("check")
    assert ran.code == 2
    assert "stat: unknown key" in ran.out
    assert "fetch.timeout" in ran.out


def test_check_finds_faults_beyond_the_configuration(shell: Shell) -> None:
    shell.write("claims.toml", '[[claim]]\nid = "x"\n')
    shell.write("config.toml", 'state = "file"\n[claims]\nfiles = ["claims.toml"]')
    shell.write("file", "not a folder")
    ran = shell("check", "--json")
    assert ran.code == 2
    value = ran.json
    assert isinstance(value, dict)
    assert [fault["what"] for fault in value["faults"]] == ["feeds", "claims", "state"]
    assert not value["ok"]


def test_check_names_what_once_would_refuse(shell: Shell) -> None:
    shell.write("file", "not a folder")
    feeds = [
        f'[[feed]]\nurl = "http://me:pw@{host}/a.xml"' for host in ("192.168.1.9", "localhost", "a.example")
    ]
    shell.write("config.toml", *feeds, '[report]\nfolder = "file/report"')
    ran = shell("check")
    assert ran.code == 2
    private = "is a private address; allow it with allow_private under [fetch]"
    assert f"fault  feeds: http://me:***@192.168.1.9/a.xml: 192.168.1.9 {private}" in ran.out
    assert f"fault  feeds: http://me:***@localhost/a.xml: localhost {private}" in ran.out
    assert "a.example" not in ran.out
    assert f"fault  report: {shell.folder / 'file' / 'report'} cannot be written" in ran.out


def test_check_beside_a_running_instance_is_no_fault(watching: Shell) -> None:
    with exclusive(watching.folder / "state", now=NOW):
        ran = watching("check")
    assert ran.code == 0
    assert str(os.getpid()) in ran.out


def test_status_before_and_after_a_poll(watching: Shell) -> None:
    before = watching("status", "--json").json
    assert isinstance(before, dict)
    assert (before["last_poll"], before["feeds"]["not_polled"]) == (None, 1)
    watching("once")
    after = watching("status", "--json").json
    assert isinstance(after, dict)
    assert after["last_poll"] is not None
    assert after["feeds"] == {"healthy": 1, "failing": 0, "not_polled": 0}
    assert after["stories"] == {"seen": 3, "on_topic": 2, "not_judged": 0}
    assert after["outbox"] == {"queued": 0, "sent": 0, "dead": 0}
    assert "1 healthy, 0 failing" in watching("status").out


def test_status_names_what_fails(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", "/none.xml"))
    shell("once")
    assert web.url("/none.xml") in shell("status").out
    value = shell("status", "--json").json
    assert isinstance(value, dict)
    assert [row["url"] for row in value["failing"]] == [web.url("/none.xml")]


def test_feeds_tells_in_text_what_its_json_tells(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", "/none.xml"))
    shell("once")
    header, good, address, bad, *rest = shell("feeds").out.splitlines()
    rows = shell("feeds", "--json").json
    assert isinstance(rows, list)
    assert header.split("  ")[0] == "state"
    polled = rows[0]["last_polled"].replace("T", " ")[:16] + " UTC"
    assert [part.strip() for part in re.split(" {2,}", good)] == [
        "healthy", polled, "3", "next run", "press", "Feed /feed.xml",
    ]  # fmt: skip
    assert good.index(polled) == header.index("last poll") == bad.index(polled)
    assert address.strip() == rows[0]["url"]
    assert rows[1]["since"][:10] in bad
    assert [line.strip() for line in rest] == [
        rows[1]["url"], "HTTP 404 Not Found (1 in a row)", "last read never",
    ]  # fmt: skip
    assert f", since {polled}" in shell("status").out


def test_claims_puts_what_changed_last_first(watching: Shell) -> None:
    watching("once")
    header, *lines = watching("claims").out.splitlines()
    assert re.split(" {2,}", header) == [
        "status", "since", "for", "against", "sources", "looked at", "due", "id",
    ]  # fmt: skip
    since = [day for line in lines if (day := line[header.index("since") :][:10])[:2] == "20"]
    assert since[0] > since[-1]
    assert since == sorted(since, reverse=True)


def test_status_says_of_a_time_that_has_passed_what_comes_next(
    watching: Shell, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching.write("config.toml", configuration(web, "/feed.xml", feed='interval = "1h"'))
    watching("once")
    assert "next poll      2" in watching("status").out
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    monkeypatch.setattr("monitor.cli.status.now_utc", lambda: later)
    assert "next poll      due since" in watching("status").out


def test_feeds_lists_each_with_its_state(shell: Shell, web: WebServer) -> None:
    shell.write("config.toml", configuration(web, "/feed.xml", "/none.xml"))
    assert shell("feeds").out.count("not polled yet") == 2
    shell("once")
    ran = shell("feeds")
    assert "healthy" in ran.out
    assert "failing" in ran.out
    assert "HTTP 404 Not Found (1 in a row)" in ran.out
    rows = shell("feeds", "--json").json
    assert isinstance(rows, list)
    assert [(row["failures"], row["entries"]) for row in rows] == [(0, 3), (1, 0)]


# --- the process


def test_an_unexpected_failure_is_1_with_a_message(watching: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr("monitor.app.overview.overview", broken)
    ran = watching("status")
    assert ran.code == 1
    assert "unexpected failure: ZeroDivisionError: by design" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in watching("--debug", "status").err


def test_a_report_that_cannot_be_written_is_1(watching: Shell, web: WebServer) -> None:
    watching.write("file", "not a folder")
    watching.write("config.toml", configuration(web, "/feed.xml"), '[report]\nfolder = "file/report"')
    ran = watching("once")
    assert ran.code == 1
    assert "report: " in ran.out
    assert "rumoured → confirmed" in ran.out


@pytest.mark.parametrize("command", [("claims",), ("check", "--json"), ("opml", "export")])
def test_a_full_disk_is_told_in_a_word(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "config.toml").write_text('[[feed]]\nurl = "https://example.org/"\n')
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*SCRIPT, *command], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 1
    assert ran.stderr == b"no space left on the disk\n"


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    """`monitor judge … | head -1`, with more output than a pipe holds."""
    rows = "\n".join(json.dumps(STORY | {"id": f"s{n}"}) for n in range(600))
    (tmp_path / "s.jsonl").write_text(rows, encoding="utf-8")
    with subprocess.Popen(
        [*SCRIPT, "judge", "--stories", "s.jsonl"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_an_interrupt_ends_in_a_word_and_leaves_no_lock(tmp_path: Path, web: WebServer) -> None:
    web.script["/slow.xml"] = Reply(delay=60)
    text = configuration(web, "/slow.xml").replace('"5s"', '"60s"')
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    with subprocess.Popen([*SCRIPT, "once"], cwd=tmp_path, env=environ, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not web.asked and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == b"interrupted\n"
    with exclusive(tmp_path / "state", now=NOW):
        pass


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    story = STORY | {
        "lang": "zh",
        "headline": "小米官宣造车",
        "text": "小米集团宣布进军电动汽车，雷军任首席执行官。",
    }
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = subprocess.run(
        [*SCRIPT, "judge", "--stories", "-"],
        input=json.dumps(story, ensure_ascii=False).encode(),
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        check=True,
    )
    assert "小米" in ran.stdout.decode("utf-8")


# --- upkeep


def test_maintain_forgets_and_copies_and_restore_goes_back(watching: Shell) -> None:
    watching("once")
    ran = watching("maintain", "--json")
    assert ran.code == 0
    value = ran.json
    assert isinstance(value, dict)
    assert value["pruned"] == 0  # nothing that was seen today is old, whenever it was published
    copy = Path(value["backup"])
    assert copy.parent == watching.folder / "state" / "backups"
    (watching.folder / "state" / "monitor.db").write_bytes(b"damaged")
    assert "monitor restore" in watching("claims").err
    ran = watching("restore")
    assert ran.code == 0
    assert str(copy) in ran.out
    assert "kept as" in ran.out
    assert "confirmed" in watching("claims", "--status", "confirmed").out


def test_a_pruned_story_does_not_come_back(watching: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its entry is still in the feed, which gives no tag."""
    watching("once")
    database = watching.folder / "state" / "monitor.db"
    with sqlite3.connect(database) as connection:  # the clock counts seconds, and one may not have passed
        connection.execute("UPDATE stories SET first_seen = '2024-01-01 00:00:00.000000'")
    connection.close()
    monkeypatch.setenv("MONITOR_MAINTENANCE_KEEP", "1ms")
    assert "1 story deleted" in watching("maintain").out
    (watching.folder / "state" / "backups").rename(watching.folder / "state" / "old")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE feeds SET etag = NULL, content = NULL")
    connection.close()
    value = watching("once", "--json").json
    assert isinstance(value, dict)
    assert (value["entries"], value["stories_new"], value["transitions"]) == (3, 0, [])


def test_backup_to_a_path_and_its_faults(watching: Shell) -> None:
    assert "no database yet" in watching("backup").err
    assert "no backup found" in watching("restore").err
    watching("once")
    with exclusive(watching.folder / "state", now=NOW):  # beside a running daemon
        assert watching("backup", "copy.db").code == 0
        assert watching("restore", "copy.db").code == 75
        assert watching("maintain").code == 75
    missing = watching("backup", "unmounted/copy.db")
    assert (missing.code, missing.err) == (1, f"{watching.folder / 'unmounted'}: no such folder\n")
    assert not (watching.folder / "unmounted").exists()
    assert watching("restore", "none.db").code == 1
    assert watching("restore", "copy.db").code == 0
