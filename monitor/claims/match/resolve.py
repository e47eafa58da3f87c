"""Which of a claim's candidates speaks for the story. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.claims.match.match import Candidate
from monitor.model import Certainty, Stance

_LATER = 0.03  # what a sentence further down loses: news tells the news first
_CERTAIN = {Stance.SUPPORTS: 1, Stance.REFUTES: 1, Stance.DISCUSSES: 0}


def resolve(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that speaks for the story: what would settle the claim over what would not, news over background,
    the surer over the less sure.
    """
    # "On a plant for Xiaomi there had been no negotiations": what is negated takes the rest of its sentence along
    against = {c.sentence for c in found if c.stance is Stance.REFUTES and c.negated}
    heard = [c for c in found if c.stance is not Stance.SUPPORTS or c.sentence not in against]
    return max(heard, key=_rank, default=None)


def _rank(c: Candidate) -> tuple[bool, bool, bool, int, bool, float, int]:
    return (
        c.settles and not (c.background and c.stance is Stance.REFUTES),
        c.settles and not c.background,
        c.evasive,
        _CERTAIN[c.stance],
        c.certainty is Certainty.ASSERTED,
        round(c.score - _LATER * c.sentence, 3),
        -c.sentence,
    )
