"""What a passage's dates, numbers and papers reach: which claim they bear on, and which they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.claims.frames.frame import Frame, Framed, Word
from monitor.claims.match.bounds import measure, stands_for
from monitor.claims.read.quantities import Quantity
from monitor.model import Basis, Flag, Stance
from tests.claims.builders import RELATIONS, TOLD, found, framed, judged, meets, sentence, trigger

YEAR: dict[str, Any] = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
SALE = framed("Xiaomi", "launch", "car", once=True, **YEAR)


def number(value: float, unit: str, bound: str = "") -> Quantity:
    return Quantity(value=value, unit=unit, start=0, end=0, bound=bound)


@pytest.mark.parametrize(
    ("text", "relation", "year"),
    [
        ("In 2025 Xiaomi at its plant in Beijing will deliver the car unveiled in 2022", "deliver", 2025),
        ("In 2025 Xiaomi at its plant in Beijing will deliver the car unveiled in 2022", "unveil", 2022),
        ("In 2025 Xiaomi at its plant in Beijing will deliver the car painted in 2022", "deliver", 2022),
    ],
)
def test_a_date_belongs_to_the_nearest_happening(text: str, relation: str, year: int) -> None:
    read = sentence(text)
    when = measure(SALE.frames[0], read, trigger(read, relation), TOLD, RELATIONS).when
    assert when is not None
    assert when.first.year == year


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Nio made a loss in 2024", "supports"),
        ("Nio made a loss in the first quarter of 2024", "discusses"),
        ("Nio made a loss in the first half of 2024", "discusses"),
    ],
)
def test_a_loss_is_of_its_whole_period(text: str, stance: str) -> None:
    """A quarter's says nothing of the year's."""
    assert meets(framed("Nio", "loss", exact=True, **YEAR), text, day=date(2025, 2, 1)) == stance


@pytest.mark.parametrize(
    ("wanted", "value", "unit", "stands"),
    [
        (number(116_887, "vehicles"), 116_887, "vehicles", True),
        (number(116_887, "vehicles", "over"), 116_887, "vehicles", True),
        (number(116_887, "vehicles", "over"), 140_321, "vehicles", False),
        (number(116_887, "vehicles", "under"), 90_321, "vehicles", False),
        (number(116_887, "vehicles"), 116_887, "CNY", False),
        (number(100_000, "vehicles"), 100_000, "vehicles", False),
    ],
)
def test_a_number_stands_for_itself(wanted: Quantity, value: float, unit: str, stands: bool) -> None:
    """It must be particular and the claim's own, not only on the right side of its bound."""
    assert stands_for(wanted, number(value, unit)) is stands


def test_a_number_over_a_bound_is_no_word_for_the_claim() -> None:
    more = number(116_887, "vehicles", "over")
    claim = framed("Xiaomi", "deliver", "car", values=(more,), exact=True, main=frozenset({"deliver"}))
    assert meets(claim, "Xiaomi said 116,887 vehicles were paid for") == "supports"
    assert meets(claim, "Xiaomi said 140,321 vehicles were paid for") == ""


def test_so_particular_a_number_is_of_nothing_else() -> None:
    """The thing that it counts need not be named; a party or place must be."""
    more: dict[str, Any] = {"values": (number(116_887, "km"),), "exact": True, "main": frozenset({"record"})}
    text = "Xiaomi said the record stands at 116,887 km"
    assert meets(framed("Xiaomi", "record", "track", **more), text) == "supports"
    assert meets(framed("Xiaomi", "record", "Wuhan", **more), text) == ""
    assert meets(framed("Xiaomi", "record", "track", **more), text.replace("116,887", "115,000")) == ""


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi aims to deliver 100,000 cars in 2024", "supports"),
        ("Xiaomi aims to deliver 120,000 cars in 2024", "refutes"),
        ("Xiaomi's target is to deliver 120,000 cars in 2024", "refutes"),
        ("Xiaomi delivered 120,000 cars in 2024", ""),
        ("Xiaomi delivered 60,000 cars in 2024", ""),
    ],
)
def test_targets_are_told_by_targets(text: str, stance: str) -> None:
    """Another target rules one out also while its period lasts; no result does."""
    claim = framed("Xiaomi", "deliver", values=(number(100_000, "vehicles"),), exact=True, aims=True, **YEAR)
    assert meets(claim, text, day=date(2024, 9, 1)) == stance


@pytest.mark.parametrize(
    ("language", "text", "stance"),
    [
        ("zh", "小米SU7售价21.59万起", "supports"),
        ("zh", "小米SU7售价22.99万起", "refutes"),
        ("en", "Xiaomi prices the SU7 at 229,900 yuan", "refutes"),
        ("en", "Xiaomi prices the SU7 at 215,900 yuan, the Max 229,900", "supports"),
        ("en", "Xiaomi got 230,000 bookings at the price of the SU7", ""),
        ("en", "Xiaomi raised the price of the SU7 after 230,000 signed up", ""),
        ("es", "Xiaomi recibió 200.000 reservas con el precio del SU7", ""),
    ],
)
def test_a_bare_number_is_a_price_only_beside_one(language: str, text: str, stance: str) -> None:
    """But in Chinese, where prices go without their unit."""
    claim = framed("Xiaomi", "price", "SU7", values=(number(215_900, "CNY"),), exact=True)
    assert meets(claim, text, language=language) == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi has not yet launched its car", "discusses"),
        ("Xiaomi's car is not yet on sale, and will not be before 2026", "refutes"),
        ("Xiaomi launched its car", "supports"),
        ("Xiaomi waits for the launch of its car", "discusses"),
    ],
)
def test_not_yet_with_another_day(text: str, stance: str) -> None:
    """A launch put off beyond the claimed day is ruled out; one that is only named has not happened today."""
    assert meets(SALE, text) == stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi will announce its car", "supports"),
        ("Xiaomi did not announce its car", "discusses"),
        ("Xiaomi had announced its car last year", ""),
    ],
)
def test_what_is_announced_is_announced_today(text: str, stance: str) -> None:
    claim = framed("Xiaomi", "announce", "car", first=date(2024, 4, 8), last=date(2024, 4, 12))
    assert meets(claim, text) == stance


@pytest.mark.parametrize(
    ("text", "plain", "dated"),
    [
        ("Xiaomi will launch its car in 2024", "supports", "supports"),
        ("Xiaomi will launch its car in 2025", "refutes", "refutes"),
        ("Xiaomi will launch its car", "discusses", ""),
        ("Xiaomi launched its car", "supports", ""),
    ],
)
def test_a_frame_may_ask_for_a_day(text: str, plain: str, dated: str) -> None:
    asks = replace(SALE, frames=(replace(SALE.frames[0], dated=True),))
    assert (meets(SALE, text), meets(asks, text)) == (plain, dated)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Xiaomi's car is due in 2024", "supports"),
        ("Xiaomi's car is due in 2025", "refutes"),
        ("Xiaomi's car was due in 2023", ""),
    ],
)
def test_what_was_due_before_says_nothing(text: str, stance: str) -> None:
    assert meets(framed("Xiaomi", "due", "car", once=True, **YEAR), text) == stance


@pytest.mark.parametrize(
    ("language", "relation", "text", "bears"),
    [
        ("en", "launch", "Xiaomi released its car", True),
        ("en", "launch", "Xiaomi released job adverts for its car plant", False),
        ("en", "unveil", "Xiaomi unveiled its car, a statement said", True),
        ("en", "unveil", "Xiaomi unveiled a list of parts for its car", False),
        ("zh", "launch", "小米发布汽车。", True),
        ("zh", "launch", "小米发布汽车公告。", False),
        ("zh", "unveil", "小米发布汽车招聘信息。", False),
    ],
)
def test_papers_are_no_launches(language: str, relation: str, text: str, bears: bool) -> None:
    assert bool(found(framed("Xiaomi", relation, "car"), text, language=language)) is bears


@pytest.mark.parametrize(
    ("text", "settles"),
    [
        ("Xiaomi denied that it builds a car", True),
        ("Xiaomi, which has a plant, denied that it builds a car", True),
        ("Xiaomi, which long denied that it builds a car, has a plant", False),
        ("Xiaomi, which said that it does not build a car, has a plant", False),
    ],
)
def test_what_is_recalled_denies_nothing_today(text: str, settles: bool) -> None:
    (only,) = found(framed("Xiaomi", "make", "car"), text)
    assert (only.stance, only.settles) == (Stance.REFUTES, settles)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Xiaomi said it will refund buyers", True),
        ("Xiaomi said buyers like the colour. Nobody asked for a refund.", False),
    ],
)
def test_what_was_done_stands_in_the_passage_itself(text: str, flags: bool) -> None:
    """The other words of a claim may stand beside it."""
    words = (Word("refu", frozenset({"refund"})), Word("buye", frozenset({"customer"})))
    frame = Frame(subject=frozenset({"Xiaomi"}), relations=frozenset(), words=words, exact=True)
    claim = Framed(claim="c", frames=(frame,), standing=frozenset({"Xiaomi"}))
    assert found(claim, text)[0].settles is flags


@pytest.mark.parametrize(
    ("language", "relation", "text", "basis"),
    [
        ("en", "register", "Qichacha said that Xiaomi registered a company for cars", Basis.OFFICIAL),
        ("en", "make", "Qichacha said that Xiaomi will make a car", Basis.OTHER_OUTLET),
        ("en", "make", "The ministry said Xiaomi will make a car", Basis.OFFICIAL),
        ("zh", "make", "天眼查显示，小米将造车。", Basis.OTHER_OUTLET),
        ("zh", "make", "工信部表示，小米将造车。", Basis.OFFICIAL),
    ],
)
def test_a_registry_knows_its_records_only(language: str, relation: str, text: str, basis: Basis) -> None:
    assert found(framed("Xiaomi", relation, "car"), text, language=language)[0].basis is basis


TALKS = """
[[claim]]
id = "talks"
text = "Nio is in talks with Xpeng."
[[claim.frame]]
subject = ["Nio"]
relation = ["talk"]
object = ["Xpeng"]
symmetric = true
[[claim]]
id = "phone"
text = "Nio will build a phone."
[[claim.frame]]
subject = ["Nio"]
relation = ["make"]
object = ["phone"]
"""


@pytest.mark.parametrize(
    ("headline", "text", "claim", "flag"),
    [
        ("Insiders: Nio in talks with Xpeng", "Nio said no such talks took place.", "talks", Flag.DENIED),
        (
            "Insiders: Nio in talks with Xpeng",
            "Nio said no such negotiations took place.",
            "talks",
            Flag.DENIED,
        ),
        ("Insiders: Nio in talks with Xpeng", "Nio said such talks took place.", "talks", Flag.NONE),
        ("Insiders: Nio in talks with Xpeng", "Huawei said no such talks took place.", "talks", Flag.NONE),
        ("Insiders: Nio builds a phone", "Nio said no talks took place.", "phone", Flag.NONE),
    ],
)
def test_no_such_talks(headline: str, text: str, claim: str, flag: Flag) -> None:
    """A party's word that there were none denies a claim that talks would bear on, and no other."""
    assert judged(TALKS, headline, text)[claim].flag is flag


OPEN = """
[[claim]]
id = "phone"
text = "Nio will build a phone."
[[claim.frame]]
subject = ["Nio"]
relation = ["evade"]
object = ["phone"]
means = "discusses"
negation = "ignore"
[[claim]]
id = "price"
text = "Nio's phone will be cheap."
[[claim.frame]]
subject = ["Nio"]
relation = ["price"]
object = ["money"]
context = ["phone"]
means = "discusses"
negation = "discusses"
"""


@pytest.mark.parametrize(
    ("headline", "claims"),
    [
        ("Nio did not deny that a phone is planned", {"phone"}),
        ("Nio is still studying a phone", {"phone"}),
        ("Nio paints a phone", set()),
        ("Nio prices its phone at 5,999 yuan", {"price"}),
        ("Nio prices its phone in 3 colours", set()),
    ],
)
def test_evasion_and_money_may_be_asked_for(headline: str, claims: set[str]) -> None:
    assert set(judged(OPEN, headline)) == claims


@pytest.mark.parametrize(
    ("text", "stance", "negated"),
    [
        (
            "Xiaomi said it did not deliver a car with Ford, but 100,000 vehicles of its own",
            "supports",
            False,
        ),
        ("Xiaomi does not deliver cars in Japan, but 100,000 vehicles in China", "supports", False),
        ("Xiaomi delivered cars last year, though not 100,000 vehicles", "refutes", True),
        ("Xiaomi said it delivered cars last year, though it was not 100,000 vehicles with Ford", "", None),
    ],
)
def test_how_a_number_in_another_clause_is_put_counts_throughout(
    text: str, stance: str, negated: bool | None
) -> None:
    """The negation of one clause and the number of another make neither a denial nor its reach."""
    delivered = framed("Xiaomi", "deliver", "car", exact=True, values=(number(100_000, "vehicles"),))
    assert meets(delivered, text) == stance
    assert next((c.negated for c in found(delivered, text)), None) is negated
