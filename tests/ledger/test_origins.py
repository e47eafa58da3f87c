"""What each story of a claim rests on, and where the chains end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.ledger.accounts import accounts
from monitor.ledger.origins import Origins, Relation, origins
from monitor.model import Basis, Evidence, Snapshot, Stance, Story
from tests.alerts.values import CLAIM, NOW, evidence, story

Told = tuple[Story, Evidence]


def told(
    number: int, outlet: str, basis: Basis, origin: str, *, witness: str = "", via: str = "", reprint: int = 0,
    stance: Stance = Stance.SUPPORTS,
) -> Told:  # fmt: skip
    """A story of day `number` with its evidence; `reprint`: the number of its original."""
    of = replace(
        story(number),
        outlet=outlet,
        reprint_of=f"s{reprint}" if reprint else None,
        published=NOW + timedelta(days=number),
    )
    item = evidence(of, basis=basis, origin=origin, stance=stance)
    return of, replace(item, witness=witness or via or outlet, judgement=replace(item.judgement, via=via))


def graph(*items: Told) -> Origins:
    stories, found = zip(*items, strict=True)
    held = Snapshot(claims=(CLAIM,), stories=stories, evidence=found, transitions=(), feed_states=())
    return origins(accounts(held)[0])


def links(of: Origins) -> list[tuple[str, Relation, str]]:
    return [(edge.source, edge.relation, edge.target) for edge in of.edges]


def test_a_chain_ends_at_the_people_of_the_outlet_that_was_first() -> None:
    found = graph(
        told(1, "Reuters", Basis.SOURCES, "unnamed sources"),
        told(2, "CNBC", Basis.OTHER_OUTLET, "Reuters", via="Reuters"),
        told(3, "Blog", Basis.OTHER_OUTLET, "CNBC"),
        told(4, "Portal", Basis.SOURCES, "unnamed sources", witness="Reuters"),
        told(5, "Copy", Basis.SOURCES, "unnamed sources", reprint=2),
    )
    people = "sources:unnamed sources of reuters"
    assert links(found) == [
        ("s1", Relation.ACCORDING, people),
        ("s2", Relation.ACCORDING, "s1"),
        ("s3", Relation.ACCORDING, "s2"),
        ("s4", Relation.TEXT, "s1"),
        ("s5", Relation.REPRINT, "s2"),
    ]
    assert found.roots == ((people,),)
    assert [(row.depth, row.label, row.parent) for row in found.rows()] == [
        (0, "unnamed sources of Reuters", None),
        (1, "Reuters", 0),
        (2, "CNBC", 1),
        (3, "Blog", 2),
        (3, "Copy", 2),
        (2, "Portal", 1),
    ]


def test_two_outlets_that_heard_a_party_share_its_origin() -> None:
    found = graph(
        told(1, "Post", Basis.OFFICIAL, "Xiaomi"),
        told(2, "Times", Basis.OFFICIAL, "Xiaomi"),
        told(3, "CNBC", Basis.OFFICIAL, "Xiaomi", via="Reuters"),
    )
    assert found.roots == (("party:xiaomi",),)
    assert [row.label for row in found.rows()] == ["Xiaomi", "Post", "Times", "Reuters", "CNBC"]


def test_outlets_that_credit_each_other_are_one_origin() -> None:
    found = graph(
        told(1, "A", Basis.OTHER_OUTLET, "B"),
        told(2, "B", Basis.OTHER_OUTLET, "A"),
        told(3, "C", Basis.OTHER_OUTLET, "A"),
    )
    assert found.roots == (("s1", "s2"),)
    rows = list(found.rows())
    assert rows[0].label == "A, B: they credit each other, which is one origin"
    assert [(row.depth, row.label, row.relation) for row in rows[1:]] == [
        (1, "A", "according to B"),
        (2, "C", "according to A"),
        (1, "B", "according to A"),
    ]


def test_outlets_of_one_publisher_are_one_origin() -> None:
    found = graph(told(1, "Reuters", Basis.OUTLET, "Reuters"), told(2, "路透社", Basis.OUTLET, "路透社"))
    assert [row.label for row in found.rows() if not row.depth] == ["Reuters"]


def test_an_outlet_is_not_credited_with_what_it_wrote_later_or_against() -> None:
    found = graph(
        told(1, "Blog", Basis.OTHER_OUTLET, "CNBC"),
        told(2, "CNBC", Basis.OFFICIAL, "Xiaomi", stance=Stance.REFUTES),
        told(9, "CNBC", Basis.OFFICIAL, "Xiaomi"),
    )
    assert ("s1", Relation.ACCORDING, "outlet:comcast") in links(found)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C", "Reuters", "CNBC"]),
            st.sampled_from(Basis),
            st.sampled_from(["A", "B", "C", "Reuters", "Xiaomi", "", "unnamed sources"]),
            st.sampled_from(["", "", "A", "B", "Reuters"]),
            st.integers(0, 8),
            st.sampled_from([Stance.SUPPORTS, Stance.REFUTES]),
        ),
        max_size=8,
    )
)
def test_every_story_is_shown_once_whatever_credits_whom(
    rows: list[tuple[str, Basis, str, str, int, Stance]],
) -> None:
    """The tree has each node once, and each story rests on one thing at most."""
    items = [
        told(n, outlet, basis, origin, via=via, reprint=reprint, stance=stance)
        for n, (outlet, basis, origin, via, reprint, stance) in enumerate(rows, 1)
    ]
    found = graph(*items) if items else Origins()
    shown = [row.node.id for row in found.rows() if row.node]
    assert sorted(shown) == sorted(node.id for node in found.nodes)
    assert len({edge.source for edge in found.edges}) == len(found.edges)
    assert all(edge.source != edge.target for edge in found.edges)
    for place, row in enumerate(found.rows()):
        assert row.parent is None or row.parent < place
