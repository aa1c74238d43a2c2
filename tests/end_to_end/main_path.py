"""Keeps the ordinary week of a province working: import, enrol, record, sync, and everybody sees the same bytes.

Each story runs with the services and again without them, because `hadir` works on the database itself when no service runs.
"""
import json

from _office import Office, assert_same, clock, date, main, nip, office_day, parsed, people, units

RECORDED = ("schedule", "punch", "daily_report")  # by the office itself
SYNC_KEYS = {"result", "requests", "sent", "received", "pending", "oldest_pending_s", "receipt", "refused"}


def check_sync_json(report, result):
    assert SYNC_KEYS <= set(report), f"missing: {SYNC_KEYS - set(report)}"
    assert report["result"] == result, report
    for direction in ("sent", "received"):
        assert set(report[direction]) == {"commits", "bytes"}, report
        assert all(isinstance(value, int) for value in report[direction].values()), report
    assert isinstance(report["requests"], int) and isinstance(report["pending"], int), report
    assert isinstance(report["receipt"], list) and isinstance(report["refused"], list), report
    assert (report["oldest_pending_s"] is None) == (report["pending"] == 0), report
    for line in report["receipt"]:
        assert set(line) == {"stream", "commit", "hash"}, line
    for one in report["refused"]:
        assert set(one) == {"code", "reason", "hint"} and one["reason"], one


def province(world, with_services):
    """A hub with three units and their people, and four PCs: two in 7.01, one each in 7.02 and 7.03."""
    hub = world.hub()
    assert hub.imports("unit", units("7.01", "7.02", "7.03", zones=("WIB", "WITA", "WIT")))["recorded"] == 3
    rows = people("7.01", 100, 1) + people("7.02", 10, 2) + people("7.03", 10, 3)
    imported = hub.imports("employee", rows)
    assert imported == {"recorded": 120, "unchanged": 0, "refused": []}, imported
    assert hub.imports("employee", rows) == {"recorded": 0, "unchanged": 120, "refused": []}
    hub.imports("holiday", [{"date": "2025-08-17", "region": "", "name": "Hari Kemerdekaan"}])
    offices = [world.office(unit, hub, name) for unit, name in (("7.01", "a1"), ("7.01", "a2"), ("7.02", "b"))]
    if with_services:
        for office in offices:
            office.start()
    return hub, *offices


def records_travel(world, with_services):
    hub, a1, a2, b = province(world, with_services)
    for office in (a1, a2, b):
        first = office.sync().json
        check_sync_json(first, "complete")
        assert first["requests"] == 1 and first["received"]["commits"] == 0, "enrolling has brought everything: %s" % first
        assert_same(office, hub)
    assert len(parsed(a1.records("employee"))) == 100 and len(parsed(b.records("employee"))) == 10
    # Offices in other time zones than the capital's write their own time.
    assert b.hadir("punch", nip(1, 2), "in").json["record"]["at"].endswith("+08:00")

    for number in range(1, 6):
        person = nip(number)
        a1.hadir("punch", person, "in", "--at", clock(1, number, 7))
        a2.hadir("punch", person, "out", "--at", clock(1, number, 16))
        a1.hadir("schedule", "set", person, date(1), "WFO", "P1")
        a2.hadir("schedule", "set", person, date(2), "wfh")
        a2.hadir("report", "submit", person, "Rekap absensi", "Rapat bidang, lantai 2", "--date", date(1))
    answer = a1.hadir("punch", nip(1), "in").json
    assert answer["result"] == "recorded" and answer["quality"] == "hub" and answer["name"] == "Pegawai Contoh 1-1", answer
    assert a1.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7)).json["result"] == "unchanged"
    status = a1.status()
    assert status["pending"] == 11 and status["service"] == with_services and status["oldest_pending_s"] is not None, status

    for office, commits in ((a1, 11), (a2, 15), (b, 1)):
        report = office.sync().json
        check_sync_json(report, "complete")
        assert report["sent"]["commits"] == commits, report
        assert report["receipt"], report
    assert a1.sync().json["received"]["commits"] == 15
    for office in (a1, a2, b):
        assert_same(office, hub)
    assert a1.records("schedule") == a2.records("schedule") and len(parsed(a1.records("schedule"))) == 10
    assert len(parsed(a2.records("punch"))) == 11 and len(parsed(b.records("punch"))) == 1, "another unit's punches must not travel"
    assert hub.records("punch") != hub.records("punch", "7.01")
    shown = parsed(a2.records("daily_report", f"employee={nip(3)}"))
    assert [one["activities"] for one in shown] == [["Rekap absensi", "Rapat bidang, lantai 2"]], shown
    assert parsed(a1.hadir("schedule", "show", nip(2), "--date", date(2)).out)[0]["mode"] == "WFH"
    assert len(parsed(a1.hadir("schedule", "show", "--date", date(1), "--until", date(2)).out)) == 10
    assert hub.hub("conflicts", "list").json == [] and hub.status()["parked"] == []

    for office in (a1, a2, b):
        idle = office.sync().json
        assert idle["requests"] == 1 and idle["sent"]["commits"] == 0 and idle["received"]["commits"] == 0, idle
    world.measure("idle sync", f"{idle['requests']} request, {idle['sent']['bytes']} bytes sent, {idle['received']['bytes']} received")

    staff = [(number, nip(number)) for number in range(1, 101)]
    day = list(office_day(staff, 60, punches=4))
    assert len(day) == 600
    if with_services:
        call = a1.calls()
        for one in day:
            fields = {name: value for name, value in one.items() if name != "kind"}
            done = call({"schedule": "schedule.set", "punch": "punch", "daily_report": "report.submit"}[one["kind"]], **fields)
            assert done["result"] == "recorded", done
    else:
        done = a1.imports(world.write_json_lines("day.jsonl", day))
        assert done == {"recorded": 600, "unchanged": 0, "quarantined": [], "released": 0}, done
    report = a1.sync().json
    check_sync_json(report, "complete")
    assert report["requests"] <= 2, report
    world.measure("600 records of a day", f"{report['requests']} requests, {report['sent']['commits']} commits, "
                  f"{report['sent']['bytes']} bytes sent, {report['received']['bytes']} received")
    report = a2.sync().json
    assert report["requests"] <= 2 and report["result"] == "complete", report
    world.measure("the same arriving at the other PC", f"{report['requests']} requests, {report['received']['bytes']} bytes received")
    for office in (a1, a2):
        assert_same(office, hub)
        counts = office.status()["records"]
        assert counts["punch"] == 411 and counts["schedule"] == 110 and counts["daily_report"] == 105, counts


def offline_first(world, with_services):
    hub, a1, *_ = province(world, with_services)
    office = world.office("7.03", name="late")
    made = office.init("--offline", "7.03", "--time-zone", "WIT").json
    assert made["result"] == "offline" and made["unit"] == "7.03" and made["enrolled"] is False, made
    if with_services:
        office.start()
    for number in range(1, 11):
        office.hadir("punch", nip(number, 3), "in", "--at", clock(3, number, 7))
    answer = office.hadir("punch", nip(1, 3), "out").json
    assert answer["quality"] == "unanchored" and answer["record"]["at"].endswith("+09:00") and answer["name"] is None, answer
    office.hadir("schedule", "set", nip(1, 3), date(4), "WFH")
    before = {kind: office.records(kind) for kind in RECORDED}

    report = office.sync(code=2).json
    check_sync_json(report, "unreachable")
    assert report["pending"] == 12 and report["requests"] == 0 and "terdaftar" in report["error"]["what"], report

    # A code for another unit changes nothing.
    refused = office.init("--enrol", hub.enrol("7.02"), code=1)
    assert "7.03" in refused.error and "7.02" in refused.error, refused
    done = office.init("--enrol", hub.enrol("7.03")).json
    assert done["result"] == "enrolled" and done["origin"] == made["origin"], (made, done)
    assert before == {kind: office.records(kind) for kind in RECORDED}, "enrolling must keep what was recorded before"
    again = office.init("--enrol", hub.enrol("7.03")).json
    assert again["result"] == "enrolled" and again["origin"] == made["origin"], again

    assert office.status()["pending"] == 0, "enrolling sends what was waiting"
    assert len(parsed(hub.records("punch", "7.03"))) == 11
    check_sync_json(office.sync().json, "complete")
    assert_same(office, hub)
    assert office.hadir("punch", nip(2, 3), "out").json["name"] == "Pegawai Contoh 3-2"


def exit_codes(world, with_services):
    hub, a1, a2, b = province(world, with_services)
    assert a1.sync().code == 0
    hub.stop()
    a1.hadir("punch", nip(1), "in")
    report = a1.sync(code=2).json
    check_sync_json(report, "unreachable")
    assert report["pending"] == 1 and report["error"]["what"] and report["sent"]["commits"] + report["requests"] <= 2, report
    hub.start()
    check_sync_json(a1.sync().json, "complete")
    hub.hub("revoke", a1.status()["origin"])
    a1.hadir("punch", nip(2), "in")
    report = a1.sync(code=1).json
    check_sync_json(report, "incomplete")
    assert report["pending"] == 1 and report["refused"] and report["error"]["what"], report
    assert a2.sync().code == 0
    for words, code in ((("punch", nip(1), "sideways"), 64), (("punch", nip(1)), 64), (("nothing",), 64), (("punch", "1.98609E+17", "in"), 1),
                        (("records", "thing"), 1), (("records", "punch", "--where", "at~1"), 1), (("conflicts", "settle", "no/such"), 64),
                        (("conflicts", "settle", "no/such", "--keep", "1"), 1), (("import", world.path / "missing.csv"), 1)):
        answer = a2.hadir(*words, code=code)
        if code == 1:
            assert answer.json["error"]["what"] and answer.json["error"]["fault"], answer
    empty = Office(world, "empty", "7.01")
    assert "init" in empty.hadir("status", code=1).error
    json.loads(a2.hadir("status").out)


def with_and_without_services(story):
    def service(world):
        story(world, True)

    def direct(world):
        story(world, False)
    service.__name__, direct.__name__ = story.__name__ + "_with_services", story.__name__ + "_without_services"
    return service, direct


main(*(variant for story in (records_travel, offline_first, exit_codes) for variant in with_and_without_services(story)))
