"""Whether a body is whole though it is shorter than its Content-Length: then the header was wrong."""

from __future__ import annotations

import json
import re

_END = re.compile(
    rb"</(?:[\w-]{1,20}:)?(?:rss|feed|rdf|html)\s*>\s*(?:<!--[^>]{0,500}-->\s*)?\Z", re.IGNORECASE
)
_TAIL = 1000
_JSON = (b"{", b"[")


def is_whole(body: bytes) -> bool:
    """Whether the document ends where documents of its kind end."""
    if _END.search(body[-_TAIL:]):
        return True
    try:
        return body.lstrip().startswith(_JSON) and isinstance(json.loads(body), dict | list)
    except (ValueError, RecursionError):
        return False
