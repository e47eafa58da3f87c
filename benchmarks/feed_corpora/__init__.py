"""Measures how much of what other parsers' tests expect of a feed survives our reading of it."""
