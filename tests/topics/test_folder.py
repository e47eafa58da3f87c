"""A topic is a folder: a second one needs no code, and every fault in its files is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.claims.frames.catalogue import load
from monitor.claims.judge import Judge
from monitor.config import load as load_config
from monitor.errors import ConfigError
from monitor.languages import codes
from monitor.model import Flag
from monitor.topics import Folder, shipped
from tests.claims.builders import story

TOPIC = """
name = "Zorblat's rocket"
subjects = ["zorblat*"]
models = ["z1"]
[words]
en = ["rocket*"]
[exclude]
"""
CLAIMS = """
[[claim]]
id = "launch"
text = "Zorblat launches the Z1 rocket."
[[claim.frame]]
subject = ["Zorblat"]
relation = ["launch"]
object = ["rocket"]
"""
COMPANIES = """
kind = "company"
entity = [
    { name = "Zorblat", aliases = ["zorblat*"] },
]
"""
WORDS = """
[relation]
launch = ["launch*", "take* off"]
[concept]
rocket = ["rocket*", "z1"]
[topic]
"""
RELATIONS = """
[lists]
acts = []
content = []
broad = []
home = []
[relation.launch]
is = ["event"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "topic.toml": TOPIC,
        "claims.toml": CLAIMS,
        "entities/companies.toml": COMPANIES,
        "relations.toml": RELATIONS,
        "words/en.toml": WORDS,
    }.items():
        path = tmp_path / "rocket" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "rocket"


def faults(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load((), Folder(folder))
    return [f"{Path(caught.value.path).name} {fault}" for fault in caught.value.faults]


def test_a_second_topic_is_a_second_folder(folder: Path) -> None:
    (folder.parent / "config.toml").write_text('[topic]\nfolder = "rocket"\n', encoding="utf-8")
    config = load_config(folder.parent / "config.toml", environ={})
    judge = Judge(load(config.claims.files, config.topic.folder))
    (judgement,) = judge.judge(story("Zorblat launched its rocket, Zorblat said"))
    assert (judgement.claim, judgement.flag) == ("launch", Flag.CONFIRMED)
    assert config.topic.test("Zorblat's rocket is ready", "", "en").on_topic
    assert not config.topic.names("Xiaomi sells cars")


def test_only_what_a_topic_has_words_for_is_judged(folder: Path) -> None:
    judge = Judge(load((), Folder(folder)))
    assert judge.languages == {"en"}
    assert judge.judge(story("Zorblat hat die Rakete gestartet", language="de")) == ()


def test_keys_beside_the_folder_win(folder: Path) -> None:
    path = folder.parent / "config.toml"
    path.write_text('[topic]\nfolder = "rocket"\nname = "rockets"\n', encoding="utf-8")
    assert load_config(path, environ={}).topic.name == "rockets"


def test_the_folder_may_be_set_by_a_variable(folder: Path) -> None:
    path = folder.parent / "config.toml"
    path.write_text("", encoding="utf-8")
    topic = load_config(path, environ={"MONITOR_TOPIC_FOLDER": str(folder)}).topic
    assert topic.name == "Zorblat's rocket"
    assert load((), topic.folder).claims[0].id == "launch"


def test_a_folder_that_is_not_there_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[topic]\nfolder = "nowhere"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"topic: folder: .*nowhere/topic\.toml: cannot be read"):
        load_config(path, environ={})


def test_unknown_keys_and_wrong_values_are_all_named(folder: Path) -> None:
    (folder / "words/en.toml").write_text(WORDS + 'wing = "wing"\n[relations]\na = ["b"]\n', encoding="utf-8")
    assert faults(folder) == [
        """en.toml topic.wing: 'wing' is not a list such as ["a", "b"]""",
        "en.toml relations: unknown key; did you mean 'relation'?",
    ]


def test_names_are_checked_like_those_of_claims_files(folder: Path) -> None:
    (folder / "entities/people.toml").write_text(
        'kind = "person"\nkinds = 1\nentity = [\n'
        '    { name = "Ann Ray", aliases = [] },\n'
        '    { name = "Ann Ray", of = ["Zorblatt"], countrie = "x" },\n]\n',
        encoding="utf-8",
    )
    assert faults(folder) == [
        "people.toml kinds: unknown key",
        (
            "people.toml entity[2].of[1]: 'Zorblatt' is not a known entity; declare it in an [[entity]] table;"
            " did you mean 'Zorblat'?"
        ),
        "people.toml entity[2].countrie: unknown key; known here: aliases, kind, name, of, sort, traits",
        "people.toml entity[2].name: 'Ann Ray' is used twice",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("entity = 3", "entity: is not an array of tables; head each with [[entity]]"),
        ('entity = [{ name = "Ann Ray" }]', "entity[1].kind: is required"),
        (
            'kind = "rocket"\nentity = [{ name = "Ann Ray" }]',
            "entity[1].kind: 'rocket' is not one of company, ",
        ),
    ],
)
def test_a_file_of_names_has_a_kind_and_tables(folder: Path, text: str, fault: str) -> None:
    (folder / "entities/people.toml").write_text(text, encoding="utf-8")
    (found,) = faults(folder)
    assert found.startswith(f"people.toml {fault}")


def test_a_language_without_a_grammar_is_named(folder: Path) -> None:
    (folder / "words/tlh.toml").write_text(WORDS, encoding="utf-8")
    with pytest.raises(ConfigError, match="there is no language 'tlh'"):
        Folder(folder).language("tlh")


def test_what_is_missing_is_named(folder: Path) -> None:
    (folder / "claims.toml").unlink()
    assert faults(folder) == ["claims.toml cannot be read: No such file or directory"]
    for name in ("words/en.toml", "words"):
        (folder / name).rename(folder / "away")
        (folder / "away").rename(folder.parent / f"away{len(name)}")
    assert faults(folder) == ["words there is no such folder"]


def test_the_shipped_topic_is_read_in_every_language_of_its() -> None:
    assert {shipped().language(code).code for code in shipped().codes} == codes()
