"""A press room on loopback: many feeds of made-up news in several languages, a few stories of them about the topic.

Texts are drawn from small word lists with a seed, so that two runs serve the same bytes. Each feed answers conditional
requests, and publishes one more entry whenever `/publish` is asked for.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.newswire import labelled

_WORDS = {  # words of a language, and adjectives that vary its sentences
    "en": (
        """
        the council approved a new budget for schools while residents asked how the bridge will be
        repaired before winter and several shops near the station reported higher sales after the
        festival because visitors stayed longer than expected although trains were late on both days
        and the museum opened its doors at night
        """,
        "quiet local early steady public modern regional careful",
    ),
    "de": (
        """
        der stadtrat hat am montag einen neuen haushalt für schulen beschlossen während anwohner
        fragten wie die brücke vor dem winter repariert werden soll und mehrere läden am bahnhof
        nach dem fest mehr verkauften weil besucher länger blieben als erwartet obwohl züge an
        beiden tagen verspätet waren
        """,
        "ruhige örtliche frühe öffentliche moderne regionale",
    ),
    "fr": (
        """
        le conseil municipal a adopté un nouveau budget pour les écoles tandis que les habitants
        demandaient comment le pont sera réparé avant l'hiver et plusieurs commerces près de la gare
        ont mieux vendu après la fête parce que les visiteurs sont restés plus longtemps que prévu
        malgré des trains en retard
        """,
        "calme locale récente publique moderne régionale",
    ),
    "es": (
        """
        el ayuntamiento aprobó un nuevo presupuesto para las escuelas mientras los vecinos
        preguntaban cómo se reparará el puente antes del invierno y varias tiendas cerca de la
        estación vendieron más después de la fiesta porque los visitantes se quedaron más tiempo de
        lo esperado aunque los trenes llegaron tarde
        """,
        "tranquila local nueva pública moderna regional",
    ),
    "ru": (
        """
        городской совет утвердил новый бюджет для школ а жители спрашивали как мост будут
        ремонтировать до зимы и несколько магазинов у вокзала сообщили о росте продаж после
        праздника потому что гости остались дольше чем ожидалось хотя поезда опаздывали оба дня и
        музей работал ночью
        """,
        "тихая местная новая общественная",
    ),
    "zh": (
        """
        市议会 周一 通过 新的 学校 预算 居民 询问 大桥 冬季
        之前 如何 维修 车站 附近 商店 节日 之后 销售 增加
        游客 停留 时间 超过 预期 博物馆 夜间 开放 列车 晚点
        两天 图书馆 公园 志愿者 天气 转凉
        """,
        "安静 本地 公共 现代",
    ),
}
_FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)


class Pressroom:
    """`feeds` feeds of `entries` entries each; `share` of the entries are about the topic."""

    def __init__(self, *, feeds: int, entries: int, share: float, seed: int = 1) -> None:
        self._topical = [(headline, text) for headline, text, _ in labelled()]
        self._share = share
        self._rng = random.Random(seed)
        self._items = [[self._item(feed, n) for n in range(entries)] for feed in range(feeds)]
        self._edition = 0
        self._bodies: list[bytes] = []
        self._render()

    def publish(self) -> None:
        """One more entry in every feed, in place of its oldest."""
        self._edition += 1
        for feed, items in enumerate(self._items):
            items.append(self._item(feed, len(items) + self._edition - 1))
            del items[0]
        self._render()

    def answer(self, path: str, tag: str | None) -> tuple[int, bytes, str]:
        """Status, body and ETag for `/N.xml`."""
        name = path.removeprefix("/").removesuffix(".xml")
        if not name.isdecimal() or int(name) >= len(self._bodies):
            return 404, b"", ""
        current = f'"{name}-{self._edition}"'
        return (304, b"", current) if tag == current else (200, self._bodies[int(name)], current)

    def _render(self) -> None:
        self._bodies = [
            (
                f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed {feed}</title>'
                f"<link>https://feed{feed}.example/</link>{''.join(reversed(items))}</channel></rss>"
            ).encode()
            for feed, items in enumerate(self._items)
        ]

    def _item(self, feed: int, number: int) -> str:
        language = list(_WORDS)[feed % len(_WORDS)]
        headline, text = self._story(language)
        at = _FIRST + timedelta(minutes=17 * number + feed)
        return (
            f"<item><title>{escape(headline)}</title><link>https://feed{feed}.example/{at:%Y/%m}/{number}"
            f"?utm_source=rss</link><guid>feed{feed}-{number}</guid><pubDate>{format_datetime(at)}</pubDate>"
            f"<description>&lt;p&gt;{escape(escape(text))}&lt;/p&gt;</description></item>"
        )

    def _story(self, language: str) -> tuple[str, str]:
        if self._rng.random() < self._share:
            headline, text = self._rng.choice(self._topical)
            return f"{headline} ({self._rng.randrange(10_000)})", text
        glue = "" if language == "zh" else " "
        words, adjectives = (listed.split() for listed in _WORDS[language])
        sentences = [self._sentence(words, adjectives, glue) for _ in range(self._rng.randint(3, 7))]
        return sentences[0], ("。" if language == "zh" else ". ").join(sentences[1:])

    def _sentence(self, words: Sequence[str], adjectives: Sequence[str], glue: str) -> str:
        chosen = self._rng.choices(words, k=self._rng.randint(7, 16))
        chosen.insert(1, self._rng.choice(adjectives))
        text = glue.join((*chosen, str(self._rng.randrange(10_000))))
        return text[0].upper() + text[1:]


def serve(room: Pressroom) -> None:
    """Serve until killed; the port is the first line on standard output."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == "/publish":
                room.publish()
                status, body, tag = 200, b"", '""'
            else:
                status, body, tag = room.answer(self.path, self.headers.get("If-None-Match"))
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve(Pressroom(feeds=int(sys.argv[1]), entries=int(sys.argv[2]), share=float(sys.argv[3])))
