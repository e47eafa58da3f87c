"""How a clause puts its verb: negated, denied, hedged, planned, done."""

from __future__ import annotations

import pytest

from monitor.claims.match.mode import denial, negation
from monitor.topics import shipped
from tests.claims.builders import how, sentence, trigger


def marks(text: str, relation: str = "launch", language: str = "en") -> set[str]:
    """What is found about the relation's first word, by field."""
    mode = how(text, relation, language)
    return {name for name in mode.__slots__ if getattr(mode, name)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xiaomi launched the car", set()),
        ("Xiaomi has not launched the car", {"negated"}),
        ("Xiaomi never launched the car", {"negated"}),
        ("Xiaomi launched the car without a price", set()),
        ("Without a price, Xiaomi launched the car", set()),
        ("Xiaomi, which does not sell tea, launched the car", set()),
        ("Xiaomi did not enter the race for cheap tea but launched the car", set()),
        ("Xiaomi had no comment as it launched the car", {"unsaid"}),
        ("Xiaomi launched the car and had no comment", set()),
        ("Xiaomi has not yet launched the car", {"notyet"}),
    ],
)
def test_negation(text: str, expected: set[str]) -> None:
    """It reaches a few words ahead within its clause, and not beyond."""
    assert marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody outside the rather small circle of partners has been shown the car", {"negated"}),
        ("Neither of the two men who sat in the first row showed the car", {"negated"}),
        ("People outside the rather small circle of partners have been shown the car", set()),
        ("Nobody cheered, and Xiaomi showed the car", set()),
        ("Nobody said Xiaomi showed the car", {"unsaid"}),
    ],
)
def test_a_negative_subject(text: str, expected: set[str]) -> None:
    """Who acts is nobody, so nothing is done in that clause, however far the verb."""
    assert marks(text, "unveil") == expected


@pytest.mark.parametrize(
    ("language", "relation", "text"),
    [
        ("zh", "launch", "小米没有推出汽车"),
        ("zh", "launch", "小米从未推出汽车"),
        ("de", "launch", "Xiaomi hat das Auto nicht auf den Markt gebracht"),
        ("fr", "make", "Xiaomi n'a produit aucune voiture"),
        ("ru", "launch", "Xiaomi не начала продажи автомобиля"),
    ],
)
def test_negation_in_other_languages(language: str, relation: str, text: str) -> None:
    assert marks(text, relation, language) == {"negated"}


@pytest.mark.parametrize(
    ("text", "word", "words"),
    [
        ("Xiaomi launches no car", "car", "no"),
        ("Xiaomi launches a tent without poles for the car", "car", ""),
        ("Xiaomi launches the car", "car", ""),
        ("Xiaomi launches nothing of its car", "car", "nothing"),
        ("Xiaomi launches nothing but seats for its rather small car", "car", ""),
    ],
)
def test_negated_object(text: str, word: str, words: str) -> None:
    """Behind the verb a negation counts only where it stands at the object, two words before it at most."""
    read = sentence(text)
    target = next(h for h in read.named("concept", word))
    assert negation(read, trigger(read, "launch"), shipped().language("en"), target) == words


def test_negation_within_the_relation() -> None:
    """Some relations are themselves negative: "no plan"."""
    assert "negated" in marks("Xiaomi has no plan for a car", "profess")


@pytest.mark.parametrize(
    "text", ["Xiaomi never said it launched the car", "Xiaomi did not say when it will launch the car"]
)
def test_what_is_not_said_is_left_open(text: str) -> None:
    """Not to say it is not to deny it."""
    mode = how(text, "launch")
    assert mode.unsaid
    assert not mode.negated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Xiaomi denied that it launched the car", "denied"),
        ("Reports that Xiaomi launched the car are false", "are false"),
        ("The launch is a dream, and the talk of it groundless", "groundless"),
        ("Xiaomi did not deny that it launched the car", ""),
        ("Xiaomi never denied the launch", ""),
        ("The launch came late, it rained, it snowed, and they denied all guilt", ""),
    ],
)
def test_denial(text: str, words: str) -> None:
    """A denial must be near the verb and not be undone itself."""
    read = sentence(text)
    assert denial(read, trigger(read, "launch")) == words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "小米否认推出汽车"),
        ("zh", "小米推出汽车的消息不实"),
        ("de", "Xiaomi dementiert die Einführung des Autos"),
        ("es", "Xiaomi desmiente el lanzamiento del coche"),
        ("ru", "Xiaomi опровергает выпуск автомобиля"),
    ],
)
def test_denial_in_other_languages(language: str, text: str) -> None:
    assert denial(sentence(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Xiaomi did not deny that it will launch the car"),
        ("en", "Xiaomi is still studying the launch of a car"),
        ("en", "It is too early to launch the car"),
        ("zh", "小米未否认将推出汽车"),
    ],
)
def test_non_denial_is_no_denial(language: str, text: str) -> None:
    mode = how(text, "launch", language)
    assert mode.nondenial
    assert not mode.denied


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xiaomi may launch the car", {"hedged"}),
        ("Xiaomi reportedly launched the car", {"hedged"}),
        ("Reportedly, Xiaomi launched the car", {"hedged"}),
        ("Rumour has it that Xiaomi launched the car", {"hedged"}),
        ("Rumours kept everybody busy for days, and Xiaomi said it launched the car", set()),
        ("The rumour mill says Xiaomi launched the car", {"hedged"}),
        ("Xiaomi launched the car, which may warn too late", set()),
        ("If it finds a partner Xiaomi launches the car", {"hedged"}),
        ("Has Xiaomi launched the car?", {"hedged"}),
        ("Xiaomi should launch the car", {"soft"}),
        ("Xiaomi has, reportedly, launched the car", {"hedged"}),
    ],
)
def test_hedge(text: str, expected: set[str]) -> None:
    """A hedge counts in its clause, or where it opens the sentence; a rumour may have a verb of saying itself."""
    assert marks(text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "小米或将推出汽车"),
        ("zh", "据悉，小米推出汽车"),
        ("zh", "小米会推出汽车吗？"),
        ("de", "Xiaomi bringt das Auto wohl auf den Markt"),
        ("fr", "Xiaomi pourrait lancer la voiture"),
        ("es", "Xiaomi podría lanzar el coche"),
        ("ru", "Xiaomi может выпустить автомобиль"),
        ("ru", "Xiaomi, возможно, выпустит автомобиль"),
    ],
)
def test_hedge_in_other_languages(language: str, text: str) -> None:
    assert how(text, "launch", language).hedged


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("Xiaomi launched the car", False),
        ("Xiaomi plans to launch the car", True),
        ("Xiaomi will launch the car", True),
        ("The launch is planned", True),
        ("Xiaomi launched the car, and plans a party", False),
        ("小米计划推出汽车", True),
        ("小米将推出汽车", True),
        ("小米推出了汽车", False),
        ("The launch of the car is planned", True),
    ],
)
def test_plan(text: str, planned: bool) -> None:
    """What is intended is not done."""
    mode = how(text, "launch", "zh" if "小米" in text else "en")
    assert bool(mode.planned) is planned
    assert mode.done is not planned


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Xiaomi launched the car last year", True),
        ("Xiaomi should launch the car", True),
        ("Xiaomi may launch the car", False),
        ("Xiaomi has not launched the car", False),
        ("Xiaomi denied it launched the car", False),
        ("Xiaomi has yet to launch the car", False),
    ],
)
def test_done(text: str, done: bool) -> None:
    assert how(text, "launch").done is done


def test_a_relations_own_words_are_no_cue() -> None:
    """ "Below expectations" is no expectation."""
    assert marks("Revenue was below expectations", "miss-forecast") == set()


@pytest.mark.parametrize(
    ("text", "past"),
    [("Xiaomi launched it last year", "last year"), ("小米此前推出汽车", "此前"), ("Xiaomi launched it", "")],
)
def test_background(text: str, past: str) -> None:
    assert how(text, "launch", "zh" if "小米" in text else "en").past == past
