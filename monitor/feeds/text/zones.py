"""Names of time zones as feeds write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Hours from UTC. What means several zones stands for the one that news most often means by it.
_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "met": 1,
    "cest": 2, "mesz": 2, "eet": 2, "sast": 2, "eest": 3, "msk": 3, "мск": 3, "gst": 4, "pkt": 5, "ist": 5.5,
    "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "myt": 8, "wita": 8, "jst": 9, "kst": 9, "wit": 9, "awst": 8,
    "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13, "brt": -3, "art": -3,
    "ast": -4, "adt": -3, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7,
    "pst": -8, "akdt": -8, "akst": -9, "hst": -10, "北京时间": 8, "北京時間": 8, "beijing time": 8,
    "china standard time": 8, "greenwich mean time": 0, "coordinated universal time": 0, "central european time": 1,
    "central european summer time": 2, "india standard time": 5.5, "singapore time": 8, "hong kong time": 8,
    "japan standard time": 9, "korea standard time": 9,
}  # fmt: skip
_PLACES = {
    ("et", "eastern"): "America/New_York",
    ("ct", "central"): "America/Chicago",
    ("mt", "mountain"): "America/Denver",
    ("pt", "pacific"): "America/Los_Angeles",
}
_OF_PLACES = {
    name: place
    for (short, word), place in _PLACES.items()
    for name in (short, f"{word} time", f"{word} standard time", f"{word} daylight time")
}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


def zone(name: str, *, at: datetime, home: ZoneInfo) -> tzinfo | None:
    """The zone that a date's text names ("+0800", "GMT+8", "CEST", "Asia/Shanghai"); None where it is unknown.

    `at` is the local time, `home` the feed's zone, whose own abbreviations come first: CST is
    China's in a feed from Shanghai, India's IST is Israel's in one from Jerusalem.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return _fixed(-minutes if offset[1] in "-−" else minutes)
    short = name.casefold().replace(".", "")
    local = at.replace(tzinfo=home)
    if short == (local.tzname() or "").casefold():
        return home
    if short == "cst" and home.key.startswith("Asia/"):
        return _fixed(8 * 60)
    if place := _OF_PLACES.get(short) or (_database().get(short) if "/" in short else None):
        return ZoneInfo(place)
    hours = _HOURS.get(short)
    return None if hours is None else _fixed(int(hours * 60))


def is_abbreviation(word: str) -> bool:
    """Whether a word is a zone's usual abbreviation."""
    return word.casefold() in _HOURS or word.casefold() in _OF_PLACES


def _fixed(minutes: int) -> tzinfo | None:
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 15 * 60 else None


@cache
def _database() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}
