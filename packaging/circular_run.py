#!/usr/bin/env python3
"""`packaging/demo --circular NAME`: an office under one of the circulars of packaging/examples, for a month. Standard library only.

A hub takes the circular, an office PC gets it, makes its roster by it, and publishes it; then a month of punches, reports and permits
is recorded, plan and fact are checked against the circular, and the month's papers are written. HADIR, HADIR_AGENT and HADIR_HUB name the
programs. Everything lives in one temporary directory and on loopback.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent / "examples"
sys.path.insert(0, str(EXAMPLES))
from offices import OFFICES, Office, circular  # noqa: E402

PAPERS = (  # recap, what it is about, formats
    ("attendance-list", "date", ("pdf",)), ("entry-list", "date", ("pdf",)), ("attendance", "month", ("pdf", "xlsx", "csv")),
    ("hours", "month", ("xlsx",)), ("exceptions", "month", ("pdf",)), ("tiers", "date", ("pdf",)), ("travel", "month", ("pdf",)),
    ("compliance", "month", ("pdf", "json")), ("roster", "month", ("pdf",)), ("discipline", "year", ("pdf",)))


def environment():
    """The machine's proxies have no business on loopback."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


class Run:
    def __init__(self, name, out, folder):
        self.name, self.out, self.folder = name, out, folder
        self.office = Office(name)
        self.circular = circular(self.office.of["circular"])
        self.month = self.office.of["month"]
        self.began = time.monotonic()
        self.serving = None

    def say(self, text):
        print(f"[{time.monotonic() - self.began:5.1f} s] {text}", flush=True)

    def program(self, name, data, *words, accepts=(0,)):
        command = [os.environ[name], *(str(word) for word in words), "--data", str(self.folder / data)]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True)
        if done.returncode not in accepts:
            sys.exit(f"exit code {done.returncode} from: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done

    def hub(self, *words, **options):
        return self.program("HADIR_HUB", "hub", *words, **options)

    def hadir(self, *words, **options):
        return self.program("HADIR", "office", *words, **options)

    def serve(self):
        self.serving = subprocess.Popen([os.environ["HADIR_HUB"], "serve", "--listen", "127.0.0.1:0", "--data", str(self.folder / "hub")],
                                        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.serving.stdout:
            if found := re.search(r"listening on https://[\d.]+:(\d+)", line):
                return found[1]
        sys.exit("the hub did not come up")

    def enact(self):
        """The secretariat's part."""
        files = self.folder / "files"
        files.mkdir()
        self.office.write_people(files)
        self.hub("init")
        for what, file in (("unit", "units"), ("employee", "employees"), ("holiday", "holidays"), ("region-status", "levels")):
            if (files / f"{file}.csv").exists():
                self.hub(what, "import", files / f"{file}.csv")
        self.hub("circular", "add", EXAMPLES / "circulars" / f"{self.office.of['circular']}.json")
        if self.circular.get("state") == "draft" or not self.circular.get("effective"):
            self.say(f"{self.circular['number']}: a draft, which changes nothing")
        else:
            self.hub("circular", "activate", self.circular["number"], "--from", self.circular["effective"])
            self.say(f"{self.circular['number']} is in force from {self.circular['effective']}")
        port = self.serve()
        self.hub("init", "--url", f"https://127.0.0.1:{port}")
        code = json.loads(self.hub("enrol", self.office.code, "--json").stdout)["code"]
        self.program("HADIR_AGENT", "office", "init", "--enrol", code, "--time-zone", self.office.of["zone"])
        for kind in ("post", "holder"):
            self.hadir("import", files / f"{kind}s.csv", "--kind", kind)
        if "own" in self.office.of:
            own, head = circular(self.office.of["own"]), self.office.people[0]["nip"]
            self.hadir("--as", head, "circular", "add", EXAMPLES / "circulars" / f"{self.office.of['own']}.json")
            self.hadir("--as", head, "circular", "activate", own["number"], "--from", own["effective"])
            self.say(f"{own['number']}, the unit's own, is in force from {own['effective']}")

    def work(self):
        """The office's part: its roster, and the month."""
        files, head = self.folder / "files", self.office.people[0]["nip"]
        published = self.hadir("--as", head, "roster", "publish", "--month", self.month)
        for line in published.stdout.splitlines()[-6:]:
            self.say(line)
        (files / "schedule.json").write_text(self.hadir("records", "schedule", "--json").stdout)
        self.office.write_month(json.loads((files / "schedule.json").read_text()), files)
        for file in sorted(file for file in files.glob("*.jsonl") if file.stat().st_size > 0):
            self.hadir("--as", head, "import", file)
        if (files / "closures.csv").exists():
            self.hadir("--as", head, "import", files / "closures.csv", "--kind", "closure")
        counts = json.loads(self.hadir("status", "--json").stdout)["records"]
        self.say("recorded: " + ", ".join(f"{number} {kind}" for kind, number in counts.items() if number))

    def check(self):
        done = self.hadir("compliance", "--month", self.month, accepts=(0, 1))
        lines = done.stdout.splitlines()
        for line in lines[:12]:
            self.say(line)
        if len(lines) > 12:
            self.say(f"… {len(lines)} lines in all; everything is in {self.out}/compliance.pdf")

    def papers(self):
        self.out.mkdir(parents=True, exist_ok=True)
        weekday = self.office.of.get("day", f"{self.month}-15")
        for name, about, formats in PAPERS:
            for form in formats:
                when = {"month": ("--month", self.month), "date": ("--date", weekday), "year": ("--year", self.month[:4])}[about]
                self.hadir("--as", self.office.people[0]["nip"], "recap", name, *when, "--format", form, "--out", self.out / f"{name}.{form}", accepts=(0, 1))
        self.say(f"{len(list(self.out.iterdir()))} papers in {self.out}: " + ", ".join(sorted(path.name for path in self.out.iterdir())))

    def send(self):
        said = json.loads(self.hadir("sync", "--json").stdout)
        self.say(f"all of it at the hub after {said['requests']} requests; " + (self.hub("verify").stdout.strip().splitlines() or ["?"])[-1])

    def stop(self):
        if self.serving:
            self.serving.terminate()
            self.serving.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("circular", choices=OFFICES)
    parser.add_argument("--out", type=Path, help="where the papers go (default: hadir-NAME in the current directory)")
    parser.add_argument("--keep", type=Path, help="put the databases into this new directory and leave them there")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="hadir-circular-"))
    if asked.keep:
        folder.mkdir(parents=True)
    run = Run(asked.circular, (asked.out or Path(f"hadir-{asked.circular}")).resolve(), folder.resolve())
    try:
        for step in (run.enact, run.work, run.check, run.papers, run.send):
            step()
    finally:
        run.stop()
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


main()
