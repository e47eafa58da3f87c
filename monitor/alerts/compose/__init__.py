"""Pure: what is told, when, and in which words and pictures."""
