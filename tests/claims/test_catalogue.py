"""Claims files: what they make, and every fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.claims.catalogue import load
from monitor.errors import ConfigError
from monitor.model import Stance, Status
from tests.claims.builders import catalogue, judge_of

PLAIN = '[[claim]]\nid = "a"\ntext = "Nio will launch a car in 2026."\n'
FRAMED = PLAIN + '[[claim.frame]]\nsubject = ["Nio"]\nrelation = ["launch"]\n'


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        catalogue(text)
    return [str(fault) for fault in caught.value.faults]


def test_shipped_corpus() -> None:
    """Every seed claim is open, is told apart by its id, can be judged and is there in Chinese too."""
    shipped = load()
    assert len({c.id for c in shipped.claims}) == len(shipped.claims) > 20
    assert all(c.seed and c.status is Status.RUMOURED for c in shipped.claims)
    assert all(dict(c.texts).get("zh") for c in shipped.claims)
    assert [f.claim for f in shipped.framed] == [c.id for c in shipped.claims]
    assert all(f.frames and f.standing and not f.lacks for f in shipped.framed)


def test_a_claim_is_an_id_and_a_sentence() -> None:
    made = catalogue(PLAIN)
    (claim,) = made.claims
    assert (claim.id, claim.text, claim.status, claim.due, claim.seed) == (
        "a",
        "Nio will launch a car in 2026.",
        Status.RUMOURED,
        None,
        False,
    )
    assert made.framed[0].frames[0].first == date(2026, 1, 1)


def test_all_that_a_claim_may_say() -> None:
    (claim,) = catalogue(
        PLAIN + 'due = 2026-12-31\nseeds = ["x"]\ntexts = { zh = "蔚来", de = "Nio" }\n'
    ).claims
    assert (claim.due, claim.seed, claim.texts) == (date(2026, 12, 31), True, (("de", "Nio"), ("zh", "蔚来")))
    (claim,) = catalogue(PLAIN + "due = 2026-12-31T10:00:00Z\n").claims
    assert claim.due == date(2026, 12, 31)
    assert type(claim.due) is date


def test_files_add_up(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(PLAIN)
    two.write_text(PLAIN.replace('"a"', '"b"'))
    assert [c.id for c in load([one, two]).claims] == ["a", "b"]
    two.write_text(PLAIN)
    with pytest.raises(ConfigError, match="stands twice"):
        load([one, two])


def test_frame() -> None:
    (frame,) = (
        catalogue(
            FRAMED
            + 'object = ["car|battery", "Germany"]\ncontext = ["chip"]\nunless = ["BYD"]\n'
            + 'value = ["10 billion yuan"]\n'
            + "from = 2026-01-01\nto = 2026-12-31\n"
            + "near = 5\nsure = 0.8\ndone = true\nonce = true\nevent = false\n"
        )
        .framed[0]
        .frames
    )
    assert (frame.subject, frame.relations) == ({"Nio"}, {"launch"})
    assert frame.objects == ({"car", "battery"}, {"Germany"})
    assert (frame.context, frame.unless) == (({"chip"},), {"BYD"})
    assert [(q.value, q.unit) for q in frame.values] == [(10e9, "CNY")]
    assert (frame.first, frame.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (frame.near, frame.sure, frame.done, frame.once, frame.event) == (5, 0.8, True, True, False)
    assert (frame.flags, frame.exclusive, frame.opens, frame.symmetric) == (True, False, False, False)


@pytest.mark.parametrize(
    ("lines", "means", "negation"),
    [
        ("", Stance.SUPPORTS, Stance.REFUTES),
        ('means = "refutes"', Stance.REFUTES, Stance.SUPPORTS),
        ('means = "discusses"', Stance.DISCUSSES, None),
        ('negation = "ignore"', Stance.SUPPORTS, None),
        ('means = "refutes"\nnegation = "refutes"', Stance.REFUTES, Stance.REFUTES),
    ],
)
def test_meaning_and_its_negation(lines: str, means: Stance, negation: Stance | None) -> None:
    (frame,) = catalogue(FRAMED + lines + "\n").framed[0].frames
    assert (frame.means, frame.negation) == (means, negation)


def test_standing_is_the_subject_unless_told() -> None:
    assert catalogue(FRAMED).framed[0].standing == {"Nio"}
    told = FRAMED.replace("[[claim.frame]]", 'standing = ["BYD"]\n[[claim.frame]]')
    assert catalogue(told).framed[0].standing == {"BYD"}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ('standing = ["Quorvex"]\n', "Quorvex"),
        ('aliases = ["Quorvex Vision"]\n', "Quorvex Vision"),
        ('[[entity]]\nname = "Quorvex"\nkind = "company"\naliases = ["Quorvex*", "跨维"]\n', "Quorvex"),
    ],
)
def test_a_file_brings_its_own_parties(lines: str, name: str) -> None:
    entities = catalogue(PLAIN + lines).entities
    assert [h.name for h in entities.find(f"talks with {name.lower()}")] == [name]


def test_a_known_party_is_not_made_twice() -> None:
    assert len(catalogue(PLAIN + 'standing = ["Nio"]\naliases = ["蔚来"]\n').entities.all()) == len(
        catalogue(PLAIN).entities.all()
    )


def test_an_entity_adds_spellings_to_a_known_one() -> None:
    entities = catalogue(
        PLAIN + '[[entity]]\nname = "Nio"\nkind = "company"\naliases = ["Weilai"]\n'
    ).entities
    assert [h.name for h in entities.find("nio and weilai")] == ["Nio", "Nio"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ["claim"]),
        ("claim = 3", ["claim"]),
        ("claim = [3]", ["claim[1]"]),
        ("colour = 1\n" + PLAIN, ["colour"]),
        (PLAIN + PLAIN, ["claim[2].id"]),
        ('[[claim]]\nid = ""\n', ["claim[1].id", "claim[1].text"]),
        ("[[claim]]\nid = 3\ntext = 4\n", ["claim[1].id", "claim[1].text"]),
        (PLAIN + 'colour = "red"\n', ["claim[1].colour"]),
        (PLAIN + 'status = "sure"\n', ["claim[1].status"]),
        (PLAIN + 'due = "soon"\n', ["claim[1].due"]),
        (PLAIN + 'standing = "Nio"\naliases = [3]\n', ["claim[1].standing", "claim[1].aliases"]),
        (PLAIN + 'texts = "Nio"\n', ["claim[1].texts"]),
        (PLAIN + "[claim.texts]\nzh = 3\n", ["claim[1].texts"]),
        (PLAIN + "[[claim.frame]]\n", ["claim[1].frame[1].subject", "claim[1].frame[1].relation"]),
        (FRAMED + "weight = 1\n", ["claim[1].frame[1].weight"]),
        (
            PLAIN + '[[entity]]\nkind = "ship"\naliases = 3\nflag = 1\n',
            ["entity[1].flag", "entity[1].name", "entity[1].kind", "entity[1].aliases"],
        ),
    ],
)
def test_faults(text: str, where: list[str]) -> None:
    """All at once, each by its place in the file."""
    assert [fault.split(":")[0] for fault in faults(text)] == where


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ('object = ["flying saucer"]', "flying saucer"),
        ('unless = ["Nobody"]', "Nobody"),
        ('needs = ["levitate"]', "levitate"),
    ],
)
def test_unknown_names_in_a_frame(lines: str, word: str) -> None:
    (fault,) = faults(FRAMED + lines + "\n")
    assert fault.startswith("claim a: ")
    assert repr(word) in fault


@pytest.mark.xfail(strict=True, reason="the values of a frame are not checked")
@pytest.mark.parametrize(
    "line",
    [
        'means = "perhaps"',
        'negation = "perhaps"',
        'near = "far"',
        'sure = "very"',
        'from = "2026"',
        "to = 3",
        "done = 3",
        'value = ["a lot"]',
        'announces = "no such claim"',
    ],
)
def test_wrong_values_in_a_frame(line: str) -> None:
    """A value of the wrong kind is a fault like any other."""
    assert faults(FRAMED + line + "\n")


@pytest.mark.xfail(strict=True, reason="what is no array of tables ends in a traceback")
@pytest.mark.parametrize("text", ["frame = 3\n", "frame = [3]\n", "[entity]\n"])
def test_wrong_tables(text: str) -> None:
    assert faults(PLAIN + text)


@pytest.mark.xfail(strict=True, raises=ValueError, reason="no frame is left to look the claim up by")
def test_a_thing_cannot_act() -> None:
    """A subject is a party; a concept is known, but nobody."""
    text = FRAMED.replace('subject = ["Nio"]', 'subject = ["car"]')
    with pytest.raises(ConfigError):
        judge_of(text)


def test_no_toml() -> None:
    assert "no valid TOML" in faults("[[claim")[0]


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml.*\n.*cannot be read"):
        load([tmp_path / "none.toml"])
    (tmp_path / "latin.toml").write_bytes(b"\xe9")
    with pytest.raises(ConfigError, match="cannot be read"):
        load([tmp_path / "latin.toml"])
