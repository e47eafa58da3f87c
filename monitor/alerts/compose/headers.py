"""Header fields of a mail as they are sent. Pure.

The standard library's folding may begin a field with an empty line, drop the blank between two encoded words and
encode a long Message-ID; what is written here reads back as it was.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

_MIME = ("content-", "mime-")
_WIDTH = 76  # characters of a line where it can be folded
_BYTES = 45  # of the text in one encoded word, which may have 75 characters (RFC 2047)


class Fields(EmailPolicy):
    """Writes plain text by `field`, mail addresses by `mailboxes`; the fields of MIME are left to the library."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower().startswith(_MIME) or not isinstance(value, str):
            return super().header_store_parse(name, value)
        if "\n" in value or "\r" in value:
            raise ValueError("a header field is one line")
        return name, value  # as it is: the library would decode what looks like an encoded word

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower().startswith(_MIME):
            return super().fold_binary(name, value)
        if found := getattr(value, "addresses", None):
            return mailboxes(name, found).encode()
        return field(name, value).encode("ascii")


POLICY = Fields(linesep="\r\n", cte_type="7bit")


def field(name: str, text: str) -> str:
    """The field of one line of text, with its line end."""
    return _folded(name, text.split(" ") if _plain(text) else _encoded(text))


def mailboxes(name: str, addresses: Iterable[Address], *, utf8: bool = False) -> str:
    """The field of mail addresses; `utf8` leaves them as they are (RFC 6532)."""
    *others, last = [list(_mailbox(address, utf8=utf8)) for address in addresses]
    listed = [[*words[:-1], f"{words[-1]},"] for words in others]
    return _folded(name, [word for words in (*listed, last) for word in words])


def _mailbox(address: Address, *, utf8: bool) -> Iterator[str]:
    shown = address.display_name
    if not shown:
        yield address.addr_spec
        return
    if utf8 or _plain(shown):
        yield from str(Address(display_name=shown, addr_spec="a@b")).removesuffix(" <a@b>").split(" ")
    else:
        yield from _encoded(shown)
    yield f"<{address.addr_spec}>"


def _plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _encoded(text: str) -> Iterator[str]:
    """Encoded words that hold all of the text, blanks included: readers drop the blanks between such words."""
    chunk = b""
    for char in text:
        encoded = char.encode()
        if len(chunk) + len(encoded) > _BYTES:
            yield _word(chunk)
            chunk = b""
        chunk += encoded
    yield _word(chunk)


def _word(chunk: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="


def _folded(name: str, words: Iterable[str]) -> str:
    """Lines of at most `_WIDTH` characters where the words allow it; the first word stands beside the name."""
    lines, bare = [f"{name}:"], True
    for word in words:
        if not bare and len(lines[-1]) + 1 + len(word) > _WIDTH:
            lines.append("")
        lines[-1] += f" {word}"
        bare = False
    return "\r\n".join(lines) + "\r\n"
