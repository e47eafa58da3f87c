"""A digest in its final words for every kind of channel: a mail, a text for chats, JSON for programs. Pure.

What is written here is kept and sent as it is, however often that takes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, parseaddr

from monitor.alerts.compose.cards import Card
from monitor.alerts.compose.digest import Digest
from monitor.alerts.compose.event import event, trial_event
from monitor.alerts.compose.headers import POLICY
from monitor.alerts.compose.picture import picture
from monitor.alerts.compose.plain import clean
from monitor.alerts.compose.render import BRIEFLY, FULL, digest_brief, digest_html, digest_text
from monitor.alerts.compose.timeline import timeline
from monitor.model import Letter

LIMIT = 80_000  # bytes of a mail as it is sent; a widespread mail program cuts at 102 KB
_PICTURES = 12
_THREADS = 10  # first alerts that one mail can answer to; their ids stand in a header
# One part of a mail is as long in either, but Chinese is far shorter in base64 and English readable in the other.
_ENCODINGS = ("quoted-printable", "base64")


def write(
    digest: Digest, *, sender: str, claims: int, threads: Mapping[str, str], unsubscribe: str = ""
) -> Letter:
    """The digest fixed. `claims` is how many the ledger holds.

    `threads` are the Message-IDs of the mails that first told of a claim: a correction answers to its own.
    `unsubscribe` is the mailto: address of `List-Unsubscribe`, if any.
    """
    name = message_id(digest.key, sender)
    return Letter(
        id=digest.key,
        composed=digest.at,
        alerts=digest.alerts,
        subject=clean(digest.subject),
        message_id=name,
        mail=mail(digest, sender=sender, threads=threads, unsubscribe=unsubscribe),
        brief=digest_brief(digest),
        event=event(digest),
        claims=claims,
    )


def mail(digest: Digest, *, sender: str, threads: Mapping[str, str], unsubscribe: str = "") -> str:
    """The digest as a message without its To header, in ASCII, below `LIMIT`.

    Where all is too much, the last pictures give way first, then the last details, then the lines of the rest.
    """
    full, briefly = min(FULL, len(digest.drawn)), BRIEFLY
    pictures = _pictures(digest.drawn[:full], digest.at)
    while True:
        message = _headed(digest.subject, digest.key, sender, digest.at, unsubscribe)
        made = _assembled(
            message, digest, full=full, briefly=briefly, sender=sender, threads=threads, pictures=pictures
        )
        if len(made) <= LIMIT or not (pictures or full or briefly):
            return made
        if pictures:
            pictures = dict(list(pictures.items())[: len(pictures) // 2])
        elif full:
            full = min(full - 1, full * LIMIT // len(made))
        else:
            briefly = min(briefly - 1, briefly * LIMIT // len(made))


def page(digest: Digest) -> str:
    """The digest as a page that stands alone, with its pictures in it."""
    encoded = {
        claim: base64.b64encode(png).decode() for claim, png in _pictures(digest.drawn, digest.at).items()
    }
    return digest_html(
        digest, pictures={claim: f"data:image/png;base64,{text}" for claim, text in encoded.items()}
    )


def _assembled(
    message: EmailMessage,
    digest: Digest,
    *,
    full: int,
    briefly: int,
    sender: str,
    threads: Mapping[str, str],
    pictures: Mapping[str, bytes],
) -> str:
    domain = address(sender).domain
    answered = _answered(digest, threads)
    if answered:
        message["In-Reply-To"] = message["References"] = " ".join(answered)
    _fill(message, digest_text(digest, full=full, briefly=briefly))
    ids = {claim: f"{number}.{digest.key}@{domain}" for number, claim in enumerate(pictures)}
    addresses = {claim: f"cid:{cid}" for claim, cid in ids.items()}
    page = EmailMessage(policy=POLICY)
    _fill(page, digest_html(digest, full=full, briefly=briefly, pictures=addresses), subtype="html")
    for claim, cid in ids.items():
        page.add_related(pictures[claim], "image", "png", cid=f"<{cid}>", disposition="inline")
    message.make_alternative(boundary=f"=_{digest.key}")
    if pictures:
        page.set_boundary(f"=_related_{digest.key}")
    message.attach(page)
    return message.as_bytes().decode("ascii")


def _headed(subject: str, key: str, sender: str, at: datetime, unsubscribe: str) -> EmailMessage:
    author = address(sender)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = clean(subject)
    message["From"] = author
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(key, sender)
    message["List-Id"] = f"Claims that changed <claims.{author.domain}>"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def trial(*, sender: str, now: datetime, unsubscribe: str = "") -> Letter:
    """What `monitor test-alert` sends."""
    subject, text = "Test of monitor", "This is a test. Digests of claims that changed will come this way.\n"
    key = f"test.{now:%Y%m%d%H%M%S%f}"
    message = _headed(subject, key, sender, now, unsubscribe)
    _fill(message, text)
    return Letter(
        id=key,
        composed=now,
        alerts=(),
        subject=subject,
        message_id=message_id(key, sender),
        mail=message.as_bytes().decode("ascii"),
        brief=text,
        event=trial_event(key, subject, now),
    )


def _fill(part: MIMEPart, text: str, subtype: str = "plain") -> None:
    """Sets the text in the shorter of the encodings; both keep lines short and the mail in ASCII."""
    drafts = []
    for encoding in _ENCODINGS:
        draft = MIMEPart(policy=POLICY)
        draft.set_content(text, subtype=subtype, cte=encoding)
        drafts.append((len(draft.as_bytes()), encoding))
    part.set_content(text, subtype=subtype, cte=min(drafts)[1])


def _pictures(cards: Iterable[Card], now: datetime) -> dict[str, bytes]:
    """The timelines of the first claims; a single report makes none."""
    lines = {card.claim.id: timeline(card.account, now=now) for card in cards if card.account}
    drawn = [(claim, line) for claim, line in lines.items() if line and len(line.dots) > 1]
    return {claim: picture(line) for claim, line in drawn[:_PICTURES]}


def _answered(digest: Digest, threads: Mapping[str, str]) -> tuple[str, ...]:
    first = [
        threads[i.claim.id] for i in digest.items if i.alert.kind == "correction" and i.claim.id in threads
    ]
    return tuple(dict.fromkeys(first))[:_THREADS]


def message_id(key: str, sender: str) -> str:
    return f"<{key}@{address(sender).domain}>"


def address(text: str) -> Address:
    """A mail address; the domain in the letters that every server knows."""
    name, spec = parseaddr(text)
    local, _, domain = spec.rpartition("@")
    return Address(display_name=name, username=local, domain=domain.encode("idna").decode("ascii"))
