"""A topic is a folder: what is on topic, its claims, the names and the words of its news. Data, no code."""

from monitor.topics.folder import Folder, shipped

__all__ = ["Folder", "shipped"]
