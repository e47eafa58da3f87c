"""Addresses as they may be shown: in messages, logs, metrics and JSON, without passwords and tokens. Pure."""

from __future__ import annotations

import re

# The second form has a password with a slash, which is no address, but one that somebody wrote.
_USERINFO = re.compile(r"(?<=://)([^\s/?#\"<>]*|[^\s/?#\"<>:\[]*:(?!\d{1,5}[/?#])[^\s\"<>]*)@")
_PARAMETER = re.compile(r"(?<=[?&;#])[^\s&;#\"<>]+")
_SECRET_NAME = re.compile(
    r"(key|token|auth|authorization|secret|pass|passwd|password|pwd|pw|sig|signature|session|sessionid|sid|hash|jwt"
    r"|credentials?)(\[\]|%5B%5D)?$",
    re.IGNORECASE,
)
_PUBLIC_NAME = re.compile(r"(channel|playlist)_id$", re.IGNORECASE)
# What nobody would write by hand: long, of letters and digits.
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w~=.-]{20,}")
# A part of a path that is such a token: a number in hexadecimal or of mixed letters, no words between hyphens.
_SEGMENT = re.compile(
    r"(?<=/)(?:(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{24,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])(?=[A-Z\d]*[a-z])[A-Za-z0-9]{20,64})(?=[/?#.\s\"':,)]|$)"
)
_MASK = "***"


def public(text: str) -> str:
    """An address, or a text with addresses in it, with what is secret masked.

    `https://me:pw@example.org/feed?key=1` becomes `https://me:***@example.org/feed?key=***`.
    """
    return _SEGMENT.sub(_MASK, _PARAMETER.sub(_parameter, _USERINFO.sub(_userinfo, text)))


def _userinfo(found: re.Match[str]) -> str:
    user, colon, _ = found[1].partition(":")
    return f"{user}:{_MASK}@" if colon and user else f"{_MASK}@"


def _parameter(found: re.Match[str]) -> str:
    whole = found[0].rstrip(":.,)'")  # the punctuation of a text around the address
    name, equals, value = whole.partition("=")
    rest = found[0][len(whole) :]
    if not equals:
        return (_MASK if _RANDOM.fullmatch(name) else name) + rest
    if _PUBLIC_NAME.search(name):
        return found[0]
    secret = value and (_SECRET_NAME.search(name) or _RANDOM.fullmatch(value))
    return f"{name}={_MASK if secret else value}{rest}"
