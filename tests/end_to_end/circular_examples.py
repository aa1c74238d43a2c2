#!/usr/bin/env python3
"""The five circulars at work: for each an office is made, rostered for a month, checked, and its papers written. Prevents: an example that no
longer runs, a roster that the circular it was made by lets nobody publish, papers that are missing or empty."""
import json
import os
import subprocess
import sys
from pathlib import Path

from _office import main

SOURCE = Path(os.environ["HADIR_SOURCE"])
PAPERS = {"attendance-list.pdf", "entry-list.pdf", "attendance.pdf", "attendance.xlsx", "attendance.csv", "hours.xlsx", "exceptions.pdf", "tiers.pdf",
          "travel.pdf", "compliance.pdf", "compliance.json", "roster.pdf", "discipline.pdf"}
BEGINS = {".pdf": b"%PDF", ".xlsx": b"PK", ".csv": b"\xef\xbb\xbf", ".json": b"{"}


def at_work(world, name):
    out = world.path / name
    done = subprocess.run([sys.executable, "-B", SOURCE / "packaging" / "circular_run.py", name, "--out", out], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UTUH" in done.stdout, done.stdout
    found = {path.name for path in out.iterdir()}
    assert found == PAPERS, found ^ PAPERS
    for path in out.iterdir():
        assert path.read_bytes().startswith(BEGINS[path.suffix]), path.name
    rows = json.loads((out / "compliance.json").read_text())["tables"][0]["rows"]
    world.measure("findings about what happened", len(rows))
    return rows


def tulang_bawang_barat(world):
    at_work(world, "tulang-bawang-barat")


def metro(world):
    at_work(world, "metro")


def lampung_selatan_is_a_draft(world):
    assert at_work(world, "lampung-selatan") == [], "a draft finds nothing (A25)"


def lampung(world):
    assert any("R3.5" in json.dumps(row) for row in at_work(world, "lampung")), "who came in beside the cap is told with the clause (A11)"


def kutai_kartanegara(world):
    assert any("R4.2" in json.dumps(row) for row in at_work(world, "kutai-kartanegara"))


main(tulang_bawang_barat, metro, lampung_selatan_is_a_draft, lampung, kutai_kartanegara)
