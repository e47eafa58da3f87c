"""The matcher's trie against the notation written out as one regular expression a term.

The reference is slow and plain: it tries every term at every offset and keeps all hits.
"""

from __future__ import annotations

import re
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.languages import Matcher

HAN = "\u3400-\u9fff"
MARKS = r"[ \t,'\"«»“”()/-]"
GAP = rf"(?:{MARKS}+(?:\d[\d.,]*|\w+)){{0,4}}?{MARKS}+"
HAN_GAP = "[^。；！？!?]{0,8}?"


def written_out(term: str) -> list[str]:
    """`a (b|c)?` as `a b`, `a c` and `a`."""
    term = re.sub(r"(\w)\?", r"(\1)?", term)
    pieces = re.findall(r"\([^()]*\)\??|[^()]+", term)
    ways = []
    for piece in pieces:
        if piece[0] != "(":
            ways.append([piece])
        else:
            ways.append(piece.strip("()?").split("|") + ([""] if piece[-1] == "?" else []))
    return [re.sub(" +", " ", "".join(way)).strip() for way in product(*ways)]


def regex(form: str) -> str:
    han = re.search(f"[{HAN}]", form)
    gap = HAN_GAP if re.match(f"[{HAN}]", form) else GAP
    meaning = {"*": r"\w*", " ": r"[ \t'-]+"}
    pattern = "".join(
        gap if "…" in piece else meaning.get(piece, re.escape(piece))
        for piece in re.split(r"( ?… ?|\*| )", form)
    )
    if re.match(f"[{HAN}]", form[-1]):
        return pattern
    return pattern + (r"(?![a-z0-9])" if han else r"(?!\w)")


def reference(term: str, text: str) -> set[tuple[int, int]]:
    """Where the term is found, by the reference."""
    blanked = re.sub(f"[{HAN}]", " ", text)
    out = set()
    for form in written_out(term):
        if not form or form[0] in "*…":
            continue
        pattern = re.compile(regex(form))
        for at in range(len(text)):
            han = re.match(f"[{HAN}]", text[at])
            begins = han or re.match(r"[\w$€£¥₽%]", blanked[at])
            if begins and (han or at == 0 or not re.match(r"\w", blanked[at - 1])):
                found = pattern.match(text if re.search(f"[{HAN}]", form) else blanked, at)
                if found:
                    out.add((at, found.end()))
    return out


WORD = st.sampled_from(["a", "b", "ab", "ba", "a1", "é", "не", "车", "车厂", "a车", "co.", "x-", "$", "1"])
CHOICE = st.lists(st.one_of(WORD, st.just("a b"), st.just("")), min_size=1, max_size=3).map("|".join)
PIECE = st.one_of(
    WORD,
    WORD.map("{}*".format),
    WORD.map("{}?".format),
    CHOICE.map("({})".format),
    CHOICE.map("({})?".format),
    st.sampled_from(["…", "*", "'"]),
)
TERM = st.lists(st.tuples(PIECE, st.sampled_from(["", " "])), min_size=1, max_size=5).map(
    lambda pieces: "".join(piece + blank for piece, blank in pieces).strip()
)
LETTERS = ["a", "b", "ab", "1", "1,0", "1.5", "é", "не", "车", "厂", "co.", "$", "_"]
BETWEEN = [" ", "  ", "-", "'", ", ", "“", "(", "。", "!"]
TEXT = st.lists(st.sampled_from(LETTERS + BETWEEN), max_size=14).map("".join)


@settings(max_examples=600)
@example("a … * … b", "a -- b")
@example("a … b", "a 1,0 b b")
@example("a *b", "a -'b")
@example("a* 'b", "ab ''b")
@example("a*b", "aabab")
@example("车…厂", "车a车厂厂")
@example("a车*", "a车ab_ a车。")
@example("a…b", "a, a, 1,0,1 b")
@given(TERM, TEXT)
def test_hits_are_those_of_the_notation(term: str, text: str) -> None:
    hits = {(hit.start, hit.end) for hit in Matcher([("relation", "any", term)]).find(text)}
    assert hits == longest(reference(term, text), gapped="…" in term)


def longest(spans: set[tuple[int, int]], *, gapped: bool) -> set[tuple[int, int]]:
    """Without those that another covers; terms with a gap do not hide each other."""
    if gapped:
        return spans
    return {(a, b) for a, b in spans if not any((c, d) != (a, b) and c <= a and b <= d for c, d in spans)}


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from("fg"), TERM), min_size=2, max_size=6), TEXT)
def test_terms_that_begin_alike_do_not_disturb_each_other(terms: list[tuple[str, str]], text: str) -> None:
    """Each in a group of its own, so that none hides another."""
    together = Matcher([(f"{name}{i}", name, term) for i, (name, term) in enumerate(terms)]).find(text)
    alone = {
        hit
        for i, (name, term) in enumerate(terms)
        for hit in Matcher([(f"{name}{i}", name, term)]).find(text)
    }
    assert set(together) == alone
