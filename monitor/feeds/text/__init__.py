"""Pure: what feeds and pages have in common: encodings, markup to text, dates, pages that are no document."""
