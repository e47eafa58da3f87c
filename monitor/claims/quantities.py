"""Numbers with their units, as a text names them. Pure.

"10 billion yuan", "100亿元", "1,5 Mrd. Dollar", "116,887 cars" become a value in base units and a unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from monitor.languages import CJK, Language, load

# Currency names in the languages that there is data for, and units that car news counts in.
_UNITS = {
    "CNY": ("rmb", "cny", "yuan", "yuans", "юан*", "元", "人民币", "nhân dân tệ", "tệ", "renminbi", "¥", "yuanes", "yuan china"),
    "USD": ("$", "us$", "dollar*", "usd", "美元", "美金", "доллар*", "dólar*", "dollari", "dollaro", "đô la", "đô-la", "dolar*", "đô"),
    "EUR": ("€", "eur", "euro*", "евро", "欧元"),
    "GBP": ("£", "gbp", "pound*", "英镑"),
    "HKD": ("hk$", "hkd", "港元", "港币", "гонконг*"),
    "JPY": ("yen", "日元", "iena*", "иен*"),
    "%": ("%", "per cent", "percent", "prozent", "процент*", "por ciento", "por cento", "pour cent", "per cento", "persen", "phần trăm"),
    "km": ("km", "kilomet*", "公里", "kilómetro*", "quilômetro*", "chilometr*", "километр*", "км"),
    "hours": ("hour*", "小时", "stunden", "heures", "horas", "часо*", "час", "ore", "jam", "giờ"),
    "minutes": ("minute*", "分钟", "minuten", "minutos", "минут*", "minuti", "menit", "phút"),
    "people": ("people", "employee*", "staff", "engineers", "名员工", "人", "mitarbeiter*", "personnes", "personas", "pessoas", "человек", "persone", "orang", "người", "workers", "jobs", "stellen"),
    "vehicles": ("car", "cars", "vehicle*", "unit*", "辆", "台", "auto*", "fahrzeug*", "wagen", "voiture*", "véhicule*", "coches", "vehículo*", "veículo*", "carros", "машин*", "автомобил*", "электромобил*", "veicol*", "mobil", "kendaraan", "xe", "chiếc", "su7*", "yu7*", "ev", "evs", "electric vehicle*", "electric car*", "sedan*", "suvs", "saloon*", "berlin*", "limousine*", "седан*", "кроссовер*", "sedã*", "unidades", "unità", "exemplar*", "deliveries", "orders", "单", "订单", "bestellung*", "commandes", "pedidos", "заказ*", "preorder*", "pre-orders", "lock-in orders"),
    "stores": ("store*", "门店", "家", "showroom*", "filial*", "магазин*"),
    "models": ("model", "models", "款"),
    "cities": ("cities", "城", "城市", "städte*"),
    "nm": ("nm", "nanomet*", "纳米"),
    "kWh": ("kwh", "度"),
    "hp": ("hp", "horsepower", "马力", "ps"),
    "years": ("year", "years", "年", "jahr*", "ans", "años", "anos", "лет", "anni", "tahun", "năm"),
    "times": ("times", "次", "mal", "fois", "veces", "vezes", "раз", "volte", "kali", "lần"),
}  # fmt: skip
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twice": 2, "zehn": 10, "dix": 10, "diez": 10, "dez": 10, "dieci": 10, "hai": 2,
    "一": 1, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "百": 100}  # fmt: skip

_LETTER = f"[^\\W\\d_{CJK}]"
_OVER = re.compile(r"(?:more than|over|above|exceed\w*|at least|up to|nearly|about|around|almost|some|超过?|逾|突破|近|约|不低于|mehr als|über|rund|etwa|plus de|près de|environ|más de|casi|mais de|quase|cerca de|более|свыше|около|почти|oltre|quasi|circa|lebih dari|hơn|gần|khoảng)\s*$")  # fmt: skip
_UNDER = re.compile(r"(?:less than|under|below|fewer than|不到|低于|不足|weniger als|unter|moins de|menos de|менее|meno di|kurang dari|dưới|within)\s*$")  # fmt: skip
_STRICT_OVER = re.compile(r"(?:more than|over|above|exceed\w*|topp\w*|pass\w*|surpass\w*|at least|超过?|逾|突破|不低于|mehr als|über|plus de|más de|mais de|более|свыше|oltre|lebih dari|hơn)\s*$")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """`value` in base units (10 billion is 1e10); `unit` "" where none is named; `bound` "over" or "about" or ""."""

    value: float
    unit: str
    start: int
    end: int
    bound: str = ""

    def close_to(self, other: Quantity, tolerance: float) -> bool:
        """Whether both say the same within a relative `tolerance`."""
        biggest = max(abs(self.value), abs(other.value))
        return biggest == 0 or abs(self.value - other.value) <= tolerance * biggest


def _stem(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)


@cache
def _unit_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    out = []
    for unit, words in _UNITS.items():
        cjk = [w for w in words if re.match(f"[{CJK}]", w)]
        other = [w for w in words if w not in cjk]
        wordy = "|".join(_stem(w) for w in sorted(other, key=len, reverse=True) if w[0].isalpha())
        signs = "|".join(_stem(w) for w in other if not w[0].isalpha())
        pattern = "|".join(filter(None, [rf"(?:{wordy})(?!{_LETTER})" if wordy else "", signs, "|".join(cjk)]))
        out.append((unit, re.compile(pattern)))
    return tuple(out)


@cache
def _number_pattern(code: str) -> re.Pattern[str]:
    language = load(code)
    scales = sorted(language.number, key=len, reverse=True)
    end = "" if not language.style.get("spaced", True) else rf"(?!{_LETTER})"
    scale = rf"(?:\s?(?P<scale>(?:(?:{'|'.join(map(re.escape, scales))})\.?\s?)+){end})?" if scales else "(?P<scale>)"
    words = "|".join(sorted((re.escape(w) for w in _WORDS if len(w) > 1 or not w.isascii()), key=len, reverse=True))
    number = r"\d{1,3}(?:[.,\s\u00a0]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
    return re.compile(rf"(?<![\w.])(?P<sign>us\$|hk\$|rmb\s?|cny\s?|usd\s?|eur\s?|[$€£¥])?\s?(?:(?P<num>{number})|(?P<word>(?:{words})))\s?{scale}(?P<plus>\s?多)?"
                      if language.style.get("spaced", True) else
                      rf"(?<![\d.a-z])(?P<sign>us\$|hk\$|rmb\s?|[$€£¥])?\s?(?:(?P<num>{number})|(?P<word>[一两三四五六七八九十百]))(?P<plus>多|余)?{scale}")  # fmt: skip


def _value(raw: str, decimal: str) -> float:
    """The number as written: thousands may be set off by the other mark or by blanks."""
    raw = re.sub(r"[\s\u00a0]", "", raw)
    other = "," if decimal == "." else "."
    if raw.count(decimal) > 1 or (decimal in raw and re.fullmatch(rf"\d{{1,3}}(?:\{decimal}\d{{3}})+", raw) and other not in raw and not raw.startswith("0")):
        # grouping by what is elsewhere the decimal mark: "215.900" in a Vietnamese or German text
        if decimal == "." and re.fullmatch(r"\d{1,3}\.\d{3}", raw):
            return float(raw)
        return float(raw.replace(decimal, ""))
    if other in raw and not re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+(?:\{decimal}\d+)?", raw):
        return float(raw.replace(other, "."))  # a foreign decimal mark
    return float(raw.replace(other, "").replace(decimal, "."))


_LAP = re.compile(r"(?<![\d:.])(\d{1,2})[:.](\d{2})[.,](\d{2,3})(?!\d)")  # 7:04.957 and 6.46,874


def find(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities named in `text` (folded). A bare year-like number without unit is left to `times`."""
    out: list[Quantity] = []
    decimal = str(language.style.get("decimal", "."))
    laps = [m for m in _LAP.finditer(text)]
    for lap in laps:
        seconds = int(lap[1]) * 60 + int(lap[2]) + float(f"0.{lap[3]}")
        out.append(Quantity(value=seconds, unit="lap", start=lap.start(), end=lap.end()))
    for match in _number_pattern(language.code).finditer(text):
        if any(m.start() < match.end() and match.start() < m.end() for m in laps):
            continue
        raw, word = match["num"], match["word"]
        value = _value(raw, decimal) if raw else float(_WORDS[word])
        scale = match["scale"] or ""
        rest = scale
        while rest:
            name = next((n for n in sorted(language.number, key=len, reverse=True) if rest.startswith(n)), None)
            if name is None:
                rest = rest[1:]
                continue
            value *= language.number[name]
            rest = rest[len(name) :]
        unit, end = "", match.end()
        sign = (match["sign"] or "").strip()
        tail = text[end : end + 28]
        for name, pattern in _unit_patterns():
            if sign and pattern.fullmatch(sign):
                unit = name
                break
        if not unit:
            lead = re.match(rf"(?:\s|-|个)*(?:of |de |d')?(?:{_LETTER}+\s){{0,2}}?", tail)
            shift = 0
            for _ in range(4):
                piece = tail[shift:].lstrip(" -\u00a0")
                at = len(tail) - len(piece)
                hit = next(((n, m) for n, p in _unit_patterns() if (m := p.match(piece))), None)
                if hit:
                    unit, end = hit[0], end + at + hit[1].end()
                    # "300 car stores": the last noun is what is counted
                    beyond = re.match(r"\s+", text[end : end + 2])
                    after = text[end + beyond.end() : end + 28] if beyond else ""
                    last = next(((n, m) for n, p in _unit_patterns() if n in ("stores", "people", "models") and (m := p.match(after))), None)
                    if last and beyond:
                        unit, end = last[0], end + beyond.end() + last[1].end()
                    break
                step = re.match(rf"[^\s,.;，。；]+", piece)
                if not step or not language.style.get("spaced", True):
                    break
                shift = at + step.end()
            del lead
        if not scale and not unit and raw and re.fullmatch(r"20[0-4]\d", raw):
            continue
        if word and not scale and not unit:
            continue
        ahead = text[max(0, match.start() - 14) : match.start()]
        bound = "under" if _UNDER.search(ahead) else "over" if _STRICT_OVER.search(ahead) or match["plus"] else "about" if _OVER.search(ahead) else ""
        out.append(Quantity(value=value, unit=unit, start=match.start(), end=end, bound=bound))
    return tuple(sorted(out, key=lambda q: q.start))
