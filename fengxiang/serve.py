"""The web server, with the site loaded before its workers start: `python -m fengxiang.serve`, then granian's options.

What is loaded before the workers part ways is one piece of memory for all of them, and a worker that is started anew
answers at once. Nothing here may open a connection or start a thread: neither outlives the parting.
"""

import gc
import os
import signal
from importlib import import_module

from django.conf import settings
from django.urls import resolve, reverse
from django.utils import translation
from granian.cli import entrypoint


def load() -> None:
    """Load the site and all its views, and let the collector never look at what is loaded: looking would copy it."""
    import_module("fengxiang.wsgi")  # sets the site up
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            resolve(reverse("home"))  # loads the addresses, and with them all views and the staff pages
    gc.collect()
    gc.freeze()


def heed_the_end() -> None:
    """Let a worker that has just parted from its parent end when it is told to.

    It parts with its parent's way of hearing the signal, by which it would only tell itself, and sets up its own some
    time later: told in between it would serve on, and its parent would wait for it for ever.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


# Seconds a worker has to end in: told so in the moment before it listens, one in some dozens does not hear it.
PATIENCE = "10"

if __name__ == "__main__":
    os.environ.setdefault("GRANIAN_WORKERS_KILL_TIMEOUT", PATIENCE)
    load()
    os.register_at_fork(after_in_child=heed_the_end)
    entrypoint()
