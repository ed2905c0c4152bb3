# cambrian loader 1
"""Boots one of two program slots, and returns to the other when a new program fails.

Two record files say what to boot; the valid one with the higher counter holds.
A record is only ever written to the file that does not hold the current one, so
a cut at any moment leaves the old or the new record, whole. States of a record:

    pending    pushed, never booted: becomes `trial`, and is booted once
    trial      booted, not confirmed: found at boot, it has failed
    confirmed  the host has seen the program run

Before a trial every file is compared with its SHA-256 in the manifest; later the
manifest's hash and the files' sizes must do. Whatever goes wrong ends in the REPL.

To use the functions without booting (a push does):
    loader = {"__name__": "loader"}
    exec(open("/main.py").read(), loader)
"""

import json
import os
import sys
from binascii import hexlify
from collections import namedtuple
from hashlib import sha256

ROOT = "/cambrian/"
Record = namedtuple("Record", ("counter", "slot", "state", "previous", "hash", "file"))


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def read_record():
    """The record that holds, or None. `file` is the number of its file."""
    best = None
    for file in (0, 1):
        try:
            with open(ROOT + "pointer.%d" % file, "rb") as stream:
                line = stream.read(200)
            counter, slot, state, previous, digest, crc = line.decode().split(" ")
            if crc != "%08x\n" % crc32(line[:-9]):
                continue
            record = Record(int(counter), slot, state, previous, digest, file)
        except (OSError, ValueError):  # not there, or torn: the other one holds
            continue
        if best is None or record.counter > best.counter:
            best = record
    return best


def write_file(path, text):
    with open(path, "wb") as stream:
        stream.write(text)
    if hasattr(os, "sync"):
        os.sync()


def write_record(slot, state, previous, digest):
    """Write the next record, beside the current one, and return it."""
    old = read_record()
    counter, file = (old.counter + 1, 1 - old.file) if old else (1, 0)
    line = ("%d %s %s %s %s " % (counter, slot, state, previous, digest)).encode()
    write_file(ROOT + "pointer.%d" % file, line + b"%08x\n" % crc32(line))
    return Record(counter, slot, state, previous, digest, file)


def other_slot(slot):
    return "b" if slot == "a" else "a"


def push_target():
    """(slot that a push may overwrite, slot to return to or "-")."""
    record = read_record()
    if record is None:
        return "a", "-"
    if record.state == "confirmed" or record.previous == "-":
        # A first program that nobody has confirmed is still the only one there is.
        return other_slot(record.slot), record.slot
    return record.slot, record.previous


def file_hash(path):
    digest, chunk = sha256(), bytearray(512)
    with open(path, "rb") as stream:
        while True:
            size = stream.readinto(chunk)
            if not size:
                return hexlify(digest.digest()).decode()
            digest.update(memoryview(chunk)[:size])


def is_whole(slot, digest, thorough):
    """Whether the slot holds the bundle `digest`; `thorough` hashes every file."""
    try:
        if file_hash(ROOT + slot + "/manifest.json") != digest:
            return False
        with open(ROOT + slot + "/manifest.json") as stream:
            files = json.load(stream)["files"]
        for file in files:
            path = ROOT + slot + "/" + file["path"]
            if os.stat(path)[6] != file["size"] or thorough and file_hash(path) != file["sha256"]:
                return False
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def roll_back(record, reason):
    """Return to the slot before, or None where there is none that is whole."""
    slot, digest = record.previous, ""
    if slot != "-":
        try:
            digest = file_hash(ROOT + slot + "/manifest.json")
        except OSError:
            pass  # is_whole says no
    if slot == "-" or not is_whole(slot, digest, True):
        return None
    # Names the record that it explains: a cut between the two cannot mislead.
    write_file(ROOT + "rollback", b"%d %s\n" % (record.counter + 1, reason.encode()))
    return write_record(slot, "confirmed", "-", digest)


def rollback_reason(record):
    try:
        with open(ROOT + "rollback") as stream:
            counter, reason = stream.read().split()
        return reason if counter == str(record.counter) else None
    except (OSError, ValueError):  # never rolled back
        return None


def confirm(digest):
    """Make the running trial permanent. Returns None, or why that cannot be."""
    record = read_record()
    if record is None or record.hash != digest or record.state == "pending":
        return "another program is current"
    if record.state == "trial":
        write_record(record.slot, "confirmed", record.previous, digest)
    return None


def boot():
    record, failure = read_record(), None
    if record is None:
        print("cambrian: no program yet")
        return
    if record.state == "trial":
        failure = "trial-not-confirmed"
    else:
        trial = record.state == "pending"
        if trial:
            record = write_record(record.slot, "trial", record.previous, record.hash)
        if not is_whole(record.slot, record.hash, trial):
            failure = "slot-damaged"
    if failure:
        print("cambrian: slot %s failed: %s" % (record.slot, failure))
        earlier = roll_back(record, failure)
        if earlier:
            record = earlier
        elif failure == "trial-not-confirmed" and is_whole(record.slot, record.hash, True):
            # Power may have gone before the host could confirm; better this program than none.
            print("cambrian: no earlier program to return to; trying it again")
        else:
            print("cambrian: no earlier program to return to; push again")
            return
    sys.path.insert(0, ROOT + record.slot)
    from runtime.app import run

    run(
        record.slot,
        {
            "state": record.state,
            "bundle": record.hash,
            "rollback": rollback_reason(record),
            "confirm": confirm,
            "root": ROOT,
        },
    )


if __name__ == "__main__":
    try:
        boot()
    except KeyboardInterrupt:
        print("cambrian: interrupted")
    except Exception as error:
        print("cambrian: the program stopped")
        sys.print_exception(error)
