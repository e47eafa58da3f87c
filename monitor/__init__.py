"""Watches news feeds and tells when a rumoured claim becomes confirmed or denied."""

__version__ = "0.1.0"
