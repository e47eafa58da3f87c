"""Tells pages that stand in the way of what was asked for: challenges, consent, logins, errors."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from monitor.feeds.text import clean, length, text_of

# (what the page is, a part of its title in full, a mark of it anywhere in the page)
_KINDS = (
    (
        "a browser check (challenge page)",
        r"just a moment\W*|attention required\W*|checking your browser.*|ddos-guard|robot check|are you a robot\W*"
        r"|security check(?:point)?|human verification|安全验证|人机验证|访问验证|请完成验证",
        r"_cf_chl_opt|cf-chl-|px-captcha|geo\.captcha-delivery\.com|awswafintegration|_incapsula_resource"
        r"|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
        r"|unusual traffic from your|请完成安全验证|拖动滑块",
    ),
    (
        "a consent page",
        r"before you continue.*|bevor sie (?:weitergehen|fortfahren).*|avant d'accéder.*|antes de continuar.*"
        r"|(?:your )?privacy (?:choices|settings)|cookie (?:consent|settings|wall)|datenschutzeinstellungen",
        r"consent\.(?:google|youtube|yahoo)\.com/(?:save|v2|m\b)|guce\.(?:yahoo|oath|advertising)\.com"
        r"|before you continue to google",
    ),
    (
        "a login page",
        r"log ?in|sign ?in|anmelden|anmeldung|connexion|iniciar sesión|entrar|accedi|вход|登录|用户登录|登入",
        r"you (?:must|need to) (?:log|sign) in to (?:continue|view)",
    ),
    (
        "an error page",
        r"(?:error )?(?:40[0-9]|410|50[0-4])(?: \D*)?|(?:oops\W*)?(?:page|seite|site) not found|not found|forbidden"
        r"|access denied|service (?:temporarily )?unavailable|bad gateway|(?:under )?maintenance|be right back\W*"
        r"|seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata"
        r"|страница не найдена|页面不存在|找不到页面|页面未找到|系统维护",
        r"(?:page|article) (?:you (?:are looking|requested) for|not found|does(?:n't| not) exist|no longer exists)"
        r"|页面不存在|您访问的页面",
    ),
)
_TITLES = tuple((kind, re.compile(title, re.IGNORECASE)) for kind, title, _ in _KINDS)
_MARKS = tuple((kind, re.compile(mark, re.IGNORECASE)) for kind, _, mark in _KINDS)
_PARTS = re.compile(r"\s*[|–—·»_]\s*|\s+-\s+|:\s+")
# Possessive throughout: the start of a page may be a long row of comments.
_HTML = re.compile(
    r"(?>\s*<!--.*?-->|\s*<\?.*?\?>)*+\s*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_LITTLE_TEXT = 150


def looks_like_html(text: str) -> bool:
    """Whether a document begins as a web page does."""
    return _HTML.match(text) is not None


def standing_in_the_way(html: str, page: BeautifulSoup) -> str | None:
    """What the page is instead of the content ("a consent page"); None where it may be the content.

    A title decides by itself. Other marks count where the page says little else, for many sites
    have the machinery of challenges and consent in every page.
    """
    title = clean(page.title.get_text()) if page.title else ""
    parts = {title, *_PARTS.split(title)}
    for kind, pattern in _TITLES:
        if any(pattern.fullmatch(part) for part in parts):
            return kind
    if length(text_of(page)) > _LITTLE_TEXT:
        return None
    return next((kind for kind, pattern in _MARKS if pattern.search(html)), None)
