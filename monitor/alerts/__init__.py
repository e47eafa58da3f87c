"""Telling what changed: when (schedule), what (digest), how it looks (render, timeline, picture, atom), its final words
(letter), and handing it over.

`mailing`, `chats` and `webhook` are edges; the other modules are pure.
"""
