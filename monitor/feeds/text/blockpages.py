"""Tells pages that stand in the way of what was asked for: challenges, consent, logins, errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from bs4 import BeautifulSoup

from monitor.feeds.text.cleaning import clean, length, text_of
from monitor.languages.common import terms
from monitor.languages.schema import Page, Terms

FRONT = "the front page"
CHALLENGE = "a browser check (challenge page)"
CONSENT = "a consent page"
LOGIN = "a login page"
ERROR = "an error page"
EMPTY = "a page that only scripts fill"


def _numbered() -> str:
    """The title of an error page with its number: "404 not found"."""
    reasons = "|".join(terms(lambda file: file.page.title.reasons))
    return rf"(?:error\W+)?(?:40[1-5]|410|429|451|50[0-4])(?:\W+(?:{reasons}))*"


def _compiled(pick: Callable[[Page], Terms], more: str = "") -> re.Pattern[str]:
    found = [*terms(lambda file: pick(file.page)), *filter(None, [more])]
    return re.compile("|".join(found), re.IGNORECASE)


# What a title, or a part of it between dashes, says in full.
_IN_TITLE = {
    CHALLENGE: _compiled(lambda page: page.title.challenge),
    CONSENT: _compiled(lambda page: page.title.consent),
    LOGIN: _compiled(lambda page: page.title.login),
    ERROR: _compiled(lambda page: page.title.error, _numbered()),
}
# What stands anywhere in such a page; some of it is the same in all languages.
_ANYWHERE = {
    CHALLENGE: _compiled(
        lambda page: page.mark.challenge,
        r"_cf_chl_opt|cf-chl-|px-captcha|geo\.captcha-delivery\.com|awswafintegration|_incapsula_resource",
    ),
    CONSENT: _compiled(
        lambda page: page.mark.consent,
        r"consent\.(?:google|youtube|yahoo)\.com/(?:save|v2|m\b)|guce\.(?:yahoo|oath|advertising)\.com",
    ),
    LOGIN: _compiled(lambda page: page.mark.login),
    ERROR: _compiled(lambda page: page.mark.error),
    EMPTY: _compiled(lambda page: page.mark.empty),
}
# What a part of an address says in full.
_IN_ADDRESS = {
    CONSENT: _compiled(lambda page: page.address.consent),
    LOGIN: _compiled(lambda page: page.address.login),
    ERROR: _compiled(lambda page: page.address.error),
}
# "/", "/en/", "/index.html"
_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|–—·»›_]\s*|\s+-\s+")
# Possessive throughout: the start of a page may be a long row of comments.
_HTML = re.compile(
    r"(?>\s*<!--.*?-->|\s*<\?.*?\?>)*+\s*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_LITTLE_TEXT = 150


def looks_like_html(text: str) -> bool:
    """Whether a document begins as a web page does."""
    return _HTML.match(text) is not None


def standing_in_the_way(html: str, page: BeautifulSoup) -> str | None:
    """What the page is instead of the content (CHALLENGE, …); None where it may be the content.

    A title decides by itself. Other marks count where the page says little else, for many sites
    have the machinery of challenges and consent in every page.
    """
    title = clean(page.title.get_text()) if page.title else ""
    parts = {title, *_PARTS.split(title)}
    for kind, pattern in _IN_TITLE.items():
        if any(pattern.fullmatch(part) for part in parts):
            return kind
    text = text_of(page)
    if length(text) > _LITTLE_TEXT:
        return None
    # Pages that do not need scripts have it in what browsers without them show.
    searched = ((kind, text if kind == EMPTY else html) for kind in _ANYWHERE)
    return next((kind for kind, where in searched if _ANYWHERE[kind].search(where)), None)


def led_astray(asked: str, answered: str) -> str | None:
    """What a redirect led to instead of the page that was asked for, by its address; None where it may be the page."""
    try:
        before, after = urlsplit(asked), urlsplit(answered)
    except ValueError:
        return None
    if (before.hostname, before.path) == (after.hostname, after.path):
        return None
    if _FRONT.fullmatch(after.path) and not after.query and not _FRONT.fullmatch(before.path):
        return FRONT
    new = _parts(after) - _parts(before)
    return next((kind for kind, said in _IN_ADDRESS.items() if any(map(said.fullmatch, new))), None)


def _parts(address: SplitResult) -> frozenset[str]:
    """The labels of the host and the steps of the path, without endings such as ".html"."""
    steps = (step.partition(".")[0] for step in address.path.split("/"))
    return frozenset(filter(None, (*(address.hostname or "").split("."), *steps)))


def asks_for_a_password(page: BeautifulSoup) -> bool:
    return page.find("input", type="password") is not None
