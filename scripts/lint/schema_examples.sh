#!/usr/bin/env bash
# Every schema is a valid draft-7 schema, has an example in gates/testdata/schema, and a second validator accepts that example.
set -euo pipefail
cd "$(dirname "$0")/../.."
python3 - <<'PY'
import json, pathlib, sys
import jsonschema

bad = 0
schemas = sorted(pathlib.Path("schemas").glob("*.schema.json"))
if not schemas:
    sys.exit("schema_examples: no schemas found")
for path in schemas:
    name = path.name.removesuffix(".schema.json")
    schema = json.loads(path.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    example = pathlib.Path("gates/testdata/schema") / f"{name}.json"
    if not example.exists():
        print(f"schema_examples: {example} is missing")
        bad = 1
        continue
    for error in jsonschema.Draft7Validator(schema).iter_errors(json.loads(example.read_text())):
        print(f"schema_examples: {example}: {error.message}")
        bad = 1
sys.exit(bad)
PY
echo "schema_examples: ok"
