"""The nouns of the project: frozen values, standard library only.

Every time is an aware `datetime` in UTC; every text is plain text, cleaned of markup.
This module must not import any other module of the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b, sha256


class Tier(StrEnum):
    """How close a feed is to the parties it writes about."""

    OFFICIAL = "official"
    PRESS = "press"
    RUMOUR = "rumour"


class Stance(StrEnum):
    """What a passage does to a claim; a claim that it does not bear on has no evidence at all."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    DISCUSSES = "discusses"


class Certainty(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"


class Basis(StrEnum):
    """Why a passage should be believed, strongest first."""

    OFFICIAL = "official"
    EVENT = "event"
    OUTLET = "outlet"
    OTHER_OUTLET = "other-outlet"
    SOURCES = "sources"


class Status(StrEnum):
    RUMOURED = "rumoured"
    CORROBORATED = "corroborated"
    REPORTED_CONFIRMED = "reported-confirmed"
    REPORTED_DENIED = "reported-denied"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    OVERDUE = "overdue"


class Flag(StrEnum):
    """What the verdict table does on one piece of evidence alone, were the claim still open."""

    CONFIRMED = "confirmed"
    DENIED = "denied"
    NONE = "none"


class Delivery(StrEnum):
    """How far a delivery has come; a dead one was refused for good, is told of and not tried again."""

    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"


class Outcome(StrEnum):
    """How a transfer ended."""

    OK = "ok"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault that travels beside the results: `stage` names the room, `subject` the feed, story or file."""

    stage: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as configured; `url` is its identity. `publisher` is the party that an official feed speaks for."""

    url: str
    name: str
    tier: Tier = Tier.PRESS
    publisher: str = ""
    language: str | None = None
    interval: timedelta | None = None
    full_text: bool = True
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is remembered of an entry while its feed lists it. `key` is the entry's, word for word.

    `mark` is a hash of its source, by which it is known without being parsed; the other fields are what is then still
    asked of it. Without a mark they are empty. `until` as in `Entry`.
    """

    key: str
    mark: str = ""
    guid: str = ""
    url: str = ""
    title: str = ""
    published: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between polls; `failures` counts failed polls in a row, from `failing_since`.

    `content` is the hash of the last body that was read, `changed` when it came; `newest` its latest entry's time.
    `listed` are the entries in that body which need no second look.
    `news` is when the feed was last seen to bring anything new, `cadence` how long it usually lets its readers wait.
    `ttl` and `skips` (hours of the week, from Monday, UTC) are the feed's own wishes about when to ask.
    `moved_to` is where permanent redirects lead, `moves` how often in a row; `gone` when the server said 410.
    `told` is when the reader was last told that something is wrong with the feed; `store.commit` never changes it.
    `edits` are the ids of the known stories that its entries changed, a tuple for each of its last successful polls.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    content: str | None = None
    listed: tuple[Listed, ...] = ()
    changed: datetime | None = None
    newest: datetime | None = None
    news: datetime | None = None
    cadence: timedelta | None = None
    ttl: timedelta | None = None
    skips: tuple[int, ...] = ()
    moved_to: str | None = None
    moves: int = 0
    gone: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_polled: datetime | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    last_entries: int = 0
    problem: str | None = None
    told: datetime | None = None
    edits: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The result of one transfer. `problem` is set exactly when `outcome` is FAILED.

    `url` is the address asked for, `final_url` the one that answered; `headers` has lower-case names.
    `moved` is whether every redirect between the two said that it is for good.
    """

    url: str
    final_url: str
    outcome: Outcome
    at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    moved: bool = False
    problem: Problem | None = None

    def header(self, name: str) -> str | None:
        """The header's value, or None; `name` in lower case."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed as parsed. `content` is the body that the feed carries, "" if there is none.

    Where the feed names only a day, `published` is its beginning and `until` its end. `links` are the addresses on the
    site of its own link that its texts lead to.
    """

    feed: str
    guid: str
    url: str
    title: str
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    until: datetime | None = None
    outlet: str = ""
    language: str | None = None
    links: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """A hash of all that the feed says of it: 16 hexadecimal digits."""
        said = (
            self.guid, self.url, self.title, self.summary, self.content, str(self.published), self.outlet,
            self.language or "",
        )  # fmt: skip
        return blake2b("\0".join(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of an article's page with what the page says of itself; of a day alone the end, up to now.

    `title` is the page's. `suspect`: what else than the article it may be, in words for people; "" where nothing
    speaks for that.
    """

    url: str
    text: str
    title: str = ""
    suspect: str = ""
    canonical_url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article, once, however many feeds carry it; an edited text makes a new `version` of the same `id`.

    `aliases` are the identities it answers to (guid, canonical URL, content fingerprint).
    `reprint_of` is the id of the story that it repeats almost word for word.
    `text` does not repeat the headline. `language` is an ISO 639-1 code.
    """

    id: str
    version: int
    url: str
    headline: str
    text: str
    outlet: str
    language: str
    published: datetime
    first_seen: datetime
    feed: str = ""
    tier: Tier = Tier.PRESS
    publisher: str = ""
    aliases: tuple[str, ...] = ()
    fingerprint: str = ""
    reprint_of: str | None = None
    on_topic: bool = False
    topic_reason: str = ""
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable proposition. What matching needs is in `monitor.claims`, keyed by `id`.

    `witnesses` and `window` take the place of those of the whole ledger, see `replay.Policy`.
    """

    id: str
    text: str
    texts: tuple[tuple[str, str], ...] = ()
    status: Status = Status.RUMOURED
    due: date | None = None
    seed: bool = False
    witnesses: int | None = None
    window: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one story says about one claim: `score` is in 0..1, `quote` an exact passage of the story.

    `cues` name what decided, in reading order; `frame` lists the claim's roles and what filled them.
    `held`: why it would not settle the claim, in words for people; "" where it would.
    `partly`: what of the claim it bears out, and what differs, where it would settle it as false for that part alone.
    `via`: the other medium from which the story has it, "" where it names none. `own`: a party says it in a publication
    of its own, which needs no second witness.
    """

    claim: str
    stance: Stance
    certainty: Certainty
    basis: Basis
    origin: str
    score: float
    quote: str
    cues: tuple[str, ...] = ()
    frame: tuple[tuple[str, str], ...] = ()
    flag: Flag = Flag.NONE
    held: str = ""
    via: str = ""
    partly: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A judgement tied to the story version it was made on.

    `witness`: the outlet that vouches for it, by the name it goes by.
    """

    story: str
    version: int
    published: datetime
    judgement: Judgement
    witness: str = ""

    @property
    def claim(self) -> str:
        return self.judgement.claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A story's evidence on a claim counts no more: this version no longer bears on it, or it was taken back.

    `quote` is the passage that takes it back, "" where an edit only left it out. `retraction` is the id of the story
    that says so, "" where the version itself does.
    """

    claim: str
    story: str
    version: int
    published: datetime
    quote: str = ""
    retraction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change of status. `at` is when the news came out, `recorded` when the monitor learned of it.

    `story` is None where no story decides (a due date that passed). `witnesses` are the ids of the independent stories
    that were counted, the earliest first.
    """

    claim: str
    before: Status
    after: Status
    rule: str
    at: datetime
    recorded: datetime
    story: str | None = None
    version: int | None = None
    quote: str = ""
    basis: Basis | None = None
    origin: str = ""
    witnesses: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What makes two derivations the same transition, whenever they were recorded."""
        return (self.claim, self.before, self.after, self.rule, self.story or "", str(self.version or ""))

    @property
    def id(self) -> str:
        """The key in sixteen hexadecimal digits; the id of the alert that tells this transition."""
        return sha256("\n".join(self.key).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A transition to tell; it lives in the outbox until it is delivered. `id` and `created` are its identity."""

    id: str
    claim: str
    kind: str
    transition: Transition
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A digest in its final words, fixed before anything is sent: every attempt sends these under this `id`.

    `mail` is a whole message but for its To header, `brief` a text for chats, `event` JSON for programs.
    `claims` is how many claims the ledger held, so that the next letter can tell the new ones.
    """

    id: str
    composed: datetime
    alerts: tuple[str, ...]
    subject: str
    message_id: str
    mail: str = field(repr=False)
    brief: str = field(repr=False)
    event: str = field(repr=False)
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A letter on its way to one address; what becomes of it there is nothing to the other addresses.

    `address` names a recipient or a channel and holds no secret. It is not tried again before `not_before`.
    """

    letter: str
    address: str
    state: Delivery = Delivery.QUEUED
    attempts: int = 0
    not_before: datetime | None = None
    settled: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One poll in figures; `started` is its identity. Until it is `settled` something may follow from it.

    `known`: how many claims had a change that was taken as known and told nobody; None where that was not asked for.
    """

    started: datetime
    finished: datetime
    polled: int = 0
    not_modified: int = 0
    failed: int = 0
    entries: int = 0
    stories_new: int = 0
    stories_on_topic: int = 0
    transitions: int = 0
    alerts: int = 0
    known: int | None = None
    problems: tuple[Problem, ...] = ()
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """How many stories of one language are not judged; `latest` is when the last of them was first seen."""

    language: str
    on_topic: bool
    stories: int
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many stories were ever seen; `not_judged` are those on topic that no judge could read.

    `unjudged` are all that are not judged, among them those that nobody had to look at, in no known language.
    `last_judged` is when the latest judged story on topic was first seen.
    """

    stories: int = 0
    on_topic: int = 0
    not_judged: int = 0
    unjudged: tuple[Unjudged, ...] = ()
    last_judged: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The ledger at one moment.

    `transitions` are the standing ones, in order; `stories` the latest version of each story that bears on a
    claim, the others are only counted in `seen`; `reprints` pairs the id of a reprint with its original's.
    `earlier` are the versions before the latest that evidence was found in.
    """

    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]
    evidence: tuple[Evidence, ...]
    transitions: tuple[Transition, ...]
    feed_states: tuple[FeedState, ...]
    reprints: tuple[tuple[str, str], ...] = ()
    seen: Seen = Seen()
    withdrawals: tuple[Withdrawal, ...] = ()
    earlier: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything one poll decides, written in one transaction.

    `superseded` are transitions on record that no longer follow from the evidence
    (an older story arrived late); they stay in the history. `taken_back` tells that a story which had settled a claim
    was edited; it is kept in an alert alone.
    """

    feed_states: tuple[FeedState, ...] = ()
    stories: tuple[Story, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    transitions: tuple[Transition, ...] = ()
    superseded: tuple[Transition, ...] = ()
    taken_back: tuple[Transition, ...] = ()
    alerts: tuple[Alert, ...] = ()
    claims: tuple[Claim, ...] = ()
    problems: tuple[Problem, ...] = ()
    entries: int = 0

    @property
    def empty(self) -> bool:
        """Whether the ledger stays as it is (feed states and problems aside)."""
        return not (self.stories or self.evidence or self.transitions or self.superseded or self.claims)
