"""Every plugin.json of the tree follows sdk/plugin.schema.json, and the schema refuses what it should.

Usage: manifests_test.py <project folder>. Exit code 77: the jsonschema package is not installed.
"""
import copy
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

root = pathlib.Path(sys.argv[1])
schema = json.loads((root / "sdk/plugin.schema.json").read_text(encoding="utf-8"))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
faults = []

manifests = sorted(
    path for folder in ("plugins", "reports", "sdk/template") for path in (root / folder).rglob("plugin.json"))
assert manifests, "no plugin.json found"
for path in manifests:
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for error in validator.iter_errors(manifest):
        faults.append(f"{path.relative_to(root)}: {error.json_path}: {error.message}")
    try:
        jsonschema.Draft7Validator.check_schema(manifest.get("config_schema", {}))
    except jsonschema.SchemaError as error:
        faults.append(f"{path.relative_to(root)}: config_schema: {error.message}")

good = {"id": "x", "version": "1.0.0", "title": "X", "license": "MIT", "kinds": ["collector"]}
reporter = dict(good, kinds=["reporter"], output_file="x.json")
for name, manifest in {"collector": good, "reporter": reporter}.items():
    if not validator.is_valid(manifest):
        faults.append(f"a plain {name} is refused")
BAD = {
    "id": ["", "X", "1x", "x/y", "x" * 65, "../x", None],
    "version": ["1", "1.0", "01.0.0", "v1.0.0", "1.0.0-", "1.0.0-01", ""],
    "kinds": [[], ["plugin"], ["collector", "collector"], "collector", ["reporter"]],
    "folder": ["", "a/b", "..", ".x"],
    "output_file": ["x.json"],
    "permissions": [{"hosts": ["a"]}, {"read": ["relative"]}, {"upstreams": "osv"}],
    "extensions": [["http"], ["sg.http"], ["sg.http/0"], ["sg.http/1", "sg.http/1"]],
    "surprise": [True],
    "title": [""],
    "license": [None],
}
for key, values in BAD.items():
    for value in values:
        manifest = copy.deepcopy(good)
        manifest[key] = value
        if validator.is_valid(manifest):
            faults.append(f"the schema takes {key} = {value!r}")
for name in ("../x", "a/b", ".hidden", "", "a\\b"):
    if validator.is_valid(dict(reporter, output_file=name)):
        faults.append(f"the schema takes output_file = {name!r}")
for key in good:
    if validator.is_valid({k: v for k, v in good.items() if k != key}):
        faults.append(f"the schema does not miss {key}")

print("\n".join(faults) if faults else f"{len(manifests)} manifests follow the schema")
sys.exit(1 if faults else 0)
