"""A claim's frame from one plain English sentence. Pure."""

from __future__ import annotations

from monitor.claims.entities import Entities
from monitor.claims.frames import Framed, Slot


def derive(claim: str, text: str, entities: Entities, *, standing: Slot) -> Framed:
    """The frame that the sentence states; what was not understood of it is listed in `lacks`."""
    del text, entities
    return Framed(claim=claim, frames=(), standing=standing, lacks=("no relation that the language data knows",))
