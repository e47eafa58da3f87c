"""Runs the readers of hostile documents in a process of their own, within bounds of time and memory.

A feed parser needs a minute for ten megabytes of `<a`, a page's tree a gigabyte: no check beforehand finds all
of these, and no thread can be ended. What the process did wrong ends with it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Self, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_WAIT = 4  # times the seconds of computing that may pass on a busy machine


class SandboxError(Exception):
    """The work was not finished; the message says why, as the second half of a sentence."""


class Sandbox:
    """A process that works off calls one by one; started by the first, started anew after one that failed.

    `seconds` of computing and `megabytes` of memory bound each call. A context manager.
    """

    def __init__(self, *, seconds: int, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the module's function returns; SandboxError where it fails or is not done within the bounds."""
        pipe = self._pipe or self._start()
        try:
            pipe.send((function, args, kwargs))
            if not pipe.poll(self._seconds * _WAIT):
                self._end()
                raise SandboxError(f"took longer than {self._seconds * _WAIT} s")
            failed, result = pipe.recv()
        except (EOFError, OSError) as error:
            raise SandboxError(self._epitaph()) from error
        if failed:
            self._end()
            raise SandboxError(result)
        return result  # type: ignore[no-any-return]

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        bounds = [str(theirs.fileno()), str(self._seconds), str(self._megabytes)]
        # Not multiprocessing's own processes: those run the main module again, whatever it is.
        self._process = subprocess.Popen(  # noqa: S603 (our own program, on no one's input)
            [sys.executable, "-P", "-c", "from monitor.feeds.sandbox import _serve; _serve()", *bounds],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._pipe = ours
        return ours

    def _end(self) -> int:
        """Ends the process, if there is one; its exit status."""
        if self._pipe:
            self._pipe.close()
        status = 0
        if self._process:
            self._process.kill()
            status = self._process.wait()
        self._process = self._pipe = None
        return status

    def _epitaph(self) -> str:
        """Why a process that broke off the connection ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process:
                self._process.wait(timeout=1)
        status = self._end()
        if status == -signal.SIGXCPU:
            return f"took more than {self._seconds} s of computing"
        return f"crashed the reader (status {status})"


def _serve() -> None:
    """The other end: works until the connection closes."""
    handle, seconds, megabytes = map(int, sys.argv[1:])
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # an interrupt is for the one who asked; then the pipe closes
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Connection(handle) as pipe:
        while True:
            try:
                function, args, kwargs = pipe.recv()
            except EOFError:
                return
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (round(time.process_time()) + seconds, most))
            pipe.send(_outcome(function, args, kwargs))


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[bool, Any]:
    """Whether the call failed, and its result or what is to be said of it."""
    try:
        return False, function(*args, **kwargs)
    except MemoryError:
        return True, "took too much memory"
    except Exception as error:
        return True, f"failed in an unforeseen way: {type(error).__name__}: {error}"
