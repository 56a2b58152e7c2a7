"""Calls a SOAP service with zeep, a client that is none of Perennial's.

    zeep-client.py WSDL ROOTS

Each line of the standard input is JSON: {"operation": "...", "arguments": {...}}, where bytes are
{"base64": "..."}. Each line of the standard output answers one: {"result": {...}, "received": "..."},
{"fault": {"code": "...", "message": "..."}, "received": "..."}, {"refused": "..."} for what zeep itself
will not send or read, or {"failed": "..."} for what HTTP or TLS said. The first line is
{"operations": [...]}, as zeep has read them in the WSDL.
"""

import base64
import json
import sys

import requests
import zeep
import zeep.exceptions
import zeep.helpers
import zeep.plugins
from lxml import etree


def plain(value):
    """What JSON does not know: bytes in Base64, instants in ISO 8601."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat()


def read(line):
    def bytes_of(members):
        if set(members) == {"base64"}:
            return base64.b64decode(members["base64"], validate=True)
        return members

    return json.loads(line, object_hook=bytes_of)


def received(history):
    """The last answer as it was received, none if there was none."""
    try:
        return etree.tostring(history.last_received["envelope"], encoding="unicode")
    except IndexError:
        return None


def call(client, history, request):
    try:
        operation = client.service[request["operation"]]
        result = operation(**request["arguments"])
        result = zeep.helpers.serialize_object(result, dict)
        # Zeep hands out the only element of an answer in its place.
        answer = {"result": result if "responseHeader" in result else {"responseHeader": result}}
    except zeep.exceptions.Fault as fault:
        return {"fault": {"code": fault.code, "message": fault.message}}
    except (zeep.exceptions.Error, TypeError) as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    except requests.RequestException as error:
        return {"failed": type(error).__name__}
    return {**answer, "received": received(history)}


def main(wsdl, roots):
    session = requests.Session()
    session.trust_env = False
    session.verify = roots
    history = zeep.plugins.HistoryPlugin()
    client = zeep.Client(
        wsdl,
        transport=zeep.Transport(session=session),
        settings=zeep.Settings(strict=True),
        plugins=[history],
    )
    operations = sorted(client.service._binding._operations)
    address = client.service._binding_options["address"]
    print(json.dumps({"operations": operations, "address": address}), flush=True)
    for line in sys.stdin:
        print(json.dumps(call(client, history, read(line)), default=plain), flush=True)


main(sys.argv[1], sys.argv[2])
