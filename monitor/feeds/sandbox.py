"""Runs the readers of hostile documents in a process of their own, within bounds of time and memory.

A feed parser needs a minute for ten megabytes of `<a`, a page's tree a gigabyte: no check beforehand finds all
of these, and no thread can be ended. What the process did wrong ends with it.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_CALLS = 500  # after which a process is replaced: what libraries keep ends with it
_LEAN = {"OPENBLAS_NUM_THREADS": "1"}  # else numpy, which some library wants, takes 70 MB to begin with
_WAIT = 4  # times the seconds of computing that may pass on a busy machine


class SandboxError(Exception):
    """The work was not finished; the message says why, as the second half of a sentence."""


class Sandbox:
    """A process that works off calls one by one; started by the first, started anew after one that failed.

    `seconds` of computing and `megabytes` of memory bound each call. A context manager; thread-safe.
    """

    def __init__(self, *, seconds: int, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Ends what is going on, in whichever thread."""
        self._closed = True
        if self._worker:
            self._worker.end()

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the module's function returns; SandboxError where it fails or is not done within the bounds."""
        with self._lock:
            if self._closed:
                raise SandboxError("arrived while the program was stopping")
            worker = self._worker = self._worker or _Worker(self._seconds, self._megabytes)
            try:
                result = worker.work(function, args, kwargs)
            except BaseException:
                self._replace()
                raise
            if worker.calls == _CALLS:
                self._replace()
            return result  # type: ignore[no-any-return]

    def _replace(self) -> None:
        if self._worker:
            self._worker.end()
        self._worker = None


class _Worker:
    """The process and the pipe to it."""

    def __init__(self, seconds: int, megabytes: int) -> None:
        self.calls = 0
        self._seconds = seconds
        self._pipe, theirs = Pipe()
        bounds = [str(theirs.fileno()), str(seconds), str(megabytes)]
        # Not multiprocessing's own processes: those run the main module again, whatever it is.
        self._process = subprocess.Popen(  # noqa: S603 (our own program, on no one's input)
            [sys.executable, "-P", "-c", "from monitor.feeds.sandbox import _serve; _serve()", *bounds],
            env={
                **os.environ,
                **_LEAN,
                "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def work(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self.calls += 1
        try:
            self._pipe.send((function, args, kwargs))
            if not self._pipe.poll(self._seconds * _WAIT):
                raise SandboxError(f"took longer than {self._seconds * _WAIT} s")
            failed, result, trace = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise SandboxError(self._epitaph()) from error
        if trace:
            _log.error("%s failed unexpectedly\n%s", function.__name__, trace)
        if failed:
            raise SandboxError(result)
        return result

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _epitaph(self) -> str:
        """Why a process that broke off the connection ended."""
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "broke off the connection to its reader"
        if status == -signal.SIGXCPU:
            return f"took more than {self._seconds} s of computing"
        return f"crashed its reader (status {status})"


def _serve() -> None:
    """The other end: works until the connection closes."""
    handle, seconds, megabytes = map(int, sys.argv[1:])
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # an interrupt is for the one who asked; then the pipe closes
    with suppress(ValueError):  # macOS has no such bound
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20,) * 2)
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


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[bool, Any, str]:
    """Whether the call failed, its result or the reason, and the traceback of an unexpected failure."""
    try:
        return False, function(*args, **kwargs), ""
    except MemoryError:
        return True, "needed too much memory", ""
    except Exception as error:
        return True, f"failed unexpectedly: {type(error).__name__}: {error}", traceback.format_exc()
