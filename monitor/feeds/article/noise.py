"""What tells the parts of a page that are not the article: names in the HTML, and phrases in all languages."""

from __future__ import annotations

import re

from monitor.languages.common import phrases

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


CONSENT = phrases(lambda page: page.cookies)
"""A sentence of a notice about cookies."""

INVITATION = phrases(lambda page: page.invitation)
"""A sentence that asks to subscribe or to follow."""

KIN = phrases(lambda page: page.kin)
"""What the other paragraphs of such a notice or invitation speak of."""

OTHERS = phrases(lambda page: page.others)
"""How a heading over other articles, a lead-in to one, or small print begins."""

GATE = phrases(lambda page: page.gate)
"""A sentence that keeps the rest of an article for those who pay or sign in."""
