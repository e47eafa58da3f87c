"""Knows what on an article's page is not the article, and takes it out of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from monitor.feeds.article.noise import (
    BODY,
    CERTAIN,
    CONSENT,
    INVITATION,
    KIN,
    LIKELY,
    OF_THE_WHOLE,
    OTHERS,
    ROLES,
)
from monitor.feeds.text.cleaning import clean, length, text_of
from monitor.feeds.text.lines import SILENT

_OF_AMP = ("amp-ad", "amp-consent", "amp-embed", "amp-next-page", "amp-sidebar", "amp-user-notification")
_ELEMENTS = (*SILENT, *_OF_AMP, "nav", "footer", "aside", "dialog", "menu", "figure", "figcaption")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONTAINERS = frozenset(("div", "section", "article", "main", "td"))
_BOXES = ("div", "section", "ul", "ol", "table", "p", "dl", "details", "h2", "h3", "h4", "h5", "h6", "td")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def is_body(element: Tag) -> bool:
    """Whether the element says of itself that it holds the article's text."""
    names = (*element.get_attribute_list("class"), element.get("id"))
    return element.name in _CONTAINERS and any(name and BODY.fullmatch(str(name)) for name in names)


def prune(page: BeautifulSoup) -> None:
    """Take menus, notices, boxes of other articles, comments and the like out of the tree."""
    _remove(page(_ELEMENTS))
    _remove(header for header in page("header") if not any(_words(p) > 15 for p in header("p")))
    _remove(_marked(page))
    _remove(box for text in page.find_all(string=CONSENT) if (box := _box(text, most=150)))
    _remove(box for text in page.find_all(string=INVITATION) if (box := _box(text, most=60)))
    for heading in page((*_HEADINGS, "p", "strong", "b", "dt")):
        if not heading.decomposed and _words(heading) <= 8 and OTHERS.match(clean(heading.get_text())):
            _remove(_under(heading))
    _remove(box for box in page(_BOXES) if not box.decomposed and _is_mostly_links(box))


def _remove(elements: Iterable[Tag]) -> None:
    for element in list(elements):
        if not element.decomposed:
            element.decompose()


def _words(element: Tag) -> int:
    return length(text_of(element))


def _marked(page: BeautifulSoup) -> Iterator[Tag]:
    """Elements that are hidden, or that say of themselves that they are not the article."""
    heart = page.find_all(lambda tag: tag.name == "h1" or "articleBody" in str(tag.get("itemprop", "")))
    kept = {id(tag) for core in heart for tag in (core, *core.parents)}
    total = sum(_words(p) for p in page("p"))
    for element in page.find_all(True):
        if element.name in ("html", "body", "main", "article") or id(element) in kept:
            continue
        if _is_hidden(element) or element.get("role") in ROLES:
            yield element
            continue
        if is_body(element):
            continue
        words = set(_names(element))
        certain = words & CERTAIN or {"most", "read"} <= words
        likely = words & LIKELY or element.name == "form"
        if certain or (likely and 2 * sum(_words(p) for p in element("p")) <= total):
            yield element


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style", "")).replace(" ", "").lower()
    return element.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _names(element: Tag) -> Iterator[str]:
    """The words of the element's classes and id."""
    for name in (*element.get_attribute_list("class"), element.get("id")):
        if name and not OF_THE_WHOLE.match(str(name)):
            yield from (word.lower() for word in _WORD.findall(str(name)))


def _box(text: NavigableString, *, most: int) -> Tag | None:
    """The largest element around a sentence that says little, and nothing of another kind."""
    box = None
    for parent in text.parents:
        if (
            parent.name in ("body", "main", "article")
            or is_body(parent)
            or parent.find(("h1", "article", "main"))
        ):
            break
        if _words(parent) > most or any(_words(p) > 12 and not KIN.search(p.get_text()) for p in parent("p")):
            break
        box = parent
    return box


def _under(heading: Tag) -> Iterator[Tag]:
    """The heading and what it stands over: its siblings up to the next heading of its rank or above.

    Within an article, such a box may stand in the middle: there it ends where paragraphs go on.
    """
    yield heading
    if heading.name not in _HEADINGS:
        return
    inside = heading.find_parent(lambda tag: tag.name == "article" or is_body(tag)) is not None
    for sibling in heading.next_siblings:
        if not isinstance(sibling, Tag):
            continue
        if sibling.name in ("h1", *_HEADINGS) and sibling.name <= heading.name:
            return
        if inside and sibling.name == "p" and _words(sibling) > 15 and not _is_mostly_links(sibling):
            return
        yield sibling


def _is_mostly_links(box: Tag) -> bool:
    links = box("a")
    if not links or box.find("h1"):
        return False
    linked, words = sum(_words(link) for link in links), _words(box)
    share = 0.5 if box.name in ("ul", "ol", "dl", "table") else 0.75
    return linked > share * words
