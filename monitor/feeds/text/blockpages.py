"""Tells pages that stand in the way of what was asked for: challenges, consent, logins, errors."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from monitor.feeds.text.cleaning import clean, length, text_of

CHALLENGE = "a browser check (challenge page)"
CONSENT = "a consent page"
LOGIN = "a login page"
ERROR = "an error page"
EMPTY = "a page that only scripts fill"

_REASONS = (
    "error|(?:page )?not found|forbidden|gone|bad gateway|service unavailable|(?:internal )?server error"
    "|gateway time-?out|unauthori[sz]ed|too many requests|unavailable (?:due to|for) legal reasons"
)
# What a title, or a part of it between dashes, says in full.
_TITLES = {
    CHALLENGE: (
        r"just a moment\W*|attention required\W*|checking your browser.*|are you a robot\W*",
        r"ddos-guard|robot check|security check(?:point)?|human verification",
        r"access to this page has been denied\W*|pardon our interruption\W*|captcha|one more step\W*",
        r"making sure you['’]re not a bot\W*|vercel security checkpoint|you have been blocked\W*",
        r"安全验证|人机(?:验证|识别)|访问(?:验证|异常|受限|被拒绝)|请完成验证|验证码(?:中间页)?|滑动验证",
    ),
    CONSENT: (
        r"before you continue.*|bevor sie (?:weitergehen|fortfahren).*|antes de continuar.*",
        r"consent|(?:your )?privacy (?:choices|settings)|cookie (?:consent|settings|wall)|datenschutzeinstellungen",
    ),
    LOGIN: (
        r"log ?in|sign ?in|anmelden|anmeldung|connexion|iniciar sesión|entrar|accedi|вход",
        r"登录|用户登录|登入",
    ),
    ERROR: (
        rf"(?:error\W+)?(?:40[1-5]|410|429|451|50[0-4])(?:\W+(?:{_REASONS}))*",
        r"(?:oops\W*)?(?:(?:page|site) )?not found|forbidden|access denied|bad gateway|be right back\W*",
        r"service (?:temporarily )?unavailable|site maintenance|maintenance mode",
        r"(?:site (?:is )?)?(?:under|down for) maintenance",
        r"(?:database |server |application )?error|we['’]ll be right back\W*|[\w-]+\.[\w.-]+ is for sale",
        r"seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata",
        r"страница не найдена|页面不存在|找不到页面|页面未找到|系统维护",
    ),
}
# What stands anywhere in such a page.
_MARKS = {
    CHALLENGE: (
        r"_cf_chl_opt|cf-chl-|px-captcha|geo\.captcha-delivery\.com|awswafintegration|_incapsula_resource",
        r"enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human",
        r"unusual (?:traffic|activity) from your|you(?: are|['’]re) not a (?:ro)?bot|complete the captcha",
        r"something about your browser made us think|ensure the security of your connection",
        r"(?:verifying|checking) your browser|you have been blocked|enable js and disable any ad ?blocker",
        r"请完成安全验证|拖动滑块|完成验证后|环境异常|访问被(?:阻断|拦截|拒绝)",
    ),
    CONSENT: (
        r"consent\.(?:google|youtube|yahoo)\.com/(?:save|v2|m\b)|guce\.(?:yahoo|oath|advertising)\.com",
        r"before you continue to google|cookies zuzustimmen",
    ),
    LOGIN: (r"you (?:must|need to) (?:log|sign) in to (?:continue|view)",),
    ERROR: (
        r"(?:page|article) (?:you (?:are looking|requested) for|not found|does(?:n't| not) exist)",
        r"page (?:can(?:['’]t|not)|could not) be found|nothing was found at this location",
        r"critical error on this website|error establishing a database connection|domain (?:name )?is for sale",
        r"we are (?:currently )?(?:performing|undergoing|down for) (?:scheduled |planned )?maintenance",
        r"(?:un|not )available in your (?:country|region)|access this (?:web)?site from a country",
        r"页面不存在|您访问的页面|该(?:内容|文章|页面|帖子)已(?:被[^。，]{0,6})?(?:删除|下线|移除)",
    ),
    EMPTY: (
        r"enable javascript to run this app|(?:site|page) requires javascript|需要(?:启用|开启)\s*javascript",
    ),
}


def _compiled(patterns: dict[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(parts), re.IGNORECASE) for kind, parts in patterns.items()}


_IN_TITLE = _compiled(_TITLES)
_ANYWHERE = _compiled(_MARKS)
_PARTS = re.compile(r"\s*[|–—·»›_]\s*|\s+-\s+")
# Possessive throughout: the start of a page may be a long row of comments.
_HTML = re.compile(
    r"(?>\s*<!--.*?-->|\s*<\?.*?\?>)*+\s*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_LITTLE_TEXT = 150


def looks_like_html(text: str) -> bool:
    """Whether a document begins as a web page does."""
    return _HTML.match(text) is not None


def standing_in_the_way(html: str, page: BeautifulSoup) -> str | None:
    """What the page is instead of the content (CHALLENGE, …); None where it may be the content.

    A title decides by itself. Other marks count where the page says little else, for many sites
    have the machinery of challenges and consent in every page.
    """
    title = clean(page.title.get_text()) if page.title else ""
    parts = {title, *_PARTS.split(title)}
    for kind, pattern in _IN_TITLE.items():
        if any(pattern.fullmatch(part) for part in parts):
            return kind
    text = text_of(page)
    if length(text) > _LITTLE_TEXT:
        return None
    # Pages that do not need scripts have it in what browsers without them show.
    searched = ((kind, text if kind == EMPTY else html) for kind in _ANYWHERE)
    return next((kind for kind, where in searched if _ANYWHERE[kind].search(where)), None)
