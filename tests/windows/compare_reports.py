"""compare_reports.py A B: the reports of one run, rendered twice. They must say the same; where the folder lies and moments
(when the report was made is one) are left out. PDF is compared by its text, where pdftotext is installed."""
import pathlib
import re
import shutil
import subprocess
import sys

NAMES = [f"collection_report.{kind}" for kind in ("csv", "html", "json", "md", "pdf", "sarif")]
NAMES.append("README.md")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[T ]|\d+ [A-Z][a-z]+ \d{4}, )\d\d:\d\d:\d\d(\.\d+)?")


def lines_of(folder: pathlib.Path, name: str) -> list[str]:
    file = folder / name
    if file.suffix == ".pdf":
        text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout
        text = re.sub(" +", " ", text)  # columns move with the length of the folder's name
    else:
        text = file.read_text(encoding="utf-8")
    slashes = str(folder)
    for place in (slashes.replace("/", "\\\\"), slashes.replace("/", "\\"), slashes):
        text = text.replace("Z:" + place, "FOLDER").replace(place, "FOLDER")
    return [MOMENT.sub("MOMENT", line) for line in text.splitlines()]


def main() -> int:
    different = 0
    for name in NAMES:
        if name.endswith(".pdf") and not shutil.which("pdftotext"):
            print(f"{name}: not compared, pdftotext is not installed")
            continue
        left, right = (lines_of(pathlib.Path(folder).resolve(), name) for folder in sys.argv[1:3])
        wrong = [(x, y) for x, y in zip(left, right) if x != y]
        if not wrong and len(left) == len(right) and left:
            print(f"{name}: {len(left)} equal lines")
            continue
        different += 1
        print(f"{name}: {len(wrong)} lines differ of {len(left)} and {len(right)}")
        for x, y in wrong[:5]:
            print(f"  {x[:300]}\n  {y[:300]}")
    return 1 if different else 0


sys.exit(main())
