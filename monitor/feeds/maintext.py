"""Finds the article's own text in its page."""

from __future__ import annotations

import re

import trafilatura
from bs4 import BeautifulSoup
from bs4.element import Tag

from monitor.feeds.boilerplate import is_body, prune
from monitor.feeds.noise import OTHERS
from monitor.feeds.text import clean, length, text_of

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
            siblings = [element for element in found if element.parent is inner.parent]
            return inner if len(siblings) == 1 else inner.parent
    return None


def _innermost(body: Tag, found: list[Tag]) -> Tag:
    """The smallest of those within the body that holds most of its text: around it is the page's frame."""
    within = [element for element in found if body in element.parents and _says(element) > 0.6 * _says(body)]
    return min(within, key=_says, default=body)


def _says(element: Tag) -> int:
    return length(text_of(element))


def _by_trafilatura(page: BeautifulSoup, body: Tag | None) -> str:
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
