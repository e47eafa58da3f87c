"""Who publishes an outlet, and which agency's text a story carries. Pure; `publishers.toml` is the data."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from pydantic import StrictBool, StrictStr

from monitor.datafiles import Table, load

_LEAD = 160  # characters within which a text names its agency
_FOOT = 60
_DOMAIN = re.compile(r"\.(com|org|net|co|cn|de|fr|es|it|ru|id|vn|jp|kr|uk|io|news|tv)(\.[a-z]{2})?$")
_SOURCE = re.compile(r"[(（]([^()（）]{2,40})[)）]\s*$")
_ARTICLE = re.compile(r"^(the|der|die|das|le|la|el|il|o) ")


class _Publisher(Table):
    name: StrictStr
    names: tuple[StrictStr, ...]
    agency: StrictBool = False


class _Publishers(Table):
    publisher: tuple[_Publisher, ...]


@cache
def publisher(outlet: str) -> str:
    """Who publishes the outlet: itself, under a plain form of its name, where the file knows no family of it.

    A portal that names its source in brackets, "Daily8 (Reuters)", only passes it on.
    """
    source = _SOURCE.search(outlet)
    plain = _plain(source[1] if source else outlet)
    return _families().get(plain, plain)


def agency(text: str) -> str:
    """The agency that the text credits as its source, "" where it credits none.

    "BERLIN (dpa) – …", "新华社北京3月28日电", "(Reporting by …; Reuters)": at the beginning or at the very end.
    """
    for pattern in _datelines():
        if found := pattern.search(text[:_LEAD]) or pattern.search(text[-_FOOT:]):
            return str(found[1])
    return ""


def credited(text: str) -> frozenset[str]:
    """The publishers of all agencies that the text names, wherever it does."""
    return frozenset(publisher(found[0]) for found in _mentions().finditer(text))


def _plain(name: str) -> str:
    folded = _DOMAIN.sub("", " ".join(name.casefold().removeprefix("www.").split()))
    return _ARTICLE.sub("", folded)


@cache
def _publishers() -> tuple[_Publisher, ...]:
    return load(files(__package__) / "publishers.toml", _Publishers).publisher


@cache
def _families() -> dict[str, str]:
    return {_plain(name): _plain(each.name) for each in _publishers() for name in each.names}


@cache
def _mentions() -> re.Pattern[str]:
    names = sorted(
        (name for each in _publishers() if each.agency for name in each.names), key=len, reverse=True
    )
    return re.compile(
        "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names)
    )


@cache
def _datelines() -> tuple[re.Pattern[str], ...]:
    names = [name for each in _publishers() if each.agency for name in each.names]
    spaced = "|".join(sorted((re.escape(n) for n in names if n.isascii()), key=len, reverse=True))
    other = "|".join(sorted((re.escape(n) for n in names if not n.isascii()), key=len, reverse=True))
    return (
        # in brackets, or between dashes at the end: "(dpa)", "(Reuters) -", "/AFP"
        re.compile(rf"[(/（]\s*(?:[A-Z][\w .]+[/,] ?)?({spaced})\b\s*[)）/]"),
        re.compile(rf"[—–-]\s*({spaced})\s*[.)]?\s*$"),
        re.compile(
            rf"^\W{{0,3}}(?:据|來源|来源|\w{{0,6}}讯)?[:：]?\s*({other})[^，。,.]{{0,16}}(?:电|電|讯|訊|报道|報導|消息)"
        ),
        re.compile(rf"^\W{{0,3}}\w{{0,20}},? ?[\w. ]{{0,14}}[(/–—-]\s*({other})\b"),
    )
