"""Entries to stories: is it new, is it a reprint, is it on topic; always with the reason.

This room is pure: it must not touch network, disk (package data aside) or clock, and knows nothing of claims.
"""
