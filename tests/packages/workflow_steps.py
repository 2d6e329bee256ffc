"""workflow_steps.py FOLDER WORKFLOW...: writes each step's script to a file of its own, for shellcheck.

GitHub's ${{ }} inside scripts would be replaced before a shell sees it, and whoever fills it could run anything: values
reach scripts by `env` alone, so one that is found is an error."""
import pathlib
import sys

import yaml

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True)
count = 0
for name in sys.argv[2:]:
    workflow = yaml.safe_load(pathlib.Path(name).read_text(encoding="utf-8"))
    if "permissions" not in workflow:
        sys.exit(f"{name}: no 'permissions' at the top: a token would be given all")
    for job, content in workflow["jobs"].items():
        for number, step in enumerate(content.get("steps", []), 1):
            if "run" not in step:
                continue
            if "${{" in step["run"]:
                sys.exit(f"{name}: job {job}, step {number}: an expression inside a script; hand it over by env")
            count += 1
            path = folder / f"{pathlib.Path(name).stem}-{job}-{number}.sh"
            path.write_text("#!/usr/bin/env bash\nset -eo pipefail\n" + step["run"], encoding="utf-8")
if count == 0:
    sys.exit("no workflow has a step with a script")
