"""Telling what changed: compose (digest), draw (render, timeline), deliver.

`deliver` is the edge; the other modules are pure.
"""
