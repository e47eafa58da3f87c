"""Bytes to text, where what a server and a document say of their encoding may be wrong or missing."""

from __future__ import annotations

import codecs
import re
from email.message import Message

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# What documents name, and what they mean by it: the superset that is in use.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_DECLARED = (
    re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""),
    re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE),
)
# Codecs of Python's that no document is written in; and those that show without being declared, so
# that a document that declares them and does not show them is mistaken, as many from .NET are.
_NEVER = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"))
_SHOWN = ("utf-16", "utf-32")
_HEAD = 4096
_CJK = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a document, never failing: what cannot be decoded becomes U+FFFD.

    A byte order mark decides; then valid UTF-8, which nothing else is by chance; then what the
    document says of itself, what the header says, and at last a guess.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    named = [name for name in (*_in_document(body), _in_header(content_type)) if name]
    if "utf-8" not in named and body.isascii() and named:
        return body.decode(named[0], "replace")  # ISO-2022-JP and HZ hide behind ASCII
    text = body.decode("utf-8", "replace")
    if _is_mostly_right(text):
        return text
    for name in named:
        try:
            return body.decode(name)
        except UnicodeError:
            continue
    return body.decode(_best(body, named), "replace")


def _in_document(body: bytes) -> list[str | None]:
    matches = (pattern.search(body[:_HEAD]) for pattern in _DECLARED)
    return [_codec(match[1].decode("ascii", "replace")) for match in matches if match]


def _in_header(content_type: str | None) -> str | None:
    message = Message()
    message["content-type"] = content_type or ""
    name = message.get_param("charset")
    return _codec(name) if isinstance(name, str) else None


def _codec(name: str) -> str | None:
    """The codec that decodes what the name means; None where there is none for text."""
    try:
        codec = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(codec, "_is_text_encoding", True) or codec.name in _NEVER or codec.name.startswith(_SHOWN):
        return None
    return _MEANT.get(codec.name, codec.name)


def _is_mostly_right(text: str) -> bool:
    """Whether at most one in twenty characters beyond ASCII is damaged."""
    wrong = text.count("\ufffd")
    return wrong == 0 or wrong * 20 <= sum(not character.isascii() for character in text)


def _best(body: bytes, named: list[str]) -> str:
    """The encoding that leaves the least damage; one of Chinese only where it yields Chinese."""

    def damage(name: str) -> float:
        text = body.decode(name, "replace")
        beyond = [character for character in text if not character.isascii()]
        return text.count("\ufffd") / len(beyond) if beyond else 0.0

    if named:
        return min(named, key=damage)
    text = body.decode("gb18030", "replace")
    beyond = sum(not character.isascii() for character in text)
    return "gb18030" if len(_CJK.findall(text)) > 0.9 * beyond else "cp1252"
