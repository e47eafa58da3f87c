"""The words by which the parts of a page say that they are not the article. Data, no code."""

from __future__ import annotations

import re

# Words in classes and ids.
_CERTAIN = """
    cookie cookies consent gdpr cmp onetrust newsletter newsletters paywall comment comments disqus respond
    related recommend recommended recommendation recommendations recirc recirculation taboola outbrain
    breadcrumb breadcrumbs navbar nav menu sharing share social signup advert advertisement sponsored
    copyright byline mostread mostpopular xiangguan tuijian
"""
_LIKELY = """
    subscribe subscription promo promotion popular trending latest sidebar footer masthead banner ad ads
    sponsor modal popup overlay tags tag bio author toolbar toolbox tools login register search sticky
    pagination pager hot rank ranking ticker teaser teasers relate more next toc notice disclaimer widget
    meta caption
"""
CERTAIN = frozenset(_CERTAIN.split())
"""An element with one of these is no part of the article."""
LIKELY = frozenset(_LIKELY.split())
"""So it is with these, unless it holds most of the page's paragraphs ("with-sidebar" may wrap them all)."""

_ROLES = "navigation banner contentinfo complementary search dialog alertdialog menu form"
ROLES = frozenset(_ROLES.split())
"""Values of `role` that no article has."""

# What themes say in a class of a page or an article as a whole.
OF_THE_WHOLE = re.compile(
    r"(?:has|no|with|is|tag|category|post|type|status|format|page|single)-|.*-(?:open|enabled|closed)$"
)

# Names that sites give to what holds an article's text and nothing else.
_PART = "(?:content|body|text|detail|main)"
BODY = re.compile(
    rf"(?:entry|post|article|story|news|detail|single|page)(?:[-_]{{0,2}}{_PART}){{1,2}}(?:[-_]{{1,2}}\w+)?"
    rf"|{_PART}[-_]{{0,2}}(?:article|{_PART})"
    r"|c-entry-content|rich_media_content|trs_editor|td-post-content|artibody|main_text|the_content",
    re.IGNORECASE,
)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


CONSENT = _any_of(
    r"\b(?:we|(?:this|our) (?:web ?)?site)\b[^.]{0,40}\buses?\b[^.]{0,20}\bcookies",
    r"store and/or access information on a device|accept (?:all )?cookies|we value your privacy",
    r"(?:verwende[nt]|nutz(?:en|t)) (?:wir )?cookies|utilis(?:e|ons) des cookies|utiliza(?:mos)? cookies",
    r"utilizza (?:i )?cookie|использу(?:ет|ем) (?:файлы )?cookie|使用\s*cookie",
)
"""A sentence of a notice about cookies."""

INVITATION = _any_of(
    r"\b(?:sign up|subscribe|register)\b[^.]{0,40}\b(?:newsletter|inbox|mailing list|alerts|updates)\b",
    r"\bnewsletter\b[^.]{0,40}\b(?:sign up|subscribe|inbox)\b|\bsubscribe to our\b",
    r"follow us on\b|join (?:us on|our (?:newsletter|community|channel|telegram|whatsapp|discord))\b",
    r"download (?:our|the) app\b",
    r"newsletter (?:abonnieren|anmelden)|inscrivez-vous à (?:la|notre) newsletter|suscríbete a",
    r"подпишитесь на|подписывайтесь на|扫码关注|关注(?:我们|公众号|微信)|点击订阅",
)
"""A sentence that asks to subscribe or to follow."""

KIN = _any_of(
    r"cookie|consent|privacy|preferences|personal data|our partners",
    r"datenschutz|confidentialité|隐私|конфиденц",
    r"newsletter|inbox|e-?mail|subscri|sign up|follow us|terms of|订阅|关注|扫码",
)
"""What the other paragraphs of such a notice or invitation speak of."""

OTHERS = _any_of(
    r"(?:read|see|watch) (?:also|more|next)\b|also read\b|most (?:read|popular|viewed|shared)\b",
    r"(?:trending|popular|latest|top|more) (?:now|news|stories|posts|articles|headlines|from|on|in)\b",
    r"(?:related|recommended)(?:\s*:| (?:articles?|stor(?:y|ies)|posts?|news|reading|content|coverage))",
    r"(?:related|recommended|trending|editors?['’] picks?|what(?:'s| is) next)$|don['’]t miss",
    r"you (?:may|might) (?:also )?(?:like|be interested)",
    r"(?:leave a )?(?:reply|comments?)(?: \(?\d+\)?)?$|leave a (?:reply|comment)",
    r"share this|(?:advertisement|sponsored)$|all rights reserved|©|copyright\b",
    r"tags?(?::|$)|filed under|source:|via:|photo:|image(?: credit)?:|click here|(?:next|previous) article",
    r"lesen sie auch|mehr zum thema|das könnte sie|meistgelesen|(?:à )?lire aussi|les plus lus",
    r"lea también|te puede interesar|lo más leído|leia (?:também|mais)|veja também|mais lidas",
    r"você (?:também )?pode gostar|leggi anche|i più letti|читайте также|самое читаемое|по теме",
    r"baca juga|terpopuler|xem thêm|đọc thêm|tin liên quan",
    r"相关(?:阅读|新闻|文章|推荐|报道)|推荐阅读|延伸阅读|热门(?:文章|新闻|推荐|阅读)?$|热点|猜你喜欢",
    r"更多(?:精彩|新闻|文章)|(?:阅读|点击)排行|最新(?:文章|新闻)|分享到|责任编辑|责编|编辑[:：]",
    r"(?:免责)?声明[:：]|版权(?:所有|声明)|举报|评论\s*\(?\d*\)?$",
    r"相關(?:新聞|文章|閱讀)|延伸閱讀|熱門|評論|網友留言",
)
"""How a heading over other articles, a lead-in to one, or small print begins."""

GATE = _any_of(
    r"(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|keep|finish|unlock)",
    r"to continue reading|to read the (?:full|rest)|unlock (?:this|the) (?:article|story)",
    r"(?:article|content|story) is (?:only )?(?:available |reserved |exclusive )?(?:for|to) "
    r"(?:our |paid |paying )?(?:subscribers|members)",
    r"jetzt weiterlesen|weiterlesen mit|réservé(?:e)? aux abonnés|il vous reste \d+\s*%",
    r"(?:exclusivo|sólo|solo) para suscriptores|exclusivo para assinantes|riservato agli abbonati",
    r"только (?:для подписчиков|по подписке)",
    r"(?:登录|订阅|付费)后?(?:可|即可)?(?:继续)?阅读|开通会员|剩余\s*\d+\s*%",
)
"""A sentence that keeps the rest of an article for those who pay or sign in."""
