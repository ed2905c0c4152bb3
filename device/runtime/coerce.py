"""What happens to a value on its way along a wire.

The same rules as the hub's: a rule is a list from `graph.json`, `["number"]` or
`["linear", factor, offset]`; None passes the value on unchanged.
"""

import json
from math import isfinite

PLAIN = (str, bool, type(None))


def coerce(rule, value):
    """Return `value` changed as `rule` says.

    trigger: true. boolean: false for false, 0, "", null, [] and {}, else true.
    number: 0 or 1 for a boolean. text: as `to_text` prints it. linear: a number,
    or each number of a list, times factor plus offset. What a rule does not speak
    of stays as it is.
    """
    if rule is None:
        return value
    kind = rule[0]
    if kind == "trigger":
        return True
    if kind == "boolean":
        return bool(value)
    if kind == "number":
        return int(value) if isinstance(value, bool) else value
    if kind == "text":
        return value if isinstance(value, str) else to_text(value)
    if isinstance(value, (list, tuple)):
        return [scale(rule, item) for item in value]
    return scale(rule, value)


def scale(rule, value):
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value * rule[1] + rule[2]
    return value


def to_text(value):
    """A value as people read it: 21 (not 21.0), 0.00001, true, null; lists and
    dicts as JSON without spaces, text within them in quotation marks."""
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([to_text(item) for item in value]) + "]"
    if isinstance(value, dict):
        parts = [json.dumps(key) + ":" + to_text(value[key]) for key in value]
        return "{" + ",".join(parts) + "}"
    return json.dumps(value)


def float_text(value):
    """The shortest digits that stand for `value`; plain from 1e-6 up to 1e21."""
    if value == 0:
        return "0"  # also -0.0
    text = str(value)
    if "e" not in text:
        return text[:-2] if text.endswith(".0") else text
    mantissa, exponent = text.split("e")
    exponent = int(exponent)
    if mantissa.endswith(".0"):
        mantissa = mantissa[:-2]
    if not -7 < exponent < 21:
        return "%se%s%d" % (mantissa, "+" if exponent > 0 else "", exponent)
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, part = mantissa[len(sign) :].partition(".")
    if exponent < 0:
        return sign + "0." + "0" * (-exponent - 1) + whole + part
    return sign + whole + part + "0" * (exponent - len(part))


def check_json(value):
    """Raise where `value` could not travel: TypeError for what JSON does not
    know, ValueError for a number that is not finite."""
    if isinstance(value, PLAIN) or isinstance(value, int):
        return
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError("not a finite number")
    elif isinstance(value, (list, tuple)):
        for item in value:
            check_json(item)
    elif isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError("keys must be str")
            check_json(value[key])
    else:
        raise TypeError("%s is not JSON" % type(value).__name__)
