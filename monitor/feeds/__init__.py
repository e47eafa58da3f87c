"""The first room: from addresses to entries and article texts.

fetch.py is its edge, the only module that touches the network (through guard.py). parse.py and
article.py are pure: the bytes that were fetched in, values out, what went wrong as a `Problem`
beside them. Nothing in this room knows of topics, claims or the store.
"""
