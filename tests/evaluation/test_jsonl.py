"""Stories and labels from JSON lines."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.evaluation.jsonl import read_labels, read_stories
from monitor.evaluation.score import Label
from monitor.model import Basis, Certainty, Flag, Stance

STORY = {
    "id": "s1", "url": "https://example.org/1", "date": "2021-03-30", "lang": "zh", "outlet": "样例",
    "headline": "小米造车", "text": "小米宣布造车。\u2028雷军任CEO。",
}  # fmt: skip


def written(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rows.jsonl"


def faults(path: Path, *rows: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_stories(written(path, *rows))
    return [str(fault) for fault in caught.value.faults]


def test_a_story_is_read_whole(path: Path) -> None:
    (story,), tolerated = read_stories(written(path, STORY, ""))
    assert (story.id, story.url, story.headline, story.outlet) == ("s1", STORY["url"], "小米造车", "样例")
    assert story.text == STORY["text"]
    assert (story.language, story.version) == ("zh", 1)
    assert story.published == datetime(2021, 3, 30, 12, tzinfo=UTC)
    assert tolerated == {"s1": frozenset()}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-03-30T11:00:00Z", datetime(2021, 3, 30, 11, tzinfo=UTC)),
        ("2021-03-30T19:00:00+08:00", datetime(2021, 3, 30, 11, tzinfo=UTC)),
        ("2021-03-30T11:00:00", datetime(2021, 3, 30, 11, tzinfo=UTC)),
    ],
)
def test_dates_with_a_time(path: Path, text: str, moment: datetime) -> None:
    (story,), _ = read_stories(written(path, STORY | {"date": text}))
    assert story.published == moment


def test_what_a_story_tolerates_is_read(path: Path) -> None:
    _, tolerated = read_stories(written(path, STORY | {"tolerate": ["a", "b"]}))
    assert tolerated == {"s1": frozenset({"a", "b"})}


def test_a_story_may_lack_what_can_be_found_out(path: Path) -> None:
    row = {key: STORY[key] for key in ("id", "date", "headline", "text")}
    (story,), _ = read_stories(written(path, row))
    assert (story.url, story.outlet, story.language) == ("", "", "")


def test_every_bad_line_is_told_by_its_number(path: Path) -> None:
    told = faults(
        path,
        STORY,
        "{broken",
        STORY | {"id": "s2", "date": "yesterday"},
        {"id": "s3"},
        "[1]",
        STORY | {"id": 4, "tier": "gossip"},
    )
    assert told[0].startswith("line 2: is not JSON: ")
    assert told[1:] == [
        "line 3: 'date' is 'yesterday'; write 2021-03-30 or 2021-03-30T11:00:00Z",
        "line 4: has no 'date'",
        "line 4: has no 'headline'",
        "line 4: has no 'text'",
        "line 5: is no JSON object",
        "line 6: 'id' is no text",
        "line 6: 'tier' is 'gossip'; it can be official, press, rumour",
    ]


def test_an_id_that_stands_twice_is_told(path: Path) -> None:
    assert faults(path, STORY, STORY) == ["story 2: id 's1' stands twice"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_what_cannot_be_read_is_told(path: Path, content: bytes | None) -> None:
    if content:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_stories(path)


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\xef\xbb\xbf" + json.dumps(STORY, ensure_ascii=False).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    (story,), _ = read_stories(Path("-"))
    assert story.headline == "小米造车"


def test_labels_are_read(path: Path) -> None:
    rows = [
        {"id": "s1", "claim": "c", "relation": "supports", "certainty": "asserted", "basis": "official",
         "flag": "none", "alt_flag": "confirmed", "origin": "Xiaomi", "sentence": "x"},
        {"id": "s2", "claim": None, "relation": "none", "topic": True, "tolerate": ["c"]},
        {"id": "s3", "claim": "c", "relation": "none", "certainty": None, "basis": None, "flag": "none"},
        {"id": "s4", "claim": None, "relation": "none"},
    ]  # fmt: skip
    first, second, third, fourth = read_labels(written(path, *rows))
    assert first == Label(
        story="s1",
        claim="c",
        relation=Stance.SUPPORTS,
        certainty=Certainty.ASSERTED,
        basis=Basis.OFFICIAL,
        flag=Flag.NONE,
        alt_flag=Flag.CONFIRMED,
        origin="Xiaomi",
        sentence="x",
    )
    assert (second.claim, second.on_topic, second.tolerate) == (None, True, ("c",))
    assert (third.relation, third.on_topic) == (None, True)
    assert not fourth.on_topic


def test_all_faults_of_labels_are_told(path: Path) -> None:
    rows = [{"relation": "maybe", "basis": "hearsay"}, {"id": "s1", "claim": "c", "flag": ["none"]}]
    with pytest.raises(ConfigError) as caught:
        read_labels(written(path, *rows))
    assert [str(fault) for fault in caught.value.faults] == [
        "line 1: has no 'id'",
        "line 1: has no 'claim'",
        "line 1: 'relation' is 'maybe'; it can be supports, refutes, discusses, none",
        "line 1: 'basis' is 'hearsay'; it can be official, event, outlet, other-outlet, sources",
        "line 2: 'flag' is ['none']; it can be confirmed, denied, none",
    ]
