"""Lists of feeds as feed readers exchange them (OPML). Pure: bytes and values, no file, no network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from monitor.model import Feed

_LARGEST = 10**7  # bytes; a list of ten thousand feeds has two million


def read(content: bytes) -> tuple[Feed, ...]:
    """The feeds of an OPML document in its order, each address once; the folders they stand in are left out.

    Addresses come as they stand there, unchecked. Raises ValueError for what is no OPML; a document with a DTD is
    refused, since none needs one.
    """
    if len(content) > _LARGEST:
        raise ValueError("is larger than 10 MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not XML: {error.msg}") from None
    if root.getroottree().docinfo.doctype:
        raise ValueError("has a document type declaration, which is refused")
    if str(root.tag).lower() != "opml":
        raise ValueError(f"is not OPML: its root element is <{etree.QName(root).localname}>")
    found: dict[str, Feed] = {}
    for outline in root.iter("outline"):
        held = {str(name).lower(): _plain(str(value)) for name, value in outline.attrib.items()}
        if url := held.get("xmlurl"):
            language = held.get("language") or None
            found.setdefault(
                url, Feed(url=url, name=held.get("title") or held.get("text", ""), language=language)
            )
    return tuple(found.values())


def write(feeds: Iterable[Feed], *, now: datetime) -> bytes:
    """An OPML 2.0 document; a feed's language is kept, what other programs have no word for is not."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Feeds of monitor"
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = _plain(feed.name)
        outline = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
        if feed.language:
            outline.set("language", feed.language)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def tables(feeds: Iterable[Feed]) -> str:
    """The feeds as [[feed]] tables of config.toml."""
    return "\n".join(
        "".join(
            f"{line}\n"
            for line in (
                "[[feed]]",
                f"url = {_quoted(feed.url)}",
                feed.name and f"name = {_quoted(feed.name)}",
                feed.language and f"language = {_quoted(feed.language)}",
            )
            if line
        )
        for feed in feeds
    )


def _plain(text: str) -> str:
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _quoted(text: str) -> str:
    return json.dumps(_plain(text), ensure_ascii=False)  # a printable text's JSON is its TOML
