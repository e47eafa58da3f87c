"""Reads RSS, RDF and Atom through feedparser, which never sees a document that declares entities."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.parsers import expat

import feedparser

from monitor.feeds.parse.items import NotAFeed, RawFeed, RawItem
from monitor.feeds.text.cleaning import with_sound_references

_DECLARATION = re.compile(r"\s*<\?xml\b.*?\?>", re.DOTALL)

_PROLOG = r"(?>\s*<!--.*?-->|\s*<\?.*?\?>|\s*<!doctype[^>\[]*+>)*+\s*+"
_ROOT = re.compile(rf"{_PROLOG}<(?:[\w-]+:)?(?:rss|rdf|feed)\b", re.IGNORECASE | re.DOTALL)
# Up to the end of its root: nothing is missing, whatever else is wrong.
_WHOLE = re.compile(r"</(?:[\w-]+:)?(?:rss|rdf|feed)\s*>\s*$", re.IGNORECASE)
# The roots of all formats, and what stands in documents that lost theirs.
_FEED = re.compile(r"<(?:[\w-]+:)?(?:rss|rdf|feed|channel|item|entry)\b", re.IGNORECASE)
_POSITION = re.compile(r"^<unknown>:(\d+):\d+: ")


def begins(text: str) -> bool:
    """Whether a document's first element is a feed's, whatever its type is declared to be."""
    return _ROOT.match(text) is not None


def read(text: str) -> RawFeed:
    """Of a broken document the items before the fault. Raises NotAFeed."""
    # The text is decoded already: what the document says of its encoding no longer holds.
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() if declaration else 0 :].lstrip()
    if _declares_entities(text):
        raise NotAFeed("refused: it declares XML entities, which feeds do not need and attacks use")
    if not _FEED.search(text):  # feedparser would look long for it in a large document
        raise NotAFeed("not RSS, Atom or JSON Feed")
    result = _feedparser(with_sound_references(text))
    head: Mapping[str, Any] = result.get("feed") or {}
    items = tuple(_item(entry, _text(head, "language")) for entry in result.get("entries", ()))
    if not items and not result.get("version"):
        raise NotAFeed("not RSS, Atom or JSON Feed")
    if not items and result.get("bozo") and not _WHOLE.search(text[-100:]):
        fault = _POSITION.sub(r"line \1: ", str(result.get("bozo_exception")))
        raise NotAFeed(f"invalid XML, no entry could be read ({fault})")
    return RawFeed(items=items, site=_text(head, "link"))


def _feedparser(text: str) -> Mapping[str, Any]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="feedparser")
        try:
            # Bytes, for a string could be taken for the name of a file or an address.
            result: Mapping[str, Any] = feedparser.parse(
                BytesIO(text.encode("utf-8")),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except MemoryError:
            raise  # no fault of the document's form
        except Exception as error:  # it knows no errors of its own; what it raises are its accidents
            raise NotAFeed(f"invalid XML ({type(error).__name__}: {error})") from error
    return result


class _Found(Exception):  # noqa: N818 - ends the reading of a prolog
    pass


class _RootReached(Exception):  # noqa: N818
    pass


def _declares_entities(text: str) -> bool:
    """Whether the document's type declares entities: bombs and references to files are made of them."""
    if not re.search(r"<!ENTITY", text, re.IGNORECASE):
        return False
    parser = expat.ParserCreate()

    def entity(*_: object) -> None:
        raise _Found

    def root(*_: object) -> None:
        raise _RootReached

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = root
    try:
        parser.Parse(text, True)
    except _RootReached:
        return False  # the words stand in the content, as in an article about XML
    except (_Found, expat.ExpatError):
        return True
    return True


def _item(entry: Mapping[str, Any], language: str) -> RawItem:
    guid = _text(entry, "id")
    contents = [_text(content, "value") for content in entry.get("content", ())]
    details = [entry.get("title_detail"), entry.get("summary_detail"), *entry.get("content", ())]
    languages = (_text(detail, "language") for detail in details if detail)
    return RawItem(
        guid=guid,
        links=tuple(_links(entry, guid)),
        title=_text(entry, "title"),
        summary=_text(entry, "summary"),
        content=max(contents, key=len, default=""),
        dates=tuple(_text(entry, key) for key in ("published", "updated", "created")),
        source=_text(entry.get("source") or {}, "title") or _text(entry, "news_source"),
        language=_text(entry, "language") or next(filter(None, languages), language),
    )


def _links(entry: Mapping[str, Any], guid: str) -> Iterator[str]:
    yield _text(entry, "feedburner_origlink")
    for link in entry.get("links", ()):
        if link.get("rel", "alternate") == "alternate":
            yield _text(link, "href")
    link = _text(entry, "link")
    if link != guid:  # for which feedparser takes a guid where there is none, even if it is only a number
        yield link
    if guid.startswith(("http://", "https://")):
        yield guid


def _text(mapping: Mapping[str, Any], key: str) -> str:
    # dict's own `get`: feedparser's has old names stand in for new ones, with a warning.
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) else ""
