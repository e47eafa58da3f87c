"""Finds the article's own text in its page."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from monitor.feeds.article.boilerplate import is_body, prune
from monitor.feeds.article.noise import OTHERS
from monitor.feeds.text.cleaning import clean, length, text_of

_LEAST = 8  # words of an article; the shortest flashes have some twenty
_LEAST_OF_A_BODY = 12


def article_text(page: BeautifulSoup) -> str:
    """The text, a paragraph a line, without the headline; "" where there is none. Changes the tree."""
    headlines = _headlines(page)
    prune(page)
    body = _body(page)
    own = _lines(text_of(body or page.body or page), headlines)
    told = _lines(_by_trafilatura(page, body), headlines)
    # Trafilatura knows more of what is no article, but drops short ones, in part or whole.
    enough = 0.7 if body else 0.3
    text = told if length(told) >= enough * length(own) else own
    return text if length(text) >= _LEAST else ""


def _headlines(page: BeautifulSoup) -> frozenset[str]:
    titles = [text_of(heading) for heading in page("h1")]
    titles += [clean(page.title.get_text())] if page.title else []
    return frozenset(" ".join(title.split()).casefold() for title in titles)


def _body(page: BeautifulSoup) -> Tag | None:
    """The element that holds the article, by what it is called; of several the one that says most."""
    ways: tuple[list[Tag], ...] = (
        page.find_all(itemprop=re.compile("articleBody")),
        page.find_all(is_body),
        page.find_all("article"),
        page.find_all("main") + page.find_all(role="main"),
    )
    for found in ways:
        best = max(found, key=_says, default=None)
        if best is not None and _says(best) >= _LEAST_OF_A_BODY:
            inner = _innermost(best, found)
            return _around(inner, [element for element in found if _is_another_part(element, inner)])
    return None


def _is_another_part(element: Tag, body: Tag) -> bool:
    """Whether an element goes on where the body ends: beside it, or after an advertisement under its name."""
    if element is body:
        return False
    if element.parent is body.parent:
        return True
    return (
        is_body(element)
        and (element.name, element.get("class")) == (body.name, body.get("class"))
        and _says(element) >= _LEAST_OF_A_BODY
    )


def _around(body: Tag, others: list[Tag]) -> Tag:
    """The smallest element that holds all parts of the body; the body alone if that holds more articles."""
    if not others:
        return body
    frame = next(p for p in body.parents if all(_holds(p, other) for other in others))
    return frame if len(frame("h1")) <= 1 else body


def _innermost(body: Tag, found: list[Tag]) -> Tag:
    """The smallest of those within the body that holds most of its text: around it is the page's frame."""
    within = [element for element in found if _holds(body, element) and _says(element) > 0.6 * _says(body)]
    return min(within, key=_says, default=body)


def _holds(outer: Tag, inner: Tag) -> bool:
    """Whether an element is within another; bs4's own `in` takes elements that look alike for one."""
    return any(parent is outer for parent in inner.parents)


def _says(element: Tag) -> int:
    return length(text_of(element))


def _by_trafilatura(page: BeautifulSoup, body: Tag | None) -> str:
    import trafilatura  # noqa: PLC0415 (large, and pages are read in another process than the one that asks for them)

    html = f"<html><body><article>{body}</article></body></html>" if body else str(page)
    found = trafilatura.extract(
        html, favor_precision=True, include_comments=False, include_tables=False, fast=True
    )
    return found or ""


def _lines(text: str, headlines: frozenset[str]) -> str:
    lines = clean(text).split("\n")
    return "\n".join(line for line in lines if line.casefold() not in headlines and not _is_small_print(line))


def _is_small_print(line: str) -> bool:
    return length(line) <= 12 and OTHERS.match(line) is not None
