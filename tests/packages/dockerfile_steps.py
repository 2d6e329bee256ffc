"""dockerfile_steps.py DOCKERFILE FOLDER: the steps of a Dockerfile as files that a shell can follow.

FOLDER/N-STAGE holds one step: line 1 the instruction, then its words, one a line; RUN has its script in the rest. Only what
this project's Dockerfile uses is known; anything else is an error, so that no step can be left out."""
import json
import pathlib
import re
import shlex
import sys

KNOWN = {"FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"}

folder = pathlib.Path(sys.argv[2])
folder.mkdir(parents=True)
lines = [line for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
         if not line.lstrip().startswith("#")]
stage = "none"
number = 0
for instruction in re.sub(r"\\\n", "", "\n".join(lines)).splitlines():
    if not instruction.strip():
        continue
    word, rest = instruction.split(None, 1)
    if word not in KNOWN:
        sys.exit(f"{sys.argv[1]}: this test does not know {word}")
    if word == "FROM":
        parts = rest.split()
        stage = parts[2] if len(parts) == 3 and parts[1].upper() == "AS" else "final"
        words = [parts[0]]
    elif word == "RUN":
        words = [rest]
    elif rest.startswith("["):
        words = json.loads(rest)
    else:
        words = shlex.split(rest)
    number += 1
    (folder / f"{number:02}-{stage}").write_text("\n".join([word, *words]) + "\n", encoding="utf-8")
