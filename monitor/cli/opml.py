"""`monitor opml`: the list of feeds, to and from feed readers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
from pydantic import ValidationError

from monitor import disk
from monitor.cli.common import FILE, configured, given, now_utc, read_config
from monitor.config.settings import DEFAULT_PATH, FeedSettings
from monitor.errors import ConfigError, Fault
from monitor.feeds import opml
from monitor.model import Feed
from monitor.redaction import public


@click.group("opml")
def command() -> None:
    """Exchange the list of feeds with feed readers (OPML)."""


@command.command("export")
@configured
@click.argument("path", type=FILE, required=False)
def export(config_path: Path | None, path: Path | None) -> None:
    """Write the enabled feeds as OPML to PATH, or to standard output."""
    feeds = [feed for feed in read_config(config_path).feeds if feed.enabled]
    content = opml.write(feeds, now=now_utc())
    if path is None:
        sys.stdout.write(content.decode())
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from None


@command.command("import")
@configured
@click.argument("path", type=FILE)
@click.option("--append", is_flag=True, help="Append the tables to the configuration file instead.")
def import_(config_path: Path | None, path: Path, append: bool) -> None:
    """Print the feeds of the OPML file PATH that are not configured yet, as [[feed]] tables.

    \b
    Example:
      monitor opml import subscriptions.opml --append
    """
    target = given(config_path) or DEFAULT_PATH
    # Without a configuration file all feeds are new.
    known = {feed.url for feed in read_config(config_path).feeds} if append or target.exists() else set()
    try:
        listed = opml.read(path.read_bytes())
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigError(str(path), (Fault(where="", message=str(error)),)) from None
    feeds = [feed for feed in _valid(listed) if feed.url not in known]
    if not append:
        sys.stdout.write(opml.tables(feeds))
    elif feeds:
        held = target.read_text(encoding="utf-8-sig")
        disk.write(target, f"{held.rstrip()}\n\n{opml.tables(feeds)}".encode())
    done = f"added to {target}" if append else "new"
    sys.stderr.write(f"{len(feeds)} of {len(listed)} feeds {done}\n")


def _valid(feeds: Iterable[Feed]) -> Iterator[Feed]:
    """Those that the configuration would accept, each once; the others are named."""
    seen = set()
    for feed in feeds:
        try:
            url = FeedSettings(url=feed.url).url
        except ValidationError:
            sys.stderr.write(f"left out: {public(feed.url)!r} is not an http or https address\n")
            continue
        try:
            language = FeedSettings(url=url, language=feed.language).language
        except ValidationError:
            language = None
        if url not in seen:
            seen.add(url)
            yield replace(feed, url=url, language=language)
