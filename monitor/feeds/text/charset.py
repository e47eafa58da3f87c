"""Bytes to text, where what a server and a document say of their encoding may be wrong or missing."""

from __future__ import annotations

import codecs
import re
from email.message import Message

import charset_normalizer

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
_DEFAULT = "cp1252"  # what servers say where nobody told them
_TOLD_BY_THEIR_TEXT = ("gb", "big5", "cp932", "shift", "euc", "cp949", "cp1251", "koi8")
_TELLING = 60  # bytes beyond ASCII that a guess needs
_SAMPLE = 20_000
_TOLERABLE = 0.05  # of the characters beyond ASCII
_HEAD = 4096
_CJK = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")


def decode(body: bytes, content_type: str | None) -> str:
    """The text of a document, never failing: what cannot be decoded becomes U+FFFD.

    A byte order mark decides; then valid UTF-8, which nothing else is by chance; then what the
    document says of itself, what the header says, and at last what the text shows. A header that
    names Latin-1, as servers do by default, holds only where the text shows nothing else.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    declared = [name for name in _in_document(body) if name]
    named = [*declared, *filter(None, [_in_header(content_type)])]
    if "utf-8" not in named and body.isascii() and named:
        return body.decode(named[0], "replace")  # ISO-2022-JP and HZ hide behind ASCII
    text = body.decode("utf-8", "replace")
    if _is_mostly_right(text):
        return text
    recognised = None if declared or named not in ([], [_DEFAULT]) else _recognised(body)
    for name in filter(None, (recognised, *named)):
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
    return wrong == 0 or wrong <= _TOLERABLE * sum(not character.isascii() for character in text)


def _best(body: bytes, named: list[str]) -> str:
    """The encoding that leaves the least damage; one that nobody named where those leave much."""

    def damage(name: str) -> float:
        text = body.decode(name, "replace")
        beyond = sum(not character.isascii() for character in text)
        return text.count("\ufffd") / beyond if beyond else 0.0

    best = min(named, key=damage, default=None)
    if best and damage(best) <= _TOLERABLE:
        return best
    if best is None or best == "utf-8":  # UTF-8 with as much damage is none
        return _recognised(body) or _chinese_or_western(body)
    return _recognised(body) or best


def _recognised(body: bytes) -> str | None:
    """The encoding that the text shows, if it is East Asian or Cyrillic; None where it is not, or too short."""
    first = next((match.start() for match in re.finditer(rb"[\x80-\xff]", body)), len(body))
    sample = body[first : first + _SAMPLE]
    if len(re.findall(rb"[\x80-\xff]", sample)) < _TELLING:
        return None
    found = charset_normalizer.from_bytes(sample).best()
    name = _codec(found.encoding) if found else None
    return name if name and name.startswith(_TOLD_BY_THEIR_TEXT) else None


def _chinese_or_western(body: bytes) -> str:
    """Of short texts: Chinese only where it yields Chinese."""
    text = body.decode("gb18030", "replace")
    beyond = sum(not character.isascii() for character in text)
    return "gb18030" if len(_CJK.findall(text)) > 0.9 * beyond else _DEFAULT
