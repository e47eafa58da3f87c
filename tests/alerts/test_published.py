"""What is published for everybody: the Atom feed and the page, valid whatever the feeds brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import feedparser
import html5lib
import pytest
from lxml import etree

from monitor.alerts.compose.atom import atom
from monitor.alerts.compose.letter import write
from monitor.alerts.compose.render import digest_html, ledger_html
from monitor.ledger.accounts import Account, accounts
from monitor.model import Claim, Stance
from tests.alerts.test_render import HOSTILE
from tests.alerts.values import CLAIM, COVERAGE, NOW, OTHER, alert, digest, evidence, snapshot, story

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = "{http://www.w3.org/2005/Atom}"


def ledger(headline: str = "Xiaomi builds a car") -> tuple[Account, ...]:
    """A claim that was confirmed and then denied."""
    first, second = story(1, headline=headline), story(20, headline=headline)
    items = [evidence(first, quote=headline), evidence(second, stance=Stance.REFUTES, origin=headline)]
    return accounts(snapshot((first, second), items, claims=(replace(CLAIM, text=headline), OTHER)))


def valid(feed: bytes) -> etree._Element:
    parsed = etree.fromstring(feed)
    assert SCHEMA.validate(parsed), SCHEMA.error_log
    ids = [element.text for element in parsed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    return parsed


def test_the_schema_can_tell() -> None:
    with pytest.raises(AssertionError, match="id"):
        valid(atom(ledger(), now=NOW).replace(b"<id>urn:monitor:claims</id>", b""))


@pytest.mark.parametrize("headline", ["小米造车", HOSTILE, "a\x00b\ud800\u202ec & <d>", "x" * 5_000])
@pytest.mark.parametrize("base", ["", "https://claims.example.org/xiaomi/"])
def test_the_feed_is_valid_whatever_it_tells(headline: str, base: str) -> None:
    parsed = valid(atom(ledger(headline), now=NOW, base=base))
    assert len(parsed.findall(f"{ATOM}entry")) == 2


def test_the_feed_tells_each_change_with_its_source() -> None:
    parsed = feedparser.parse(BytesIO(atom(ledger(), now=NOW, base="https://claims.example.org")))
    assert not parsed.bozo
    denied, confirmed = parsed.entries
    assert (denied.title, confirmed.title) == (
        "Denied: Xiaomi builds a car",
        "Confirmed: Xiaomi builds a car",
    )
    assert confirmed.link == "https://example.org/1"
    assert "On the word of Xiaomi, on the record" in confirmed.content[0].value
    assert parsed.feed.links[0].href == "https://claims.example.org/atom.xml"


def test_an_entry_keeps_its_name() -> None:
    """A reader shows it once, however often the feed is written."""
    first = valid(atom(ledger(), now=NOW))
    later = valid(atom(ledger(), now=NOW + timedelta(days=1)))
    assert etree.tostring(first) == etree.tostring(later)


def test_an_empty_ledger_makes_a_valid_feed() -> None:
    assert valid(atom((), now=NOW)).findall(f"{ATOM}entry") == []


def strictly(html: str) -> None:
    html5lib.HTMLParser(strict=True).parse(html)


def test_the_parser_can_tell() -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        strictly("<!doctype html><title>x</title><p><b>x</p></b>")


@pytest.mark.parametrize("headline", ["小米造车", HOSTILE])
def test_the_page_is_valid(headline: str) -> None:
    strictly(ledger_html(ledger(headline), coverage=COVERAGE, now=NOW, note=headline))


@pytest.mark.parametrize("headline", ["小米造车", HOSTILE])
def test_the_mails_page_is_valid(headline: str) -> None:
    of = story(1, headline=headline)
    claims = [Claim(id=f"c{n}", text=headline) for n in range(60)]
    told = digest(*(alert(claim=c.id, of=of, quote=headline) for c in claims), claims=claims, stories=(of,))
    strictly(digest_html(replace(told, new_claims=tuple(claims)), pictures={"c0": "cid:x"}))
    assert write(told, sender="m@example.org", claims=0, threads={}).alerts == told.alerts
