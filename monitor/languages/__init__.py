"""What words mean: one TOML file a language in `data/`, and the matcher that finds its terms in a text.

A file has tables of term lists (`cue`, `relation`, `concept`, `topic`, `time`, `number`, `style`); see `data/en.toml`,
whose comments say what each list is for, and `matcher` for how terms are written. Knows no topic and no claim.
"""

from monitor.languages.language import GROUPS, Language, codes, load
from monitor.languages.matcher import CJK, Matcher
from monitor.languages.span import Hit, Span

__all__ = ["CJK", "GROUPS", "Hit", "Language", "Matcher", "Span", "codes", "load"]
