"""The pieces of the base vocabulary that the reader's languages use, as a sentencepiece model.

The base knows a hundred languages; three quarters of its pieces belong to others. Use is counted on the frequency
lists of the package wordfreq, and every single character of the scripts stays, so that no word is lost.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import wordfreq
from opencc import OpenCC
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizers import Tokenizer

from training.reader.base import Piece

LANGUAGES = ("de", "en", "es", "fr", "id", "it", "ja", "ko", "pt", "ru", "vi", "zh")
_WORDS = 150_000  # the most frequent of a language
_COVERED = 0.995  # of a language's use of pieces
_SPECIAL = 4  # <s>, <pad>, </s>, <unk>
_SCRIPTS = ("LATIN", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "DIGIT", "GREEK")


def chosen(pieces: Sequence[Piece], words: Tokenizer, texts: Iterable[str]) -> list[int]:
    """Ids of the base that stay, in its order; all that `texts` use are among them."""
    kept = set(range(_SPECIAL)) | {i for i, piece in enumerate(pieces) if _character(piece.text)}
    for language in LANGUAGES:
        use = _use(language, words)
        covered, total = 0.0, sum(use.values())
        for number, count in use.most_common():
            kept.add(number)
            covered += count
            if covered >= _COVERED * total:
                break
    for encoded in words.encode_batch(list(texts)):
        kept.update(encoded.ids)
    return sorted(kept)


def _use(language: str, words: Tokenizer) -> Counter[int]:
    """How often each piece occurs in the language's words: as they are, capitalised, and amid others."""
    frequency = wordfreq.get_frequency_dict(language, wordlist="best")
    common = sorted(frequency, key=lambda word: -frequency[word])[:_WORDS]
    weights = [frequency[word] for word in common]
    forms = [common, [word.capitalize() for word in common], [f"x{word}" for word in common]]
    if language in ("zh", "ja"):
        forms[1:] = [[f"的{word}" for word in common]]
    if language == "zh":  # the list is in simplified characters
        traditional = OpenCC("s2tw").convert("\n".join(common)).split("\n")
        forms += [traditional, [f"的{word}" for word in traditional]]
    use: Counter[int] = Counter()
    for form in forms:
        for weight, encoded in zip(weights, words.encode_batch(form), strict=True):
            for number in encoded.ids:
                use[number] += weight  # type: ignore[assignment]
    return use


def _character(text: str) -> bool:
    """Whether a piece is one character of the scripts, or has no letters: numbers, dates, punctuation."""
    letter = text.removeprefix("▁")
    if len(letter) == 1 and letter.isalpha():
        return unicodedata.name(letter, "").startswith(_SCRIPTS)
    return not any(char.isalpha() for char in letter)


def model(pieces: Sequence[Piece], kept: Sequence[int]) -> bytes:
    """A sentencepiece model of the pieces that stay: the id of one is its place in `kept`."""
    made = proto.ModelProto()
    kinds = proto.ModelProto.SentencePiece
    for place, number in enumerate(kept):
        kind = kinds.CONTROL if place < _SPECIAL - 1 else kinds.UNKNOWN if place < _SPECIAL else kinds.NORMAL
        made.pieces.add(piece=pieces[number].text, score=pieces[number].score, type=kind)
    trainer = made.trainer_spec
    trainer.model_type = proto.TrainerSpec.UNIGRAM
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = 0, 1, 2, 3
    trainer.bos_piece, trainer.pad_piece, trainer.eos_piece, trainer.unk_piece = (
        pieces[n].text for n in range(4)
    )
    normal = made.normalizer_spec
    normal.name = "identity"
    normal.add_dummy_prefix = normal.remove_extra_whitespaces = normal.escape_whitespaces = True
    return bytes(made.SerializeToString())
