"""Prevents that a power cut at any moment loses what was acknowledged, doubles what is repeated, or leaves something half-written.

Twenty thousand records are imported through the service while the service, the hub and the command itself are killed again and
again at moments drawn from a seed; the same import command is repeated until it ends with 0.
"""
import os
import random
import sqlite3
import subprocess
import time

from _office import Office, assert_same, clock, finish, main, nip, office_day, parsed, people, spawn, units, wait_at_most

SEED = os.environ.get("HADIR_SEED", "hadir")
RECORDS, STAFF = 20_000, 100
AGENT_KILLS, HUB_KILLS, COMMAND_KILLS = 20, 4, 3
ACKNOWLEDGED_DAY = 300  # punches of that day are made once each and never repeated


def key_of(record, names):
    """Its identity; instants to the second, as they were written."""
    return tuple(record[name][:19] if name == "at" else record[name] for name in names)


def check_database(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
    database.close()


def power_cuts(world):
    chance = random.Random(SEED)
    world.measure("seed (HADIR_SEED)", SEED)
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", STAFF))
    office = world.office("7.01", hub, "office")
    staff = [(number, nip(number)) for number in range(1, STAFF + 1)]
    records = [one for day in range(1, RECORDS // (STAFF * 4) + 1) for one in office_day(staff, day)]
    assert len(records) == RECORDS
    # Files of several sizes, in batches of a thousand: each kill meets work that is not done yet.
    sizes = (1000, 5000, 4000) + (2000,) * 5
    assert sum(sizes) == RECORDS
    files, taken = [], 0
    for number, size in enumerate(sizes):
        files.append((world.write_json_lines(f"catatan-{number}.jsonl", records[taken:taken + size]), size))
        taken += size
    acknowledged = []

    kills = ["agent"] * AGENT_KILLS + ["hub"] * HUB_KILLS + ["command"] * COMMAND_KILLS
    chance.shuffle(kills)
    office.start(*Office.EAGER)
    begun, importing, ended, interrupted = time.monotonic(), None, 0, 0
    office.imports(files[0][0])
    per_thousand = time.monotonic() - begun
    waiting = files[1:]
    for number, victim in enumerate(kills):
        file, size = waiting[0] if waiting else files[-1]
        if importing is None:
            importing = spawn(office.command("import", file), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        person = staff[number % STAFF]
        punching = spawn(office.command("punch", person[1], "in", "--at", clock(ACKNOWLEDGED_DAY, number + 1, 7)),
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_at_most(importing, 0.8 * chance.random() * per_thousand * size / 1000)
        if victim == "agent":
            office.kill()
        elif victim == "hub":
            hub.kill()
        else:
            importing.kill()
        if finish(punching, code=None).code == 0:
            acknowledged.append((person[1], clock(ACKNOWLEDGED_DAY, number + 1, 7)[:19]))
        if not wait_at_most(importing, 0) and chance.random() < 0.3:
            pass  # it goes on against what comes up again
        else:
            code = finish(importing, code=None).code
            assert code in (0, 1, -9), code
            ended += code == 0
            interrupted += code != 0
            importing = None
            if code == 0 and waiting:
                waiting.pop(0)
        if victim == "agent":
            office.start(*Office.EAGER)
        elif victim == "hub":
            hub.start()
    if importing:
        finish(importing, code=None)
    world.measure("killed", f"agent {AGENT_KILLS}, hub {HUB_KILLS}, import command {COMMAND_KILLS} times in {time.monotonic() - begun:.1f} s; "
                  f"imports ended {ended}, interrupted {interrupted}; punches acknowledged {len(acknowledged)} of {len(kills)}")

    # What was acknowledged is there before anything is repeated.
    held = {key_of(one, ("employee", "at")) for one in parsed(office.records("punch"))}
    assert set(acknowledged) <= held, f"acknowledged and lost: {set(acknowledged) - held}"

    repeated = 0
    for file, _ in files:
        repeated += office.imports(file)["recorded"]
    for file, size in files:
        again = office.imports(file)
        assert again["recorded"] == 0 and again["unchanged"] == size, again
    world.measure("records that only the repeated import brought", repeated)
    while (report := office.sync(code=(0, 1, 2)).json)["result"] != "complete":
        assert report["result"] == "unreachable" and time.monotonic() - begun < 200, report
        hub.link.wait(lambda: False, 0.2)
    assert_same(office, hub)

    shown = {kind: parsed(hub.records(kind, "7.01")) for kind in ("schedule", "punch", "daily_report")}
    for kind, key in (("schedule", ("employee", "date")), ("punch", ("employee", "at", "source")), ("daily_report", ("employee", "date"))):
        wanted = {key_of(one, key) for one in records if one["kind"] == kind}
        there = [key_of(one, key) for one in shown[kind]]
        assert len(there) == len(set(there)), f"doubled {kind}"
        assert wanted <= set(there), f"missing {kind}: {len(wanted - set(there))}"
        extra = set(there) - wanted
        if kind == "punch":
            assert {(employee, at) for employee, at, _ in extra} >= set(acknowledged)
            assert all(at.startswith(clock(ACKNOWLEDGED_DAY, 1, 7)[:10]) for _, at, _ in extra)
        else:
            assert not extra, extra
    assert hub.status()["parked"] == [] and office.status()["parked"] == [] and hub.status()["conflicts"] == 0
    office.stop(), hub.stop()
    check_database(office.database)
    check_database(hub.database)
    world.measure("records at hub and agent, each once", sum(map(len, shown.values())))
    world.measure("all in all", f"{time.monotonic() - begun:.1f} s")


main(power_cuts)
