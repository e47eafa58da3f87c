"""Whatever the feeds deliver: the same again is nothing new, and their order does not matter."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Entry
from tests.stories.builders import BODY, FEEDS, entry, failed, keep, run

GUIDS = st.sampled_from(["", "1", "2", "https://wire.example/a"])
URLS = st.sampled_from(
    [
        "",
        "https://wire.example/",
        "https://wire.example/a",
        "http://m.wire.example/a?utm_source=x",
        "https://b.example/b",
    ]
)
TITLES = st.sampled_from(
    [
        "",
        "Xiaomi car",
        "Xiaomi to open a second car plant",
        "Xiaomi to open a third car plant",
        "小米汽车第二工厂明年投产",
    ]
)
TEXTS = st.sampled_from(
    ["", "Short.", BODY, BODY[:120], BODY.replace("spring", "summer"), "小米集团总裁周二表示。" * 9]
)
ENTRIES = st.lists(
    st.builds(
        entry,
        GUIDS,
        URLS,
        TITLES,
        TEXTS,
        feed=st.sampled_from(list(FEEDS.values())),
        content=TEXTS,
        day=st.integers(1, 28),
        dated=st.booleans(),
    ),
    max_size=6,
)
PAGES = st.lists(
    st.one_of(
        st.builds(Article, url=st.just("https://wire.example/a"), text=TEXTS),
        st.just(failed("https://b.example/b")),
    ),
    max_size=2,
)


@settings(deadline=None)  # the first example loads the language model
@given(ENTRIES, PAGES)
def test_the_same_entries_again_are_nothing_new(entries: list[Entry], pages: list[Article]) -> None:
    first = run(entries, articles=pages)
    known = keep((), first)
    assert len({story.id for story in first.stories}) == len(first.stories)
    second = run(entries, known, pages)
    assert second.stories == ()


@settings(deadline=None)  # the first example loads the language model
@given(ENTRIES, PAGES, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(entries: list[Entry], pages: list[Article], random) -> None:
    shuffled = random.sample(entries, len(entries))
    assert run(shuffled, articles=pages) == run(entries, articles=pages)


@settings(deadline=None)  # the first example loads the language model
@given(ENTRIES, ENTRIES)
def test_versions_follow_each_other(early: list[Entry], late: list[Entry]) -> None:
    known = keep((), run(early))
    versions = {story.id: story.version for story in known}
    for story in run(late, known).stories:
        assert story.version == versions.get(story.id, 0) + 1
