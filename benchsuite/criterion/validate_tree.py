#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""validate_tree.py SCHEMAS TREE: every JSON file of a result tree against its schema.

Prints one line per violation and the number of files. Exit codes: 0 all valid, 1 a violation or no file at all,
77 the jsonschema module is not installed. change/ and report/ folders are not looked at.
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

SCHEMA_OF = {
    "benchmark.json": "criterion-benchmark",
    "sample.json": "criterion-sample",
    "estimates.json": "criterion-estimates",
    "tukey.json": "criterion-tukey",
    "context.json": "context",
    "metrics.json": "metrics",
}


def main(schemas: pathlib.Path, tree: pathlib.Path) -> int:
    validators = {}
    for name, schema_name in SCHEMA_OF.items():
        schema = json.loads((schemas / f"{schema_name}.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        validators[name] = jsonschema.Draft7Validator(schema)
    files = [f for f in sorted(tree.rglob("*.json")) if f.parent.name not in ("change", "report")]
    violations = 0
    for file in files:
        if file.name not in validators:
            print(f"{file}: not a file of a result tree")
            violations += 1
            continue
        for error in validators[file.name].iter_errors(json.loads(file.read_text())):
            print(f"{file}: {error.json_path}: {error.message}")
            violations += 1
    print(f"{len(files)} files, {violations} violations")
    return 1 if violations or not files else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
