"""What happens to a value on its way along a wire.

The same rules as the hub's: a rule is a list from `graph.json`, `["number"]` or
`["linear", factor, offset]`; None passes the value on unchanged.
"""

import json
from math import isfinite

PLAIN = (str, bool, type(None))
# Digits that every float of the firmware has, up to those that tell any two apart.
DIGITS = (15, 16, 17) if 1.0 + 1e-12 != 1.0 else (6, 7, 8, 9)


def coerce(rule, value):
    """Return `value` changed as `rule` says.

    trigger: true. boolean: false for false, 0, "", null, [] and {}, else true.
    number: 0 or 1 for a boolean. text: as `print_value` prints it. linear: a number,
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
        return print_value(value)
    if isinstance(value, (list, tuple)):
        return [scale(rule, item) for item in value]
    return scale(rule, value)


def scale(rule, value):
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value * rule[1] + rule[2]
    return value


def print_value(value):
    """A value as people read it: text as it is, 21 (not 21.0), 9.8, true, null;
    lists and dicts as JSON."""
    return value if isinstance(value, str) else dump(value)


def dump(value):
    """JSON without spaces. Unlike `json.dumps` it prints every number with the
    fewest digits that stand for it: 9.8, not 9.800000000000001."""
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([dump(item) for item in value]) + "]"
    if isinstance(value, dict):
        parts = [json.dumps(key) + ":" + dump(value[key]) for key in value]
        return "{" + ",".join(parts) + "}"
    return json.dumps(value)


def float_text(value):
    """The fewest digits that stand for `value`; plain from 1e-6 up to 1e21."""
    if value == 0:
        return "0"  # also -0.0
    for digits in DIGITS:
        text = "%.*g" % (digits, value)
        if float(text) == value:
            break
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    exponent = int(exponent)
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
