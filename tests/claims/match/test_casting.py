"""Who acts, and what fills a claim's roles without being named, or in another's place."""

from __future__ import annotations

import pytest

from monitor.claims.match.roles import agent
from monitor.model import Flag
from tests.claims.builders import framed, judged, meets, told, trigger

PLANT = """
[[claim]]
id = "a"
text = "Xiaomi will open a car factory in Wuhan."
"""


@pytest.mark.parametrize(
    ("text", "relation", "doer"),
    [
        ("Xiaomi builds cars", "make", "Xiaomi"),
        ("Xiaomi helps BAIC build cars", "make", "BAIC"),
        ("Huawei lets Seres make cars", "make", "Seres"),
        ("Xiaomi helps carmakers build cars", "make", None),
        ("Xiaomi, helped by BAIC, builds cars", "make", "Xiaomi"),
        ("Xiaomi revealed its car", "unveil", "Xiaomi"),
        ("MIIT revealed the car of Xiaomi", "unveil", "MIIT"),
        ("Reuters revealed the car of Xiaomi", "unveil", "Reuters"),
        ("MIIT approved the car of Xiaomi", "approve", "Xiaomi"),
    ],
)
def test_who_acts(text: str, relation: str, doer: str | None) -> None:
    """Who is helped does it, not the helper; the ministry and the media unveil for no maker."""
    story = told(text)
    read = story.reading.sentences[0]
    assert agent(story, read, trigger(read, relation), frozenset())[0] == doer


@pytest.mark.parametrize(
    ("relation", "text", "bears"),
    [
        ("make", "Huawei builds cars", True),
        ("make", "Huawei helps carmakers build cars", False),
        ("make", "We help carmakers build cars, Huawei said", False),
        ("unveil", "Huawei revealed its car", True),
        ("unveil", "MIIT revealed the car of Huawei", False),
    ],
)
def test_a_helpers_deed_is_not_its_own(relation: str, text: str, bears: bool) -> None:
    assert bool(meets(framed("Huawei", relation, "car"), text)) is bears


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Great Wall spoke in Baoding. The company works with Xiaomi.", "supports"),
        ("Great Wall spoke in Baoding. It is not in talks with Xiaomi.", "refutes"),
        ("BYD spoke in Shenzhen. The company works with Xiaomi.", ""),
        ("Great Wall spoke in Baoding. It rained as Xiaomi held talks.", ""),
    ],
)
def test_a_pronoun_that_acts_fills_the_slot(text: str, stance: str) -> None:
    assert meets(framed("Xiaomi", "partner|talk", "Great Wall", symmetric=True), text) == stance


@pytest.mark.parametrize(
    ("headline", "flag"),
    [
        ("Xiaomi says it opened its car factory in Wuhan", "confirmed"),
        ("Xiaomi says it opened its phone factory in Wuhan, not far from where it sells a car", ""),
        ("Xiaomi says it opened a factory for cars and air conditioners in Wuhan", ""),
    ],
)
def test_a_plant_for_other_things_is_another(headline: str, flag: str) -> None:
    found = judged(PLANT, headline).get("a")
    assert (str(found.flag) if found else "") == flag


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("Xiaomi has a factory in Wuhan. Xiaomi opened it on Monday.", True),
        ("Xiaomi has a factory for appliances in Wuhan. Xiaomi opened it on Monday.", False),
        ("Xiaomi opened its factory in Wuhan", True),
        ("Xiaomi opened its phone factory in Wuhan", False),
        ("Xiaomi opened, beside its phone shops, a factory in Wuhan", True),
    ],
)
def test_what_voids_a_typed_claim_is_near(text: str, bears: bool) -> None:
    """In the clause, or in the sentence before from which a role would be taken; not in an aside."""
    claim = framed(
        "Xiaomi",
        "open",
        "Wuhan",
        "factory",
        inherits=True,
        exact=True,
        main=frozenset({"open"}),
        unless=frozenset({"appliance", "phone"}),
    )
    assert bool(meets(claim, text)) is bears


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("CATL supplies batteries for the SU7", True),
        ("Xiaomi is supplied with batteries for the SU7 by CATL", True),
        ("CATL looks on: for the SU7 Xiaomi gets the batteries that BYD supplies", False),
        ("CATL says Xiaomi bought the batteries of the SU7 that BYD supplied", False),
    ],
)
def test_supplied_by_another(text: str, bears: bool) -> None:
    """Who stands nearest to the word of supply must be one of the claim's."""
    claim = framed(
        "CATL",
        "supply",
        "SU7",
        "battery",
        inherits=True,
        symmetric=True,
        main=frozenset({"supply"}),
        also=frozenset({"Xiaomi"}),
    )
    assert bool(meets(claim, text)) is bears


@pytest.mark.parametrize(
    ("relation", "text", "stance"),
    [
        ("deliver", "Xiaomi said it does not deliver cars in Germany", "refutes"),
        ("deliver", "Xiaomi said it does not deliver cars", "refutes"),
        ("deliver", "Xiaomi said it will deliver cars", ""),
        ("recall", "Xiaomi said it does not recall cars in Germany", "refutes"),
        ("recall", "Xiaomi said it does not recall cars", ""),
    ],
)
def test_places_of_happenings(relation: str, text: str, stance: str) -> None:
    """What is not done at all is not done there; of a recall the place tells which one it was."""
    claim = framed("Xiaomi", relation, "car", "Germany", inherits=True, main=frozenset({relation}))
    assert meets(claim, text) == stance


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_claims_that_differ_in_a_number_are_cast_for_themselves(order: tuple[int, int]) -> None:
    """What was found out for one claim of a shape is taken over by another only where the number plays no part."""
    claims = (
        '[[claim]]\nid = "more"\ntext = "Xiaomi recalls 116,887 SU7s over the driving assistant."\n',
        '[[claim]]\nid = "less"\ntext = "Xiaomi recalls 30,931 SU7s over the driving assistant."\n',
    )
    found = judged("".join(claims[i] for i in order), "Xiaomi recalls 116,887 SU7 cars, the regulator said.")
    assert found["more"].flag is Flag.CONFIRMED
    assert "less" not in found
