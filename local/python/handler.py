"""Runs CDK's own kubectl handler once, as Lambda does: folder of the handler as argument, event on stdin, outcome as the last line."""
import importlib
import json
import logging
import sys

logging.basicConfig(stream=sys.stderr, format='%(message)s')
sys.path.insert(0, sys.argv[1])


def message(error):
    """kubectl's output travels as bytes inside the exception."""
    [first, *_] = error.args or [error]
    return first.decode('utf-8', errors='replace').strip() if isinstance(first, bytes) else str(error)


try:
    result = importlib.import_module('index').handler(json.load(sys.stdin), None) or {}
    outcome = {'physicalId': result.get('PhysicalResourceId'), 'data': result.get('Data') or {}}
except Exception as error:
    outcome = {'error': message(error)}

print('\n' + json.dumps(outcome), flush=True)
