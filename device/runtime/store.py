"""What nodes keep across resets and pushes, in one JSON file.

Written a second after the first change, beside the old file, which is then
replaced: a cut leaves the old values or the new ones.
"""

import json
import os

from runtime.coerce import dump

DELAY_MS = 1000
RETRY_MS = 30000


class Store:
    def __init__(self, path, clock):
        self._path = path
        self._clock = clock
        self._due = None  # when to write; None: nothing changed
        self._values = read(path)
        if self._values is None:
            # FAT cannot replace a file in one step: the cut may have come between.
            self._values = read(path + ".new") or {}

    def get(self, node, key, default):
        return self._values.get(node, {}).get(key, default)

    def put(self, node, key, value):
        values = self._values.get(node, {})
        if values.get(key) == value:
            return
        if value is None:
            del values[key]
        else:
            values[key] = value
        self._values[node] = values
        if self._due is None:
            self._due = self._clock.now() + DELAY_MS

    def is_due(self):
        return self._due is not None and self._due <= self._clock.now()

    def write(self):
        """Write if something changed. Raises OSError where the file system
        fails; the next try is then due in a while."""
        if self._due is None:
            return
        self._due = self._clock.now() + RETRY_MS
        fresh = self._path + ".new"
        with open(fresh, "w") as stream:
            stream.write(dump(self._values))  # in one piece, for the flash's sake
        try:
            os.rename(fresh, self._path)
        except OSError:
            os.remove(self._path)
            os.rename(fresh, self._path)
        if hasattr(os, "sync"):
            os.sync()
        self._due = None


def read(path):
    """The values in a file, or None where it is not there or not whole."""
    try:
        with open(path) as stream:
            values = json.load(stream)
    except (OSError, ValueError):
        return None
    if not isinstance(values, dict):
        return None
    return {node: kept for node, kept in values.items() if isinstance(kept, dict)}
