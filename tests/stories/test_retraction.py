"""Notes by which an outlet takes back what it reported, and texts that only look like them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.stories.retraction import notices, spoken, takes_back_all
from tests.stories.builders import entry, run

CAR = "Xiaomi announces it will make electric cars"


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (CAR, "This article has been removed because it did not meet our standards."),
        (CAR, "Editor's note: We have withdrawn this report. Xiaomi announced that it will make cars."),
        (f"Retraction: {CAR}", "It rested on a forged letter."),
        (f"RETRACTED: {CAR}", ""),
        (CAR, "Dieser Artikel wurde zurückgezogen, weil er auf einer Fälschung beruhte."),
        (CAR, "Wir haben unseren Bericht nach Prüfung zurückgezogen."),
        (CAR, "Cet article a été retiré."),
        (CAR, "Este artículo ha sido retirado."),
        (CAR, "Esta reportagem foi removida."),
        (CAR, "Questo articolo è stato rimosso."),
        (CAR, "Эта статья была удалена."),
        (CAR, "Artikel ini telah dihapus."),
        (CAR, "Bài viết này đã bị gỡ."),
        ("撤稿声明：小米将造车", "该消息不实。"),
        ("小米将造车", "本文已撤回。"),
        ("小米将造车", "致歉声明：本报撤回此前关于小米造车的报道。"),
    ],
)
def test_a_report_that_is_taken_back(headline: str, text: str) -> None:
    assert takes_back_all(headline, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Correction: an earlier version said Xiaomi would make cars; in fact it will not.",
            "Xiaomi would make cars",
        ),
        ("We wrongly reported that Xiaomi would make cars.", "Xiaomi would make cars."),
        ("Correction to our report of 3 May that Xiaomi would make cars.", "Xiaomi would make cars."),
        ("In einer früheren Fassung hieß es, dass Xiaomi Autos baut.", "Xiaomi Autos baut."),
        ("Nous avons écrit à tort que Xiaomi construirait une voiture.", "Xiaomi construirait une voiture."),
        ("更正：本文早前版本称小米将造车。", "小米将造车。"),
        ("更正：本报此前误报小米将造车；实际上不会。", "小米将造车"),
    ],
)
def test_what_was_wrong_in_a_report(text: str, said: str) -> None:
    (notice,) = notices(CAR, f"Xiaomi makes phones.\n{text}")
    assert (notice.whole, notice.said) == (False, said)
    assert notice.passage in text


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Correction: the name of Xiaomi's chief", "An earlier version misspelt the name of Lei Jun."),
        (CAR, "An earlier version of this article misstated the age of Lei Jun."),
        ("Bloomberg withdraws its report on Xiaomi", "Bloomberg said it had withdrawn the story."),
        ("Bloomberg: we have withdrawn our report", "The agency apologised."),
        (CAR, "The page now says: “This article has been removed.” Xiaomi did not comment. It makes phones."),
        ("Xiaomi withdraws its car from sale", "This car has been removed from the shop."),
        ("Retraction of the aerial takes a second", "It folds away."),
        ("小米撤回广告", "该文章称小米将造车。"),
    ],
)
def test_what_only_looks_like_it(headline: str, text: str) -> None:
    assert notices(headline, text) == ()


def test_what_a_note_recounts_is_no_word_of_the_story() -> None:
    (story,) = run(
        [entry(summary="Xiaomi makes phones. We wrongly said that it makes cars; it makes phones.")]
    ).stories
    told = spoken(story)
    assert told is not None
    assert "cars" not in told.text
    assert "it makes phones." in told.text
    assert spoken(replace(story, headline=f"Retraction: {CAR}")) is None
    plain = replace(story, text="Xiaomi makes phones.")
    assert spoken(plain) is plain


def test_a_note_takes_the_place_of_a_long_article() -> None:
    known = run([entry(content="Xiaomi will make cars, it said. " * 60)]).stories
    (edited,) = run([entry(summary="", content="This article has been removed.")], known).stories
    assert (edited.id, edited.version, edited.text) == (known[0].id, 2, "This article has been removed.")
