"""What a new edition of a claims file changes."""

from __future__ import annotations

from monitor.claims.frames.changes import Changes, changes


def claim(id_: str, text: str = "It will.", **more: str) -> str:
    rows = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[[claim]]\nid = "{id_}"\ntext = "{text}"\n{rows}'


def test_claims_are_added_changed_and_removed_by_their_ids() -> None:
    before = claim("a") + claim("b") + claim("c") + claim("d", "Gone.")
    after = claim("e", "New.") + claim("c", due="2027-01-01") + claim("b", "It will not.") + claim("a")
    assert changes(before, after) == Changes(
        added=(("e", "New."),), changed=(("c", "It will."), ("b", "It will not.")), removed=(("d", "Gone."),)
    )


def test_order_and_layout_change_nothing() -> None:
    assert not changes(claim("a") + claim("b"), f"# a note\n{claim('b')}\n\n{claim('a')}")


def test_the_first_edition_adds_all() -> None:
    assert changes("", claim("a")).added == (("a", "It will."),)
