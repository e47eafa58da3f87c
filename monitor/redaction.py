"""Addresses as they may be shown: in messages, logs, metrics and JSON, without passwords and tokens. Pure."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=://)([^\s/?#\"<>]*)@")
_PARAMETER = re.compile(r"(?<=[?&;])[^\s&;#\"<>]+")
_SECRET_NAME = re.compile(
    r"(key|token|auth|authorization|secret|pass|passwd|password|pwd|sig|signature|session|sid|hash|jwt|credentials?)$",
    re.IGNORECASE,
)
# What nobody would write by hand: long, of letters and digits.
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w~=.-]{20,}")
_MASK = "***"


def public(text: str) -> str:
    """An address, or a text with addresses in it, with what is secret masked.

    `https://me:pw@example.org/feed?key=1` becomes `https://me:***@example.org/feed?key=***`.
    """
    return _PARAMETER.sub(_parameter, _USERINFO.sub(_userinfo, text))


def _userinfo(found: re.Match[str]) -> str:
    user, colon, _ = found[1].partition(":")
    return f"{user}:{_MASK}@" if colon and user else f"{_MASK}@"


def _parameter(found: re.Match[str]) -> str:
    whole = found[0].rstrip(":.,)'")  # the punctuation of a text around the address
    name, equals, value = whole.partition("=")
    rest = found[0][len(whole) :]
    if not equals:
        return (_MASK if _RANDOM.fullmatch(name) else name) + rest
    secret = value and (_SECRET_NAME.search(name) or _RANDOM.fullmatch(value))
    return f"{name}={_MASK if secret else value}{rest}"
