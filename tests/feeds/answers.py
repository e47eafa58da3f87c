"""What the readers of this room get, as the fetcher would hand it over."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.model import Feed, Fetched, Outcome, Problem

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONE = ZoneInfo("UTC")
URL = "https://paper.example/section/feed.xml"
FEED = Feed(url=URL, name="The Paper")


def answer(
    body: bytes | str, content_type: str | None = "application/xml", *, url: str = URL, final_url: str = ""
) -> Fetched:
    """A success with this body; text becomes UTF-8."""
    headers = (("content-type", content_type),) if content_type else ()
    return Fetched(
        url=url,
        final_url=final_url or url,
        outcome=Outcome.OK,
        at=NOW,
        status=200,
        headers=headers,
        body=body.encode() if isinstance(body, str) else body,
    )


def failure() -> Fetched:
    problem = Problem(stage="fetch", subject=URL, message="HTTP 404 Not Found")
    return Fetched(url=URL, final_url=URL, outcome=Outcome.FAILED, at=NOW, status=404, problem=problem)


def not_modified() -> Fetched:
    return Fetched(url=URL, final_url=URL, outcome=Outcome.NOT_MODIFIED, at=NOW, status=304)
