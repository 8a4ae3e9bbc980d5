"""The pictures of the demonstration, marked 演示: a community's rooms drawn as a plan, and an empty page."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 960, 640, 40
INK, PAPER, PALE = (51, 51, 51), (255, 255, 255), (224, 224, 224)

Point = tuple[float, float]

# 演 and 示 as pen strokes on a square of 20: no font with Chinese characters comes with Pillow.
STROKES: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (
        ((2, 3), (4, 5)),
        ((1, 8), (3, 10)),
        ((1, 18), (5, 12)),
        ((12.5, 1), (13, 3)),
        ((6.5, 6.5), (6.5, 4), (19, 4), (18.5, 6.5)),
        ((8.5, 7), (17, 7)),
        ((8.5, 9.5), (17, 9.5), (17, 15.5), (8.5, 15.5), (8.5, 9.5)),
        ((8.5, 12.5), (17, 12.5)),
        ((12.7, 7), (12.7, 15.5)),
        ((11, 16.5), (7.5, 19)),
        ((14.8, 16.5), (18, 19)),
    ),
    (
        ((5, 3), (15, 3)),
        ((2, 8), (18, 8)),
        ((10, 8), (10, 18), (8, 16.5)),
        ((6, 11), (3, 16)),
        ((14, 11), (17, 16)),
    ),
)


def floor_plan(areas: Sequence[float]) -> bytes:
    """Return a PNG of rooms with these areas (m²), numbered from 1, in two rows along a corridor."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _write_mark(draw, (MARGIN, 24), 4)
    # Behind the rooms too, so that no part of it can be taken for a real plan.
    _write_mark(draw, (WIDTH - 380, HEIGHT - 225), 8, PALE)
    draw.text((MARGIN + 190, 48), "DEMO - invented, not to scale", INK, _font(28))
    half = (len(areas) + 1) // 2
    top, middle, bottom = 150, 360, HEIGHT - MARGIN
    _draw_row(draw, areas[:half], 1, top, middle)
    _draw_row(draw, areas[half:], half + 1, middle + 40, bottom)
    draw.rectangle((MARGIN, top, WIDTH - MARGIN, bottom), outline=INK, width=6)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def page(title: str) -> bytes:
    """Return a page of a PDF with an English title and nothing on it but the mark."""
    image = Image.new("RGB", (595, 842), PAPER)
    draw = ImageDraw.Draw(image)
    _write_mark(draw, (60, 60), 3)
    _write_mark(draw, (120, 380), 9, PALE)
    draw.text((60, 150), title, INK, _font(26))
    draw.text((60, 190), "DEMO - invented", INK, _font(18))
    out = io.BytesIO()
    image.save(out, "PDF", resolution=72)
    return out.getvalue()


def _draw_row(draw: ImageDraw.ImageDraw, areas: Sequence[float], first: int, top: int, bottom: int) -> None:
    left, scale = float(MARGIN), (WIDTH - 2 * MARGIN) / (sum(areas) or 1)
    for number, area in enumerate(areas, first):
        right = left + area * scale
        draw.rectangle((left, top, right, bottom), outline=INK, width=3)
        draw.text((left + 12, top + 12), f"{number}", INK, _font(30))
        draw.text((left + 12, top + 56), f"{area:g} sq m", INK, _font(22))
        left = right


def _write_mark(draw: ImageDraw.ImageDraw, at: Point, scale: float, colour: tuple[int, int, int] = INK) -> None:
    for number, character in enumerate(STROKES):
        for stroke in character:
            points = [(at[0] + (x + number * 22) * scale, at[1] + y * scale) for x, y in stroke]
            draw.line(points, colour, round(scale * 1.4), "curve")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
