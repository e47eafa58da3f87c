"""The topic's table of relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.claims.frames.relations import FLAGS, Relations, relations_of
from monitor.errors import ConfigError
from monitor.topics import Folder, shipped

LISTS = "[lists]\nacts = []\ncontent = []\nbroad = []\nhome = []\n"


def table_of(text: str, folder: Path) -> Relations:
    (folder / "relations.toml").write_text(text, encoding="utf-8")
    return relations_of(Folder(folder))


def test_properties_are_collected_over_the_relations(tmp_path: Path) -> None:
    found = table_of(
        f'{LISTS}[relation.a]\nis = ["event", "once"]\n[relation.b]\nis = ["event"]\nshown_by = ["a"]\n',
        tmp_path,
    )
    assert (found.event, found.once, found.public) == ({"a", "b"}, {"a"}, set())
    assert found.shown_by == {"b": {"a"}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f'{LISTS}[relation.a]\nis = ["evnet"]\n', r"relation\.a\.is\[1\]: 'evnet' .* did you mean 'event'"),
        (f"{LISTS}[relation.a]\nevent = true\n", r"relation\.a\.event: unknown key"),
        (f"{LISTS}more = []\n", r"lists\.more: unknown key"),
        ("[relation.a]\n", "lists: is required"),
    ],
)
def test_faults_are_named(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=named):
        table_of(text, tmp_path)


def test_the_shipped_table_names_lists_of_the_language_data() -> None:
    """A relation, topic or concept that is written wrong would have no property at all."""
    table, english = relations_of(shipped()), shipped().language("en")
    relations = set(table.shown_by) | set(table.opposite)
    relations |= {name for named in (*table.shown_by.values(), *table.opposite.values()) for name in named}
    for flag in FLAGS:
        held = getattr(table, flag)
        assert held, flag
        relations |= held
    assert relations <= english.names("relation")
    assert table.acts <= english.names("topic")
    assert table.content <= english.names("concept")
    assert table.broad <= english.names("relation") | english.names("concept") | english.names("topic")
