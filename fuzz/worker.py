"""One target under the fuzzer: python -m fuzz.worker TARGET [libFuzzer's options]."""

from __future__ import annotations

import contextlib
import io
import sys

import atheris

# It names each module that it instruments.
with (
    contextlib.redirect_stderr(io.StringIO()),
    atheris.instrument_imports(include=["monitor", "feedparser", "trafilatura"]),
):
    from fuzz.targets import TARGETS


def main() -> None:
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
