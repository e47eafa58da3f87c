"""The configured claims, as they are understood."""

from __future__ import annotations

from monitor.claims.frames import catalogue
from monitor.claims.frames.catalogue import Catalogue
from monitor.config import Config


def load(config: Config) -> Catalogue:
    """The configured claims, or those that ship with the package. Raises ConfigError."""
    return catalogue.load(config.claims.files, config.topic.folder)
