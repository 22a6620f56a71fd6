#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Executes the examples in the documents: every ```console block. A line "$ command" runs in the repository root with the built
programs first in PATH and an empty folder in TMPDIR, and must succeed; the lines below it must be its output, exactly, where a line
"..." stands for any number of lines and $TMPDIR for that folder.
A block that measures (its first line is "# measured ...") shows one past run: its commands are checked to exist, not run again."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def matches(expected: list[str], actual: list[str]) -> bool:
    if not expected:
        return not actual
    if expected[0].strip() == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


def examples(text: str):
    for block in re.findall(r"^```console\n(.*?)^```", text, re.S | re.M):
        lines = block.splitlines()
        measured = bool(lines) and lines[0].startswith("# measured")
        command, output = None, []
        for line in lines + ["$ "]:
            if line.startswith("$ "):
                if command is not None:
                    yield measured, command, output
                command, output = line[2:], []
            elif command is not None:
                output.append(line)


def main() -> int:
    programs = [pathlib.Path(arg).resolve() for arg in sys.argv[1:]]
    names = [program.name for program in programs]
    scratch = tempfile.TemporaryDirectory(prefix="doc_examples.")
    path = ":".join([str(program.parent) for program in programs] + [os.environ["PATH"]])
    env = dict(os.environ, PATH=path, TMPDIR=scratch.name, NO_COLOR="1")
    ran = bad = 0
    for document in ("README.md", "ARCHITECTURE.md"):
        for measured, command, expected in examples((ROOT / document).read_text()):
            program = command.split()[0]
            if measured:
                if program not in names and not os.access(ROOT / program, os.X_OK):
                    print(f"{document}: {command}: no such program")
                    bad += 1
                continue
            result = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
            actual = (result.stdout + result.stderr).replace(scratch.name, "$TMPDIR").rstrip("\n").splitlines()
            while expected and not expected[-1]:
                expected.pop()
            ran += 1
            if result.returncode != 0 or not matches(expected, actual):
                bad += 1
                print(f"{document}: $ {command}\n-- the document says\n" + "\n".join(expected) + "\n-- it prints\n" + "\n".join(actual))
    print(f"{ran} examples ran, {bad} differ")
    return 1 if bad or ran == 0 else 0


sys.exit(main())
