"""A digest in its final words: the mail's headers and size, the signed JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_string
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from monitor.alerts.compose.digest import Digest, compose
from monitor.alerts.compose.letter import LIMIT, address, write
from monitor.feeds.health import health
from monitor.model import Claim, Feed, FeedState, Letter, Stance
from tests.alerts.values import CLAIM, COVERAGE, NOW, OTHER, alert, digest, evidence, snapshot, story

SENDER = "Monitor <monitor@example.org>"


def fixed(told: Digest, **threads: str) -> Letter:
    return write(told, sender=SENDER, claims=2, threads=threads)


def parsed(letter: Letter) -> EmailMessage:
    mail = message_from_string(letter.mail, _class=EmailMessage, policy=default)  # type: ignore[arg-type]
    assert not mail.defects
    return mail


def drawn() -> Digest:
    """A digest of a claim with a history."""
    stories = [story(number) for number in (1, 9, 20)]
    items = [
        evidence(stories[0], stance=Stance.DISCUSSES),
        evidence(stories[1], stance=Stance.REFUTES),
        evidence(stories[2]),
    ]
    held = snapshot(stories, items, claims=(CLAIM, OTHER))
    return compose([alert(of=stories[2])], snapshot=held, feeds=(), now=NOW)


def test_the_headers_that_mail_programs_and_lists_go_by() -> None:
    mail = parsed(fixed(digest()))
    assert mail["Date"] == "Thu, 01 Apr 2021 08:00:00 +0000"
    assert mail["Message-ID"] == f"<{digest().key}@example.org>"
    assert mail["List-Id"] == "Claims that changed <claims.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] is None
    assert mail["In-Reply-To"] is None


def test_the_same_digest_is_the_same_mail() -> None:
    """Nothing in it is drawn by chance, not even the lines between its parts."""
    assert fixed(drawn()) == fixed(drawn())


def test_a_correction_answers_to_the_first_mail_and_other_news_to_none() -> None:
    first = "<first@example.org>"
    told = digest(alert("correction"), alert("newly-denied", claim="plant"))
    mail = parsed(fixed(told, car=first, plant="<other@example.org>"))
    assert mail["In-Reply-To"] == mail["References"] == first
    assert parsed(fixed(digest(), car=first))["References"] is None


def test_the_timeline_is_a_picture_in_the_mail() -> None:
    mail = parsed(fixed(drawn()))
    page = mail.get_body(("html",))
    assert page is not None
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert f"cid:{picture['Content-ID'].strip('<>')}" in page.get_content()
    assert picture.get_content_disposition() == "inline"
    payload = picture.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert len(payload) < 5_000
    assert "http" not in page.get_content().replace("https://example.org/", "")


def test_the_pictures_differ_as_the_timelines_do(tmp_path: object) -> None:
    from io import BytesIO

    from monitor.alerts.compose.picture import HEIGHT, WIDTH, picture
    from monitor.alerts.compose.timeline import timeline

    account = drawn().items[0].account
    assert account is not None
    line = timeline(account, now=NOW)
    assert line is not None
    image = Image.open(BytesIO(picture(line)))
    assert image.size == (2 * WIDTH, 2 * HEIGHT)
    assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert picture(line) != picture(replace(line, dots=line.dots[:1]))


@pytest.mark.parametrize("text", ["word ", "小米", "\u202e\x00<b>&"])
@pytest.mark.parametrize("count", [1, 30, 3_000])
def test_however_much_there_is_to_tell_the_mail_stays_small(text: str, count: int) -> None:
    """Mail programs cut long ones; what is not told in full is named, what is not named is counted."""
    long = text * 2_000
    claims = [Claim(id=f"c{n}", text=f"{n} {long}") for n in range(count)]
    of = story(1, headline=long, url=f"https://example.org/{'x' * 1_400}")
    told = digest(*(alert(claim=c.id, of=of, quote=long) for c in claims), claims=claims, stories=(of,))
    told = replace(told, new_claims=tuple(claims))
    letter = fixed(told)
    assert len(letter.mail) <= LIMIT
    assert len(letter.alerts) == count
    page = parsed(letter).get_body(("html",))
    assert page is not None
    assert ("beyond these" in page.get_content()) == (count == 3_000)


def test_a_hostile_story_still_makes_a_mail() -> None:
    evil = story(1, headline="a\x00b\ud800c\r\n.\r\nBcc: x@example.org\r\n")
    mail = parsed(fixed(digest(alert(of=evil, quote="\ud800"), stories=(evil,))))
    assert mail["Bcc"] is None


WORDS = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\r\n.\r\nBcc: x@y.z", "]]>", "{{ 7*7 }}", "=?utf-8?q?x?="]
)


@given(headline=WORDS, quote=WORDS, outlet=WORDS, origin=WORDS, text=WORDS, url=WORDS, problem=WORDS)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_story_makes_a_letter(
    *, headline: str, quote: str, outlet: str, origin: str, text: str, url: str, problem: str
) -> None:
    """Nothing that a feed brings, half characters included, may keep a digest from being written."""
    of = replace(story(1, headline=headline, url=f"https://example.org/{url}"), outlet=outlet)
    news = alert(of=of, quote=quote)
    news = replace(news, transition=replace(news.transition, origin=origin))
    told = digest(news, claims=(Claim(id="car", text=text),), stories=(of,))
    state = FeedState(url="u", failures=5, last_polled=NOW, problem=problem)
    troubles = (health(Feed(url="u", name=outlet), state, NOW),)
    letter = fixed(replace(told, troubles=troubles, undelivered=()))
    assert letter.mail.isascii()
    assert letter.event.isascii()
    assert letter.brief.encode()
    assert parsed(letter)["Bcc"] is None


def test_a_claim_cannot_add_headers() -> None:
    claim = Claim(id="car", text="x\r\nBcc: spy@example.org\r\n\r\nbody")
    mail = parsed(fixed(digest(claims=(claim,))))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Confirmed: x Bcc: spy@example.org body"


def test_programs_get_the_transition() -> None:
    letter = fixed(replace(digest(alert(of=story(1))), coverage=COVERAGE))
    value = json.loads(letter.event)
    assert (value["id"], value["composed"]) == (letter.id, "2021-04-01T08:00:00Z")
    assert value["coverage"]["feeds_failing"] == 1
    assert value["transitions"] == [
        {
            "alert": letter.alerts[0],
            "kind": "newly-confirmed",
            "claim": "car",
            "text": "Xiaomi will build a car.",
            "from": "rumoured",
            "to": "confirmed",
            "rule": "official-support",
            "because": "A party whose word settles the claim says on the record that it is true.",
            "story": "https://example.org/1",
            "headline": "Xiaomi builds a car",
            "outlet": "Example Post",
            "quote": "It said so.",
            "basis": "official",
            "origin": "Xiaomi",
            "origins": 0,
            "partly": "",
            "learned": "2021-03-03T08:00:00Z",
            "edit": None,
            "at": "2021-03-03T08:00:00Z",
            "witnesses": [],
        }
    ]


def test_domains_are_written_in_letters_that_every_server_knows() -> None:
    assert address("雷军 <lei@例子.cn>").addr_spec == "lei@xn--fsqu00a.cn"
    assert address("雷军 <lei@例子.cn>").display_name == "雷军"
