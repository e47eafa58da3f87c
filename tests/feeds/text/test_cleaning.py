"""Markup to plain text."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.text import lines
from monitor.feeds.text.cleaning import clean, length, plain, soup, text_of


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("no markup", "no markup"),
        ("  white \t space\u00a0 ", "white space"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<p>a <b>bold</b>ly joined word</p>", "a boldly joined word"),
        ("小米<em>汽车</em>发布", "小米汽车发布"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<p>broken\nover lines</p>", "broken over lines"),
        ("a<script>alert(1)</script><style>p{}</style><!-- c -->b", "ab"),
        ("a < b & c", "a < b & c"),
        ("AT&amp;T &#8217;&ldquo;&nbsp;x", "AT&T ’“ x"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("&#147;quoted&#148;", "“quoted”"),
        ("<![CDATA[inside]]> out", "inside out"),
        ("<p>unclosed <a href='x", "unclosed"),
        ("nul\x00 bell\x07 del\x7f c1\x81 end", "nul bell del c1 end"),
        ("Xiao\u00admi\u200b\ufeff", "Xiaomi"),
        ("right\u202eleft\u202c", "rightleft"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("e\u0301", "é"),
        ("http://example.org/a&b", "http://example.org/a&b"),
        ("/etc/passwd", "/etc/passwd"),
    ],
)
def test_plain(html: str, expected: str) -> None:
    assert plain(html) == expected


def test_deep_nesting() -> None:
    """No recursion that ends in an error."""
    assert plain("<div>" * 20_000 + "deep") in {"deep", ""}


@given(st.text())
def test_plain_never_raises_and_leaves_no_control_characters(text: str) -> None:
    told = plain(text)
    assert all(character == "\n" or unicodedata.category(character) != "Cc" for character in told)
    assert told == told.strip()


@given(st.text(alphabet="<>&;/!-[]abp\"'= \n#x0", max_size=60))
def test_plain_never_raises_on_broken_markup(text: str) -> None:
    plain(text)


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_length_counts_words_and_half_of_chinese_characters() -> None:
    assert length("Xiaomi SU7 hits the road") == 5
    assert length("小米汽车今天发布") == 4
    assert length("小米SU7发布") == 3


_TAGS = (
    "p",
    "div",
    "b",
    "br",
    "pre",
    "ul",
    "li",
    "table",
    "td",
    "script",
    "style",
    "svg",
    "ruby",
    "rt",
    "body",
)
_PIECES = (
    *(f"<{name}>" for name in _TAGS),
    *(f"</{name}>" for name in _TAGS),
    *(
        "<!-- c -->",
        "<?pi x?>",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "<a href='b'",
        "&amp;",
        "&#8217;",
        "&",
        "<3",
    ),
    *("word", "two words", "\n", " \n ", "\n\n", " ", "a\nb", "\r\n", "小米\n汽车", "\u00a0", "\u2028"),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_a_text_is_read_without_a_tree_as_it_would_be_with_one(html: str) -> None:
    assert plain(f"<i>{html}") == text_of(soup(f"<i>{html}"))


def test_a_text_whose_reading_breaks_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    end, broken = lines._Lines.end, iter([True])

    def breaking(parsed: lines._Lines, tag: str) -> None:
        if next(broken, False):
            raise MemoryError
        end(parsed, tag)

    monkeypatch.setattr(lines._Lines, "end", breaking)
    with ThreadPoolExecutor(1) as thread:  # each thread has a parser of its own
        with pytest.raises(MemoryError):
            thread.submit(plain, "<p>lost</p>").result()
        assert thread.submit(plain, "<p>kept</p>").result() == "kept"
