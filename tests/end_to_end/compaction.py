#!/usr/bin/env python3
"""`hadir compact` on a PC whose history is years old, cut off by kill -9 again and again. Prevents: a record that changes because its
history was shortened, a punch that goes before the hub has it, a clock
that is ahead and makes this week old, a database that no longer verifies, and colleagues who no longer understand
what such a PC writes."""
import itertools
import subprocess

from _office import assert_same, finish, main, nip, people, spawn, units, wait_at_most

YEARS = -3 * 365 * 86400


def commits(office):
    """How many commits stand in the PC's log."""
    return office.hadir("verify").json["commits"]


def an_old_history_is_shortened(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 12))
    old = world.office("7.01", hub, name="old", wall_error=YEARS)
    young = world.office("7.01", hub, name="young")
    for person in range(1, 13):
        old.hadir("punch", nip(person), "in")
        old.hadir("schedule", "set", nip(person), "2023-03-02", "WFO")
    unsent = old.status()["pending"]
    assert unsent > 0
    old.wall_clock.set(0)
    # Nothing goes that the hub has not confirmed, however old it is.
    assert old.hadir("compact").json["commits"] == 1, "the clock event that went with the enrolment"
    assert old.status()["pending"] == unsent
    assert old.sync().json["result"] == "complete"
    assert young.sync().json["result"] == "complete"
    assert old.sync().json["result"] == "complete"
    # A clock that runs ahead makes nothing old.
    young.hadir("punch", nip(5), "in")
    assert young.sync().json["result"] == old.sync().json["result"] == "complete"
    old.wall_clock.set(-YEARS)
    assert "jam PC ini diragukan" in old.hadir("compact", code=1).error
    old.wall_clock.set(0)
    assert old.sync().json["result"] == "complete"
    before = {kind: old.records(kind) for kind in ("employee", "schedule", "punch", "clock_event")}
    log = commits(old)
    wanted = old.hadir("compact", "--dry-run").json["commits"]
    assert wanted >= 24, wanted

    # Killed at whatever moment, it is as it was or done; a later one does the rest.
    for patience in itertools.count(0.002, 0.004):
        compacting = spawn(old.command("compact"), environment=old.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        whole = wait_at_most(compacting, patience)
        if whole:
            finish(compacting)
            break
        compacting.kill()
        finish(compacting, code=None)
        assert old.hadir("verify").json["findings"] == []
    assert old.hadir("compact").json["commits"] == 0, "nothing is left to do"
    world.measure("milliseconds until it was no longer killed", round(patience * 1000))
    assert {kind: old.records(kind) for kind in before} == before
    verified = old.hadir("verify").json
    assert verified["findings"] == [] and verified["below_base"] >= 24 and verified["commits"] <= log - 24, verified

    # It goes on as before: what it writes and what others write of the old days, concurrently too.
    old.hadir("punch", nip(1), "out")
    old.hadir("schedule", "set", nip(2), "2023-03-02", "WFH", "--as", nip(3))
    young.hadir("schedule", "set", nip(2), "2023-03-02", "LEAVE", "--as", nip(4))
    for office in (old, young, old):
        assert office.sync().json["result"] == "complete"
    for office in (old, young):
        assert_same(office, hub)
        assert len(office.hadir("conflicts", "list").json) == 1, "both values of one day are shown"
        check = office.hadir("sync", "--check").json["check"]
        assert check["differences"] == [] and check["incomparable"] == [], check
    # A PC that begins anew gets everything, from the hub.
    new = world.office("7.01", hub, name="new")
    while new.sync().json["result"] != "complete":
        pass
    assert_same(new, hub)
    assert hub.hub("verify").json["findings"] == []


main(an_old_history_is_shortened)
