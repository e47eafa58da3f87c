"""Reads JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

from monitor.feeds.parse.items import NotAFeed, RawFeed, RawItem
from monitor.feeds.parse.limits import is_tangled_json


def read(text: str) -> RawFeed:
    """A value of the wrong type counts as missing. Raises NotAFeed."""
    if is_tangled_json(text):
        raise NotAFeed("refused: more nested JSON than any feed has")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("invalid JSON") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("JSON, but not a JSON Feed")
    language = _text(document, "language")
    return RawFeed(
        items=tuple(_item(item, language) for item in items if isinstance(item, dict)),
        site=_text(document, "home_page_url"),
    )


def _item(item: Mapping[str, Any], language: str) -> RawItem:
    return RawItem(
        guid=_text(item, "id"),
        links=(_text(item, "url"), _text(item, "external_url")),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or html.escape(_text(item, "content_text"), quote=False),
        dates=(_text(item, "date_published"), _text(item, "date_modified")),
        language=_text(item, "language") or language,
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str | int) else ""
