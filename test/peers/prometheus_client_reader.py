"""Reads metrics with prometheus_client and prints what it made of them.

Usage: prometheus_client_reader.py text|openmetrics < METRICS
Prints a JSON list with an object for each family: name, help, type, unit and samples, which have a name, labels, a value
and an exemplar of labels, value and seconds, or null. Numbers that JSON does not know are texts.
"""

import json
import math
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser


def number(value):
    return value if math.isfinite(value) else str(value)


def described_exemplar(exemplar):
    if exemplar is None:
        return None
    seconds = None if exemplar.timestamp is None else float(exemplar.timestamp)
    return {"labels": exemplar.labels, "value": number(exemplar.value), "seconds": seconds}


def described_sample(sample):
    return {
        "name": sample.name,
        "labels": sample.labels,
        "value": number(sample.value),
        "exemplar": described_exemplar(sample.exemplar),
    }


def described(family):
    return {
        "name": family.name,
        "help": family.documentation,
        "type": family.type,
        "unit": family.unit,
        "samples": [described_sample(sample) for sample in family.samples],
    }


parsers = {"text": parser, "openmetrics": openmetrics_parser}

# Bytes: a stream of text takes a carriage return for the end of a line.
metrics = sys.stdin.buffer.read().decode("utf-8")
families = parsers[sys.argv[1]].text_string_to_metric_families(metrics)
json.dump([described(family) for family in families], sys.stdout, allow_nan=False)
