"""The test files of other parsers as cases: a document, its headers, and what its test expects of entries.

Each reader takes the root of a checkout and yields cases; what a test says of other things than an
entry's title, link, id, texts and dates is passed over.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """`what` is title, link, id, text, moment, language or document (a text somewhere in the whole)."""

    index: int
    what: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`base` is the address that the test takes the document to come from."""

    name: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})
    base: str
    expected: tuple[Expected, ...]


_END_OF_ENTRY = re.compile(rb"(</(?:\w+:)?(?:item|entry)>)")


def headed(body: bytes) -> bytes:
    """The document with a headline in each entry: those without any words are left out by design."""
    if body.startswith(b"{"):
        document = json.loads(body)
        for item in document.get("items") or ():
            item["title"] = "Headline"
        return json.dumps(document).encode()
    return _END_OF_ENTRY.sub(rb"<title>Headline</title>\1", body)


_TITLE = re.compile(rb"<title.*?</title>", re.DOTALL)
_ROOT = re.compile(rb"<(?:\w+:)?(rss|rdf|feed)\b", re.IGNORECASE)


def with_title_as_entry(body: bytes) -> bytes | None:
    """A document without entries and with one whose title is the feed's, of which we read nothing else."""
    title, root = _TITLE.search(body), _ROOT.search(body)
    if title is None or root is None or _END_OF_ENTRY.search(body):
        return None
    name = b"entry" if root[1].lower() == b"feed" else b"item"
    return body[: title.end()] + b"<%s>%s</%s>" % (name, title[0], name) + body[title.end() :]


# --- feedparser: a Python expression and headers in a comment of each document

_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"), (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"), (b"\0<\0?", "utf-16-be"), (b"<\0?\0", "utf-16-le"),
)  # fmt: skip
_HEADER = re.compile(r"^Header:[ \t]+([^:\n]+):(.*)$", re.MULTILINE)
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_FIELDS = {
    "title": "title", "title_detail": "title", "link": "link", "id": "id", "guid": "id",
    "description": "text", "summary": "text", "summary_detail": "text", "content": "text",
    "published_parsed": "moment", "updated_parsed": "moment", "created_parsed": "moment",
}  # fmt: skip
_STRUCT_TIME = 6  # items of a time tuple up to the second


def feedparser(root: Path) -> Iterator[Case]:
    tests = root / "tests"
    for folder in ("encoding", "illformed", "wellformed", "entities"):
        for path in sorted((tests / folder).rglob("*.xml")):
            body = path.read_bytes()
            encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "utf-8")
            text = body.decode(encoding, "ignore")
            headers = {"Content-Type": "text/xml"}
            for name, value in _HEADER.findall(text):
                headers["Content-Type" if name.lower() == "content-type" else name] = value.strip()
            wanted = _EXPECT.search(text)
            name = str(path.relative_to(tests))
            expected = tuple(_of_expression(wanted[1])) if wanted else ()
            if expected and all(one.what == "document" for one in expected):
                entitled = with_title_as_entry(body)
                if entitled:
                    body, expected = entitled, tuple(replace(one, what="title") for one in expected)
            yield Case(
                name=name,
                body=body,
                headers={key: value for key, value in headers.items() if value},
                base=headers.get("Content-Location") or f"http://127.0.0.1:8097/tests/{name}",
                expected=expected,
            )


def _of_expression(source: str) -> Iterator[Expected]:
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
            continue
        try:
            value = ast.literal_eval(node.comparators[0])
        except ValueError:
            continue
        keys = _keys(node.left)
        if len(keys) > 1 and keys[0] == "feed" and keys[1] == "title" and isinstance(value, str):
            yield Expected(index=0, what="document", value=value)
        if len(keys) < 3 or keys[0] != "entries" or keys[2] not in _FIELDS:
            continue
        what, rest = _FIELDS[str(keys[2])], keys[3:]
        if rest and rest[-1] == "language":
            what = "language"
        elif rest and rest[-1] != "value":
            continue
        if what == "moment":
            if not isinstance(value, tuple):
                continue
            value = datetime(*value[:_STRUCT_TIME], tzinfo=UTC)
        yield Expected(index=int(keys[1]), what=what, value=value)


def _keys(node: ast.expr) -> list[Any]:
    """`entries[0]['title']` and `entries[0].title` as ["entries", 0, "title"]."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*_keys(node.value), node.slice.value]
    if isinstance(node, ast.Attribute):
        return [*_keys(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else [None]


# --- gofeed: the expected feed in a JSON file beside each document

_DATES = ("publishedParsed", "pubDateParsed", "date_published", "updatedParsed")


def gofeed(root: Path) -> Iterator[Case]:
    for path in sorted((root / "testdata").rglob("*.xml")):
        wanted = (
            json.loads(path.with_suffix(".json").read_text()) if path.with_suffix(".json").exists() else {}
        )
        yield _of_gofeed(root, path, wanted)
    for path in sorted((root / "testdata").rglob("json/**/*.json")):
        try:
            wanted = json.loads(path.read_text())
        except ValueError:
            continue
        if "version" in wanted:  # a JSON Feed tells itself what is expected of it
            yield _of_gofeed(root, path, wanted)


def _of_gofeed(root: Path, path: Path, wanted: Mapping[str, Any]) -> Case:
    items = wanted.get("items") or wanted.get("entries") or []
    return Case(
        name=str(path.relative_to(root)),
        body=path.read_bytes(),
        headers={"Content-Type": "application/json" if path.suffix == ".json" else "text/xml"},
        base="http://example.org/feed",
        expected=tuple(e for index, item in enumerate(items) for e in _of_item(index, item)),
    )


def _of_item(index: int, item: Mapping[str, Any]) -> Iterator[Expected]:
    def expected(what: str, value: Any) -> Iterator[Expected]:
        if value:
            yield Expected(index=index, what=what, value=value)

    yield from expected("title", item.get("title"))
    yield from expected("link", item.get("link") or item.get("url"))
    guid = item.get("guid") or item.get("id")
    yield from expected("id", guid.get("value") if isinstance(guid, dict) else guid)
    for key in ("description", "summary", "content", "content_html"):
        text = item.get(key)
        yield from expected("text", text.get("value") if isinstance(text, dict) else text)
    moment = next((item[key] for key in _DATES if item.get(key)), "")
    yield from expected("moment", datetime.fromisoformat(moment).replace(microsecond=0) if moment else None)


# --- miniflux: documents and comparisons in the source of tests in Go

_FUNCTION = re.compile(r"^func (Test\w+)\(t \*testing\.T\) \{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
_DATA = re.compile(r"\bdata := `(.*?)`", re.DOTALL)
_BASE = re.compile(r'Parse\("([^"]*)"')
_STRING = r'(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)'
_TOLD = re.compile(rf"feed\.Entries\[(\d+)\]\.(Title|URL|Content|Language) != {_STRING}")
_DATE = r"time\.Date\((\d+), time\.(\w+), (\d+), (\d+), (\d+), (\d+), 0, time\.UTC\)"
_DATED = re.compile(rf"Entries\[(\d+)\]\.Date\.Equal\((?:expectedDate|{_DATE})\)")
_EXPECTED_DATE = re.compile(rf"expectedDate := {_DATE}")
_GO = {"Title": "title", "URL": "link", "Content": "text", "Language": "language"}


def miniflux(root: Path) -> Iterator[Case]:
    for path in sorted((root / "internal/reader").glob("*/*_test.go")):
        if path.parent.name not in ("rss", "atom", "rdf", "json"):
            continue
        for name, code in _FUNCTION.findall(path.read_text()):
            data, base = _DATA.search(code), _BASE.search(code)
            if data:
                yield Case(
                    name=f"{path.parent.name}/{name}",
                    body=data[1].encode(),
                    base=(base[1] if base else "").strip() or "https://example.org/",
                    expected=tuple(_of_go(code)),
                )
    for path in sorted((root / "internal/reader").glob("*/testdata/*.xml")):
        yield Case(name=path.name, body=path.read_bytes(), base="https://example.org/", expected=())


def _of_go(code: str) -> Iterator[Expected]:
    for index, what, quoted, raw in _TOLD.findall(code):
        value = json.loads(f'"{quoted}"') if quoted else raw
        yield Expected(index=int(index), what=_GO[what], value=value)
    for match in _DATED.finditer(code):
        date = match if match[2] else _EXPECTED_DATE.search(code)
        if date:
            year, month, *rest = date.groups()[-6:]
            moment = datetime.strptime(f"{year} {month}", "%Y %B")  # noqa: DTZ007
            day, hour, minute, second = map(int, rest)
            moment = moment.replace(day=day, hour=hour, minute=minute, second=second, tzinfo=UTC)
            yield Expected(index=int(match[1]), what="moment", value=moment)
