"""The Cambrian device runtime: runs a compiled profile on MicroPython."""

VERSION = "1.0.0"
