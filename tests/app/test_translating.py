"""The program that translates: bounded, hostile, and never in the way."""

from __future__ import annotations

import logging
import shlex
import sys
from pathlib import Path

import pytest

from monitor.app.translating import translations
from monitor.config import Config, load

PASSAGE = ("zh", "小米将造车。")
ECHO = "import json, sys; given = json.load(sys.stdin); print(given['from'], given['to'], given['text'])"


def configured(folder: Path, program: str, more: str = "") -> Config:
    """A configuration whose translator is this Python program."""
    script = folder / "a script.py"
    script.write_text(program, encoding="utf-8")
    command = f"{sys.executable} {shlex.quote(str(script))}"
    path = folder / "config.toml"
    path.write_text(f'[translate]\ncommand = """{command}"""\n{more}\n', encoding="utf-8")
    return load(path, environ={})


def test_nothing_is_translated_unless_a_program_is_configured(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    assert translations(load(path, environ={}), [PASSAGE]) == {}


def test_the_program_gets_passage_and_languages_and_writes_the_translation(tmp_path: Path) -> None:
    config = configured(tmp_path, ECHO, 'to = "de"')
    assert translations(config, [PASSAGE, PASSAGE]) == {PASSAGE: "zh de 小米将造车。"}


def test_a_long_passage_is_cut_before_it_is_given(tmp_path: Path) -> None:
    config = configured(tmp_path, "import json, sys; print(len(json.load(sys.stdin)['text']))")
    assert list(translations(config, [("zh", "长" * 90_000)]).values()) == ["1000"]


def test_what_it_writes_is_one_line_without_control_characters(tmp_path: Path) -> None:
    config = configured(tmp_path, r"print('\x1b[31mone\n\u202etwo\x00')")
    assert translations(config, [PASSAGE])[PASSAGE] == "[31mone two"


def test_it_does_not_see_the_secrets_of_this_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_EMAIL_PASSWORD", "s3cret")
    config = configured(tmp_path, "import os; print([name for name in os.environ if 'MONITOR' in name])")
    assert translations(config, [PASSAGE])[PASSAGE] == "[]"


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("raise SystemExit(3)", "exit code 3 and wrote nothing"),
        ("print('half'); raise SystemExit(3)", "exit code 3"),
        ("", "exit code 0 and wrote nothing"),
        ("print('x' * 9_000)", "wrote more than 8,000 bytes"),
        ("import time; time.sleep(600)", "took too long"),
        ("import os, time; os.close(1); time.sleep(600)", "took too long"),
        # What it started holds the pipe open after it has ended.
        ("import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
         "took too long"),
    ],
)  # fmt: skip
def test_a_failure_costs_the_translation_alone(
    program: str, why: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = configured(tmp_path, program, 'timeout = "2s"' if "sleep" in program else 'timeout = "60s"')
    with caplog.at_level(logging.WARNING):
        assert translations(config, [PASSAGE]) == {}
    assert why in caplog.text


def test_a_program_that_is_not_there_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "config.toml"
    for command in ("/nowhere/translate", "an 'open quotation"):
        path.write_text(f'[translate]\ncommand = "{command}"', encoding="utf-8")
        assert translations(load(path, environ={}), [PASSAGE]) == {}
    assert "No such file or directory" in caplog.text
    assert "No closing quotation" in caplog.text


def test_a_digest_waits_only_so_long_in_all(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = configured(tmp_path, "import time; time.sleep(600)", 'timeout = "200ms"')
    assert translations(config, [("zh", str(number)) for number in range(50)]) == {}
    assert "the time for one digest is over" in caplog.text
    assert caplog.text.count("took too long") < 50
