"""`python -m bench.crash.memory`: four large pictures at once, and how large a worker has grown; 1 if over 500 MB.

Four photos of 24 megapixels are kept; four PNGs of 7700 × 7700 pixels, small as files, are refused by their heads.
"""

import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from PIL import Image

from bench.crash.places import Site, Sqlite, prepared
from bench.crash.writers import PLAN
from bench.failover.people import Answer, Browser

MOST = 500  # MB a worker may take
AT_ONCE = 4
ITEMS = ("2004-007", "2004-012")  # of 财政局


def photo() -> bytes:
    """Return a photo of 24 megapixels with as much detail as a telephone's, some 6 MB."""
    grain = Image.effect_noise((1500, 1000), 30).resize((6000, 4000), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    Image.merge("RGB", (grain, grain.rotate(180), grain)).save(out, "JPEG", quality=85)
    return out.getvalue()


def png() -> bytes:
    """Return a picture of one colour with 59 million pixels, some 100 kB."""
    out = io.BytesIO()
    Image.new("RGB", (7700, 7700), (196, 0, 0)).save(out, "PNG")
    return out.getvalue()


def peak(worker: int) -> int:
    """Return the most a process ever had in memory, in MB."""
    with suppress(OSError):
        for line in Path(f"/proc/{worker}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    return 0


def send_at_once(port: int, make: Callable[[], bytes]) -> list[Answer]:
    """Send four pictures at once, each with a step of an item."""
    browser = Browser(port)
    browser.log_in("caizhengju")
    contents = [make() for _ in range(AT_ONCE)]

    def send(number: int) -> Answer:
        fields = {"progress-text": f"picture {number}", "form_end": str(uuid4())}
        address = f"/{PLAN}/ledger/{ITEMS[number % len(ITEMS)]}/progress/"
        return browser.upload(address, fields, "progress-evidence", contents[number])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(send, range(AT_ONCE)))


def main() -> int:
    """Send them to the production server, and say what it answered and how large its workers were at most."""
    folder = Path(tempfile.mkdtemp(prefix="fengxiang-memory-"))
    (folder / "disk").mkdir()
    bad = 0
    site = Site(folder, prepared(folder, Sqlite(folder / "disk").url))
    try:
        site.wait_until_it_answers()
        for name, make, expected in (("photos", photo, 302), ("PNGs", png, 422)):
            begun = time.monotonic()
            answers = send_at_once(site.port, make)
            statuses, peaks = [each.status for each in answers], [peak(worker) for worker in site.workers()]
            sys.stdout.write(f"{name}: {statuses} in {time.monotonic() - begun:.1f} s, workers at most {peaks} MB\n")
            bad += statuses != [expected] * AT_ONCE or max(peaks) > MOST
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
