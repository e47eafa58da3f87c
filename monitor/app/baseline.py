"""`monitor once --baseline`: what a poll finds on claims without a status is taken as known. Pure.

It is kept like any other change, in the poll's one transaction; what is left out is the alert alone. A claim that has
a status is told of as ever: its readers may have heard of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.model import Plan, Transition


def taken_as_known(plan: Plan, before: Iterable[Transition]) -> tuple[Plan, int]:
    """The plan without alerts on claims that had no transition `before`, and how many such claims changed."""
    told = {transition.claim for transition in before}
    changed = {transition.claim for transition in plan.transitions} - told
    return replace(plan, alerts=tuple(alert for alert in plan.alerts if alert.claim in told)), len(changed)
