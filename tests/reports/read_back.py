"""Reads what reporters wrote with readers that are not ours, and sets it beside the facts and the records themselves.

Usage: read_back.py FOLDER, an output folder: collection_results.json, <collector>/part-*.jsonl, and of these what there
is: collection_report.csv (read by csv), DATASET_CARD.md or README.md (front matter read by PyYAML), collection_report.md.
Prints what is wrong. Exit code 77: there is no PyYAML.
"""
import collections
import csv
import io
import json
import pathlib
import sys
import unicodedata

try:
    import yaml
except ImportError:
    print("skipped: there is no PyYAML; packaging/dependencies test installs python3-yaml")
    sys.exit(77)

faults = []
CELL_BYTES = 32000
# Format characters that are drawn, so they may stay.
SEEN = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")


def expect(good, *words):
    if not good:
        faults.append(" ".join(str(word) for word in words)[:600])


def steers(letter):
    """Whether a letter is not drawn but does something: to a terminal, to the direction of writing, or unseen."""
    category = unicodedata.category(letter)
    return category in ("Cc", "Zl", "Zp", "Co") or (category == "Cf" and letter not in SEEN)


def safe(text):
    """What a cell should hold of a text: by Unicode's own categories, not by our table."""
    if text is None:
        return ""
    out = ""
    for letter in text:
        if letter in "\t\n\v\f\r\x85" or unicodedata.category(letter) in ("Zs", "Zl", "Zp"):
            out += " "
        elif not steers(letter):
            out += letter
    if out.lstrip(" ")[:1] in tuple("=+-@＝＋－＠"):
        out = "'" + out
    return out


def number(value, decimals=None):
    if value is None:
        return ""
    return str(value) if decimals is None else f"{value:.{decimals}f}"


def yes(value):
    return "" if value is None else "Yes" if value else "No"


def part(record, name):
    value = record.get(name)
    return value if isinstance(value, dict) else {}


class Tables:
    """What the records say, counted here."""

    def __init__(self, records):
        self.blocks = {name: collections.Counter() for name in (
            "KINDS", "LANGUAGES", "WEAKNESSES", "RECORD LICENCES", "CODE LICENCES")}
        self.blocks["LABEL TIERS"] = collections.Counter(dict.fromkeys(("gold", "silver", "bronze", "none"), 0))
        self.blocks["SEVERITIES"] = collections.Counter(
            dict.fromkeys(("critical", "high", "medium", "low", "none", "unknown"), 0))
        self.blocks["YEARS OF PUBLICATION"] = collections.Counter({"unknown": 0})
        self.code = self.pairs = self.real = 0
        for record in records:
            self.add(record)

    def add(self, record):
        blocks, code, weakness = self.blocks, part(record, "code"), part(record, "weakness")
        origin = part(record, "provenance")
        blocks["KINDS"][record["kind"]] += 1
        blocks["LABEL TIERS"][record["label"]["tier"]] += 1
        blocks["SEVERITIES"][(weakness.get("severity") or "unknown").lower()] += 1
        blocks["YEARS OF PUBLICATION"][(part(record, "dates").get("published") or "unknown").split("-")[0]] += 1
        blocks["RECORD LICENCES"][origin.get("record_license") or "unknown"] += 1
        blocks["WEAKNESSES"].update(set(weakness.get("cwe") or []))
        if code:
            self.code += 1
            blocks["LANGUAGES"][code["language"]] += 1
            blocks["CODE LICENCES"][origin.get("code_license") or "unknown"] += 1
        if code.get("before") is not None and code.get("after") is not None:
            self.pairs += 1
            self.real += record["kind"] != "synthetic_pair"


def summary_rows(facts):
    summary, manifest = facts["summary"], facts.get("manifest") or {}
    return [
        ["SUMMARY"],
        ["Total Duration (s)", number(summary["total_duration"], 3)],
        ["Mode", facts["mode"]],
        ["Total Collectors", number(summary["total_collectors"])],
        ["Successful Collectors", number(summary["successful_collectors"])],
        ["Failed Collectors", number(summary["failed_collectors"])],
        ["Total Samples Collected", number(summary["total_samples_collected"])],
        ["Total Target Samples", number(summary["total_target_samples"])],
        ["Completion Rate (%)", number(summary["completion_rate"], 2)],
        ["Start Time", facts["start_time"]],
        ["End Time", facts["end_time"]],
        ["Interrupted", yes(facts.get("interrupted"))],
        ["Seed", number(facts.get("seed"))],
        ["Output", safe(facts.get("output"))],
        ["Manifest", safe(manifest.get("name"))],
        ["Manifest SHA-256", safe(manifest.get("sha256"))],
    ]


def collector_row(name, one):
    requests, error = one.get("requests") or {}, one.get("error")
    made = one.get("samples_this_run")
    rate = made / one["duration"] if made is not None and one["duration"] > 0 else None
    return [safe(name), one["status"], number(one["samples_collected"]), number(one["target_samples"]),
            number(one["duration"], 3), yes(one["success"]), number(rate, 2),
            number((one.get("rejected") or {}).get("total")), number(one.get("duplicates")),
            number(one.get("restarts")), number(requests.get("made")), number(requests.get("from_cache")),
            safe(error["class"] + ": " + error["message"]) if error else ""]


def budget_row(one):
    requests, planned = one.get("requests") or {}, one.get("planned") or {}
    return [safe(one["upstream"]), safe((one.get("limit") or {}).get("text")), yes(one.get("authenticated")),
            number(requests.get("made")), number(planned.get("requests")), number(requests.get("from_cache")),
            number(requests.get("local")), number(requests.get("bytes")), number(requests.get("retries")),
            number(requests.get("waited_seconds"), 3), number(planned.get("least_seconds"), 3)]


def same_cell(got, meant):
    return got == meant or (got.endswith("…") and len(got.encode()) <= CELL_BYTES + 1 and
                            meant.startswith(got[:-1]) and len(meant.encode()) > CELL_BYTES)


def counted(counts, cells):
    """The counts by what their cells hold: a word that is too long for a table stands there by its beginning."""
    out = collections.Counter()
    beginnings = [cell for cell in cells if cell.endswith("…")]
    for word, count in counts.items():
        whole = safe(word)
        cut = [cell for cell in beginnings if whole.startswith(cell[:-1]) and len(whole) > len(cell)]
        out[cut[0] if cut else whole] += count
    return out


def expect_row(got, meant, place):
    expect(len(got) == len(meant), place, "has", len(got), "cells, not", len(meant), got)
    for at, (cell, text) in enumerate(zip(got, meant)):
        expect(same_cell(cell, text), place, "cell", at, "is", repr(cell), "and not", repr(text))


def read_csv(text):
    """Its blocks by their titles; a blank line ends one."""
    blocks, title = collections.OrderedDict(), None
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        for cell in row:
            expect(not any(steers(letter) for letter in cell), "csv: a cell steers:", repr(cell[:200]))
            expect(cell.lstrip(" ")[:1] not in tuple("=+-@＝＋－＠"), "csv: a cell is a formula:", repr(cell[:200]))
        if not row:
            title = None
        elif title is None:
            title = row[0]
            expect(title not in blocks, "csv: two blocks", title)
            blocks[title] = [row]
        else:
            blocks[title].append(row)
    return blocks


def check_csv(path, facts, records):
    blocks = read_csv(path.read_bytes().decode("utf-8-sig"))
    for row, meant in zip(blocks["SUMMARY"], summary_rows(facts)):
        expect_row(row, meant, "csv: summary")
    rows = blocks["COLLECTOR DETAILS"][2:]
    expect(len(rows) == len(facts["collectors"]), "csv:", len(rows), "collectors")
    for row, (name, one) in zip(rows, facts["collectors"].items()):
        expect_row(row, collector_row(name, one), "csv: collector " + repr(name[:60]))
    rows = blocks.get("REQUEST BUDGETS", [])[2:]
    expect(len(rows) == len(facts.get("budgets") or []), "csv:", len(rows), "budgets")
    for row, one in zip(rows, facts.get("budgets") or []):
        expect_row(row, budget_row(one), "csv: budget")
    tables = Tables(records)
    meant = {"With Code": tables.code, "Code Pairs": tables.pairs, "Code Pairs From Real Fixes": tables.real}
    got = dict(blocks["SAMPLES"][1:])
    for name, count in meant.items():
        expect(got.get(name) == str(count), "csv:", name, got.get(name), "and not", count)
    for name, counts in tables.blocks.items():
        rows = blocks[name][2:]
        by_cell = counted(counts, [row[0] for row in rows])
        expect(len(rows) == len(counts), "csv:", name, "has", len(rows), "rows, not", len(counts))
        got = collections.Counter()
        for word, count in rows:
            got[word] += int(count)
        expect(got == by_cell, "csv:", name, dict(got), "and not", dict(by_cell))


# What a hub takes. Licences: those that records had until now; a word that it does not know makes it refuse the card.
LICENCES = set("""unknown other mit apache-2.0 gpl-2.0 gpl-3.0 lgpl-2.1 lgpl-3.0 agpl-3.0 bsd-2-clause bsd-3-clause isc
    mpl-2.0 epl-2.0 cc-by-3.0 cc-by-4.0 cc-by-sa-4.0 cc0-1.0 unlicense zlib bsl-1.0 artistic-2.0 0bsd""".split())
SIZES = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M"]
TASKS = {"text-classification", "text-generation"}
REQUIRED = ["license", "language", "pretty_name", "size_categories", "task_categories", "tags"]


def front_matter(text):
    expect(text.startswith("---\n"), "card: does not begin with front matter")
    head, separator, _ = text[4:].partition("\n---\n")
    expect(separator, "card: its front matter does not end")
    return yaml.safe_load(head)


def check_card(path, folder, facts, records_of):
    front = front_matter(path.read_bytes().decode())
    for key in REQUIRED:
        expect(front.get(key), "card: no", key)
    for key in ("license", "language", "size_categories", "task_categories", "tags"):
        expect(isinstance(front[key], list) and all(isinstance(word, str) for word in front[key]), "card:", key)
    expect(set(front["license"]) <= LICENCES, "card: licences", front["license"])
    expect(set(front["task_categories"]) <= TASKS, "card: tasks", front["task_categories"])
    total = sum(len(records) for records in records_of.values())
    size = next(at for at, below in enumerate((10**3, 10**4, 10**5, 10**6, 10**7)) if total < below)
    expect(front["size_categories"] == [SIZES[size]], "card: size", front["size_categories"], total)
    expect(isinstance(front["pretty_name"], str) and not any(map(steers, front["pretty_name"])), "card: pretty_name")
    configs = front.get("configs") or []
    expect(len({one["config_name"] for one in configs}) == len(configs), "card: a configuration twice")
    for one in configs:
        for data in one["data_files"]:
            files = list(folder.glob(data["path"]))
            expect(files and ".." not in data["path"], "card: no files", data["path"])
            expect(data["split"] == "train", "card: split", data)
    sizes = {one["config_name"]: one["splits"][0] for one in front.get("dataset_info") or []}
    expect(list(sizes) == [one["config_name"] for one in configs], "card: dataset_info is not of configs")
    for name, records in records_of.items():
        if not records:
            continue
        split = sizes.get(name) or {}
        expect(split.get("num_examples") == len(records), "card:", name, split, "and not", len(records))
        expect(split.get("num_bytes") == sum(len(line) + 1 for line in records), "card: bytes of", name)


def check_summary(path):
    text = path.read_bytes().decode()
    expect(text.startswith("# "), "summary: begins with no heading, and a step summary has no front matter")
    expect(len(text.encode()) <= 1024 * 1024, "summary: too long for a step summary")
    expect(not any(steers(letter) for letter in text if letter != "\n"), "summary: holds what steers")


def main():
    folder = pathlib.Path(sys.argv[1])
    facts = json.loads((folder / "collection_results.json").read_bytes())
    records_of = {}
    for name, one in facts["collectors"].items():
        lines = []
        for path in sorted((folder / (one.get("folder") or name)).glob("part-*.jsonl")):
            lines += path.read_bytes().split(b"\n")[:-1]
        records_of[name] = lines
    records = [json.loads(line) for lines in records_of.values() for line in lines]
    checked = []
    for name, check in {
            "collection_report.csv": lambda path: check_csv(path, facts, records),
            "DATASET_CARD.md": lambda path: check_card(path, folder, facts, records_of),
            "README.md": lambda path: check_card(path, folder, facts, records_of),
            "collection_report.md": check_summary}.items():
        if (folder / name).exists():
            check(folder / name)
            checked.append(name)
    expect(checked, "nothing to read in", folder)
    print("\n".join(faults) if faults else f"{len(records)} records; agree: {', '.join(checked)}")
    sys.exit(1 if faults else 0)


main()
