"""docs/claims.md describes every key of a claims file, as the models have them."""

from __future__ import annotations

import pytest

from monitor.claims.frames.schema import ClaimTable, EntityTable, FrameTable
from monitor.datafiles import Table
from tools.claims_reference import PAGE, claims_reference


def test_the_page_is_up_to_date() -> None:
    """If this fails, run `python -m tools.claims_reference`."""
    page = PAGE.read_text(encoding="utf-8")
    assert claims_reference(page) == page


@pytest.mark.parametrize("model", [ClaimTable, FrameTable, EntityTable])
def test_every_key_is_described_on_the_page(model: type[Table]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, info in model.model_fields.items():
        assert f"| `{info.alias or name}` | {info.description} |" in page
