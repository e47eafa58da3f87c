"""Pure: a page's bytes to the article in it, with what the page says of it."""
