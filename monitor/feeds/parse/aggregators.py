"""Feeds that list other outlets' articles: who wrote them, and where they really are."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

# Host and path of addresses that only lead on, and the parameters that hold the address they lead to.
_LEADING_ON = {
    ("www.bing.com", "/news/apiclick.aspx"): ("url",),
    ("www.google.com", "/url"): ("url", "q"),
}


def is_google_news(url: str) -> bool:
    return _host(url) == "news.google.com"


def credit(title: str, source: str) -> tuple[str, str]:
    """The headline and the outlet from a title of Google News, "Headline - Outlet".

    Its own name is no outlet: it writes nothing.
    """
    headline, dash, last = title.rpartition(" - ")
    if source and last.casefold() != source.casefold():
        if title.casefold().endswith(f" - {source}".casefold()):  # an outlet with a dash in its name
            headline, dash = title[: -len(source) - 3], "-"
        else:
            headline, dash = "", ""
    outlet = source or (last if dash else "")
    return (headline if dash and headline else title), ("" if _is_google(outlet) else outlet)


def _is_google(outlet: str) -> bool:
    name = outlet.casefold()
    return name.startswith("google news") or "news.google." in name


def unwrapped(url: str) -> str:
    """The address that a leading-on address holds; any other address as it is."""
    parts = urlsplit(url)
    names = _LEADING_ON.get(((parts.hostname or "").lower(), parts.path.lower()), ())
    query = parse_qs(parts.query) if names else {}
    found = next((query[name][0] for name in names if name in query), url)
    return found if found.startswith(("http://", "https://")) else url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
