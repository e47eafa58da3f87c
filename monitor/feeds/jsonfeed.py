"""Reads JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitor.feeds.raw import NotAFeed, RawItem


def read(text: str) -> list[RawItem]:
    """The items in the feed's order; a value of the wrong type counts as missing. Raises NotAFeed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("broken JSON") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("JSON, but not a JSON Feed")
    return [_item(item) for item in items if isinstance(item, dict)]


def _item(item: Mapping[str, Any]) -> RawItem:
    return RawItem(
        guid=_text(item, "id"),
        links=(_text(item, "url"), _text(item, "external_url")),
        title=_text(item, "title"),
        summary=_text(item, "summary"),
        content=_text(item, "content_html") or _text(item, "content_text"),
        dates=(_text(item, "date_published"), _text(item, "date_modified")),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str | int) else ""
