"""Does beside a worker’s first answers what would otherwise slow them down, and every later one."""

import gc
import threading

from flask import Flask

from portal.web import templating


def warm(app: Flask) -> None:
    """Compile every template, and keep the collector of garbage from looking at what stays for good.

    A collection that walks through all modules and templates takes 20 ms in the middle of a long page; without
    them the register of 5,000 children takes a sixth less time (benchmarks/register.py).
    """
    templating.compile_all(app)
    gc.collect()
    gc.freeze()


def start(app: Flask) -> None:
    """Warm up in a thread, so that the server answers at once."""
    threading.Thread(target=warm, args=(app,), name="warmup", daemon=True).start()
