"""The locks are complete: for every Python and platform, all that a locked package asks for is locked as well."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"
LOCKS = ("run", "postgres", "build", "dev")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

Lock = Mapping[
    str, tuple[Requirement, ...]
]  # by name: one pin, or several that exclude each other by markers


def read(name: str) -> Lock:
    pins: dict[str, tuple[Requirement, ...]] = {}
    for entry in entries(name):
        pin = Requirement(entry.partition(" \\\n")[0])
        pins[pin.name] = (*pins.get(pin.name, ()), pin)
    return pins


def entries(name: str) -> list[str]:
    """A package's lines: its pin, its hashes, who asks for it."""
    text = (FOLDER / f"{name}.lock").read_text(encoding="utf-8")
    return re.findall(r"^\S+==(?:.+\\\n)*.+\n", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE)


def wanted(name: str) -> list[Requirement]:
    """What pyproject.toml asks for in the environment of a lock."""
    run, groups = PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]
    postgres = [*run, *PROJECT["project"]["optional-dependencies"]["postgres"]]
    dev = [line for line in groups["dev"] if isinstance(line, str)]
    lines = {
        "run": run, "postgres": postgres, "build": groups["build"], "dev": [*postgres, *groups["build"], *dev]
    }  # fmt: skip
    return [Requirement(line) for line in lines[name]]


def environments() -> Iterator[dict[str, str]]:
    """Markers of the machines that we install on."""
    for python in ("3.11.0", "3.11.9", "3.12.0", "3.13.0", "3.14.0"):
        for platform, system, machine, os_name in (
            ("linux", "Linux", "x86_64", "posix"),
            ("linux", "Linux", "aarch64", "posix"),
            ("darwin", "Darwin", "arm64", "posix"),
        ):
            yield {
                "python_version": python.rpartition(".")[0],
                "python_full_version": python,
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "sys_platform": platform,
                "platform_system": system,
                "platform_machine": machine,
                "os_name": os_name,
            }


def holds(requirement: Requirement, environment: dict[str, str], extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})


def asked_by(pin: Requirement, extras: Iterable[str], environment: dict[str, str]) -> list[Requirement]:
    """What a locked package asks for, with `extras`."""
    lines = metadata(pin.name, version(pin))
    return [line for line in lines if any(holds(line, environment, extra) for extra in ("", *extras))]


@cache
def metadata(name: str, version: str) -> tuple[Requirement, ...]:
    """As it is installed; nothing is known of what is locked for another Python or platform than this one."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ()
    return tuple(map(Requirement, found.requires or ())) if found.version == version else ()


def faults(lock: Lock, requirements: Iterable[Requirement], environment: dict[str, str]) -> set[str]:
    """Requirements that the lock does not meet with exactly one pin."""
    found, waiting, seen = set(), list(requirements), set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (key := (name, frozenset(requirement.extras), str(requirement.specifier))) in seen:
            continue
        seen.add(key)
        pins = [pin for pin in lock.get(name, ()) if holds(pin, environment)]
        if len(pins) != 1 or not requirement.specifier.contains(version(pins[0]), prereleases=True):
            found.add(str(requirement))
        waiting += [line for pin in pins for line in asked_by(pin, requirement.extras, environment)]
    return found


def version(pin: Requirement) -> str:
    [only] = pin.specifier
    assert only.operator == "=="
    return only.version


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_is_complete(name: str) -> None:
    lock, requirements = read(name), wanted(name)
    for environment in environments():
        assert faults(lock, [line for line in requirements if holds(line, environment)], environment) == set()


@pytest.mark.parametrize(
    ("gone", "asked"),
    [("coverage", "coverage[toml]>=7.10.6"), ("execnet", "execnet>=2.1"), ("click", "click>=8.1")],
)
def test_a_gap_is_found(gone: str, asked: str) -> None:
    lock = {name: pins for name, pins in read("dev").items() if name != gone}
    assert asked in faults(lock, wanted("dev"), next(environments()))


def test_a_pin_that_is_too_old_is_found() -> None:
    lock: dict[str, Any] = {**read("dev"), "click": (Requirement("click==7.0"),)}
    assert "click>=8.1" in faults(lock, wanted("dev"), next(environments()))


@pytest.mark.parametrize("name", [*LOCKS, "fuzz", "bench"])
def test_everything_is_pinned_and_hashed(name: str) -> None:
    text = (FOLDER / f"{name}.lock").read_text(encoding="utf-8")
    assert sum(map(len, read(name).values())) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    for entry in entries(name):
        assert re.search(r"^ +--hash=sha256:[0-9a-f]{64}", entry, re.MULTILINE), entry


@pytest.mark.parametrize("name", [*LOCKS, "fuzz", "bench"])
def test_no_lock_names_a_host(name: str) -> None:
    text = (FOLDER / f"{name}.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|index|find-links|trusted", text)


@pytest.mark.parametrize("name", ["run", "postgres", "build"])
def test_locks_agree(name: str) -> None:
    """So that development happens with what runs, and the second installation changes nothing."""
    assert set(read(name).items()) <= set(read("dev").items())


def test_the_program_runs_without_the_tools() -> None:
    assert not {"mypy", "ruff", "pytest", "coverage", "hypothesis", "pip", "psycopg"} & set(read("run"))
    assert set(read("postgres")) - set(read("run")) == {"psycopg", "psycopg-binary"}
