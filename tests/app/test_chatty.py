"""A feed that changes at every poll leaves a small database and tells only what happened."""

from __future__ import annotations

from pathlib import Path

from benchmarks.chatty import simulate


def test_a_feed_that_changes_at_every_poll_stays_small_and_is_named(tmp_path: Path) -> None:
    (early, late), remark = simulate(tmp_path, polls=200, changes=(20, 40), at=(60, 200))
    assert late.rows["alerts"] == 2
    grown = {table for table in late.rows if late.rows[table] > early.rows[table]}
    assert grown <= {"story_aliases", "runs"}
    assert late.rows["stories"] <= 12
    assert late.rows["story_aliases"] <= 6 * 64
    assert remark == "its entries change at almost every poll: 120 edits of 6 stories in the last 20 polls"


def test_a_feed_that_stays_as_it_is_is_not_named(tmp_path: Path) -> None:
    quiet = "".join(
        ("<item><title>Xiaomi shows a phone</title><guid>1</guid>", "<link>{site}/1</link></item>")
    )
    (sample,), remark = simulate(tmp_path, polls=25, at=(25,), told=lambda _, site: quiet.format(site=site))
    assert (sample.rows["stories"], remark) == (1, "")
