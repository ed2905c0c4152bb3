"""Melodies as text. A note is `C5`, `F#4`, `Bb3`; `-` is a rest; `:2` lasts two
beats, `:0.5` half a beat, without it one."""

MELODIES = {
    "hello": "C5:0.5 E5:0.5 G5:0.5 C6:1",
    "goodbye": "C6:0.5 G5:0.5 E5:0.5 C5:1",
    "yes": "E5:0.25 -:0.1 B5:0.6",
    "no": "E4:0.3 -:0.1 C4:0.8",
    "alarm": "A5:0.5 E5:0.5 A5:0.5 E5:0.5 A5:0.5 E5:0.5",
    "magic": "C5:0.2 E5:0.2 G5:0.2 B5:0.2 C6:0.2 E6:0.2 G6:0.6",
    "fanfare": "G4:0.33 G4:0.33 G4:0.33 C5:1 G4:0.5 C5:1.5",
    "birthday": "G4:0.75 G4:0.25 A4 G4 C5 B4:2 G4:0.75 G4:0.25 A4 G4 D5 C5:2",
    "twinkle": "C5 C5 G5 G5 A5 A5 G5:2 F5 F5 E5 E5 D5 D5 C5:2",
    "lullaby": "E4:0.5 E4:0.5 G4:1.5 -:0.5 E4:0.5 E4:0.5 G4:1.5 -:0.5 E4:0.5 G4:0.5 C5 B4 A4:1.5 A4:0.5 G4:2",
}

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def note_frequency(name):
    """The frequency of `A4` and the like in Hz, 0 for a rest."""
    if name in ("-", "R", "r"):
        return 0
    letter = name[0].upper()
    rest = name[1:]
    step = STEPS[letter]
    while rest and rest[0] in "#b":
        step += 1 if rest[0] == "#" else -1
        rest = rest[1:]
    octave = int(rest) if rest else 4
    if not 0 <= octave <= 8:
        raise ValueError(name)
    # A4 is 440 Hz and 57 half tones above C0.
    return int(440 * 2 ** ((step + 12 * octave - 57) / 12) + 0.5)


def parse_melody(text):
    """A list of (frequency in Hz, beats). Raises ValueError that names the note
    that cannot be read."""
    notes = []
    for word in text.replace(",", " ").split():
        name, _, beats = word.partition(":")
        try:
            notes.append((note_frequency(name), float(beats) if beats else 1.0))
        except (KeyError, ValueError, IndexError):
            raise ValueError("no note: %s" % word)
    return notes
