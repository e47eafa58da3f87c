"""What words mean, in files a language: `data/` what a text of the language is read with, `common/` what is looked for
in any text. The comments of the English files say what each list is for, `matcher` how terms are written.

Knows no topic and no claim; a topic brings words of its own (monitor/topics).
"""

from monitor.languages.language import GROUPS, Language, codes, compiled, grammar
from monitor.languages.matcher import CJK, Matcher
from monitor.languages.schema import Words
from monitor.languages.span import Hit, Span

__all__ = ["CJK", "GROUPS", "Hit", "Language", "Matcher", "Span", "Words", "codes", "compiled", "grammar"]
