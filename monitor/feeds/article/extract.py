"""From the page of an article to its text. Pure: reads what was fetched and nothing else.

Claims stand or fall by what this room lets through: a headline from a box of other articles would
be evidence that this article does not give. In doubt, text stays out.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup
from bs4.element import Tag

from monitor.feeds.article.maintext import article_text
from monitor.feeds.article.metadata import read_metadata
from monitor.feeds.article.noise import GATE
from monitor.feeds.text.blockpages import (
    LOGIN,
    asks_for_a_password,
    led_astray,
    looks_like_html,
    standing_in_the_way,
)
from monitor.feeds.text.charset import decode
from monitor.feeds.text.cleaning import clean, length, soup, without_controls
from monitor.feeds.text.lines import SILENT
from monitor.model import Article, Fetched, Outcome, Problem
from monitor.redaction import public

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MAX_MARKUP = 3_000_000  # characters of a page; what comes later is no article
_MOST_ELEMENTS = 30_000
_MOST_WORK = 1_000_000  # the depths of all elements together, and of what they say
_CHARACTERS = 50  # cost as much as an element
_TEASER = 120  # words; more than that is no teaser, whatever the page says of paying


def extract(fetched: Fetched, *, timezone: ZoneInfo, now: datetime) -> Article:
    """Read a fetched page; never raises. `url` of the result is the address that was asked for.

    Pages that stand in the way, that ask to pay, or that hold no article have the text "" and a
    problem. A date to come becomes `now`.
    """
    if fetched.outcome is not Outcome.OK:
        return Article(url=fetched.url, text="", problem=fetched.problem or _problem(fetched, "not modified"))
    kind = (fetched.header("content-type") or "").partition(";")[0].strip().lower()
    html = without_controls(decode(fetched.body, fetched.header("content-type")))[:_MAX_MARKUP]
    if kind not in _PAGE_TYPES and (kind or not looks_like_html(html)):
        return Article(
            url=fetched.url, text="", problem=_problem(fetched, f"no web page, but {kind or 'data'}")
        )
    page = soup(html)
    if not _is_manageable(page):
        return Article(url=fetched.url, text="", problem=_problem(fetched, "too tangled a page to be read"))
    known = read_metadata(page, fetched.final_url, timezone=timezone, now=now)
    title, suspect = _title(page), LOGIN if asks_for_a_password(page) else ""  # before the page is pruned
    astray = led_astray(fetched.url, fetched.final_url)
    obstacle = astray or standing_in_the_way(html, page)
    gated = not known.free or _asks_to_pay(page)
    text = "" if obstacle else article_text(page) or known.text
    if text and gated and length(text) < _TEASER:
        obstacle, text = "a teaser, the rest is for subscribers", ""
    problem = None
    if not text:
        message = f"{obstacle} instead of an article" if obstacle else "no article found in the page"
        message += f" (redirected to {public(fetched.final_url)})" if astray else ""
        problem = _problem(fetched, message)
    moved = fetched.final_url if fetched.final_url != fetched.url else None
    return Article(
        url=fetched.url,
        text=text,
        title=title,
        suspect=suspect,
        canonical_url=known.canonical_url or moved,
        outlet=known.outlet,
        author=known.author,
        published=known.published,
        modified=known.modified,
        problem=problem,
    )


def _title(page: BeautifulSoup) -> str:
    """What the page is called, by its headline and by its title."""
    return " ".join(clean(element.get_text(" ")) for element in (page.h1, page.title) if element)


def _is_manageable(page: BeautifulSoup) -> bool:
    """Whether the tree is of a size for the reader, who looks into each element from all those around it.

    Real pages stay well below the bounds; a page of nothing but opening tags would take hours.
    """
    elements = work = 0
    pending: list[tuple[Tag, int]] = [(page, 0)]
    while pending:
        element, depth = pending.pop()
        elements += 1
        said = (
            0
            if element.name in SILENT
            else sum(len(text) for text in element.find_all(string=True, recursive=False))
        )
        work += depth * (1 + said // _CHARACTERS)
        if elements > _MOST_ELEMENTS or work > _MOST_WORK:
            return False
        pending += [(child, depth + 1) for child in element.children if isinstance(child, Tag)]
    return True


def _asks_to_pay(page: BeautifulSoup) -> bool:
    """Whether it does so beside its menus, which may do so on every page."""
    return any(
        text.find_parent(("header", "nav", "footer", "aside", "script", "style", "noscript")) is None
        for text in page.find_all(string=GATE)
    )


def _problem(fetched: Fetched, message: str) -> Problem:
    return Problem(stage="article", subject=fetched.url, message=message)
