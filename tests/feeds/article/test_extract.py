"""From pages to the text of their article, whole and alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.article.extract import extract
from monitor.model import Article
from tests.feeds.answers import NOW, SHANGHAI, ZONE, answer, failure

URL = "https://www.paper.example.co.uk/2026/08/xiaomi-factory"

SHORT = (
    "Xiaomi has received the permit for its second plant in Beijing, the planning office said on Friday.",
    "The site covers 53 hectares in the Yizhuang zone, and the first cars are expected in 2028.",
    "Construction is to begin in October. A spokesman for the company did not comment.",
)
CHINESE = (
    "小米汽车今日宣布，其位于北京亦庄的第二工厂正式竣工，年产能为十五万辆。",
    "雷军表示，首批车辆将于下月交付。",
)
_QUARTERS = (("first", 21), ("second", 27), ("third", 39), ("fourth", 60), ("next", 71), ("last", 83))
LONG = tuple(
    f"In the {ordinal} quarter the company delivered {number} thousand cars, more than it had planned, and"
    f" its president said that the plant would work in two shifts from then on, as suppliers confirmed."
    for ordinal, number in _QUARTERS
)
FOREIGN = ("Apple", "Huawei", "Home", "cookies", "newsletter", "Great news", "All rights", "特斯拉")

MENU = """
    <header class="site-header"><a href="/">Home</a><nav><ul><li><a href="/ev">Electric cars</a></li>
    <li><a href="/tech">Tech</a></li></ul></nav></header>"""
BANNER = """
    <div id="cookie-banner"><p>We and our partners use cookies to make this site better for you. You may
    change your choices at any time.</p><button>Accept all</button></div>"""
MOST_READ = """
    <div class="most-read"><h3>Most read</h3><ol><li><a href="/a">Apple confirms its car for 2028</a></li>
    <li><a href="/b">Huawei denies talks with Chery about a plant</a></li></ol></div>"""
COMMENTS = """
    <section id="comments"><h2>Comments</h2><div class="comment"><p>Great news, and I have been waiting for
    the second plant of Xiaomi for years, so congratulations to all of them!</p></div></section>"""
PROMO = """
    <div class="promo-box"><p>Sign up for our newsletter and get the best of our paper into your inbox
    every morning, free of charge.</p><form><input><button>Go</button></form></div>"""
FOOTER = "<footer><p>© 2026 The Paper Ltd. All rights reserved.</p><a href='/privacy'>Privacy</a></footer>"


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "") -> str:
    title = "<title>Xiaomi builds | The Paper</title>"
    return f"<!DOCTYPE html><html><head>{title}{head}</head><body>{body}</body></html>"


def around(inner: str) -> str:
    """A page with everything that must not be read."""
    below = MOST_READ + PROMO + COMMENTS
    return page(f"{MENU}{BANNER}<div class='wrap with-sidebar'>{inner}{below}</div>{FOOTER}")


def read(html: str | bytes, content_type: str | None = "text/html; charset=utf-8") -> Article:
    return extract(answer(html, content_type, url=URL), timezone=ZONE, now=NOW)


def problem(article: Article) -> str:
    assert article.text == ""
    assert article.problem is not None
    assert (article.problem.stage, article.problem.subject) == ("article", URL)
    return article.problem.message


LAYOUTS = {
    "article": "<article><h1>Xiaomi builds</h1>{}</article>",
    "entry-content": "<h1>Xiaomi builds</h1><div class='entry-content'>{}</div>",
    "theme": "<div class='post tag-newsletter'><h1>Xiaomi builds</h1><div class='post-body'>{}</div></div>",
    "itemprop": "<div><h2 itemprop=headline>Xiaomi builds</h2><div itemprop='articleBody'>{}</div></div>",
    "main": "<main><h1>Xiaomi builds</h1>{}</main>",
    "plain": "<h1>Xiaomi builds</h1>{}",
    "plain in a box": "<div id=col1><h1>Xiaomi builds</h1>{}</div>",
    "promo within": "<article><h1>Xiaomi builds</h1>{}" + PROMO + MOST_READ + "</article>",
    "one big form": "<form action='x.aspx'><h1>Xiaomi builds</h1><div class='story_text'>{}</div></form>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("texts", [SHORT, CHINESE, LONG], ids=["short", "chinese", "long"])
def test_article_comes_out_whole_and_alone(layout: str, texts: tuple[str, ...]) -> None:
    """Whatever holds it, and however short it is."""
    article = read(around(LAYOUTS[layout].format(paragraphs(texts))))
    assert article.text.split("\n") == list(texts)
    assert article.problem is None


FOREIGN_SENTENCE = "Apple confirms its car, as the company said on Monday to the press in London."


@pytest.mark.parametrize(
    "boilerplate",
    [
        # without a class that would say what it is
        "<div><h3>Most read</h3><ul><li>Apple confirms its car</li><li>Huawei denies talks</li></ul></div>",
        f"<h3>Related articles</h3><div><p>{FOREIGN_SENTENCE}</p></div>",
        "<div><a href='/a'>Apple confirms its car</a> <a href='/b'>Huawei denies talks with Chery</a></div>",
        "<p><a href='/a'>Read also: Apple confirms its car</a></p>",
        "<p>Read also: Apple confirms its car</p>",
        "<div><p>This website uses cookies.</p><p>By going on you agree to our use of cookies.</p></div>",
        "<div><div>We value your privacy</div><div>Accept all cookies or some of these cookies</div></div>",
        "<div><p>Subscribe to our newsletter</p></div>",
        "<h2>相关阅读</h2><ul><li>特斯拉确认将在上海建厂</li></ul>",
        "<p>责任编辑：王小明</p>",
        # with one
        "<div class='tuijian'><p>特斯拉确认将在上海建设新的工厂，年产能为五十万辆。</p></div>",
        f"<div class='relatedPosts'><p>{FOREIGN_SENTENCE}</p></div>",
        # hidden, or by its role
        f"<div style='display: none'><p>{FOREIGN_SENTENCE}</p></div>",
        f"<div hidden><p>{FOREIGN_SENTENCE}</p></div>",
        f"<div role=complementary><p>{FOREIGN_SENTENCE}</p></div>",
        f"<aside><p>{FOREIGN_SENTENCE}</p></aside>",
        "<figure><img><figcaption>Apple confirms its car (photo: Apple)</figcaption></figure>",
        f"<script type='text/template'><p>{FOREIGN_SENTENCE}</p></script>",
        "<noscript><p>Great news: switch on JavaScript, and you will see this page as it is.</p></noscript>",
    ],
)
@pytest.mark.parametrize("texts", [SHORT, CHINESE], ids=["short", "chinese"])
@pytest.mark.parametrize("element", ["div class='entry-content'", "div", "article"])
def test_boilerplate_stays_out(boilerplate: str, texts: tuple[str, ...], element: str) -> None:
    """Within what holds the article, after its text."""
    inner = paragraphs(texts) + boilerplate
    html = page(f"{MENU}<h1>Xiaomi builds</h1><{element}>{inner}</{element.partition(' ')[0]}>{FOOTER}")
    assert read(html).text.split("\n") == list(texts)


def test_no_foreign_words_in_any_layout() -> None:
    """The same, said the other way round."""
    for layout in LAYOUTS.values():
        text = read(around(layout.format(paragraphs(SHORT)))).text
        assert [word for word in FOREIGN if word in text] == []


def test_article_goes_on_after_a_box() -> None:
    box = "<h3>Related stories</h3><ul><li><a href='/a'>Apple confirms its car</a></li></ul>"
    html = page(f"<article><h1>X</h1>{paragraphs(LONG[:2])}{box}{paragraphs(LONG[2:])}</article>")
    assert read(html).text.split("\n") == list(LONG)


@pytest.mark.parametrize(
    "texts", [LONG, ("The same words again and again in all of its paragraphs, as it seems.",) * 6]
)
def test_article_in_parts_around_advertisements(texts: tuple[str, ...]) -> None:
    """Each in a box of the same name, which does not make them boxes of other articles."""
    parts = (f"<div><div class='article__body'>{paragraphs(texts[n : n + 2])}</div></div>" for n in (0, 2, 4))
    html = page(
        f"{MENU}<h1>X</h1><div class=chunks>{'<div class=ad>Buy now</div>'.join(parts)}</div>{FOOTER}"
    )
    assert read(html).text.split("\n") == list(texts)


def test_next_article_on_the_same_page_is_another() -> None:
    """As pages have them that go on without end."""
    article = "<div><h1>{}</h1><div class='article-body'>{}</div></div>"
    html = page(article.format("X", paragraphs(LONG)) + article.format("Y", f"<p>{FOREIGN_SENTENCE}</p>"))
    assert read(html).text.split("\n") == list(LONG)


def test_promise_to_subscribers_does_not_take_the_article_along() -> None:
    """An invitation in a box with the article's own paragraphs goes alone."""
    html = page(f"<div>{paragraphs(SHORT)}<p>Follow us on Telegram for more.</p></div>{FOOTER}")
    assert read(html).text.split("\n") == list(SHORT)


def test_frame_around_the_article_is_not_the_article() -> None:
    """Its name is as good, and it holds more."""
    body = f"<div class='entry-content'>{paragraphs(SHORT)}</div><div><p>{FOREIGN_SENTENCE}</p></div>"
    assert read(page(f"<div class='page-content'>{body}</div>")).text.split("\n") == list(SHORT)


def test_headline_is_not_repeated() -> None:
    html = page(f"<article><h1>Xiaomi builds</h1><p>Xiaomi builds</p>{paragraphs(SHORT)}</article>")
    assert "Xiaomi builds" not in read(html).text


def test_lists_and_headings_of_the_article_stay() -> None:
    body = f"{paragraphs(LONG)}<h2>The figures</h2><ul><li>Length: 4,997 mm</li><li>Range: 800 km</li></ul>"
    text = read(page(f"<article><h1>X</h1>{body}</article>")).text
    assert "The figures\n" in text
    assert "Range: 800 km" in text


def test_table_of_the_page_as_layout() -> None:
    """As old pages are built."""
    html = page(
        "<table><tr><td><a href='/1'>Apple confirms its car</a><br><a href='/2'>Huawei denies talks</a></td>"
        f"<td class='content_text'>{paragraphs(SHORT)}</td></tr></table>"
    )
    assert read(html).text.split("\n") == list(SHORT)


def test_amp_page() -> None:
    """Its own elements around the article are none of it, and it names the page that it stands for."""
    around_it = (
        f"<amp-sidebar><p>{FOREIGN_SENTENCE}</p></amp-sidebar><amp-consent><p>Great news</p></amp-consent>"
    )
    html = page(
        f"{around_it}<article><h1>X</h1>{paragraphs(SHORT)}<amp-ad>Apple</amp-ad></article>",
        "<link rel=canonical href='https://www.paper.example.co.uk/2026/08/xiaomi'>",
    ).replace("<html>", "<html amp>")
    article = extract(answer(html, "text/html", url=f"{URL}/amp"), timezone=ZONE, now=NOW)
    assert article.text.split("\n") == list(SHORT)
    assert article.canonical_url == "https://www.paper.example.co.uk/2026/08/xiaomi"


def test_text_without_paragraphs() -> None:
    """Lines parted by breaks."""
    html = page(f"{MENU}<div class='article-content'>{'<br><br>'.join(SHORT)}</div>{FOOTER}")
    assert read(html).text.split("\n") == list(SHORT)


# --- pages that are no evidence


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<html><title>Just a moment...</title><body><p>Checking that you are a person.</p></body></html>",
            "a browser check (challenge page) instead of an article",
        ),
        (
            "<html><title>Before you continue to Google News</title><body>"
            + paragraphs(LONG)
            + "</body></html>",
            "a consent page instead of an article",
        ),
        (
            "<html><title>Paper</title><body><form action='https://consent.google.com/save'></form></body></html>",
            "a consent page instead of an article",
        ),
        (
            "<html><title>Sign in - The Paper</title><body>" + paragraphs(SHORT) + "</body></html>",
            "a login page instead of an article",
        ),
        (
            "<html><title>Page not found | The Paper</title><body>"
            + paragraphs(LONG)
            + MOST_READ
            + "</body></html>",
            "an error page instead of an article",
        ),
        (
            "<html><title>找不到页面</title><body><p>您访问的页面不存在</p></body></html>",
            "an error page instead of an article",
        ),
        (page(MENU + BANNER + MOST_READ + FOOTER), "no article found in the page"),
        (
            page("<div id=root></div><noscript>You need JavaScript.</noscript>"),
            "no article found in the page",
        ),
        ("<html></html>", "no article found in the page"),
    ],
)
def test_pages_that_stand_in_the_way(html: str, expected: str) -> None:
    assert problem(read(html)) == expected


OBSTACLES = {
    "a browser check (challenge page)": (
        ("Access to this page has been denied.", "Press and hold to confirm."),
        (
            "Pardon Our Interruption",
            "You are a power user moving through this website with super-human speed.",
        ),
        ("The Paper", "As you were browsing something about your browser made us think you were a program."),
        ("Making sure you're not a bot!", "Please wait a moment."),
        ("The Paper", "Please wait while we ensure the security of your connection to this page of ours."),
        ("Captcha", "Please type what you see in the picture into the field below it."),
        ("", "当前环境异常，完成验证后即可继续访问，请点击下方的按钮。"),
        ("某网", "很抱歉，由于您访问的网址有可能造成安全威胁，您的访问被阻断。"),
    ),
    "a consent page": (
        ("Consent", "Choose how you want to use what we offer, with or without advertisements."),
        ("Spiegel", "Sie müssen volljährig sein, um dem Einsatz von Tracking und Cookies zuzustimmen."),
    ),
    "an error page": (
        ("The Paper", "Oops! That page can’t be found. Nothing was found at this location. Try a search?"),
        ("451: Unavailable due to legal reasons", "You come from a country to which we give no access."),
        ("Site is under maintenance", "We will be back shortly. Thank you for your patience with us."),
        ("Database Error", "Our paper could not be read from where it is kept at this moment."),
        ("The Paper", "There has been a critical error on this website. Learn more about it."),
        ("paper.example is for sale", "Buy it today at a price that is good for you and us."),
        ("某网", "该内容已被发布者删除，请浏览其他内容，敬请谅解。"),
    ),
    "a page that only scripts fill": (
        ("The Paper", "You need to enable JavaScript to run this app, as all people do who read it."),
    ),
}


@pytest.mark.parametrize(
    ("kind", "title", "text"), [(kind, *page) for kind, pages in OBSTACLES.items() for page in pages]
)
def test_obstacles(kind: str, title: str, text: str) -> None:
    """What services and servers show in place of an article, each long enough to be taken for one."""
    html = f"<html><head><title>{title}</title></head><body><p>{text}</p></body></html>"
    assert problem(read(html)) == f"{kind} instead of an article"


@pytest.mark.parametrize(
    "title",
    ["Error: Xiaomi recalls 30,000 cars", "Forbidden: Xiaomi may not sell there", "Consent given for plant"],
)
def test_headlines_that_sound_like_obstacles(title: str) -> None:
    html = page(f"<article>{paragraphs(SHORT)}</article>").replace("Xiaomi builds", title)
    assert read(html).problem is None


def test_note_for_browsers_without_scripts() -> None:
    """Stands in pages that do without them, too."""
    note = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    assert read(page(f"{note}<article>{paragraphs(SHORT)}</article>")).text.split("\n") == list(SHORT)


@pytest.mark.parametrize(
    "gate",
    [
        "<div><p>Subscribe to continue reading this article.</p></div>",
        "<p>This article is for subscribers.</p>",
        "<div class='paywall'><h2>Unlock this article</h2></div>",
        "<p>登录后可阅读全文</p>",
        "<p>Article réservé aux abonnés</p>",
    ],
)
def test_teaser_before_a_paywall(gate: str) -> None:
    """What can be read of it may be the rumour, and the denial behind the wall."""
    html = page(f"<article><h1>X</h1>{paragraphs(SHORT)}{gate}</article>")
    assert problem(read(html)) == "a teaser, the rest is for subscribers instead of an article"


def test_paywall_told_to_machines() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    )
    assert "subscribers" in problem(read(page(f"<article>{paragraphs(SHORT)}</article>", head)))


def test_whole_article_of_a_paper_with_subscriptions() -> None:
    """The menu of each of its pages asks to subscribe, and one free article is not gated."""
    menu = "<header><a href='/in'>Already a subscriber? Sign in to continue</a></header>"
    assert read(page(f"{menu}<article>{paragraphs(SHORT)}</article>")).text.split("\n") == list(SHORT)


def test_title_with_a_number_is_no_error() -> None:
    html = page(f"<article>{paragraphs(SHORT)}</article>").replace("Xiaomi builds", "SU7: 503 miles, 404 km")
    assert read(html).problem is None


def test_machinery_of_challenges_in_a_real_page() -> None:
    """Many sites have it in each of their pages."""
    script = "<script src='/_Incapsula_Resource?x'></script>"
    assert read(page(f"<article>{paragraphs(LONG)}</article>{script}")).problem is None


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "text/plain", "application/json"])
def test_what_is_no_page(content_type: str) -> None:
    assert problem(read(page(paragraphs(LONG)), content_type)) == f"no web page, but {content_type}"


def test_page_of_nothing_but_opening_tags() -> None:
    """Without a bound, its reading would take hours."""
    assert problem(read("<html><body>" + "<div>" * 100_000 + "text")) == "too tangled a page to be read"


@pytest.mark.parametrize(
    "body",
    [
        "<div class='promo'><p>" * 900 + "word " * 100_000,
        "<div class='entry-content'>" * 300 + "小米汽车" * 100_000,
    ],
    ids=["boxes", "bodies"],
)
def test_long_text_in_boxes_within_boxes(body: str) -> None:
    """Each box would be read again for its length: minutes without a bound."""
    assert problem(read(f"<html><body>{body}")) == "too tangled a page to be read"


def test_endless_list_for_machines() -> None:
    records = f"<script type='application/ld+json'>[{'1,' * 500_000}1]</script>"
    assert read(page(f"<article>{paragraphs(SHORT)}</article>", records)).text.split("\n") == list(SHORT)


def test_unnamed_data_and_unnamed_pages() -> None:
    assert problem(read(b"%PDF-1.7 ...", None)) == "no web page, but data"
    assert read(page(f"<article>{paragraphs(SHORT)}</article>"), None).problem is None


def test_what_was_not_fetched() -> None:
    article = extract(failure(), timezone=ZONE, now=NOW)
    assert (article.text, article.problem) == ("", failure().problem)


# --- what the page says of itself

LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
    {"@type": "WebSite", "name": "Wrong"},
    {"@type": ["NewsArticle"], "datePublished": "2026-08-01T09:30:00+08:00",
     "publisher": {"name": "The Paper Ltd"}}
]}</script>"""


@pytest.mark.parametrize(
    ("head", "outlet", "published"),
    [
        (LINKED, "The Paper Ltd", datetime(2026, 8, 1, 1, 30, tzinfo=UTC)),
        (
            LINKED + "<meta property='og:site_name' content='The Paper'>",
            "The Paper",
            datetime(2026, 8, 1, 1, 30, tzinfo=UTC),
        ),
        (
            "<meta property='article:published_time' content='2026-08-01T01:30Z'>",
            None,
            datetime(2026, 8, 1, 1, 30, tzinfo=UTC),
        ),
        (
            "<meta name=publishdate content='2026年08月01日 09:30'>",
            None,
            datetime(2026, 8, 1, 1, 30, tzinfo=UTC),
        ),
        ("<meta name=date content='2099-01-01'>", None, NOW),
        ("<meta name=date content='soon'><script type='application/ld+json'>{broken</script>", None, None),
        ("<script type='application/ld+json'>[1, null, {'@type': 7}]</script>", None, None),
    ],
)
def test_outlet_and_date(head: str, outlet: str | None, published: datetime | None) -> None:
    html = page(f"<article>{paragraphs(SHORT)}</article>", head)
    article = extract(answer(html, "text/html", url=URL), timezone=SHANGHAI, now=NOW)
    assert (article.outlet, article.published) == (outlet, published)


@pytest.mark.parametrize(
    ("head", "author", "modified"),
    [
        (
            """<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2026-08-02T09:30:00Z",
            "author": [{"@type": "Person", "name": "Li Na"}, {"name": "Other"}]}</script>""",
            "Li Na",
            datetime(2026, 8, 2, 9, 30, tzinfo=UTC),
        ),
        (
            """<script type="application/ld+json">{"@graph": [{"@type": "Article", "author": {"@id": "#li"}},
            {"@type": "Person", "@id": "#li", "name": "Li Na"}]}</script>""",
            "Li Na",
            None,
        ),
        (
            """<meta property='article:author' content='https://paper.example/li'><meta name=author content='Li Na'>
            <meta property='article:modified_time' content='2026-08-02T09:30:00Z'>""",
            "Li Na",
            datetime(2026, 8, 2, 9, 30, tzinfo=UTC),
        ),
        ("<meta property='og:updated_time' content='2099-01-01'>", None, NOW),
        (
            '<script type=\'application/ld+json\'>{"@type": "Article", "author": {"@id": []}}</script>',
            None,
            None,
        ),
        ("", None, None),
    ],
)
def test_author_and_change(head: str, author: str | None, modified: datetime | None) -> None:
    article = read(page(f"<article>{paragraphs(SHORT)}</article>", head))
    assert (article.author, article.modified) == (author, modified)


@pytest.mark.parametrize("access", ["", ', "isAccessibleForFree": true'])
def test_article_told_only_to_machines(access: str) -> None:
    """As on pages that scripts build."""
    record = f'{{"@type": "NewsArticle", "articleBody": "{" ".join(SHORT)}"{access}}}'
    html = page("<div id=root></div>", f"<script type='application/ld+json'>{record}</script>")
    assert read(html).text == " ".join(SHORT)


def test_teaser_told_to_machines() -> None:
    """Is no more evidence than one that readers see."""
    record = f'{{"@type": "NewsArticle", "articleBody": "{" ".join(SHORT)}", "isAccessibleForFree": false}}'
    assert "subscribers" in problem(read(page("", f"<script type='application/ld+json'>{record}</script>")))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.paper.example.co.uk/2026/08/xiaomi", "https://www.paper.example.co.uk/2026/08/xiaomi"),
        ("/2026/08/xiaomi", "https://www.paper.example.co.uk/2026/08/xiaomi"),
        ("https://m.example.co.uk/xiaomi", "https://m.example.co.uk/xiaomi"),
        ("https://other.co.uk/2026/08/xiaomi", None),
        ("https://www.paper.example.co.uk/", None),
        ("javascript:void(0)", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_canonical_address(link: str, expected: str | None) -> None:
    """Of the same site, and not its home page: else every article of a careless site would be one."""
    article = read(page(f"<article>{paragraphs(SHORT)}</article>", f"<link rel=canonical href='{link}'>"))
    assert article.canonical_url == expected


def test_address_after_redirects() -> None:
    """The address asked for names the article, the one that answered is the canonical one."""
    html = page(f"<article>{paragraphs(SHORT)}</article>")
    fetched = answer(html, "text/html", url="https://t.example/x", final_url=URL)
    article = extract(fetched, timezone=ZONE, now=NOW)
    assert (article.url, article.canonical_url) == ("https://t.example/x", URL)


@pytest.mark.parametrize(
    ("encoding", "meta", "content_type"),
    [
        ("gbk", "<meta charset=gb2312>", "text/html"),
        ("gbk", "", "text/html; charset=gbk"),
        ("utf-8", "<meta charset=gb2312>", "text/html; charset=gb2312"),
        ("gbk", "<meta charset=gbk>", "text/html; charset=utf-8"),
    ],
)
def test_encodings(encoding: str, meta: str, content_type: str) -> None:
    html = page(f"<article>{paragraphs(CHINESE)}</article>", meta)
    assert read(html.encode(encoding), content_type).text.split("\n") == list(CHINESE)


@given(st.binary(max_size=300))
def test_never_raises_on_bytes(body: bytes) -> None:
    read(body)


_PIECES = """<div> </div> <p> </p> <article '> <a\thref=' <h3>Most\tread</h3> <form> <!-- --> uses\tcookies
    <script\ttype="application/ld+json"> {"@graph": </script> <td> <h1> <!DOCTYPE\thtml> 小米 text"""


@given(st.lists(st.sampled_from(_PIECES.split(" ")), max_size=30).map("".join))
def test_never_raises_on_broken_pages(body: str) -> None:
    read(f"<html>{body}")
