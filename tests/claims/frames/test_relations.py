"""The topic's table of relations."""

from __future__ import annotations

import pytest

from monitor.claims.frames.relations import parse, shipped_relations
from monitor.languages import load

LISTS = "[lists]\nacts = []\ncontent = []\nbroad = []\nhome = []\n"


def test_properties_are_collected_over_the_relations() -> None:
    found = parse(
        f'{LISTS}[relation.a]\nis = ["event", "once"]\n[relation.b]\nis = ["event"]\nshown_by = ["a"]\n'
    )
    assert (found.event, found.once, found.public) == ({"a", "b"}, {"a"}, set())
    assert found.shown_by == {"b": {"a"}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f'{LISTS}[relation.a]\nis = ["evnet"]\n', "evnet"),
        (f"{LISTS}[relation.a]\nevent = true\n", "event"),
        (f"{LISTS}more = []\n", "more"),
        ("[relation.a]\n", "lists"),
    ],
)
def test_faults_are_named(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        parse(text)


def test_the_shipped_table_names_lists_of_the_language_data() -> None:
    """A relation, topic or concept that is written wrong would have no property at all."""
    table, english = shipped_relations(), load("en")
    relations = set(table.shown_by) | set(table.opposite)
    relations |= {name for named in (*table.shown_by.values(), *table.opposite.values()) for name in named}
    for flag in ("event", "announced", "state", "appraisal", "once", "repeated", "public", "periodic", "recorded",
                 "ruling", "anywhere", "vehicles", "weak", "counted", "nominal"):  # fmt: skip
        held = getattr(table, flag)
        assert held, flag
        relations |= held
    assert relations <= english.names("relation")
    assert table.acts <= english.names("topic")
    assert table.content <= english.names("concept")
    assert table.broad <= english.names("relation") | english.names("concept") | english.names("topic")
