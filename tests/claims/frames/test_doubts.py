"""What `monitor check` says of typed claims: what was understood, what was not used, and what is of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.claims.frames.catalogue import Catalogue, load
from monitor.claims.frames.doubts import doubts, unused
from monitor.claims.frames.understood import summary
from monitor.errors import ConfigError
from monitor.topics.folder import SHIPPED


def typed(folder: Path, text: str, more: str = "") -> Catalogue:
    path = folder / "claims.toml"
    path.write_text(f'[[claim]]\nid = "x"\ntext = "{text}"\n{more}', encoding="utf-8")
    return load((path,))


def told(catalogue: Catalogue) -> str:
    (framed,) = catalogue.framed
    return summary(framed, unused(framed, catalogue))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "BYD will start selling its buses in Mexico in 2027.",
            "understood as: BYD / Mexico / enter or launch / buses / 2027; a decision; the word of BYD settles it",
        ),
        (
            "比亚迪将在2027年在墨西哥建厂。",
            (
                "understood as: BYD / Mexico / 2027; a decision; the word of BYD settles it; "
                "only the learned reader judges it: the rules read claims in English"
            ),
        ),
    ],
)
def test_a_claim_is_told_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    assert told(typed(tmp_path, text)) == said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Something big is coming next week.", "Something big"),
        ("Xiaomi will start selling its cars in Europe in 2027.", "cars"),
    ],
)
def test_words_that_no_role_uses_are_named(text: str, words: str, tmp_path: Path) -> None:
    assert told(typed(tmp_path, text)).endswith(f"not used: {words}")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Is Renault going to build a plant in Morocco", "it begins like a question; state what is claimed"),
        ("Which plant Renault closes is known.", "it begins like a question; state what is claimed"),
        ("Renault wird 2027 Lastwagen in Spanien verkaufen.", "looks like 'de'; add language = \"de\""),
        (
            "Nokia aikoo lopettaa puhelinten valmistuksen Salossa.",
            "looks like 'fi', which cannot be read; type it",
        ),
        (
            "トヨタは2027年に全固体電池を搭載した車を発売する。",
            "looks like 'ja', which cannot be read; type it",
        ),
        ("Renault makes good cars.", "it is vague"),
    ],
)
def test_a_claim_of_no_use_is_told_with_a_way_out(text: str, doubt: str, tmp_path: Path) -> None:
    catalogue = typed(tmp_path, text)
    (found,) = doubts(catalogue.framed[0], catalogue)
    assert doubt in found


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Renault will close its plant in Maubeuge.", ""),
        ("Renault wird 2027 Lastwagen in Spanien verkaufen.", 'language = "de"'),
        ("比亚迪将在墨西哥建厂。", ""),
        ("The Renault 5 costs 25,000 euros.", ""),
    ],
)
def test_a_claim_of_use_raises_no_doubt(text: str, more: str, tmp_path: Path) -> None:
    catalogue = typed(tmp_path, text, more)
    assert doubts(catalogue.framed[0], catalogue) == ()


def test_claims_that_were_typed_by_people_who_knew_how_raise_none() -> None:
    paths = sorted((Path(__file__).parents[2] / "gold").glob("asked_[1-8]/claims.toml"))
    assert paths
    for path in paths:
        catalogue = load((path,))
        found = {framed.claim: doubts(framed, catalogue) for framed in catalogue.framed}
        assert not {claim: said for claim, said in found.items() if said}


def test_shipped_claims_stand_beside_own_ones(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text('[[claim]]\nid = "x"\ntext = "Renault will close its plant in Maubeuge."\n')
    shipped, both = load(), load((SHIPPED, path))
    assert both.claims[:-1] == shipped.claims
    assert (both.claims[-1].id, both.claims[-1].seed) == ("x", False)
    path.write_text(f'[[claim]]\nid = "{shipped.claims[0].id}"\ntext = "Renault will close its plant."\n')
    with pytest.raises(ConfigError, match="is used twice"):
        load((SHIPPED, path))
