"""python -m fuzz --seconds N [TARGET ...]

Runs each target for its share of the time under a coverage-guided fuzzer. What it learns stays in `.fuzz/` and is
taken up by the next run; input that breaks a target, or that takes seconds, is left there as a file and named.
`python -m fuzz TARGET FILE` runs one such file alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from fuzz.seeds import SEEDS, WORDS_FILE

FOLDER = Path(".fuzz")
SLOW = 10  # seconds that no small input may take
LARGEST = 20_000  # bytes
NAMES = tuple(SEEDS)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    arguments.add_argument("--seconds", type=int, default=60, metavar="N", help="in all, default %(default)s")
    arguments.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    given = arguments.parse_args()
    names = [name for name in given.targets if name in NAMES] or list(NAMES)
    files = [name for name in given.targets if name not in NAMES]
    if missing := [name for name in files if not Path(name).is_file()]:
        arguments.error(f"neither a target nor a file: {', '.join(missing)}")
    share = max(1, given.seconds // len(names))
    return max([_run(name, share, files) for name in names])


def _run(name: str, seconds: int, files: list[str]) -> int:
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    options = [f"-artifact_prefix={FOLDER}/{name}-", f"-timeout={SLOW}"]
    if not files:
        for number, seed in enumerate(SEEDS[name]):
            (corpus / f"seed-{number}").write_bytes(seed)
        options += [f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-dict={WORDS_FILE}"]
        options += ["-verbosity=0", "-print_final_stats=1"]
        print(f"{name}: {seconds} s", flush=True)
    # The fuzzer ends the process that it runs in.
    return subprocess.run(
        [sys.executable, "-m", "fuzz.worker", name, *options, *(files or [str(corpus)])], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
