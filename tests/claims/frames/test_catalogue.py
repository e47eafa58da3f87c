"""Claims files: what they make, and every fault named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.claims.frames.catalogue import load
from monitor.errors import ConfigError
from monitor.model import Stance, Status
from tests.claims.builders import catalogue

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
    with pytest.raises(ConfigError, match="is used twice"):
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
        ('standing = ["Quorvex"]\naliases = ["QV Vision"]\n', "Quorvex"),
        ('[[entity]]\nname = "Quorvex"\nkind = "company"\naliases = ["Quorvex*", "跨维"]\n', "Quorvex"),
    ],
)
def test_a_file_brings_its_own_parties(lines: str, name: str) -> None:
    entities = catalogue(PLAIN + lines).entities
    assert [h.name for h in entities.find(f"talks with {name.lower()}")] == [name]


@pytest.mark.parametrize(
    ("claim", "owner"),
    [
        ('text = "Nio will launch a car in 2026."', "Nio"),
        ('text = "Nio will buy Quorvex."', "Quorvex"),
        ('text = "It will rain."\nstanding = ["Quorvex"]', "Quorvex"),
        (
            'text = "A car."\n[[claim.frame]]\nsubject = ["BYD"]\nobject = ["Nio"]\nrelation = ["acquire"]',
            "BYD",
        ),
    ],
)
def test_aliases_name_the_party_that_is_new_or_acts(claim: str, owner: str) -> None:
    first, _, rest = claim.partition("\n")
    text = f'[[claim]]\nid = "a"\naliases = ["跨维", "小米"]\n{first}\n{rest}\n'
    assert [h.name for h in catalogue(text).entities.find("跨维和小米")] == [owner, "Xiaomi"]


def test_aliases_of_a_sentence_without_parties_are_nobodys() -> None:
    made = catalogue('[[claim]]\nid = "a"\ntext = "It will rain."\naliases = ["跨维"]\n')
    assert made.entities.find("跨维") == ()


def test_standing_knows_parties_by_every_spelling() -> None:
    made = catalogue(PLAIN + 'standing = ["NIO", "比亚迪", "Quorvex"]\n')
    assert made.framed[0].standing == {"Nio", "BYD", "Quorvex"}


def test_a_known_party_is_not_made_twice() -> None:
    assert len(catalogue(PLAIN + 'standing = ["NIO"]\naliases = ["蔚来"]\n').entities.all()) == len(
        catalogue(PLAIN).entities.all()
    )


def test_an_entity_adds_spellings_to_a_known_one() -> None:
    entities = catalogue(
        PLAIN + '[[entity]]\nname = "Nio"\nkind = "company"\naliases = ["Weilai"]\n'
    ).entities
    assert [h.name for h in entities.find("nio and weilai")] == ["Nio", "Nio"]


def test_an_entity_goes_by_its_name_unless_told() -> None:
    one = catalogue(PLAIN + '[[entity]]\nname = "Quorvex"\nkind = "model"\nof = ["Nio"]\ntraits = ["suv"]\n')
    assert [h.name for h in one.entities.find("the quorvex")] == ["Quorvex"]
    assert one.entities["Quorvex"].traits == ("suv",)
    assert "Quorvex" in one.entities.circle("Nio")


def test_an_entity_of_another_file_may_speak_for_a_party(tmp_path: Path) -> None:
    """Files are read together: what one refers to may stand in another."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(FRAMED.replace('"Nio"]', '"Quorvex"]') + 'announces = "b"\n')
    two.write_text(
        PLAIN.replace('"a"', '"b"')
        + '[[entity]]\nname = "Quorvex"\nkind = "company"\n'
        + '[[entity]]\nname = "Ada Low"\nkind = "person"\nof = ["Quorvex"]\n'
    )
    made = load([one, two])
    assert made.entities.circle("Quorvex") == {"Quorvex", "Ada Low"}
    assert made.framed[0].frames[0].announces == "b"


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
        (PLAIN.replace('"a"', '"a b"'), ["claim[1].id"]),
        (PLAIN.replace("Nio will launch a car in 2026.", " "), ["claim[1].text"]),
        (PLAIN + 'standing = "Nio"\naliases = [3]\n', ["claim[1].standing", "claim[1].aliases[1]"]),
        (PLAIN + 'texts = "Nio"\n', ["claim[1].texts"]),
        (
            PLAIN + '[claim.texts]\nzh = 3\nxx = ""\n',
            ["claim[1].texts.zh", "claim[1].texts.xx", "claim[1].texts.xx"],
        ),
        (PLAIN + "frame = 3\n", ["claim[1].frame"]),
        (PLAIN + "frame = [3]\n", ["claim[1].frame[1]"]),
        (PLAIN + "[claim.frame]\n", ["claim[1].frame"]),
        (PLAIN + "[[claim.frame]]\n", ["claim[1].frame[1].subject", "claim[1].frame[1].relation"]),
        (FRAMED + "weight = 1\n", ["claim[1].frame[1].weight"]),
        (PLAIN.replace("[[claim]]", "[claim]"), ["claim"]),
        (PLAIN + "[entity]\n", ["entity"]),
        (
            PLAIN + '[[entity]]\nkind = "ship"\naliases = 3\nof = ["Nobody"]\nflag = 1\n',
            [f"entity[1].{key}" for key in ("name", "kind", "aliases", "of[1]", "flag")],
        ),
        (PLAIN + '[[entity]]\nname = "Nio"\nkind = "person"\n', ["entity[1].kind"]),
    ],
)
def test_faults(text: str, where: list[str]) -> None:
    """All at once, each by its place in the file."""
    assert [fault.split(": ")[0] for fault in faults(text)] == where


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('subject = ["car"]', "subject[1]: 'car' is not a known entity; declare it in an [[entity]] table"),
        (
            'subject = ["NIO"]',
            "subject[1]: 'NIO' is not a known entity; declare it in an [[entity]] table; did you mean 'Nio'?",
        ),
        (
            'subject = ["Wuhan"]',
            "subject[1]: 'Wuhan' is of kind 'place'; only a company, person or model can act",
        ),
        ("subject = []", "subject: is empty"),
        ("relation = []", "relation: is required, unless the frame has `announces`"),
        ('relation = ["levitate"]', "relation[1]: 'levitate' is not a known relation"),
        ('relation = ["car"]', "relation[1]: 'car' is not a known relation"),
        (
            'object = ["car|flying saucer"]',
            "object[1]: 'flying saucer' is neither a known entity nor a concept",
        ),
        (
            'object = ["batery"]',
            "object[1]: 'batery' is neither a known entity nor a concept; did you mean 'battery'?",
        ),
        ("object = [3]", "object[1]: 3 is not a text in quotes"),
        ('context = "car"', 'context: \'car\' is not a list such as ["a", "b"]'),
        ('unless = ["Nobody"]', "unless[1]: 'Nobody' is neither a known entity nor a concept or relation"),
        ('needs = ["levitate"]', "needs[1]: 'levitate' is not a known relation"),
        ('means = "perhaps"', "means: 'perhaps' is not one of 'supports', 'refutes' or 'discusses'"),
        (
            'negation = "perhaps"',
            "negation: 'perhaps' is not one of 'supports', 'refutes', 'discusses' or 'ignore'",
        ),
        ('near = "far"', "near: 'far' is not a whole number"),
        ("near = -1", "near: -1 is less than 0"),
        ("near = true", "near: true is not a whole number"),
        ('sure = "very"', "sure: 'very' is not a number"),
        ("sure = 1.5", "sure: 1.5 is more than 1"),
        ("sure = true", "sure: true is not a number"),
        ("done = 3", "done: 3 is neither true nor false"),
        ('flags = "no"', "flags: 'no' is neither true nor false"),
        ('from = "2026"', "from: '2026' is not a date such as 2026-12-31, without quotes"),
        ("to = 3", "to: 3 is not a date such as 2026-12-31, without quotes"),
        ("from = 2026-02-01\nto = 2026-01-01", "to: 2026-01-01 is before `from`, 2026-02-01"),
        ('value = ["a lot"]', "value[1]: 'a lot' has no number with a unit, such as \"10 billion yuan\""),
        ("value = [3]", "value[1]: 3 is not a text in quotes"),
        ('announces = "b"', "announces: 'b' is not the id of a claim in these files"),
    ],
)
def test_wrong_values_in_a_frame(line: str, fault: str) -> None:
    """Each value is told by its key with what it should be."""
    key = line.partition(" ")[0]
    kept = [own for own in FRAMED.splitlines() if not own.startswith(f"{key} ")]
    assert faults("\n".join([*kept, line, ""])) == [f"claim[1].frame[1].{fault}"]


def test_faults_are_told_all_at_once() -> None:
    text = FRAMED + 'near = "far"\nobject = ["saucer"]\n' + PLAIN + '[[entity]]\nname = "Q"\nkind = "ship"\n'
    assert [fault.split(": ")[0] for fault in faults(text)] == [
        "claim[1].frame[1].object[1]",
        "claim[1].frame[1].near",
        "claim[2].id",
        "entity[1].kind",
    ]


def test_a_fault_makes_no_further_one() -> None:
    """What a faulty table would bring may be referred to."""
    text = (
        FRAMED.replace('["Nio"]', '["Quorvex"]') + '[[entity]]\nname = "Quorvex"\nkind = "company"\nof = 3\n'
    )
    assert [fault.split(": ")[0] for fault in faults(text)] == ["entity[1].of"]


def test_days_may_have_a_time() -> None:
    (frame,) = catalogue(FRAMED + "from = 2026-01-01T10:00:00Z\nto = 2026-12-31\n").framed[0].frames
    assert (frame.first, frame.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert type(frame.first) is date


@pytest.mark.parametrize("line", ['status = "denied"', 'stance = "rumour"'])
def test_notes_change_nothing(line: str) -> None:
    """The ledger alone decides on a claim's status."""
    assert catalogue(PLAIN + line + "\n").claims == catalogue(PLAIN).claims


def test_no_toml() -> None:
    assert "not valid TOML" in faults("[[claim")[0]


def test_unreadable_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml.*\n.*cannot be read"):
        load([tmp_path / "none.toml"])
    (tmp_path / "latin.toml").write_bytes(b"\xe9")
    with pytest.raises(ConfigError, match="cannot be read"):
        load([tmp_path / "latin.toml"])
