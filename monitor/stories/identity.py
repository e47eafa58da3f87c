"""What makes two entries the same story: the feed's guid, the canonical URL, the content.

None of them is trusted alone: guids change or are shared by all entries, links repeat, headlines are edited.
"""

from __future__ import annotations

import re
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from monitor.domains import registrable_domain

# Query parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"utm_|mc_|at_|ga_|pk_|piwik_|mtm_|hsa_|wt_|fb_|__|_ga|_gl|guce|guccounter"
    r"|(?:fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|igshid|igsh|si|spm|scm|from|share\w*"
    r"|ref|refer|referer|referrer|ref_\w+|source|src|cmp|cmpid|ocid|ncid|smid|xtor|ito|taid|feature"
    r"|outputtype|isappinstalled|spm_id_from|vd_source|wfr|rss|amp)$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:www\.)?(?:m|mobile|wap|amp|touch|3g)\.|^www\.|(?<=\.)m\.(?=wikipedia\.)")
_AMP_CACHE = re.compile(r"^/(?:amp|c|v)/(?:s/)?(?=[\w-]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)|\.amp$")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Vowel signs and accents that stand by themselves belong to their words.
_NO_WORD = re.compile(r"(?:[^\w?\ufffc\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0e7f]|_)+")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_NO_LETTER = re.compile(r"[\W_]+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WEB = re.compile("https?:", re.IGNORECASE)
# Addresses of which no character is written in two ways: nearly all.
_SIMPLE = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)((?:/[A-Za-z0-9._~/-]*)?)(?:\?([A-Za-z0-9._~=&-]*))?"
)
_UNRESERVED = re.compile(r"%([46][1-9A-F]|[57][0-9A]|3[0-9]|2[DE]|5F|7E)", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """One form for all addresses of a page: https, without www, mobile and AMP forms, fragment and tracking.

    It identifies a page and need not lead to it. What is no web address comes back stripped of blanks.
    Applying it twice changes nothing.
    """
    previous, url = "", url.strip()
    if not _WEB.match(url):
        return url
    for _ in range(5):  # an AMP viewer holds an address with forms of its own
        if url == previous:
            break
        if simple := _of_simple(url):
            return simple
        previous, url = url, _once(url)
    return url


def _of_simple(url: str) -> str:
    """What `_once` makes of a simple address, at a tenth of its cost; "" for others."""
    found = _SIMPLE.fullmatch(url)
    if found is None:
        return ""
    host, path, query = found.groups()
    bare = path.rstrip("/")
    pairs = [pair.partition("=") for pair in (query or "").split("&") if pair]
    if _MOBILE.search(host) or _AMP_CACHE.match(path) or any("=" in value for *_, value in pairs):
        return ""
    if _AMP_PATH.search(path) or _AMP_PATH.search(bare):
        return ""
    kept = "&".join(f"{key}={value}" for key, _, value in sorted(pairs) if not _TRACKING.match(key))
    return f"https://{host}{bare or '/'}" + (f"?{kept}" if kept else "")


def _once(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return url
    site = registrable_domain(host)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if (site.startswith("google.") or site == "ampproject.org") and (cached := _AMP_CACHE.match(parts.path)):
        return f"https://{parts.path[cached.end() :]}" + (f"?{parts.query}" if parts.query else "")
    stripped = _MOBILE.sub("", host)
    if stripped == site or stripped.endswith(f".{site}"):
        host = stripped
    netloc = f"[{host}]" if ":" in host else _ascii(host)
    if port and port != _DEFAULT_PORTS[scheme]:
        netloc += f":{port}"
    path = _UNRESERVED.sub(lambda code: chr(int(code[1], 16)), quote(parts.path, safe="/%:@!$&'()*+,;=~-._"))
    path = re.sub(r"%[0-9a-f]{2}", lambda code: code[0].upper(), _AMP_PATH.sub("", path)).rstrip("/") or "/"
    kept = sorted((key, value) for key, value in query if not _TRACKING.match(key))
    return urlunsplit(("https", netloc, path, urlencode(kept), ""))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return quote(host)


def page_identity(url: str) -> str | None:
    """The identity that a URL gives, or None where it cannot tell stories apart (a site's front page)."""
    canonical = canonical_url(url)
    try:
        parts = urlsplit(canonical)
    except ValueError:
        return None
    if parts.scheme != "https" or (parts.path in ("", "/") and not parts.query):
        return None
    return f"url:{canonical}"


def place_identity(page: str | None) -> str | None:
    """The identity of a page without its query, which some feeds change at every poll; None where that is the same."""
    bare, _, query = (page or "").partition("?")
    return f"place:{bare.removeprefix('url:')}" if query and urlsplit(bare).path.strip("/") else None


def guid_identity(feed: str, guid: str) -> str | None:
    """The identity that a guid gives within its feed's host; None for an empty guid."""
    if not guid.strip():
        return None
    try:
        host = (urlsplit(feed).hostname or feed).removeprefix("www.")
    except ValueError:
        host = feed
    # A guid that is an address may carry tracking, too.
    return f"guid:{host}:{canonical_url(guid)}"


def fingerprint(headline: str, text: str) -> str:
    """A hash of the content that ignores case, blanks and punctuation.

    Question marks count, since they turn a statement into a question, and so does the point inside a number.
    """
    return _digest(normalised(headline).replace(" ", ""), normalised(text).replace(" ", ""))


def story_id(identity: str) -> str:
    """The id of the story that has this first identity: 16 hexadecimal digits."""
    return _digest(identity)[:16]


def normalised(text: str) -> str:
    """Words, numbers and question marks in one form, with single blanks between."""
    text = normalize("NFKC", text).casefold()
    return _NO_WORD.sub(" ", _DECIMAL.sub("\ufffc", text)).strip()


def letters(text: str) -> int:
    """How much a text says, in letters; a Chinese or Japanese character counts as three."""
    return len(_NO_LETTER.sub("", text)) + 2 * len(_DENSE.findall(text))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
