"""Commands that exchange feeds with other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
from pydantic import ValidationError

from monitor.cli.common import DEFAULT_PATH, FILE, cli, configured, given, now_utc, read_config
from monitor.config.settings import FeedSettings
from monitor.errors import ConfigError, Fault
from monitor.feeds import opml
from monitor.model import Feed


@cli.group("opml")
def exchange() -> None:
    """Exchange the list of feeds with feed readers (OPML)."""


@exchange.command("export")
@configured
@click.argument("path", type=FILE, required=False)
def export(config_path: Path | None, path: Path | None) -> None:
    """Write the configured feeds as OPML to PATH, or to standard output; those that are disabled are left out."""
    feeds = [feed for feed in read_config(config_path).feeds if feed.enabled]
    content = opml.write(feeds, now=now_utc())
    if path is None:
        sys.stdout.write(content.decode())
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from None


@exchange.command("import")
@configured
@click.argument("path", type=FILE)
@click.option("--append", is_flag=True, help="Write the tables to the end of the configuration file.")
def import_(config_path: Path | None, path: Path, append: bool) -> None:
    """Print the feeds of the OPML file PATH that are not configured yet, as [[feed]] tables."""
    target = given(config_path) or DEFAULT_PATH
    # Without a configuration file all feeds are new.
    known = {feed.url for feed in read_config(config_path).feeds} if append or target.exists() else set()
    try:
        listed = opml.read(path.read_bytes())
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(str(path), (Fault(where="", message=str(error)),)) from None
    feeds = [feed for feed in _sound(listed) if feed.url not in known]
    if not append:
        sys.stdout.write(opml.tables(feeds))
    elif feeds:
        held = target.read_text(encoding="utf-8-sig")
        draft = target.with_name(f".{target.name}.new")
        draft.write_text(f"{held.rstrip()}\n\n{opml.tables(feeds)}", encoding="utf-8")
        draft.chmod(target.stat().st_mode & 0o777)
        draft.replace(target.resolve())
    done = f"added to {target}" if append else "new"
    sys.stderr.write(f"{len(feeds)} of {len(listed)} feeds {done}\n")


def _sound(feeds: Iterable[Feed]) -> Iterator[Feed]:
    """Those that the configuration would accept, each once; the others are named."""
    seen = set()
    for feed in feeds:
        try:
            url = FeedSettings(url=feed.url).url
        except ValidationError:
            sys.stderr.write(f"left out: {feed.url!r} is not an http or https address\n")
            continue
        try:
            language = FeedSettings(url=url, language=feed.language).language
        except ValidationError:
            language = None
        if url not in seen:
            seen.add(url)
            yield replace(feed, url=url, language=language)
