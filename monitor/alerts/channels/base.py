"""What every channel promises: to take a letter, or to say why not.

The edges are `mailing` (SMTP), `chats` (apprise) and `webhook`. None of them decides what is told or touches the
database; the caller marks a letter as sent, and only after `send` has returned.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from monitor.model import Letter

REFUSALS = 12  # attempts after which a refusal that might have passed is taken for final: about a day


class DeliveryError(Exception):
    """A channel did not take the letter; the message says why and holds no secret.

    `attempts` is after how many of them the letter is to be set aside for this address: 1 where it was refused for
    good, None where nothing says that a later attempt will not succeed.
    """

    def __init__(self, message: str, *, attempts: int | None = None) -> None:
        super().__init__(message)
        self.attempts = attempts


class UnreachableError(DeliveryError):
    """The server was not reached or would not talk to us at all, so that trying the next letter is of no use now."""


class Channel(Protocol):
    """One address that letters go to."""

    @property
    def address(self) -> str:
        """Names the address in the outbox and to people; it holds no secret and stays the same over runs."""

    @property
    def server(self) -> str:
        """What is shared with other addresses: where one cannot be reached, the others cannot either."""

    def send(self, letter: Letter) -> None:
        """Hands the letter over. Raises DeliveryError; then it is not known to have arrived."""


@contextmanager
def unlogged(*loggers: str) -> Iterator[None]:
    """Keeps what libraries log meanwhile out of every log: they write out addresses, tokens and all."""
    held = [logging.getLogger(name) for name in loggers]
    before = [(logger, logger.level, logger.propagate) for logger in held]
    for logger in held:
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, level, propagate in before:
            logger.setLevel(level)
            logger.propagate = propagate
