"""Dates as they stand in feeds, in a feed from Shanghai unless another zone is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import parser as dateutil_parser
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.text.dates import parse_date
from monitor.languages.common import common
from tests.feeds.answers import NOW, SHANGHAI, ZONE

FORM = "%Y-%m-%d %H:%M:%S"


def read(text: str, zone: str = "Asia/Shanghai") -> str | None:
    stamp = parse_date(text, timezone=ZoneInfo(zone), now=NOW)
    return stamp.first.strftime(FORM) if stamp else None


def span(text: str, zone: str = "Asia/Shanghai") -> tuple[str, str, bool] | None:
    stamp = parse_date(text, timezone=ZoneInfo(zone), now=NOW)
    return (stamp.first.strftime(FORM), stamp.last.strftime(FORM), stamp.timed) if stamp else None


@pytest.mark.parametrize(
    "text",
    [
        # The same moment, 09:30 in Shanghai, in the forms of feeds …
        "Sat, 01 Aug 2026 09:30:00 +0800",
        "Mon, 01 Aug 2026 09:30:00 +0800",  # the wrong day of the week
        "Sat, 1 Aug 2026 01:30 GMT",
        "Sat, 01 Aug 2026 01:30:00 Z",
        "Sat, 01 Aug 2026 01:30:00 UT",
        "Sat, 01 Aug 2026 01:30:00 +0000 (UTC)",
        "Sat, 01 Aug 2026 09:30:00 +08:00",
        "Sat, 01 Aug 2026 09:30:00 GMT+8",
        "Sat, 01 Aug 2026 09:30:00 GMT+0800 (China Standard Time)",
        "Sat, 01 Aug 2026 09:30:00 CST",
        "Fri, 31 Jul 2026 20:30:00 -0500",
        "Fri, 31 Jul 2026 21:30:00 EDT",
        "Saturday, 01-Aug-26 01:30:00 GMT",
        "Sat Aug  1 09:30:00 2026",
        "Sat Aug 1 09:30:00 CST 2026",
        "2026-08-01T01:30:00Z",
        "2026-08-01T09:30:00+08:00",
        "2026-08-01T09:30:00.000+0800",
        "2026-08-01T09:30:00+08:00[Asia/Shanghai]",
        "2026-08-01 09:30:00 Asia/Shanghai",
        "2026-08-01 03:30:00 Europe/Berlin",
        "2026-07-31 21:30:00 (America/New_York)",
        "2026-08-01 09:30:00 asia/shanghai",
        "2026-08-01T09:30:00 08:00",  # a "+" that was decoded as a blank
        "2026-08-01 01:30:00 0000",
        "1 August 2026, 9:30 am Hong Kong time",
        "July 31, 2026 at 9:30 PM Eastern Time",
        "1 Aug 2026, 07:00 HRS IST",
        "2026-07-31T21:30:00-04",
        "2026-08-01 09:30:00",
        "2026-08-01 09:30",
        "2026-8-1 9:30",
        "2026/08/01 09:30",
        "2026.08.01 09:30",
        "20260801093000",
        "20260801T013000Z",
        "1785547800",
        "1785547800000",
        "  2026-08-01\n09:30 ",
        # … and of pages, in ten languages.
        "2026年08月01日 09:30",
        "2026年8月1日09:30",
        "2026年8月1日 上午9:30",
        "2026年8月1日 星期六 上午9点30分",
        "2026年08月01日09时30分",
        "２０２６年８月１日 ０９：３０",
        "8月1日 09:30",
        "2026-08-01 09:30 北京时间",
        "2026年08月01日 09:30 来源：某网",
        "August 1, 2026 9:30 AM",
        "August 1st, 2026 at 9:30 a.m.",
        "Published: 09:30, Aug. 1, 2026",
        "July 31, 2026 9:30 PM ET",
        "1. August 2026, 09:30 Uhr",
        "01.08.2026 09.30 Uhr",
        "1er août 2026 à 09h30",
        "1 de agosto de 2026 09:30",
        "1 de agosto de 2026 às 9h30",
        "Sáb, 01 ago 2026 09:30",
        "1 agosto 2026, 09:30",
        "1 августа 2026, 09:30",
        "Сб, 01 авг 2026 04:30:00 +0300",
        "Sabtu, 01 Agustus 2026 08:30 WIB",
        "Thứ Bảy, 01/08/2026 08:30 (GMT+7)",
        "ngày 1 tháng 8 năm 2026 09:30",
    ],
)
def test_the_same_moment(text: str) -> None:
    assert read(text) == "2026-08-01 01:30:00"


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        # afternoons
        ("2026年8月1日 下午3:05", "Asia/Shanghai", "2026-08-01 07:05:00"),
        ("2026年8月1日 下午15:05", "Asia/Shanghai", "2026-08-01 07:05:00"),
        ("2026年8月1日 中午12:05", "Asia/Shanghai", "2026-08-01 04:05:00"),
        ("2026年8月1日 凌晨12:05", "Asia/Shanghai", "2026-07-31 16:05:00"),
        ("Aug 1, 2026 12:00 AM", "UTC", "2026-08-01 00:00:00"),
        ("Aug 1, 2026 12:00 PM", "UTC", "2026-08-01 12:00:00"),
        # zones that depend on the feed
        ("Sat, 01 Aug 2026 09:30:00 CST", "UTC", "2026-08-01 15:30:00"),
        ("Sat, 01 Aug 2026 09:30:00 CST", "Asia/Taipei", "2026-08-01 01:30:00"),
        ("Sat, 01 Aug 2026 09:30:00 CST", "Asia/Singapore", "2026-08-01 01:30:00"),
        ("Sat, 01 Aug 2026 09:30:00 IST", "UTC", "2026-08-01 04:00:00"),
        ("Thu, 01 Jan 2026 09:30:00 IST", "Asia/Jerusalem", "2026-01-01 07:30:00"),
        ("Sat, 01 Aug 2026 09:30:00 ET", "UTC", "2026-08-01 13:30:00"),
        ("Thu, 01 Jan 2026 09:30:00 ET", "UTC", "2026-01-01 14:30:00"),
        ("2026-01-01 09:30", "Europe/Berlin", "2026-01-01 08:30:00"),
        ("2026-08-01 09:30", "Europe/Berlin", "2026-08-01 07:30:00"),
        # parts of a date
        ("2026-08-01", "UTC", "2026-08-01 00:00:00"),
        ("20260801", "UTC", "2026-08-01 00:00:00"),
        ("2026-08", "UTC", "2026-08-01 00:00:00"),
        ("12月1日 09:30", "UTC", "2025-12-01 09:30:00"),  # this year's is still to come
        ("Mar, 04 ago 2026 09:30", "UTC", "2026-08-04 09:30:00"),  # a Tuesday, not March
        # days and months in figures
        ("25/12/2025", "UTC", "2025-12-25 00:00:00"),
        ("12/25/2025", "UTC", "2025-12-25 00:00:00"),
        ("03/11/2026", "UTC", "2026-11-03 00:00:00"),
        ("03/11/2026", "America/New_York", "2026-03-11 04:00:00"),
        ("11/12/2026", "UTC", "2026-11-12 00:00:00"),  # the twelfth of November: December is to come
        # the ends of the day
        ("2026-08-01T24:00:00Z", "UTC", "2026-08-02 00:00:00"),
        ("2026-08-01T23:59:60Z", "UTC", "2026-08-01 23:59:59"),
    ],
)
def test_what_depends(text: str, zone: str, expected: str) -> None:
    assert read(text, zone) == expected


@pytest.mark.parametrize("text", ["2030-01-01T00:00:00Z", "22 Nov 2026 04:00:01 GMT", "2026-11-22 12:30"])
def test_no_date_is_to_come(text: str) -> None:
    assert parse_date(text, timezone=SHANGHAI, now=NOW) == (NOW, NOW, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-02-30",
        "2026-13-01",
        "Sat, 32 Aug 2026 09:30:00 GMT",
        "2026-08-01 25:00",
        "2026年2月30日",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1",
        "99999999999999999999999999",
        "1 January 2026 " * 100,
        # what is not understood: a number of unknown things, or more figures than a date has
        "a few minutes ago",
        "3 saat önce",
        "in 3 days",
        "3 hours ago | 12 comments",
        "3 hours of August",
        "hace 3 lunas de agosto",
        "2026-08-01 09:30 17",
        "1 August 2026 or 2 August",
        "August 2026",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2 hours ago", "Updated: 2h ago", "2 hrs. ago", "vor 2 Std.", "il y a deux heures", "hace 2 horas",
        "2 horas atrás", "há 2 horas", "2 ore fa", "2 часа назад", "2 години тому", "2 godziny temu", "2 uur geleden",
        "för 2 timmar sedan", "2 jam yang lalu", "hai giờ trước", "2小时前", "发布于两个小时前", "2時間前", "2시간 전",
    ],
)  # fmt: skip
def test_hours_ago_are_counted_from_now(text: str) -> None:
    assert span(text) == ("2026-11-22 02:00:00", "2026-11-22 02:00:00", True)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "1 day ago", "a day ago", "gestern", "vor einem Tag", "hier", "il y a 1 jour", "ayer",
        "hace un día", "ontem", "ieri", "un giorno fa", "вчера", "1 день назад", "вчора", "wczoraj", "gisteren",
        "i går", "kemarin", "hôm qua", "昨天", "1天前", "昨日", "어제", "1일 전",
    ],
)  # fmt: skip
def test_days_ago_are_whole_days(text: str) -> None:
    assert span(text) == ("2026-11-20 16:00:00", "2026-11-21 15:59:59", False)


@pytest.mark.parametrize("code", sorted(common()))
def test_every_language_tells_how_long_ago(code: str) -> None:
    """Each list is there, and each form of each unit is read."""
    ago = common()[code].ago
    assert all(getattr(ago, name) for name in type(ago).model_fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday at 15:30", "2026-11-21 07:30:00"),
        ("Hoy, 10:15", "2026-11-22 02:15:00"),
        ("前天 08:00", "2026-11-20 00:00:00"),
        ("3 days ago, 9 am", "2026-11-19 01:00:00"),
        ("half an hour ago", "2026-11-22 03:30:00"),
        ("just now", "2026-11-22 04:00:00"),
        ("刚刚", "2026-11-22 04:00:00"),
    ],
)
def test_how_long_ago_with_a_time_of_day_or_without_a_number(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "zone", "first", "last"),
    [
        ("2026-08-01", "UTC", "2026-08-01 00:00:00", "2026-08-01 23:59:59"),
        ("1 août 2026", "Asia/Shanghai", "2026-07-31 16:00:00", "2026-08-01 15:59:59"),
        # by its end it is the same day in UTC, too
        ("August 1, 2026", "America/New_York", "2026-08-01 04:00:00", "2026-08-01 23:59:59"),
        ("2026-08", "UTC", "2026-08-01 00:00:00", "2026-08-31 23:59:59"),
        ("3 ago", "UTC", "2026-08-03 00:00:00", "2026-08-03 23:59:59"),
        ("2 weeks ago", "UTC", "2026-11-02 00:00:00", "2026-11-08 23:59:59"),
        # a time in a zone that nobody knows
        ("01 Aug 2026 09:30:00 XYZ", "UTC", "2026-08-01 00:00:00", "2026-08-01 23:59:59"),
        ("2026-08-01 09:30 Mars/Olympus", "UTC", "2026-08-01 00:00:00", "2026-08-01 23:59:59"),
        ("2026-08-01 09:30:00 +9900", "UTC", "2026-08-01 00:00:00", "2026-08-01 23:59:59"),
        ("1 August 2026, 09:30 local time", "UTC", "2026-08-01 00:00:00", "2026-08-01 23:59:59"),
    ],
)
def test_a_date_without_a_time_is_a_span(text: str, zone: str, first: str, last: str) -> None:
    assert span(text, zone) == (first, last, False)


def test_midnight_may_stand_for_the_day() -> None:
    assert span("2026-08-01T00:00:00+08:00") == ("2026-07-31 16:00:00", "2026-08-01 15:59:59", True)


@given(st.text(max_size=150))
def test_never_raises(text: str) -> None:
    """Whatever the text."""
    stamp = parse_date(text, timezone=SHANGHAI, now=NOW)
    assert stamp is None or (stamp.first <= NOW and stamp.first <= stamp.last)


_PIECES = st.sampled_from(
    [
        "2026",
        "08",
        "31",
        "30",
        "Feb",
        "août",
        "年",
        "月",
        "日",
        "-",
        "/",
        ":",
        " ",
        "+0800",
        "CST",
        "下午",
        "T",
        "Z",
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_never_raises_on_what_nearly_is_a_date(text: str) -> None:
    stamp = parse_date(text, timezone=ZONE, now=NOW)
    assert stamp is None or (stamp.first <= NOW and stamp.first <= stamp.last)


_MOMENTS = st.datetimes(datetime(1991, 1, 1), datetime(2026, 11, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@given(_MOMENTS, st.integers(-12, 14))
def test_standard_forms_round_trip(moment: datetime, hours: int) -> None:
    """As a library reads them, where that is right."""
    from datetime import timezone
    from email.utils import format_datetime

    local = moment.astimezone(timezone(timedelta(hours=hours)))
    for text in (local.isoformat(), format_datetime(local)):
        found = parse_date(text, timezone=SHANGHAI, now=NOW)
        assert found is not None
        assert found.first == moment == dateutil_parser.parse(text)
