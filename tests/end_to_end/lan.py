"""Prevents that an office whose link is down is as many offices as it has PCs, and that a PC's disk takes unsent punches with it: PCs of
one unit meet on the office's network, agree, and any of them carries all to the hub.
"""
import shutil
import socket

from _office import assert_same, clock, main, nip, parsed, people, units


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    hub.imports("employee", people("7.01", 5) + people("7.02", 5, 2))
    return hub


def start(office, *peers, discover=()):
    """With the office's network on; the others are named, or found."""
    office.lan_port = getattr(office, "lan_port", None) or free_port()
    named = [word for peer in peers for word in ("--lan-peer", f"127.0.0.1:{peer.lan_port}")]
    office.start(*office.QUIET, "--lan-listen", f"127.0.0.1:{office.lan_port}", "--lan-after-write", "0", "--lan-interval", "86400000",
                 *named, *discover)
    return office


def until(office, condition):
    """Asked again whenever the office's service has something to say of its neighbours."""
    while True:
        heard = len(office.service.lines)
        if condition():
            return
        office.service.await_line(r"\blan ", after=heard)


def two_pcs(world, hub):
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    # One heard of two's enrolment in no answer yet: two brings the later list along.
    for office in (one, two):
        assert office.sync().json["result"] == "complete"
    return one, two


def without_any_hub(world):
    hub = province(world)
    one, two = two_pcs(world, hub)
    one.lan_port, two.lan_port = free_port(), free_port()
    hub.link.cut()
    start(one, two), start(two, one)
    for person, office in ((1, one), (2, two), (3, one)):
        office.hadir("punch", nip(person), "in", "--at", clock(1, person, 7))
    one.service.await_line("lan .*: sent [1-9]")
    for office in (one, two):
        until(office, lambda office=office: len(parsed(office.records("punch"))) == 3)
    assert one.records("punch") == two.records("punch")
    assert one.sync(code=2).json["pending"] > 0
    until(one, lambda: one.status()["lan"]["alone"] == 0)
    peer, = one.status()["lan"]["peers"]
    assert peer["origin"] == two.status()["origin"] and peer["lacking"] == 0, peer

    # The disk of one dies. The other brings everything to the hub, signed by the PC that is no more.
    lost = one.status()["origin"]
    one.kill()
    shutil.rmtree(one.dir)
    hub.link.mend()
    assert two.sync().json["result"] == "complete"
    assert_same(two, hub)
    assert len(parsed(hub.records("punch"))) == 3
    assert hub.hub("verify").json["findings"] == []
    assert any(lost in str(entry) for entry in hub.status()["replicas"])

    # A new PC in its place, and still no link: its colleague gives it the office.
    code = hub.enrol("7.01")
    three = world.office("7.01", name="three")
    three.init("--enrol", code)
    hub.link.cut()
    start(three, two)
    until(three, lambda: len(parsed(three.records("punch"))) == 3)
    assert three.records("employee") == two.records("employee")


def found_by_themselves(world):
    hub = province(world)
    one, two = two_pcs(world, hub)
    hub.link.cut()
    look = ("--lan-discover", "127.0.0.1")
    start(one, discover=look), start(two, discover=look)
    one.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    two.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    for office in (one, two):
        until(office, lambda office=office: len(parsed(office.records("punch"))) == 2)


def strangers_on_the_network(world):
    hub = province(world)
    one, two = two_pcs(world, hub)
    neighbour = world.office("7.02", hub, "neighbour")
    neighbour.sync()
    two.lan_port, neighbour.lan_port = free_port(), free_port()
    start(one, two)
    start(neighbour, one)
    one.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    neighbour.hadir("punch", nip(1, 2), "in", "--at", clock(1, 1, 7))
    neighbour.service.await_line("lan .*: answers 403")
    assert len(parsed(neighbour.records("punch"))) == 1
    # A colleague who was revoked, once one has heard of it.
    hub.hub("revoke", two.status()["origin"])
    assert one.sync().json["result"] == "complete"
    start(two, one)
    two.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    two.service.await_line("lan .*: answers 403")
    assert len(parsed(one.records("punch"))) == 1
    # Garbage: a refusal each, and the service goes on.
    for path in ("/v1/peer", "/v1/peer/hello", "/api/v1/call/status", "/"):
        with socket.create_connection(("127.0.0.1", one.lan_port), timeout=30) as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\nConnection: close\r\n\r\n".encode() + b"\xff" * 300)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 403", b"HTTP/1.1 404")), answer
    assert one.status()["service"]


main(without_any_hub, found_by_themselves, strangers_on_the_network)
