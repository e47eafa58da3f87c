"""What a passage does to a claim: the frame's meaning, turned by negation, dates and numbers. Pure."""

from __future__ import annotations

from monitor.claims.frames.frame import Frame
from monitor.claims.match.bounds import Bound
from monitor.claims.match.mode import QUESTION, Mode
from monitor.languages import Hit
from monitor.model import Stance


def outcome(
    frame: Frame, trigger: Hit, mode: Mode, bound: Bound, *, first: bool, rival: str
) -> Stance | None:
    """The stance; None where the passage says nothing about the claim.

    `first`: no earlier one of its kind can be meant. `rival`: who stands in the place of an exclusive object.
    """
    stated = not frame.main or trigger.name in frame.main
    opposite = Stance.REFUTES if frame.means is Stance.SUPPORTS else Stance.SUPPORTS
    stance: Stance | None
    if mode.nondenial or (mode.unsaid and not mode.denied) or mode.hedged == QUESTION:
        stance = Stance.DISCUSSES
    elif (
        mode.notyet and bound.by_date is Stance.REFUTES and bound.when is not None and stated and frame.binds
    ):
        stance = opposite  # "it will be months before it is on sale"
    elif mode.notyet:
        stance = opposite if frame.done and frame.negation is not None else Stance.DISCUSSES
    elif mode.negated or mode.denied:
        # Not to sell a car today says nothing of the claimed day; to have no plan to does.
        dated = frame.first is not None or bool(frame.exact and frame.values)
        open_ = not dated or (mode.given_up and frame.first is not None and bound.when is None)
        stance = frame.negation if open_ or bound.fits else Stance.DISCUSSES
    elif rival:
        stance = opposite
    else:
        binds = stated and frame.binds and first
        stance = _affirmed(frame, mode, bound, opposite, binds=binds, stated=stated)
    return None if stance is Stance.REFUTES and not stated else stance


def _affirmed(
    frame: Frame, mode: Mode, bound: Bound, opposite: Stance, *, binds: bool, stated: bool
) -> Stance | None:
    """What dates and numbers make of an affirmed frame."""
    by_date, by_value = bound.by_date, bound.by_value
    if by_date is Stance.DISCUSSES or (by_date is Stance.REFUTES and not binds and frame.once and stated):
        return None  # of another day, which says nothing of the claimed one
    if by_date is Stance.REFUTES and binds:
        return opposite
    if by_value is Stance.REFUTES and by_date is Stance.SUPPORTS and stated and frame.binds:
        return opposite
    if frame.opens or by_value is None:
        return None  # another number, or none, says nothing of the claimed one
    return frame.means if bound.fits and not (frame.done and mode.planned) else Stance.DISCUSSES
