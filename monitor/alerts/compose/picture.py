"""A claim's timeline as a small PNG, for mail programs: they show neither SVG nor anything from elsewhere.

Pure: values in, bytes out. The ground is transparent and the colours are of middle lightness, so that one picture does
on light and on dark paper. What a dot looks like means the same here as on the page (`ledger.css`).
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from monitor.alerts.compose.timeline import Dot, Timeline
from monitor.model import Stance, Status

WIDTH, HEIGHT = 420, 92  # as shown; the picture has twice as many points, for sharp screens
_SHARP = 2
_SMOOTH = 2  # drawn larger still and scaled down, since Pillow does not smooth circles
_SCALE = _SHARP * _SMOOTH
_LINE, _STEP = 36.0, 9.0  # where the line of statuses lies, and how far apart dots are stacked
_FOOT = 73.0  # below all dots; the labels stand there
_COLOURS = 32
_GREY = (128, 132, 140)
_STATUS = {
    Status.RUMOURED: (156, 160, 168),
    Status.CORROBORATED: (74, 127, 224),
    Status.REPORTED_CONFIRMED: (131, 196, 171),
    Status.REPORTED_DENIED: (234, 172, 143),
    Status.CONFIRMED: (22, 148, 108),
    Status.DENIED: (217, 95, 43),
    Status.OVERDUE: (140, 92, 230),
}
_STANCE = {Stance.SUPPORTS: _STATUS[Status.CONFIRMED], Stance.REFUTES: _STATUS[Status.DENIED]}
_HEIGHT_OF = {Stance.SUPPORTS: -11.0, Stance.REFUTES: 11.0, Stance.DISCUSSES: 0.0}


def picture(line: Timeline) -> bytes:
    """The timeline as a PNG of a few kilobytes, `WIDTH` by `HEIGHT` as shown."""
    image = Image.new("RGBA", (WIDTH * _SCALE, HEIGHT * _SCALE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for tick in line.ticks:
        x = _x(tick.x)
        draw.line([(x, 2 * _SCALE), (x, _FOOT * _SCALE)], fill=(*_GREY, 90), width=_SCALE)
        anchor = "ls" if tick.x < 8 else "rs" if tick.x > 92 else "ms"
        draw.text((x, (HEIGHT - 4) * _SCALE), tick.label, fill=(*_GREY, 255), font=_font(), anchor=anchor)
    for band in line.bands:
        right = max(_x(band.x + band.width), _x(band.x) + 2 * _SCALE)
        box = [(_x(band.x), (_LINE - 2.5) * _SCALE), (right, (_LINE + 2.5) * _SCALE)]
        draw.rounded_rectangle(box, radius=_SCALE, fill=_STATUS[band.status])
    for dot in line.dots:
        _dot(draw, dot)
    small = image.resize((WIDTH * _SHARP, HEIGHT * _SHARP), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _dot(draw: ImageDraw.ImageDraw, dot: Dot) -> None:
    away = _HEIGHT_OF[dot.stance]
    y = (_LINE + away + (_STEP * dot.level if away > 0 else -_STEP * dot.level)) if away else _LINE
    x, y = _x(dot.x), max(y, 5.0) * _SCALE
    radius = (5.5 if dot.strong else 3.5) * _SCALE
    box = [(x - radius, y - radius), (x + radius, y + radius)]
    if dot.stance is Stance.DISCUSSES:
        draw.ellipse(box, fill=_GREY)
    elif dot.strong:
        draw.ellipse(box, fill=_STANCE[dot.stance])
    else:
        draw.ellipse(box, outline=_STANCE[dot.stance], width=round(1.5 * _SCALE))


def _x(share: float) -> float:
    return share / 100 * WIDTH * _SCALE


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=12 * _SCALE)
