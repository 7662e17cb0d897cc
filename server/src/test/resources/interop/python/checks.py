# SPDX-License-Identifier: Apache-2.0
"""Runs the checks named in CHECKS, and prints one line of JSON for each."""

import base64
import json
import os
import traceback

# A PNG of one pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
SEEN = f"I see image/png:{len(base64.b64decode(PIXEL))}"
WORDS = "Grüße, Mauersegler ♘ 😀"
PLACE = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
DEGREES = {"Paris": "18", "Rome": "21"}
ANSWER = "Degrees: Paris=18, Rome=21"

BASE_URL = os.environ["BASE_URL"]
API_KEY = os.environ["API_KEY"]
MODEL = os.environ["MODEL"]
OWN_KEY_MODEL = os.environ["OWN_KEY_MODEL"]
EMBEDDING_MODEL = os.environ["EMBEDDING_MODEL"]
LIMITED_MODEL = os.environ["LIMITED_MODEL"]
BRITTLE_MODEL = os.environ["BRITTLE_MODEL"]
BROKEN_MODEL = os.environ["BROKEN_MODEL"]


def same(actual, expected):
    assert actual == expected, f"{actual!r} (expected: {expected!r})"


def thrown(kind, call):
    """What a call raises, which has to be of this kind."""
    try:
        value = call()
    except kind as e:
        return e
    raise AssertionError(f"no error came, but {value!r}")


def run(checks):
    for name in os.environ["CHECKS"].split(","):
        line = {"check": name, "ok": True}
        try:
            checks[name.replace("-", "_")]()
        except Exception:
            line = {"check": name, "ok": False, "error": traceback.format_exc()}
        print(json.dumps(line), flush=True)
