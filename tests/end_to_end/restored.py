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


def replaced(office, backup):
    """The directory as the backup has it; what lies beside it is today's."""
    shutil.rmtree(office.dir)
    shutil.copytree(backup, office.dir)


def punched(replica):
    return {record["employee"] for record in parsed(replica.records("punch"))}


def an_office_that_records_first(world):
    """Push row 1, copy the database, push row 2, put the copy back, write row 3, sync: all three are everywhere, with a service and
    without one, noticed beforehand by the mark or, where the mark went too, at the hub."""
    for number, (with_service, with_mark) in enumerate(((False, True), (True, True), (False, False), (True, False))):
        hub, one, two = province(world) if number == 0 else (hub, world.office("7.01", hub, f"one-{number}"), two)
        first = 10 * number
        mark = one.dir.with_name(one.dir.name + "-mark")
        assert mark.exists(), "the mark stands beside the directory"
        one.hadir("punch", nip(first + 1), "in")
        one.sync()
        backup = copy(one.dir, world.path / f"backup-{number}")
        old_mark = copy(mark, world.path / f"mark-{number}")
        one.hadir("punch", nip(first + 2), "in")
        one.hadir("schedule", "set", nip(first + 2), date(3), "WFH")
        one.sync()
        replaced(one, backup)
        if not with_mark:
            shutil.rmtree(mark)
            copy(old_mark, mark)
        if with_service:
            one.start()
        name = one.status()["origin"]
        assert one.status()["copy_suspected"] == with_mark
        one.hadir("punch", nip(first + 3), "in")
        assert (one.status()["origin"] != name) == with_mark, "noticed before it writes"
        report = one.sync().json
        assert report["result"] == "complete" and report["pending"] == 0 and not report["refused"], report
        status = one.status()
        assert status["origin"] != name and [entry["from"] for entry in status["continued"]] == [name], status
        want = {nip(first + 1), nip(first + 2), nip(first + 3)}
        assert want <= punched(hub) and want <= punched(one), (punched(hub), punched(one))
        assert one.sync().json["requests"] == 1
        assert_same(one, hub)
        assert two.sync().json["result"] == "complete"
        assert_same(two, hub)
        gave_way = one.hadir("displaced").json
        assert gave_way["total"] == len(gave_way["displaced"]) == (0 if with_mark else 1), gave_way
        for commit in gave_way["displaced"]:
            assert commit["origin"] == name and commit["says"], commit
            assert commit["stands_as"] and all(change["shows"] for change in commit["says"]), f"not written anew: {commit}"
        there = next(replica for replica in hub.status()["replicas"] if replica["origin"] == status["origin"])
        assert there["from"] == name and there["arrival"] == ("restored" if with_mark else "forked"), there
        if with_service:
            one.stop()
    world.measure("rows at the hub after four restores", len(parsed(hub.records("punch"))))


def two_clones(world):
    """A directory copied to a second PC: both record, with services running, both end with everything and go on as two PCs."""
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in")
    one.sync()
    one.hadir("punch", nip(2), "in")  # not yet sent: both have it
    clone = world.office("7.01", name="clone")
    copy(one.dir, clone.dir)
    one.start(), clone.start()
    for turn in range(3):
        one.hadir("punch", nip(10 + turn), "in")
        clone.hadir("punch", nip(20 + turn), "in")
        one.hadir("schedule", "set", nip(1), date(turn + 1), "WFH")
        clone.hadir("schedule", "set", nip(2), date(turn + 1), "WFO")
        for office in ((one, clone), (clone, one))[turn % 2]:
            assert office.sync().json["result"] == "complete"
    one.sync(), clone.sync(), two.sync()
    for office in (one, clone, two):
        assert_same(office, hub)
    assert punched(hub) == {nip(n) for n in (1, 2, 10, 11, 12, 20, 21, 22)}, punched(hub)
    assert one.status()["origin"] != clone.status()["origin"]
    assert one.status()["continued"] == [] and clone.status()["continued"][0]["why"] == "copied"
    assert not json_conflicts(hub)


def json_conflicts(replica):
    return parsed(replica.conflicts())


def a_database_alone(world):
    """hadir.db of yesterday beside today's key; and a key file that went back while the database did not."""
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in")
    one.sync()
    backup = copy(one.dir, world.path / "backup")
    one.hadir("punch", nip(2), "in")
    one.sync()
    for name in ("hadir.db", "hadir.db-wal", "hadir.db-shm"):
        (one.dir / name).unlink(missing_ok=True)
        if (backup / name).exists():
            shutil.copy(backup / name, one.dir / name)
    one.hadir("punch", nip(3), "in")
    assert one.sync().json["result"] == "complete"
    assert punched(hub) == punched(one) == {nip(1), nip(2), nip(3)}
    shutil.copy(backup / "replica.key", one.dir / "replica.key")
    one.hadir("punch", nip(4), "in")
    assert one.sync().json["result"] == "complete"
    assert punched(hub) == punched(one) == {nip(n) for n in range(1, 5)}
    assert len(one.status()["continued"]) == 2
    assert_same(one, hub)


def a_revoked_pc_does_not_come_back(world):
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in")
    one.sync()
    clone = world.office("7.01", name="clone")
    copy(one.dir, clone.dir)
    hub.hub("revoke", one.status()["origin"])
    clone.hadir("punch", nip(2), "in")
    assert any("dicabut" in refused["reason"] for refused in clone.sync(code=1).json["refused"])
    assert punched(hub) == {nip(1)}


def a_hub_of_yesterday(world):
    """A backup made while the hub served, put back: a PC enrolled since comes back with its receipt, what a burnt PC had written is
    brought by its colleague, the secretariat's own imports come back beside new ones, and status says what is missing yet."""
    hub, one, two = province(world)
    one.hadir("punch", nip(1), "in")
    one.sync()
    backup = copy(hub.dir, world.path / "backup")  # while it serves: database and log as they stand between two requests
    hub.imports("employee", people("7.01", 12))
    hub.imports("holiday", [{"date": "2026-08-17", "name": "Hari Kemerdekaan"}])
    late = world.office("7.01", hub, "late")
    burnt = world.office("7.01", hub, "burnt")
    for number, office in enumerate((one, two, late, burnt)):
        office.hadir("punch", nip(number + 2), "in")
        office.hadir("schedule", "set", nip(number + 2), date(4), "WFH")
        assert office.sync().json["result"] == "complete"
    two.sync()
    before = {kind: parsed(hub.records(kind)) for kind in ("punch", "schedule", "employee", "holiday")}
    shutil.rmtree(burnt.dir)

    put_back(hub, backup)
    restored = hub.status()["restored"]
    assert {replica["origin"] for replica in restored["unheard"]} == {one.status()["origin"], two.status()["origin"]}, restored
    hub.imports("holiday", [{"date": "2026-12-25", "name": "Natal"}])  # before anybody brought anything back
    for office in (one, two, late):
        report = office.sync().json
        assert report["result"] == "complete", report
    for kind, records in before.items():
        lost = [record for record in records if record not in parsed(hub.records(kind))]
        assert not lost, f"lost with the hub's disk: {lost}"
    assert len(parsed(hub.records("holiday"))) == len(before["holiday"]) + 1
    for office in (one, two, late):
        office.sync()
        assert_same(office, hub)
    status = hub.status()
    assert not status["restored"]["missing"] and not status["restored"]["unheard"] and status["restored"]["came_back"], status
    arrivals = sorted(replica["arrival"] for replica in status["replicas"])
    assert arrivals == ["code", "code", "forgotten", "vouched"], arrivals
    hub.hub("verify")
    hub.imports("employee", people("7.01", 13))
    for office in (one, two, late):
        assert office.sync().json["result"] == "complete"
        assert_same(office, hub)


main(the_hub, a_hub_of_yesterday, an_office_that_syncs_first, an_office_that_records_first, two_clones, a_database_alone, a_revoked_pc_does_not_come_back)
