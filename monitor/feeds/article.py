"""From the page of an article to its text. Pure: reads what was fetched and nothing else.

The claims stand or fall by what this module lets through: a headline from a "most read" box would
be evidence that the article does not give. Where it is in doubt, text stays out.
"""

from __future__ import annotations

