"""follows_schema.py [--with NAME=FILE]... SCHEMA FILE: the YAML or JSON in FILE follows the JSON Schema.

--with gives the schema that SCHEMA calls NAME."""
import json
import pathlib
import sys

import jsonschema
import yaml

arguments = sys.argv[1:]
store = {}
while arguments[0] == "--with":
    name, file = arguments[1].split("=", 1)
    store[name] = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    arguments = arguments[2:]
schema = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
for name in list(store):
    store[schema.get("$id", "").rsplit("/", 1)[0] + "/" + name] = store[name]
document = yaml.safe_load(pathlib.Path(arguments[1]).read_text(encoding="utf-8"))
checker = jsonschema.validators.validator_for(schema, default=jsonschema.Draft7Validator)
checker.check_schema(schema)
resolver = jsonschema.RefResolver.from_schema(schema, store=store)
faults = sorted(checker(schema, resolver=resolver).iter_errors(document), key=lambda fault: list(map(str, fault.path)))
for fault in faults[:20]:
    print(f"{arguments[1]}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}", file=sys.stderr)
sys.exit(1 if faults else 0)
