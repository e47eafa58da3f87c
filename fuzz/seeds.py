"""What the search begins with: sound input of every kind, a byte for the target's choice before each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("words.dict")

_RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title><link>https://news.example.org/</link>
<language>de</language><item><title>Xiaomi &amp;amp; &lt;b&gt;cars&lt;/b&gt; &#8211; caf&eacute;</title>
<link>/1?a=1&b=2</link><guid isPermaLink="false">1</guid><description><![CDATA[<p>Short &lt;x&gt;.</p>]]></description>
<source url="x">Other</source><content:encoded>&lt;p&gt;Long&lt;/p&gt;&lt;iframe&gt;</content:encoded>
<pubDate>Sat, 01 Aug 2026 09:30:00 CST</pubDate></item>
<item><title>&#xD83D;&#xDE97;&#55357;</title><guid>https://news.example.org/2</guid><dc:date>2026-08-01</dc:date></item>
</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/blog/" xml:lang="fr"><entry><id>urn:1</id>
<title type="html">A &amp;lt;b&amp;gt;</title><link rel="self" href="self"/><link href="post/1"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body</p></div></content>
<updated>2026-08-02T00:00:00Z</updated></entry></feed>"""
_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<item rdf:about="https://news.example.org/1"><title>T</title></item></rdf:RDF>"""
_JSON = """{"version": "https://jsonfeed.org/version/1.1", "language": "fr", "items": [{"id": 7, "url": "/1",
"title": "<T>", "content_html": "<p>Body</p>", "date_published": "2026-08-01T09:30:00+08:00"},
{"content_text": "x"}]}"""
_PAGE = """<!DOCTYPE html><html><head><title>Xiaomi builds | The Paper</title><link rel="canonical" href="/x">
<meta property="og:site_name" content="The Paper"><meta name="publishdate" content="2026年08月01日 09:30">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#a"},
"isAccessibleForFree": "True", "dateModified": "2026-08-01T09:30:00+08:00"},
{"@id": "#a", "name": "Li"}]}</script></head>
<body><header><a href="/">Home</a></header><div id="cookie-banner"><p>We use cookies.</p></div><article><h1>Xiaomi</h1>
<div class="entry-content"><p>Xiaomi has received the permit for its second plant in Beijing, the office said.</p>
<h3>Most read</h3><ul><li><a href="/a">Apple confirms its car</a></li></ul><p>Read also: x</p></div></article>
<aside>More</aside><div class="comments">Great!</div><p>Subscribe to continue reading.</p></body></html>"""
_DATES = (
    "Sat, 01 Aug 2026 09:30:00 +0800", "Sat Aug  1 09:30:00 CST 2026", "2026-08-01T09:30:00.000+0800",
    "20260801T013000Z", "1785547800000", "2026年8月1日 上午9点30分", "July 31, 2026 9:30 PM ET", "01.08.2026 09.30 Uhr",
    "1er août 2026 à 09h30", "Thứ Bảy, 01/08/2026 08:30 (GMT+7)", "ngày 1 tháng 8 năm 2026 09:30", "12/25/2025",
)  # fmt: skip
_CHINESE = _RSS.replace("utf-8", "gbk").replace("Short", "小米汽车").encode("gbk")

SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "feed": (
        *(b"\0" + document.encode() for document in (_RSS, _ATOM, _RDF, _JSON, _PAGE)),
        b"\1" + _CHINESE,
        b"\1" + _RSS.encode("utf-16"),
    ),
    "page": (b"\3" + _PAGE.encode("gbk"), b"\0" + _PAGE.encode()),
    "date": tuple(b"\1" + date.encode() for date in _DATES),
    "text": (_PAGE.encode(), "a &lt;b&gt; &#xD83D; <Xiaomi> <iframe> x\x92s <![CDATA[y]]>".encode()),
}


def words() -> tuple[bytes, ...]:
    """What feeds, pages and dates are made of, from the fuzzer's dictionary."""
    lines = WORDS_FILE.read_text(encoding="ascii").splitlines()
    quoted = (line[1:-1] for line in lines if line.startswith('"'))
    return tuple(word.encode().decode("unicode_escape").encode("latin-1") for word in quoted)
