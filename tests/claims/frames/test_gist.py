"""What a typed claim asks of any passage, what kind it is, and how that is told to people."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.claims.frames.frame import ClaimKind, Framed
from monitor.claims.frames.understood import understood
from tests.claims.builders import catalogue


def claim(text: str, more: str = "") -> Framed:
    (framed,) = catalogue(f'[[claim]]\nid = "c"\ntext = "{text}"\n{more}').framed
    return framed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Xiaomi SU7 will cost less than 150,000 yuan.", ["SU7"]),
        ("The Joy-Con of the Switch 2 will have magnets.", ["Joy-Con", "Switch 2"]),
        ("Apple will sell the iPhone 17 Pro in India.", ["Apple", "iPhone 17 Pro", "India"]),
        ("BMW designer Kai Langer is moving to Xiaomi.", ["Kai Langer", "Xiaomi"]),
        ("The price will fall.", []),
        ("小米将在2026年交付55万辆汽车。", ["Xiaomi"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [min(slot) for slot in claim(text).gist.names] == names


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The Xiaomi SU7 will cost less than 150,000 yuan.", [(150_000, "CNY")]),
        ("The Switch 2 will cost 400 dollars.", [(400, "USD")]),
        ("Nintendo will sell 15 million consoles.", [(15_000_000, "")]),
        ("Seres will buy 10 percent of Yinwang.", [(10, "%")]),
        ("Xiaomi will test Level 3 cars in Beijing.", []),
        ("The Switch 2 will have 4K graphics.", []),
        ("小米将在2026年交付55万辆汽车。", [(550_000, "vehicles")]),
    ],
)
def test_values(text: str, values: list[tuple[float, str]]) -> None:
    assert [(value.value, value.unit) for value in claim(text).gist.values] == values


def test_days() -> None:
    gist = claim("Xiaomi will open a plant in Wuhan in 2026.").gist
    assert (gist.first, gist.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert claim("小米YU9将于2026年下半年上市").gist.first == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Xiaomi will build a plant in Wuhan.", ClaimKind.DECISION),
        ("Xiaomi wants to deliver 600,000 cars in 2026.", ClaimKind.DECISION),
        ("Xiaomi will deliver 350,000 cars in 2025.", ClaimKind.RESULT),
        ("Xiaomi's car business will make its first profit in 2025.", ClaimKind.RESULT),
        ("Nintendo will sell 15 million consoles by March 2026.", ClaimKind.RESULT),
        ("The Xiaomi SU7 will cost less than 150,000 yuan.", ClaimKind.DECISION),
        ("The driver of the SU7 in Chengdu was drunk.", ClaimKind.FACT),
        ("Xiaomi will recall the SU7 because of its driver assistance.", ClaimKind.MOTIVE),
        ("Xiaomi will not build a plant in Wuhan.", ClaimKind.NEGATIVE),
        ("小米将在2026年交付55万辆汽车。", ClaimKind.RESULT),
        ("小米将在武汉建厂。", ClaimKind.DECISION),
    ],
)
def test_kind(text: str, kind: ClaimKind) -> None:
    assert claim(text).kind is kind


def test_kind_can_be_given() -> None:
    assert claim("Xiaomi will build a plant in Wuhan.", 'kind = "result"').kind is ClaimKind.RESULT


def test_it_is_told_in_words() -> None:
    assert understood(claim("Xiaomi will deliver 350,000 cars in 2025.")) == (
        "a result: only the result settles it, no plan, target or promise",
        "a passage must name Xiaomi and at least 350,000 vehicles, of the time 2025",
        "the word of Xiaomi settles it",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Will Xiaomi build a plant in Wuhan?", "flags nothing: it is a question; state what is claimed"),
        (
            "It will be a great success.",
            "flags nothing: it names nobody and nothing by which a story could be known; name a company",
        ),
        ("Xiaomi will open next year.", "flags nothing: “next year” counts from a day that is not known"),
        ("小米将在武汉建厂。", "only the learned reader judges it: the rules read claims in English"),
        ("A tunnel will be built in Yekaterinburg.", "nobody's word settles it: name them as `standing`"),
    ],
)
def test_what_was_not_understood_is_told(text: str, words: str) -> None:
    assert any(line.startswith(words) for line in understood(claim(text)))


def test_a_claim_with_frames_by_hand_tells_itself() -> None:
    frame = '[[claim.frame]]\nsubject = ["Xiaomi"]\nrelation = ["make"]\n'
    assert understood(claim("Xiaomi builds a car.", frame)) == ()
