"""Which hosts belong together: those under one registrable domain."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import tldextract

# The list of suffixes ships with the package; nothing is downloaded.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=8192)
def registrable_domain(host: str) -> str:
    """The part of a host name that somebody registered (`example.co.uk`); an IP address as it is."""
    try:
        return str(ip_address(host))
    except ValueError:
        # For hosts without a listed suffix the list's own rule is that the last label is one.
        return _SUFFIXES(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site. Raises ValueError for what is not an address."""
    return registrable_domain(urlsplit(one).hostname or "") == registrable_domain(
        urlsplit(other).hostname or ""
    )


def site(url: str) -> str:
    """The registrable domain of an address, "" for what is not one."""
    try:
        return registrable_domain(urlsplit(url).hostname or "")
    except ValueError:
        return ""
