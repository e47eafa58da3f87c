"""Knows what on an article's page is not the article, and takes it out of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from monitor.feeds.text import SILENT, clean, length, text_of

_ELEMENTS = (*SILENT, "nav", "footer", "aside", "form", "dialog", "menu", "figure", "figcaption")
_ROLES = frozenset(
    (
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "form",
    )
)
# Words in classes and ids. Those of the first row say it for certain; an element with one of the
# second may still be what wraps the whole page ("with-sidebar").
_CERTAIN = frozenset(
    "cookie cookies consent gdpr cmp onetrust newsletter newsletters paywall comment comments disqus respond"
    " related recommend recommended recommendation recommendations recirc recirculation taboola outbrain"
    " breadcrumb breadcrumbs navbar nav menu sharing share social signup advert advertisement sponsored"
    " copyright pagination pager byline mostread mostpopular xiangguan tuijian".split()
)  # fmt: skip
_LIKELY = frozenset(
    "subscribe subscription promo promotion popular trending latest sidebar footer masthead banner ad ads"
    " sponsor modal popup overlay tags tag bio author toolbar toolbox tools login register search sticky"
    " hot rank ranking ticker teaser teasers relate more next toc notice disclaimer widget meta caption".split()
)  # fmt: skip
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# What themes say of a page or an article as a whole, not of the element's own role.
_OF_THE_WHOLE = re.compile(
    r"(?:has|no|with|is|tag|category|post|type|status|format|page|single)-|.*-(?:open|enabled|closed)$"
)

_CONSENT = re.compile(
    r"\b(?:we|this (?:web ?)?site|our (?:web ?)?site)\b[^.]{0,40}\buses?\b[^.]{0,20}\bcookies"
    r"|store and/or access information on a device|accept (?:all )?cookies|we value your privacy"
    r"|(?:verwende[nt]|nutz(?:en|t)) (?:wir )?cookies|utilis(?:e|ons) des cookies|utiliza(?:mos)? cookies"
    r"|utilizza (?:i )?cookie|использу(?:ет|ем) (?:файлы )?cookie|我们使用\s*cookie|使用\s*cookie",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\b(?:sign up|subscribe|register)\b[^.]{0,40}\b(?:newsletter|inbox|mailing list|alerts|channel|updates)\b"
    r"|\bnewsletter\b[^.]{0,40}\b(?:sign up|subscribe|inbox)\b|follow us on\b|join (?:us on|our) \w+"
    r"|download (?:our|the) app\b|扫码关注|关注(?:我们|公众号|微信)|点击订阅|newsletter (?:abonnieren|anmelden)"
    r"|inscrivez-vous à (?:la|notre) newsletter|suscríbete a|подпишитесь на|подписывайтесь на",
    re.IGNORECASE,
)
# A heading over, or a lead-in to, other articles; also the small print around an article.
OTHERS = re.compile(
    r"(?:read|see|watch) (?:also|more|next)\b|also read\b|most (?:read|popular|viewed|shared)\b"
    r"|(?:trending|popular|latest|top|more) (?:now|news|stories|posts|articles|headlines|from|on|in)\b"
    r"|(?:related|recommended)(?:\s*:| (?:articles?|stor(?:y|ies)|posts?|news|reading|content|coverage))"
    r"|(?:related|recommended|trending|editors?['’] picks?)$|you (?:may|might) (?:also )?(?:like|be interested)"
    r"|(?:leave a )?(?:reply|comments?)(?: \(?\d+\)?)?$|leave a (?:reply|comment)|what(?:'s| is) next$|don['’]t miss"
    r"|share this|advertisement$|sponsored$|all rights reserved|©|copyright\b|tags?:|filed under|source:|via:|photo:"
    r"|image(?: credit)?:|click here|next article|previous article"
    r"|lesen sie auch|mehr zum thema|das könnte sie|meistgelesen|(?:à )?lire aussi|les plus lus|lea también"
    r"|te puede interesar|lo más leído|leia (?:também|mais)|mais lidas|leggi anche|i più letti|читайте также"
    r"|самое читаемое|по теме|baca juga|terpopuler|xem thêm|đọc thêm|tin liên quan"
    r"|相关(?:阅读|新闻|文章|推荐|报道)|推荐阅读|延伸阅读|热门(?:文章|新闻|推荐|阅读)?$|热点|猜你喜欢|更多(?:精彩|新闻|文章)"
    r"|阅读排行|点击排行|最新(?:文章|新闻)|分享到|责任编辑|责编|编辑[:：]|(?:免责)?声明[:：]|版权(?:所有|声明)|举报"
    r"|評論|评论\s*\(?\d*\)?$|網友留言|相關(?:新聞|文章|閱讀)|延伸閱讀|熱門",
    re.IGNORECASE,
)
_BOXES = ("div", "section", "ul", "ol", "table", "p", "dl", "details", "h2", "h3", "h4", "h5", "h6", "td")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def prune(page: BeautifulSoup) -> None:
    """Take menus, notices, boxes of other articles, comments and the like out of the tree."""
    _remove(page(_ELEMENTS))
    _remove(header for header in page("header") if not any(_words(p) > 15 for p in header("p")))
    _remove(_marked(page))
    _remove(box for text in page.find_all(string=_CONSENT) if (box := _box(text, most=150)))
    _remove(box for text in page.find_all(string=_INVITATION) if (box := _box(text, most=60)))
    for heading in page((*_HEADINGS, "p", "strong", "b", "dt")):
        if not heading.decomposed and _words(heading) <= 8 and OTHERS.match(clean(heading.get_text())):
            _remove(_under(heading))
    _remove(box for box in page(_BOXES) if not box.decomposed and _is_mostly_links(box))


def _remove(elements: Iterable[Tag]) -> None:
    for element in list(elements):
        if not element.decomposed:
            element.decompose()


def _words(element: Tag) -> int:
    return length(text_of(element))


def _marked(page: BeautifulSoup) -> Iterator[Tag]:
    """Elements that are hidden, or that say of themselves that they are not the article."""
    heart = page.find_all(lambda tag: tag.name == "h1" or "articleBody" in str(tag.get("itemprop", "")))
    kept = {id(tag) for core in heart for tag in (core, *core.parents)}
    total = sum(_words(p) for p in page("p"))
    for element in page.find_all(True):
        if element.name in ("html", "body", "main", "article") or id(element) in kept:
            continue
        if _is_hidden(element) or element.get("role") in _ROLES:
            yield element
            continue
        words = set(_names(element))
        if words & _CERTAIN or {"most", "read"} <= words:
            yield element
        elif words & _LIKELY and 2 * sum(_words(p) for p in element("p")) <= total:
            yield element


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style", "")).replace(" ", "").lower()
    return element.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _names(element: Tag) -> Iterator[str]:
    """The words of the element's classes and id."""
    for name in (*element.get_attribute_list("class"), element.get("id")):
        if name and not _OF_THE_WHOLE.match(str(name)):
            yield from (word.lower() for word in _WORD.findall(str(name)))


def _box(text: NavigableString, *, most: int) -> Tag | None:
    """The largest element around a sentence that says little besides, and is not the article."""
    box = None
    for parent in text.parents:
        if parent.name in ("body", "main", "article", "html", "[document]") or _words(parent) > most:
            break
        if parent.find(("h1", "article", "main")):
            break
        box = parent
    return box


def _under(heading: Tag) -> Iterator[Tag]:
    """The heading and what it stands over: its siblings up to the next heading of its rank or above."""
    yield heading
    if heading.name not in _HEADINGS:
        return
    for sibling in heading.find_next_siblings(True):
        if sibling.name in ("h1", *_HEADINGS) and sibling.name <= heading.name:
            return
        yield sibling


def _is_mostly_links(box: Tag) -> bool:
    links = box("a")
    if not links or box.find("h1"):
        return False
    linked, words = sum(_words(link) for link in links), _words(box)
    share = 0.5 if box.name in ("ul", "ol", "dl", "table") else 0.75
    return linked > share * words
