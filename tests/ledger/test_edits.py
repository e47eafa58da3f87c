"""What an edit changed around a passage, as words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.compose.plain import marked
from monitor.ledger.edits import Kind, edit
from monitor.model import Story

SAID = "Xiaomi will build its own electric car, the company told the exchange on Tuesday."
STUDIES = SAID.replace("will build its own electric car", "is studying the electric car market")
REST = "Lei Jun will lead it. Shares rose 5% to 25.50 dollars."


def story(text: str, headline: str = "Xiaomi announces cars") -> Story:
    day = datetime(2021, 3, 30, tzinfo=UTC)
    return Story(
        id="s", version=1, url="", headline=headline, text=text, outlet="", language="en", published=day,
        first_seen=day,
    )  # fmt: skip


def shown(before: str, after: str, quote: str = SAID) -> list[str]:
    found = edit(story(before), story(after), quote)
    return [marked(passage) for passage in found.passages] if found else []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            f"{STUDIES} {REST}",
            [f"Xiaomi [-will build its own-]{{+is studying the+}} electric car{{+ market+}}{SAID[38:]}"],
        ),
        (REST, [f"[-{SAID}-]"]),
        (f"{SAID} Not so, it said later. {REST}", ["{+Not so, it said later.+}"]),
        (f"{SAID}  Lei Jun will\nlead it. Shares rose 5% to 25.50 dollars.", []),
    ],
    ids=["reworded", "deleted", "contradicted below", "blanks"],
)
def test_what_changed_is_shown_as_words(after: str, expected: list[str]) -> None:
    assert shown(f"{SAID} {REST}", after) == expected


def test_chinese_is_compared_by_characters() -> None:
    said = "小米宣布将投资100亿元造车。"
    assert shown(f"{said}雷军将亲自带队。", "小米宣布将投资150亿元造车。雷军将亲自带队。", said) == [
        "小米宣布将投资[-100-]{+150+}亿元造车。"
    ]


def test_the_changes_nearest_to_the_evidence_are_shown() -> None:
    """Of a text that was edited all over two passages, those beside the quote, and of what stayed a few words."""
    lines = [
        f"Line {number} of the report says what it says about nothing in particular." for number in range(80)
    ]
    lines[40] = SAID
    edited = [
        line.replace("says what", "tells what") if n % 10 == 5 else line for n, line in enumerate(lines)
    ]
    edited[40] = SAID.replace("will", "may")
    found = shown(" ".join(lines), " ".join(edited))
    assert len(found) == 2
    assert "Xiaomi [-will-]{+may+} build" in found[1]
    assert "Line 35" in found[0]
    assert all(len(passage) < 200 for passage in found)


def test_a_rewritten_article_shows_what_became_of_the_evidence() -> None:
    before = f"One thing. Another thing. {SAID} A third thing. A fourth thing."
    after = f"All new. Nothing left. {SAID.replace('will', 'may')} Written again. Quite different now."
    assert shown(before, after)[0].startswith("Xiaomi [-will-]{+may+} build")


def test_a_long_change_is_cut() -> None:
    found = edit(story(SAID + " x" * 90_000), story("y " * 90_000, headline="Other"), SAID)
    assert found
    assert sum(len(part.text) for passage in found.passages for part in passage) < 2_000


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=40))
def test_any_two_texts_can_be_compared(before: str, after: str, quote: str) -> None:
    """Nothing is said to be removed that was not there, nor added that is not."""
    found = edit(story(before), story(after), quote)
    for kind, text in ((Kind.REMOVED, before), (Kind.ADDED, after)):
        words = set(f"Xiaomi announces cars {text}".split())
        for part in found.texts(kind) if found else ():
            assert all(any(piece in word for word in words) for piece in part.rstrip("… ").split())
