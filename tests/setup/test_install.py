"""Setting up does not depend on what is released later: real pip, an index on loopback with newer releases."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.servers import WebServer
from tests.setup.wheels import Wheel, downloaded, publish

RECIPE = Path(__file__).parents[2] / "requirements" / "install.sh"

# The shape that broke once: a plugin asks for an extra of a package that is locked by its plain name.
LOCKED = (
    Wheel("plugin", "1.0", requires=("measure[toml]>=1",)),
    Wheel("measure", "1.0", requires=("reader>=1; extra == 'toml'",), extras=("toml",)),
    Wheel("reader", "1.0"),
)
NEWER = (
    Wheel("plugin", "2.0", requires=("measure[toml,yaml]>=2",)),
    Wheel("measure", "2.0", requires=("reader>=1; extra == 'toml'",), extras=("toml", "yaml")),
    Wheel("measure", "2.1b1", requires=("novelty",), extras=("toml",)),
    Wheel("reader", "1.0.1", requires=("novelty",)),
    Wheel("novelty", "1.0"),
)


@dataclass(frozen=True)
class Machine:
    """A virtual environment, a folder of locks beside the recipe, and an index to install from."""

    folder: Path
    server: WebServer
    pip: Path  # the folder that pip is imported from

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Without the settings of the machine that the test runs on."""
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(self.pip),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.server.url("/simple/"),
            "PIP_RETRIES": "0",
        }
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    def install(self, wheels: Iterable[Wheel]) -> subprocess.CompletedProcess[str]:
        """As the Makefile does it, from a lock that names `wheels`."""
        (self.folder / "run.lock").write_text("".join(wheel.locked for wheel in wheels))
        shutil.copy(RECIPE, self.folder)
        return self.run("sh", self.folder / RECIPE.name, self.python, "run")

    @property
    def installed(self) -> dict[str, str]:
        [packages] = (self.folder / "venv").glob("lib/python*/site-packages")
        return {found.name: found.version for found in distributions(path=[str(packages)])}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pip that comes with this Python: for 3.11 one of 2023."""
    folder = tmp_path_factory.mktemp("bundled")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return next(folder.glob("lib/python*/site-packages"))


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pip of the lock for development."""
    folder = tmp_path_factory.mktemp("newest")
    found = importlib.util.find_spec("pip")
    assert found is not None
    assert found.origin is not None
    (folder / "pip").symlink_to(Path(found.origin).parent)
    return folder


@pytest.fixture(params=["bundled", "newest"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    with WebServer() as server:
        publish(server, (*NEWER, *LOCKED))
        yield Machine(tmp_path, server, request.getfixturevalue(request.param))


def test_newer_releases_are_left_alone(machine: Machine) -> None:
    done = machine.install(LOCKED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.installed == {wheel.name: wheel.version for wheel in LOCKED}
    assert downloaded(machine.server) == {wheel.filename for wheel in LOCKED}


def test_what_is_installed_is_not_asked_for_again(machine: Machine) -> None:
    machine.install(LOCKED)
    machine.server.script.clear()
    assert machine.install(LOCKED).returncode == 0


@pytest.mark.parametrize("machine", ["bundled"], indirect=True)
def test_a_lock_that_lacks_a_package_is_refused(machine: Machine) -> None:
    done = machine.install(LOCKED[:1])
    assert done.returncode == 1
    assert "plugin 1.0 requires measure, which is not installed." in done.stderr
    assert "make lock" in done.stderr


@pytest.mark.parametrize("machine", ["bundled"], indirect=True)
def test_a_file_that_is_not_the_locked_one_is_refused(machine: Machine) -> None:
    publish(machine.server, (Wheel("reader", "1.0", requires=("novelty",)), *LOCKED[:2]))
    done = machine.install(LOCKED)
    assert done.returncode == 1
    assert "DO NOT MATCH THE HASHES" in done.stderr
    assert "reader" not in machine.installed


def test_resolving_would_take_the_newer_ones(machine: Machine) -> None:
    """Else the first test could not fail."""
    assert machine.run(machine.python, "-m", "pip", "install", "plugin").returncode == 0
    assert machine.installed == {"plugin": "2.0", "measure": "2.0", "reader": "1.0.1", "novelty": "1.0"}
