"""Tells the host which program this is, and whether its files were changed.

In small steps, one in each turn of the main loop, so that the program goes on.
Loaded when the host asks for the first time.
"""

import json
from binascii import hexlify
from hashlib import sha256

PART_LETTERS = 512  # of a text, in one frame
BLOCK_BYTES = 1024  # read and hashed in one step


def inspect(folder, link, ident, with_files):
    """A generator: each step takes a few milliseconds, and yields False where the
    host must read first. `folder` is the slot's, with a slash at its end."""
    for name in ("manifest.json", "signature.json"):
        for part in parts(folder + name):
            while not link.is_free():  # no frame of the program is pushed out
                yield False
            link.send({"t": "inspect", "id": ident, "file": name, "part": part})
            yield True
    count = 0
    if with_files:
        with open(folder + "manifest.json") as stream:
            files = json.load(stream)["files"]
        yield True
        block = bytearray(BLOCK_BYTES)
        for file in files:
            digest = sha256()
            try:
                with open(folder + file["path"], "rb") as stream:
                    while True:
                        size = stream.readinto(block)
                        if not size:
                            break
                        digest.update(memoryview(block)[:size])
                        yield True
                found = hexlify(digest.digest()).decode()
            except OSError:
                found = None
            if found != file["sha256"]:
                while not link.is_free():
                    yield False
                link.send({"t": "inspect", "id": ident, "changed": file["path"]})
            count += 1
            yield True
    link.send({"t": "inspect", "id": ident, "done": count})


def parts(path):
    """The letters of a file, piece by piece; None where there is no such file."""
    try:
        stream = open(path)
    except OSError:
        yield None
        return
    with stream:
        while True:
            part = stream.read(PART_LETTERS)
            if not part:
                break
            yield part
