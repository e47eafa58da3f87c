"""Which hosts belong together: those under one registrable domain."""

from __future__ import annotations

from urllib.parse import urlsplit

import tldextract

# With the list of suffixes that the package carries: this room must not touch the network.
_DOMAINS = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site. ValueError where one is no address."""
    return _site(urlsplit(one).hostname) == _site(urlsplit(other).hostname)


def _site(host: str | None) -> str:
    found = _DOMAINS(host or "")
    return found.top_domain_under_public_suffix or (host or "")
