"""Makes calls with boto3 and prints what it made of the answers.

Usage: boto3_calls.py ENDPOINT < CALLS, where CALLS is a JSON list of objects:
  operation  a method of the client
  input      its arguments
  pageSize   items in an API page; with it the paginator lists everything
  attempts   requests at most, 1 unless given
Prints a JSON list with an object for each call: its result, or the error that boto3 raised.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def answer(endpoint, call):
    config = Config(retries={"mode": "standard", "total_max_attempts": call.get("attempts", 1)})
    client = boto3.client("ssm-contacts", endpoint_url=endpoint, config=config)
    try:
        if "pageSize" in call:
            pages = client.get_paginator(call["operation"]).paginate(
                **call["input"], PaginationConfig={"PageSize": call["pageSize"]}
            )
            return {"result": pages.build_full_result()}
        result = getattr(client, call["operation"])(**call["input"])
        return {"result": {key: value for key, value in result.items() if key != "ResponseMetadata"}}
    except ClientError as error:
        return {"error": described(error, client)}


def described(error, client):
    known = error.response["Error"]
    modelled = getattr(client.exceptions, known["Code"], None) if known["Code"] in dir(client.exceptions) else None
    return {
        "class": type(error).__name__,
        "isModelled": modelled is not None and isinstance(error, modelled),
        "code": known["Code"],
        "message": known["Message"],
        "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        "retryAfterSeconds": error.response.get("RetryAfterSeconds"),
    }


calls = json.load(sys.stdin)
json.dump([answer(sys.argv[1], call) for call in calls], sys.stdout, default=lambda time: time.isoformat())
