"""Prevents that last night's backup, put back after a disk has died, loses what was acknowledged after it was made."""
import shutil

from _office import assert_same, clock, date, main, nip, parsed, people, units


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 10))
    return hub, world.office("7.01", hub, "one"), world.office("7.01", hub, "two")


def copy(directory, to):
    shutil.copytree(directory, to)
    return to


def put_back(hub, backup):
    """The hub's database alone, as a backup holds it; the directory beside it is today's."""
    hub.kill()
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (hub.dir / name).unlink(missing_ok=True)
        if (backup / name).exists():
            shutil.copy(backup / name, hub.dir / name)
    hub.start()


def the_hub(world):
    """Every office sends again what the restored hub has lost of it."""
    hub, one, two = province(world)
    for with_services in (False, True):
        day = 2 if with_services else 1
        if with_services:
            one.start(), two.start()
        one.hadir("punch", nip(1), "in", "--at", clock(day, 1, 7))
        one.sync()
        hub.stop()
        backup = copy(hub.dir, world.path / f"backup-{day}")
        hub.start()
        for office, number in ((one, 2), (two, 3)):
            office.hadir("punch", nip(number), "in", "--at", clock(day, number, 7))
            office.hadir("schedule", "set", nip(number), date(day), "WFH")
            assert office.sync().json["result"] == "complete"
        one.sync()
        before = {kind: parsed(one.records(kind)) for kind in ("punch", "schedule", "employee")}
        epoch = hub.status()["epoch"]
        put_back(hub, backup)
        assert hub.status()["epoch"] != epoch and len(parsed(hub.records("punch"))) < len(before["punch"])
        for office in (one, two, one):
            office.hadir("schedule", "set", nip(4), date(day), "DL")
            report = office.sync().json
            assert report["result"] == "complete" and report["pending"] == 0, report
        two.sync()
        for office in (one, two):
            assert_same(office, hub)
        for kind, records in before.items():
            lost = [record for record in records if record not in parsed(hub.records(kind, "7.01"))]
            assert not lost, f"lost with the hub's disk: {lost}"
        world.measure("the restored hub has everything again", sum(map(len, before.values())))


def an_office_that_syncs_first(world):
    """A PC that was put back and syncs before anybody records on it gets its own later records back."""
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    one.sync()
    backup = copy(one.dir, world.path / "backup")
    one.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    one.sync()
    shutil.rmtree(one.dir)
    copy(backup, one.dir)
    assert one.sync().json["result"] == "complete"
    assert_same(one, hub)
    one.hadir("punch", nip(3), "in", "--at", clock(1, 3, 7))
    assert one.sync().json["result"] == "complete"
    assert_same(one, hub)
    assert len(parsed(hub.records("punch"))) == 3


def an_office_that_records_first(world):
    """One that records before it syncs has forked: nothing that the hub holds is replaced, nothing recorded here is dropped, and
    nobody is told that all is well as long as it is not.
    """
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    one.sync()
    backup = copy(one.dir, world.path / "backup")
    one.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    one.sync()
    shutil.rmtree(one.dir)
    copy(backup, one.dir)
    one.hadir("punch", nip(3), "in", "--at", clock(1, 3, 7))
    for _ in range(2):
        answer = one.sync(code=(0, 1))
        there = {record["employee"] for record in parsed(hub.records("punch"))}
        here = {record["employee"] for record in parsed(one.records("punch"))}
        assert {nip(1), nip(2)} <= there and {nip(1), nip(3)} <= here
        if answer.code == 0:
            assert here <= there, "sync said complete, but the hub lacks a punch"
        else:
            assert any(refused["code"] == "fork" and refused["hint"] for refused in answer.json["refused"]), answer
    two.hadir("punch", nip(4), "in")
    assert two.sync().json["result"] == "complete"
    assert_same(two, hub)
    world.measure("a fork ends with", answer.json["result"])


main(the_hub, an_office_that_syncs_first, an_office_that_records_first)
