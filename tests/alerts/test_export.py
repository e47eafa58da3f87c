"""Claims and verdicts for other programs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from monitor.alerts.compose.export import claim_reviews, table
from monitor.ledger.accounts import accounts
from monitor.model import Claim, Stance
from tests.alerts.values import CLAIM, OTHER, account, evidence, snapshot, story


def test_a_claim_review() -> None:
    first = story(1)
    held = accounts(snapshot([first], [evidence(first)], claims=[CLAIM, OTHER]))
    graph = json.loads(claim_reviews(held, base="https://example.org/monitor/"))
    settled, still_open = graph["@graph"]
    assert (graph["@context"], settled["@type"]) == ("https://schema.org", "ClaimReview")
    assert settled["claimReviewed"] == settled["itemReviewed"]["text"] == "Xiaomi will build a car."
    assert settled["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Confirmed",
        "ratingValue": 5,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert settled["url"] == "https://example.org/monitor/index.html#car"
    assert settled["itemReviewed"]["firstAppearance"]["url"] == "https://example.org/1"
    assert [cited["url"] for cited in settled["citation"]] == ["https://example.org/1"]
    assert still_open["reviewRating"] == {"@type": "Rating", "alternateName": "Rumoured"}
    assert not {"url", "citation", "datePublished"} & set(json.loads(claim_reviews(held[1:]))["@graph"][0])


def test_a_denied_claim_is_rated_one() -> None:
    first = story(1)
    held = account([first], [evidence(first, stance=Stance.REFUTES)])
    assert json.loads(claim_reviews([held]))["@graph"][0]["reviewRating"]["ratingValue"] == 1


def test_only_addresses_of_the_web_are_given_on() -> None:
    first = story(1, url="javascript:alert(1)")
    assert "javascript" not in claim_reviews([account([first], [evidence(first)])])


def test_a_row_a_claim() -> None:
    first = story(1)
    rows = list(
        csv.DictReader(StringIO(table(accounts(snapshot([first], [evidence(first)], claims=[CLAIM, OTHER])))))
    )
    assert [(row["id"], row["status"], row["supports"]) for row in rows] == [
        ("car", "confirmed", "1"),
        ("plant", "rumoured", "0"),
    ]
    assert rows[0]["story"] == "https://example.org/1"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(text: str) -> None:
    """Whatever a headline or a claim begins with."""
    first = replace(story(1), outlet=text)
    held = account([first], [evidence(first, quote=text)])
    hostile = replace(held, claim=Claim(id="car", text=text))
    (row,) = csv.DictReader(StringIO(table([hostile])))
    assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
