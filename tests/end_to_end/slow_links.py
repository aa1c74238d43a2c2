"""Slow links that break: what has crossed them does not cross them again, every life of a link brings something, and the next
connection costs no certificates."""
import json
import random

from _office import assert_same, main, nip, office_day, people, units

STAFF = 60
DAYS = 22


def busy_office(world, hub, unit, days=DAYS):
    """An enrolled PC that has synced once, and has recorded so many days since."""
    office = world.office(unit, hub).start()
    assert office.sync().json["result"] == "complete"
    staff = [(index, nip(index, int(unit.split(".")[1]))) for index in range(1, STAFF + 1)]
    letters = random.Random(unit)

    def work():
        for one in (one for day in range(1, days + 1) for one in office_day(staff, day)):
            if one["kind"] == "daily_report":  # texts that do not compress to nothing
                one["activities"].append("berkas " + "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=36)))
            yield one
    office.imports(world.write_json_lines(f"{office.name}.jsonl", work()))
    return office


def hub_of(world, *codes):
    hub = world.hub()
    hub.imports("unit", units(*codes))
    for code in codes:
        hub.imports("employee", people(code, STAFF, int(code.split(".")[1])))
    return hub


def until_complete(office, most, before=lambda: None):
    """Syncs until the hub has all; answers how often."""
    for attempt in range(1, most + 1):
        before()
        report = office.sync(code=(0, 1, 2)).json
        if report["result"] == "complete":
            return attempt
    raise AssertionError(f"not through after {most} syncs: {report}")


def a_month_over_a_link_that_breaks_again_and_again(world):
    hub = hub_of(world, "7.01", "7.02")
    steady = busy_office(world, hub, "7.01")
    before = hub.link.passed_up
    assert steady.sync().json["result"] == "complete"
    whole = hub.link.passed_up - before

    office = busy_office(world, hub, "7.02")
    hub.link.slow(delay=0.05)
    before, connections = hub.link.passed_up, hub.link.connections
    attempts = until_complete(office, 40, lambda: hub.link.break_after(up=11_000, how="end", every=True))
    hub.link.disarm()
    passed, breaks = hub.link.passed_up - before, hub.link.connections - connections
    world.measure("bytes up unbroken, broken, connections, syncs", (whole, passed, breaks, attempts))
    # Every connection costs its handshake and a question; of the month itself a tenth may cross twice.
    assert breaks >= 3, breaks
    assert passed <= 1.1 * whole + breaks * 1300, (passed, whole, breaks)
    assert_same(office, hub)


def an_answer_that_breaks_off_goes_on_where_it_broke(world):
    hub = hub_of(world, "7.01")
    steady, second = (world.office("7.01", hub, name=name).start() for name in ("steady", "second"))
    busy_office(world, hub, "7.01").sync()
    before = hub.link.passed_down
    steady.sync()
    whole = hub.link.passed_down - before
    hub.link.slow(delay=0.05)
    before, connections = hub.link.passed_down, hub.link.connections
    until_complete(second, 40, lambda: hub.link.break_after(down=12_000, how="end", every=True))
    hub.link.disarm()
    passed, breaks = hub.link.passed_down - before, hub.link.connections - connections
    world.measure("bytes down unbroken, broken, connections", (whole, passed, breaks))
    assert breaks >= 2, breaks
    assert passed <= 1.1 * whole + breaks * 2500 + 4096, (passed, whole, breaks)
    assert_same(second, hub)


def every_life_of_15_seconds_at_16_kbit_brings_something(world):
    hub = hub_of(world, "7.01")
    office = busy_office(world, hub, "7.01")
    hub.link.drop_connections()
    life = 15 * 2000  # bytes that one life of the link carries, both ways together at most
    hub.link.slow(delay=0.3, rate=200_000)  # a tenth of the waiting: lives are counted in bytes here
    pending = [office.status()["pending"]]
    while pending[-1] > 0:
        hub.link.break_after(up=life // 2, how="end", every=True)
        office.sync(code=(0, 1, 2))
        pending.append(office.status()["pending"])
        assert len(pending) < 20, pending
    hub.link.disarm()
    world.measure("commits waiting after each life", pending)
    hub.link.flow()
    assert_same(office, hub)


def the_next_connection_resumes_the_session_even_of_a_program_that_was_started_anew(world):
    hub = hub_of(world, "7.01")
    office = world.office("7.01", hub)
    secret = office.dir / "tls_session"
    assert secret.stat().st_mode & 0o77 == 0, oct(secret.stat().st_mode)
    secret.unlink()

    def received():
        office.start()
        report = office.sync().json
        office.stop()
        return report["received"]["bytes"]
    whole, resumed = received(), received()
    world.measure("bytes down of a sync on a new connection: whole handshake, resumed", (whole, resumed))
    assert resumed + 400 < whole, (whole, resumed)
    assert secret.stat().st_mode & 0o77 == 0
    ticket = secret.read_bytes()[-16:]
    assert ticket not in b"".join(line.encode() for line in office.service.lines), json.dumps(office.service.lines)


main(a_month_over_a_link_that_breaks_again_and_again, an_answer_that_breaks_off_goes_on_where_it_broke,
     every_life_of_15_seconds_at_16_kbit_brings_something,
     the_next_connection_resumes_the_session_even_of_a_program_that_was_started_anew)
