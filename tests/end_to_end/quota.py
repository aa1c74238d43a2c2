"""Prepaid modems: what a sync may cost is said before, kept to, and accounted by the day; what matters most goes first."""
import random

from _office import Office, assert_same, main, nip, office_day, people, units

STAFF = 60


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", STAFF, 1))
    office = world.office("7.01", hub).start()
    assert office.sync().json["result"] == "complete"
    return hub, office


def office_options(more):
    return (*Office.QUIET, *more)


def record_days(world, office, first, days):
    letters = random.Random(first)
    staff = [(index, nip(index, 1)) for index in range(1, STAFF + 1)]

    def work():
        for one in (one for day in range(first, first + days) for one in office_day(staff, day)):
            if one["kind"] == "daily_report":
                one["activities"].append("berkas " + "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=36)))
            yield one
    office.imports(world.write_json_lines(f"work-{first}.jsonl", work()))


def a_dry_run_says_what_the_sync_then_costs(world):
    hub, office = province(world)
    for first, days in ((1, 1), (2, 20)):
        record_days(world, office, first, days)
        waiting = office.status()["pending"]
        cost = office.hadir("sync", "--dry-run").json
        assert office.status()["pending"] == waiting, "a dry run has sent something"
        assert sum(lane["commits"] for lane in cost["lanes"]) == waiting, cost
        hub.link.drop_connections()
        report = office.sync().json
        said, took = cost["sent_bytes"], report["sent"]["bytes"]
        world.measure("bytes up said, taken; requests said, taken", (said, took, cost["requests"], report["requests"]))
        assert 0.85 * took <= said <= 1.15 * took, (cost, report)
        assert cost["received_bytes"] <= report["received"]["bytes"] * 1.3, (cost, report)
    assert office.hadir("sync", "--dry-run").json["lanes"][0]["commits"] == 0
    assert_same(office, hub)


def a_sync_keeps_to_its_bytes_and_sends_punches_first(world):
    hub, office = province(world)
    record_days(world, office, 1, 20)
    waiting = office.status()["pending"]
    report = office.hadir("sync", "--max-bytes", "15K", code=1).json
    spent = report["sent"]["bytes"] + report["received"]["bytes"]
    world.measure("bytes of 15,000; commits waiting before and after", (spent, waiting, report["pending"]))
    assert spent <= 15_000, spent
    assert report["result"] == "incomplete" and report["held_back"] == "budget", report
    assert 0 < report["pending"] < waiting, report
    there = hub.status()["records"]
    assert there["punch"] > 0, there
    assert there["punch"] == office.status()["records"]["punch"] or there["daily_report"] == 0, there
    assert office.status()["traffic"]["held_back"] == "budget"
    assert office.hadir("sync", "--max-bytes", "100", code=1).json["requests"] == 0
    assert office.hadir("sync", "--max-bytes", "soon", code=64).json["error"]["hint"]
    final = office.sync().json
    assert final["result"] == "complete" and final["held_back"] == "nothing", final
    assert_same(office, hub)


def a_day_has_a_budget_that_outlives_the_program(world):
    hub, office = province(world)
    office.stop()
    used = office.status()["traffic"]["today"]
    assert used > 0
    record_days(world, office, 1, 20)
    budget = used + 12_000
    options = office_options(("--max-bytes-per-day", str(budget)))
    office.start(*options)
    report = office.sync(code=1).json
    assert report["held_back"] == "budget" and report["pending"] > 0, report
    traffic = office.status()["traffic"]
    world.measure("bytes today, budget", (traffic["today"], budget))
    assert used < traffic["today"] <= budget and traffic["per_day"] == budget, traffic
    office.stop()
    office.start(*options)
    assert office.sync(code=1).json["sent"]["bytes"] <= budget - traffic["today"]
    assert office.hadir("sync", "--max-bytes", "1M").json["result"] == "complete"  # a person may go beyond it
    assert_same(office, hub)


def bulk_waits_for_its_hours(world):
    hub, office = province(world)
    office.stop()
    office.start(*office_options(("--bulk-hours", "00:00-00:00")))  # never
    staff = nip(3, 1)
    office.imports(world.write_json_lines("people.jsonl", [{"kind": "employee", "nip": staff, "name": "Nama Baru", "unit": "7.01", "class": "jfu"}]))
    office.hadir("punch", staff, "in")
    report = office.sync(code=1).json
    assert report["held_back"] == "hours" and report["pending"] == 1, report
    assert hub.status()["records"]["punch"] == 1
    office.stop()
    office.start(*office_options(("--bulk-hours", "00:00-23:59")))
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)


def settings_hold_at_once_and_the_command_line_wins(world):
    hub, office = province(world)
    office.stop()
    used = office.status()["traffic"]["today"]
    record_days(world, office, 1, 20)
    office.start(*office_options(()))
    office.hadir("setting", "set", "max-bytes-per-day", str(used + 12_000))
    report = office.sync(code=1).json
    assert report["held_back"] == "budget" and report["pending"] > 0, report
    office.stop()
    office.start(*office_options(()))  # kept over a restart
    assert office.status()["traffic"]["per_day"] == used + 12_000
    office.hadir("setting", "set", "max-bytes-per-day", "")
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    refused = office.hadir("setting", "set", "bulk-hours", "18:00", code=1)
    assert "bulk-hours" in str(refused.json), refused
    office.hadir("setting", "set", "bulk-hours", "00:00-00:00")  # never
    office.imports(world.write_json_lines("people.jsonl", [{"kind": "employee", "nip": nip(3, 1), "name": "Nama Baru", "unit": "7.01", "class": "jfu"}]))
    assert office.sync(code=1).json["held_back"] == "hours"
    link = office.status()["link"]
    assert link["state"] == "good" and link["answer_ms"] and link["broken"] == 0 < link["attempts"], link
    office.stop()
    office.start(*office_options(("--bulk-hours", "00:00-23:59")))
    told = {one["name"]: one for one in office.hadir("setting", "list").json["settings"]}
    assert told["bulk-hours"]["fixed"] and told["bulk-hours"]["value"] == "00:00-23:59" and not told["backup-at"]["fixed"], told
    assert office.hadir("setting", "set", "bulk-hours", "", code=1).json["error"]["hint"]
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)


main(a_dry_run_says_what_the_sync_then_costs, a_sync_keeps_to_its_bytes_and_sends_punches_first,
     a_day_has_a_budget_that_outlives_the_program, bulk_waits_for_its_hours,
     settings_hold_at_once_and_the_command_line_wins)
