"""Passages in other languages, translated by a program of the user's: bounded, and never in the way of a digest.

The program gets one JSON object on its standard input, `{"text", "from", "to"}`, and writes the translation. What it
writes is a stranger's text. Where it fails, the digest is sent without the translation and the log says why.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress

from monitor.alerts.compose.plain import clean
from monitor.config import Config

_log = logging.getLogger(__name__)
_PASSAGE, _ANSWER = 1_000, 8_000  # characters that are given, bytes that are taken
_DIGEST = 6  # so many times the timeout is what one digest waits for at most


class _FailedError(Exception):
    """The program did not translate; says why."""


def translations(config: Config, passages: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """The translations of `passages`, by language and passage, as far as there are any; none without a program."""
    settings = config.translate
    found: dict[tuple[str, str], str] = {}
    if not settings.command:
        return found
    allowed = settings.timeout.total_seconds()
    end = time.monotonic() + _DIGEST * allowed
    for language, text in dict.fromkeys(passages):
        if (left := end - time.monotonic()) <= 0:
            _log.warning("translate: the time for one digest is over; %d passages are translated", len(found))
            break
        asked = {"text": text[:_PASSAGE], "from": language, "to": settings.to}
        try:
            found[language, text] = _translated(settings.command, asked, min(allowed, left))
        except _FailedError as error:
            _log.warning("translate: %s", error)
    return found


def _translated(command: str, asked: Mapping[str, str], seconds: float) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    try:
        process = subprocess.Popen(  # noqa: S603 (the configured program, without a shell)
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,  # without the secrets of this program
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise _FailedError(
            f"the command cannot be run: {getattr(error, 'strerror', None) or error}"
        ) from error
    try:
        return _answer(process, json.dumps(asked).encode(), time.monotonic() + seconds)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # with whatever it started
            process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def _answer(process: subprocess.Popen[bytes], given: bytes, end: float) -> str:
    """What the program writes until it ends, as one clean line. Raises _FailedError."""
    assert process.stdin  # noqa: S101 (a pipe was asked for)
    assert process.stdout  # noqa: S101
    with suppress(BrokenPipeError):
        process.stdin.write(given)  # so little that a pipe holds it
        process.stdin.close()
    answer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, end - time.monotonic())):
                raise _FailedError("the command took too long")
            chunk = os.read(process.stdout.fileno(), _ANSWER)
            if not chunk:
                break
            answer += chunk
            if len(answer) > _ANSWER:
                raise _FailedError(f"the command wrote more than {_ANSWER:,} bytes")
    try:
        code = process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise _FailedError("the command took too long") from None
    text = clean(answer.decode("utf-8", "replace"))
    if code or not text:
        raise _FailedError(f"the command ended with exit code {code}{'' if text else ' and wrote nothing'}")
    return text
