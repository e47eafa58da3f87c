"""Work in a process of its own: what it gives back, and what ends it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from monitor.feeds.sandbox import Sandbox, SandboxError


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=1, megabytes=200) as sandbox:
        yield sandbox


def double(number: int) -> int:
    return number * 2


def where() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def eat() -> int:
    return len(bytearray(300_000_000))


def swallow() -> str:
    """As feedparser does, which knows no exceptions of its own."""
    try:
        eat()
    except Exception as error:
        return type(error).__name__
    return "ate it"


def crash() -> None:
    os.abort()


def complain(text: str) -> None:
    raise ValueError(text)


def test_results_come_back_from_another_process(sandbox: Sandbox) -> None:
    """And from the same one, as long as all goes well."""
    assert sandbox.call(double, 21) == 42
    assert os.getpid() != sandbox.call(where) == sandbox.call(where)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (spin, "took (more than 1 s of computing|longer than 4 s)"),  # on a busy machine
        (eat, "needed too much memory"),
        (crash, "crashed its reader"),
    ],
)
def test_what_goes_beyond_the_bounds_ends_alone(sandbox: Sandbox, work: object, told: str) -> None:
    with pytest.raises(SandboxError, match=told):
        sandbox.call(work)  # type: ignore[arg-type]
    assert sandbox.call(double, 21) == 42


def test_memory_is_refused_not_only_reported(sandbox: Sandbox) -> None:
    assert sandbox.call(swallow) == "MemoryError"


def test_an_exception_is_told_and_logged_with_its_traceback(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SandboxError, match="failed unexpectedly: ValueError: odd"):
        sandbox.call(complain, "odd")
    assert "in complain" in caplog.text


def test_one_that_waits_for_ever_is_ended(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="longer than 4 s"):
        sandbox.call(time.sleep, 60)


def test_nothing_is_left_behind() -> None:
    with Sandbox(seconds=1, megabytes=200) as sandbox:
        process = sandbox.call(where)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
