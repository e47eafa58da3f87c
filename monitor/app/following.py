"""The use case of following claims that others keep: their addresses are asked, and what is valid is taken over.

An address that cannot be reached or has faults changes nothing: the last good copy stays in use, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from monitor.app import catalogue, factory
from monitor.app.catalogue import Copy
from monitor.claims.frames.catalogue import Catalogue
from monitor.claims.frames.changes import Changes, changes
from monitor.config import Config
from monitor.errors import ConfigError, Fault, StoreError
from monitor.feeds.fetch.fetcher import Request
from monitor.ledger.watches import minute
from monitor.model import Fetched, Outcome, Problem
from monitor.redaction import public

_ACCEPT = "application/toml, text/plain;q=0.9, */*;q=0.5"
_NO_TEXT = ("text/html", "application/xhtml+xml", "application/pdf", "image/", "audio/", "video/")
_FAULTS = 3  # of a refused edition that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The claims to follow from now on, and the copies of files at addresses that they are from.

    `changes`: by address, what its new edition changes; `problems`: the addresses whose old copies stay in use.
    """

    claims: Catalogue
    copies: tuple[Copy, ...]
    changes: Mapping[str, Changes]
    problems: tuple[Problem, ...] = ()


def follow(config: Config, *, now: datetime) -> Following:
    """Asks every address under [claims]; nothing is saved.

    Raises ConfigError where an address without a copy gives no valid claims, and where a file has a fault.
    """
    before = catalogue.saved(config)
    after = {url: _edition(answer, before.get(url), now) for url, answer in _asked(config, before)}
    claims, after = _valid(config, before, after)
    new = {url: changes(before[url].text if url in before else "", copy.text) for url, copy in after.items()}
    return Following(
        claims=claims,
        copies=tuple(after.values()),
        changes={url: found for url, found in new.items() if found},
        problems=tuple(
            Problem(stage="claims", subject=copy.url, message=copy.problem)
            for copy in after.values()
            if copy.problem
        ),
    )


def keep(config: Config, following: Following) -> None:
    """Saves the copies. Raises StoreError."""
    for copy in following.copies:
        try:
            catalogue.save(config, copy)
        except OSError as error:
            message = (
                f"{config.state}: the copy of {public(copy.url)} cannot be saved: {error.strerror or error}"
            )
            raise StoreError(message) from error


def _asked(config: Config, copies: Mapping[str, Copy]) -> list[tuple[str, Fetched]]:
    """What each address answers, within the bounds and behind the guard of feeds."""
    urls = config.claims.urls
    if not urls:
        return []
    held = [copies.get(url) for url in urls]
    requests = [
        Request(url, copy.etag if copy else None, copy.last_modified if copy else None, accept=_ACCEPT)
        for url, copy in zip(urls, held, strict=True)
    ]
    with factory.fetcher(config) as fetching:
        return [
            (urls[number], answer)
            for number, answer in sorted(fetching.fetch_all(requests), key=itemgetter(0))
        ]


def _edition(answer: Fetched, copy: Copy | None, now: datetime) -> Copy:
    """The new edition, unchecked; or the old copy, with what is wrong. Raises ConfigError where there is neither."""
    if answer.outcome is Outcome.NOT_MODIFIED and copy:
        return replace(copy, confirmed=now, problem="")
    try:
        text = _read(answer)
    except ValueError as error:
        if copy is None:
            raise ConfigError(public(answer.url), (Fault(where="", message=str(error)),)) from error
        return _kept(copy, str(error))
    return Copy(
        url=answer.url,
        text=text,
        fetched=copy.fetched if copy and copy.text == text else now,
        confirmed=now,
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
    )


def _read(answer: Fetched) -> str:
    """The text of an answer. Raises ValueError where it has none."""
    if answer.outcome is not Outcome.OK:
        raise ValueError(answer.problem.message if answer.problem else "did not answer")
    kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    if kind.startswith(_NO_TEXT):
        raise ValueError(
            f"is {kind} and not TOML; give the address of the file itself, not of a page that shows it"
        )
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 text (byte {error.start})") from error


def _valid(
    config: Config, before: Mapping[str, Copy], after: Mapping[str, Copy]
) -> tuple[Catalogue, dict[str, Copy]]:
    """The claims with every new edition that is valid together with the other files; the others are refused.

    All are tried together, since one may refer to another; then one after the other.
    """
    taken = dict(after)
    try:
        return catalogue.load(config, taken), taken
    except ConfigError:
        new = [url for url in taken if url in before and taken[url].text != before[url].text]
        if not new:
            raise
    taken |= {url: before[url] for url in new}
    for url in new:
        try:
            catalogue.load(config, {**taken, url: after[url]})
        except ConfigError as error:
            faults = "; ".join(map(str, error.faults[:_FAULTS]))
            taken[url] = _kept(before[url], f"refused: {faults}")
        else:
            taken[url] = after[url]
    return catalogue.load(config, taken), taken


def _kept(copy: Copy, reason: str) -> Copy:
    words = f"an old copy, last confirmed on {minute(copy.confirmed)}, stays in use"
    return replace(copy, problem=f"{reason}; {words}")
