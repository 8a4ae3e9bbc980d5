"""Settings of the measured site: the production ones, the two bare views and the meter beside them."""

# ruff: noqa: F403, F405 -- the project's own settings, with a few changed
from fengxiang.settings import *

ROOT_URLCONF = "bench.urls"
STATIC_ROOT = env.str("BENCH_FOLDER") + "/static"
MIDDLEWARE = ["bench.meter.Meter", *MIDDLEWARE]
