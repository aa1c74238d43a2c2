"""Prevents that a bad link costs a record, doubles one, or makes `hadir sync` say "complete" of something the hub does not hold.
"""
import random
import socket
import subprocess
import time

from _office import PATIENCE, Office, assert_same, clock, finish, main, nip, office_day, parsed, people, program, run, spawn, units


def province(world, staff=10):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", staff))
    return hub, world.office("7.01", hub, "office")


class Puncher:
    """Punches that are all different."""

    def __init__(self, office):
        self.office, self.count = office, 0

    def __call__(self):
        self.count += 1
        day, person = 1 + self.count // 10, 1 + self.count % 10
        self.office.hadir("punch", nip(person), "in", "--at", clock(day, person, 7))


def assert_held(office, hub, kinds=("punch",)):
    """What exit code 0 has promised."""
    for kind in kinds:
        assert office.records(kind) == hub.records(kind, office.unit), f"sync said complete, but the hub lacks some {kind}"


def hub_is_away(world):
    hub, office = province(world)
    punch = Puncher(office)
    hub.stop()
    for with_service in (False, True):
        if with_service:
            office.start()
        for cut in (False, True):  # nobody listens; and: everything is reset
            if cut:
                hub.link.cut()
            punch()
            report = office.sync(code=2).json
            assert report["result"] == "unreachable" and report["pending"] == punch.count, report
            assert isinstance(report["oldest_pending_s"], int) and 0 <= report["oldest_pending_s"] < PATIENCE * 10, report
            assert report["error"]["fault"] == "unreachable" and report["error"]["what"] and report["error"]["hint"], report
            status = office.status()
            assert status["pending"] == punch.count and status["oldest_pending_s"] >= report["oldest_pending_s"], status
            hub.link.mend()
    words = run([program("HADIR"), "sync", "--data", office.dir], code=2).text
    assert "aman" in words and f"menunggu: {punch.count} " in words, words
    hub.start()
    assert office.sync().json["pending"] == 0
    assert_same(office, hub)


def cut_at(world, direction):
    """Breaks one sync after another at other bytes; the next one must complete it."""
    hub, office = province(world)
    punch = Puncher(office)
    chance = random.Random(f"cut {direction}")

    def whole_sync():
        up, down = hub.link.passed_up, hub.link.passed_down
        assert office.sync().json["result"] == "complete"
        return hub.link.passed_up - up if direction == "up" else hub.link.passed_down - down

    punch()
    size = whole_sync()
    offsets = sorted(set([0, 1, 5, size - 1, size - 20] + [chance.randrange(size) for _ in range(20)]))
    unfinished = 0
    for index, offset in enumerate(offsets):
        punch()
        hub.link.break_after(**{direction: offset}, how=("reset", "end")[index % 2])
        broken = office.sync(code=(0, 2)).json
        if broken["result"] == "complete":
            assert_held(office, hub)
        else:
            unfinished += 1
            assert broken["pending"] == 1, broken
        hub.link.disarm()
        whole = office.sync().json
        assert whole["result"] == "complete" and whole["pending"] == 0, whole
        assert_held(office, hub)
        assert len(parsed(hub.records("punch"))) == punch.count
    # Bigger ones, where several kinds travel together.
    staff = [(number, nip(number)) for number in range(1, 11)]
    for day in (100, 130, 160):
        records = [one for number in range(day, day + 20) for one in office_day(staff, number)]
        office.imports(world.write_json_lines("days.jsonl", records))
        hub.link.break_after(**{direction: size + chance.randrange(2000 if direction == "up" else 100)})
        broken = office.sync(code=(0, 2)).json
        if broken["result"] == "complete":
            assert_held(office, hub, ("punch", "schedule", "daily_report"))
        hub.link.disarm()
        assert office.sync().json["result"] == "complete"
        assert_held(office, hub, ("punch", "schedule", "daily_report"))
        punch.count += 400
    assert len(parsed(hub.records("punch"))) == punch.count - 3 * 400 + 3 * 20 * 20
    assert_same(office, hub)
    assert unfinished >= 15, "the link broke too rarely to show anything"
    assert hub.status()["parked"] == [] and hub.status()["refusals"] == [], hub.status()
    world.measure(f"a sync of {size} bytes {direction}", f"broken {unfinished} times at {len(offsets)} offsets, nothing lost or doubled")


def cut_in_the_request(world):
    cut_at(world, "up")


def cut_in_the_answer(world):
    cut_at(world, "down")


def kept_connections(world):
    """The service keeps its connection between syncs; one that died meanwhile costs no failed sync more than once."""
    hub, office = province(world)
    office.start()
    punch = Puncher(office)
    punch()
    office.sync()
    before = hub.link.connections
    for _ in range(5):
        punch()
        assert office.sync().json["requests"] == 1
    assert hub.link.connections == before, "a new connection for each sync"
    failed = 0
    for how in ("reset", "hub restarts", "hub dies") * 2:
        if how == "reset":
            hub.link.drop_connections()
        else:
            hub.stop() if how == "hub restarts" else hub.kill()
            hub.start()
        punch()
        failed += office.sync(code=(0, 2)).code != 0
        assert office.sync().json["result"] == "complete"
        assert_held(office, hub)
    world.measure("syncs that failed on a dead connection", f"{failed} of 6")
    assert_same(office, hub)


def by_itself(world):
    """A punch reaches the hub without anybody asking, also after the hub was away."""
    hub, office = province(world)
    office.start("--sync-after-write", "100", "--sync-interval", "86400000", "--sync-retry", "200")
    punch = Puncher(office)

    def arrives(within=PATIENCE):
        begun = time.monotonic()
        assert hub.link.wait(lambda: len(parsed(hub.records("punch"))) == punch.count, within), "a punch never reached the hub by itself"
        return time.monotonic() - begun

    punch()
    world.measure("a punch reached the hub by itself after", f"{arrives():.1f} s")
    for how in (hub.kill, hub.stop):
        how()
        said = len(office.service.lines)
        for _ in range(3):
            punch()
        for _ in range(2):  # it tries, and tries again
            office.service.await_line("sync unreachable", after=said)
            said = len(office.service.lines)
        assert office.status()["pending"] >= 3
        hub.start()
        world.measure("after the hub came back it took", f"{arrives():.1f} s")
    hub.link.cut()
    punch()
    office.service.await_line("sync unreachable", after=len(office.service.lines) - 1)
    attempts = hub.link.connections
    begun = time.monotonic()
    # Back-off: in as long as the first twenty retries would take without it there are far fewer.
    assert not hub.link.wait(lambda: hub.link.connections - attempts > 12, 4), "it hammers a hub that is away"
    world.measure("attempts on a dead link", f"{hub.link.connections - attempts} in {time.monotonic() - begun:.1f} s")
    hub.link.mend()
    arrives()
    assert_same(office, hub)


def others_news_come_by_themselves(world):
    hub, office = province(world)
    other = world.office("7.01", hub, "other")
    other.start(*Office.EAGER)
    Puncher(office)()
    office.sync()
    begun = time.monotonic()
    assert hub.link.wait(lambda: len(parsed(other.records("punch"))) == 1, PATIENCE)
    world.measure("what others recorded came by itself after", f"{time.monotonic() - begun:.1f} s at intervals of 1 s")


def a_stalled_exchange(world):
    """Recording and stopping never wait for a network that hangs."""
    hub, office = province(world)
    for stall in ({"down": True}, {"up": True}, {"up": True, "down": True}, None):
        office.start(*Office.EAGER)
        punch = Puncher(office)
        punch.count = len(parsed(office.records("punch")))
        office.sync()
        hub.link.drop_connections()
        taken, known = hub.link.taken_up, hub.link.connections
        hub.link.swallow() if stall is None else hub.link.stall(**stall)
        begun = time.monotonic()
        punch()
        assert hub.link.wait(lambda: hub.link.connections > known or hub.link.taken_up > taken, PATIENCE), "no exchange began"
        punch()
        assert office.status()["pending"] >= 1 and len(parsed(office.records("punch"))) == punch.count
        asked = time.monotonic()
        took = office.stop()
        assert took < 20, f"stopping took {took:.1f} s while an exchange hung"
        world.measure(f"exchange hangs ({stall or 'half-open'})", f"two punches and looks {asked - begun:.2f} s, stop {took:.2f} s")
        hub.link.flow()
        hub.link.drop_connections()
        assert office.sync().json["result"] == "complete"
        assert_held(office, hub)
    # What waited for the exchange is told so.
    office.start()
    hub.link.stall(down=True)
    known = hub.link.connections
    punch()
    asking = spawn(office.command("sync"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert hub.link.wait(lambda: hub.link.connections > known, PATIENCE)
    office.stop()
    told = finish(asking, code=2)
    assert told.json["result"] == "unreachable", told
    hub.link.flow()
    assert office.sync().json["result"] == "complete"


def slow_link(world):
    hub, office = province(world, 30)
    other = world.office("7.01", hub, "other")
    staff = [(number, nip(number)) for number in range(1, 31)]
    office.imports(world.write_json_lines("month.jsonl", [one for day in range(1, 21) for one in office_day(staff, day)]))
    hub.link.slow(delay=0.15, rate=20_000)
    begun = time.monotonic()
    report = office.sync().json
    world.measure("2400 records over 20 kB/s with 0.3 s round trip", f"{time.monotonic() - begun:.1f} s, {report['requests']} requests, {report['sent']['bytes']} bytes")
    assert_held(office, hub, ("punch", "schedule", "daily_report"))
    begun = time.monotonic()
    report = other.sync().json
    world.measure("arriving at the other PC", f"{time.monotonic() - begun:.1f} s, {report['requests']} requests, {report['received']['bytes']} bytes")
    hub.link.flow()
    assert_same(other, hub)


def two_services(world):
    hub, office = province(world)
    office.start()
    second = run([program("HADIR_AGENT"), "run", "--data", office.dir], code=1)
    assert b"sudah berjalan" in second.err, second
    assert office.hadir("punch", nip(1), "in").code == 0 and office.status()["service"] is True
    assert office.service.is_running()
    office.stop()
    assert office.status()["service"] is False
    again = run([program("HADIR_HUB"), "serve", "--listen", "127.0.0.1:0", "--data", hub.dir], code=1)
    assert again.err.strip(), again
    assert office.sync().json["result"] == "complete"
    took = hub.stop()
    world.measure("the hub's orderly end", f"{took:.2f} s")


def what_a_dead_service_leaves(world):
    """After a power cut its port may belong to anybody: the command must find the database itself."""
    hub, office = province(world)
    office.start()
    office.hadir("punch", nip(1), "in")
    port = office.port
    office.kill()
    assert office.hadir("punch", nip(2), "in").json["result"] == "recorded"
    with socket.create_server(("127.0.0.1", port)) as stranger:
        assert office.hadir("punch", nip(3), "in").json["result"] == "recorded"
        stranger.setblocking(False)
        try:
            stranger.accept()
            raise AssertionError("the token was offered to a stranger")
        except BlockingIOError:
            pass
        office.start()
        assert office.hadir("punch", nip(4), "in").json["result"] == "recorded"
    assert office.sync().json["result"] == "complete" and len(parsed(hub.records("punch"))) == 4


main(hub_is_away, cut_in_the_request, cut_in_the_answer, kept_connections, by_itself, others_news_come_by_themselves, a_stalled_exchange,
     slow_link, two_services, what_a_dead_service_leaves)
