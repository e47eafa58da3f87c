"""What every channel promises: to take a letter, or to say why not.

The edges are `mail` (SMTP), `chat` (apprise) and `webhook`. None of them decides what is sent or touches the
database; the caller marks a letter as sent, and only after `send` has returned.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from monitor.model import Letter

REFUSALS = 12  # attempts after which a refusal counts as final, even if it may be temporary: about a day


class DeliveryError(Exception):
    """A channel did not take the letter; the message says why and holds no secret.

    `attempts` is the number of attempts after which to give up: 1 where the letter was refused for good, None where
    a later attempt may succeed.
    """

    def __init__(self, message: str, *, attempts: int | None = None) -> None:
        super().__init__(message)
        self.attempts = attempts


class UnreachableError(DeliveryError):
    """The server could not be reached or refused the session, so there is no point in trying the next letter now."""


class Channel(Protocol):
    """One address that letters go to."""

    @property
    def address(self) -> str:
        """Names the address in the outbox and to people; it holds no secret and stays the same over runs."""

    @property
    def server(self) -> str:
        """What addresses share: if one cannot be reached, the others of this server cannot either."""

    def send(self, letter: Letter) -> None:
        """Hands the letter over. Raises DeliveryError; then it is not known to have arrived."""


@contextmanager
def unlogged(*loggers: str) -> Iterator[None]:
    """Keeps what these libraries log out of every log: they print addresses with their tokens."""
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
