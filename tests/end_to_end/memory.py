"""Prevents that the service grows with what the office has recorded: a year of a hundred people must fit beside everything else
on a PC with little memory.
"""
import time

from _office import Office, assert_same, clock, main, nip, office_day, people, punch, units

DAYS, STAFF = 250, 100
AGENT_LIMIT = 32 * 1024  # KiB
HUB_GROWTH = 16 * 1024  # KiB that the hub may take for one office's year in flight
LAST_DAY = DAYS + 1


def a_year(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", STAFF))
    office = world.office("7.01", hub, "office")
    staff = [(number, nip(number)) for number in range(1, STAFF + 1)]
    year = world.write_json_lines("year.jsonl", (one for day in range(1, DAYS + 1) for one in office_day(staff, day)))
    begun = time.monotonic()
    done = office.hadir("import", year).json
    assert done["recorded"] == DAYS * STAFF * 4, done
    world.measure("100,000 records imported without the service", f"{time.monotonic() - begun:.1f} s, database "
                  f"{office.database.stat().st_size / 2**20:.1f} MiB for a file of {year.stat().st_size / 2**20:.1f} MiB")

    other = world.office("7.01", hub, "other").start()
    hub_before = hub.service.memory()
    office.start()
    measured = {"started": office.service.memory()}
    assert office.hadir("punch", nip(1), "in").json["result"] == "recorded"
    measured["after a punch"] = office.service.memory()
    begun = time.monotonic()
    report = office.sync().json
    measured["after the sync of the year"] = office.service.memory()
    hub_after = hub.service.memory()
    world.measure("the year to the hub", f"{time.monotonic() - begun:.1f} s, {report['requests']} requests, {report['sent']['bytes'] / 2**20:.2f} MiB")
    begun = time.monotonic()
    here = office.records("punch")
    world.measure("50,001 punches listed through the service", f"{time.monotonic() - begun:.1f} s, {len(here) / 2**20:.1f} MiB")
    measured["after listing"] = office.service.memory()
    more = world.write_json_lines("more.jsonl", (punch(person, LAST_DAY, hour, "in") for person in staff for hour in range(6, 16)))
    assert office.imports(more)["recorded"] == 1000
    measured["after an import of 1000"] = office.service.memory()
    for number in range(1, 21):
        office.hadir("punch", nip(number), "out", "--at", clock(LAST_DAY, number, 17))
        assert office.sync().json["requests"] == 1
    measured["after 20 punches and syncs"] = office.service.memory()
    assert_same(office, hub, ("punch",))

    # Another PC of the office takes the whole year.
    begun = time.monotonic()
    report = other.sync().json
    measured["of a second PC after the year came"] = other.service.memory()
    world.measure("the year from the hub", f"{time.monotonic() - begun:.1f} s, {report['requests']} requests, {report['received']['bytes'] / 2**20:.2f} MiB")
    assert_same(other, hub)
    hub_last = hub.service.memory()

    for what, (resident, highest) in measured.items():
        world.measure(f"agent {what}", f"resident {resident / 1024:.1f} MiB, highest {highest / 1024:.1f} MiB")
    for what, (resident, highest) in (("before", hub_before), ("after the year came", hub_after), ("after it went to a second PC", hub_last)):
        world.measure(f"hub {what}", f"resident {resident / 1024:.1f} MiB, highest {highest / 1024:.1f} MiB")
    for what, (_, highest) in measured.items():
        assert highest < AGENT_LIMIT, f"{what} the agent has needed {highest} KiB"
    assert hub_last[1] - hub_before[0] < HUB_GROWTH, f"the hub has grown by {hub_last[1] - hub_before[0]} KiB"


def flat_over_many_requests(world):
    """Neither side keeps anything per request."""
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 10))
    office = world.office("7.01", hub).start(*Office.QUIET)
    call = office.calls()
    early = None
    for round_number in range(600):
        call("punch", employee=nip(1 + round_number % 10), direction="in", at=clock(1 + round_number // 10, round_number % 10, 7))
        assert call("sync")["result"] == "complete"
        if round_number == 150:
            early = office.service.memory()[0], hub.service.memory()[0]
    late = office.service.memory()[0], hub.service.memory()[0]
    world.measure("resident after 150 and after 600 punches with a sync each",
                  f"agent {early[0] / 1024:.1f} and {late[0] / 1024:.1f} MiB, hub {early[1] / 1024:.1f} and {late[1] / 1024:.1f} MiB")
    assert late[0] - early[0] < 1024 and late[1] - early[1] < 2048, (early, late)


main(a_year, flat_over_many_requests)
