"""Stories that were pruned do not come back as new ones."""

from __future__ import annotations

from monitor.stories.drafts import names
from monitor.stories.tombstones import without_buried
from tests.stories.builders import SHORT, draft, entry


def tombs(*pruned: object) -> dict[str, frozenset[str]]:
    """As if each of these entries had made a story that was pruned."""
    found: dict[str, frozenset[str]] = {}
    for number, item in enumerate(pruned):
        for name in names(draft([item])):  # type: ignore[list-item]
            found[name] = found.get(name, frozenset()) | {f"s{number}"}
    return found


def left(*entries: object, held: dict[str, frozenset[str]]) -> list[object]:
    return [kept.entry for kept in without_buried(draft(entries), held)]  # type: ignore[arg-type]


def test_an_entry_that_is_listed_for_ever_stays_forgotten() -> None:
    held = tombs(entry())
    assert left(entry(), held=held) == []
    assert (
        left(entry(guid="g2", url="https://wire.example/news/other", title="Another story"), held=held) != []
    )


def test_the_same_entry_in_other_words_is_news() -> None:
    edited = entry(title="Xiaomi gives up its second car plant")
    assert left(edited, held=tombs(entry())) == [edited]


def test_the_same_words_under_other_names_are_news() -> None:
    """The same line in a later year is another story."""
    again = entry(guid="g2", url="https://wire.example/news/plant-2026")
    assert left(again, held=tombs(entry())) == [again]


def test_words_and_names_of_two_stories_make_none() -> None:
    one = entry()
    two = entry(guid="g2", url="https://wire.example/news/two", title="Xiaomi hires a rival's designer")
    mixed = entry(title="Xiaomi hires a rival's designer")
    assert left(mixed, held=tombs(one, two)) == [mixed]


def test_an_entry_without_names_is_known_by_its_words() -> None:
    nameless = entry(guid="", url="", feed=SHORT)
    assert left(nameless, held=tombs(nameless)) == []
