"""Killed at random moments, it ends with the ledger of an undisturbed run. `make crash` does it hundreds of times."""

from __future__ import annotations

import pytest

from benchmarks import crash


def test_a_killed_daemon_ends_with_the_ledger_of_an_undisturbed_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = crash.main(["--kills", "6", "--stories", "60", "--seed", "7"])
    out = capsys.readouterr().out
    assert "The ledgers are equal." in out
    assert "120 in the ledger" in out
    assert code == 0
