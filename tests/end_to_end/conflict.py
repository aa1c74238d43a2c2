"""Prevents that an edit vanishes when two PCs changed the same record without knowing of each other: the same list of open
conflicts stands on every PC and at the hub, and settling it once settles it everywhere.
"""
from _office import assert_same, date, main, nip, parsed, people, units


def office_of(world, count, staff=5):
    """A hub and `count` PCs of one unit."""
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", staff))
    return hub, [world.office("7.01", hub, f"pc{number}") for number in range(1, count + 1)]


def sync_all(offices, rounds=2):
    for _ in range(rounds):
        for office in offices:
            office.sync()


def assert_agreed(hub, offices, conflicts):
    """Byte for byte the same records and the same list everywhere. Answers the list."""
    lists = {office.name: office.conflicts() for office in offices} | {"hub": hub.conflicts("7.01")}
    assert len(set(lists.values())) == 1, lists
    for office in offices:
        assert_same(office, hub)
    open_ones = parsed(hub.conflicts())
    assert len(open_ones) == conflicts, open_ones
    assert all(office.status()["conflicts"] == conflicts for office in offices) and hub.status()["conflicts"] == conflicts
    return open_ones


def mode(office, person, day):
    return parsed(office.records("schedule", f"employee={person}", f"date={date(day)}"))[0]["mode"]


def two_pcs(world):
    hub, (one, two) = office_of(world, 2)
    for with_services, person in ((False, nip(1)), (True, nip(2))):
        if with_services:
            one.start(), two.start()
        hub.link.cut()
        one.hadir("schedule", "set", person, date(5), "WFO", "--as", nip(4))
        two.hadir("schedule", "set", person, date(5), "WFH", "--as", nip(5))
        two.hadir("schedule", "set", person, date(6), "WFH")
        for office in (one, two):
            office.sync(code=2)
        hub.link.mend()
        sync_all((one, two))
        conflict, = assert_agreed(hub, (one, two), 1)
        assert conflict["id"] == f"schedule/{person}/{date(5)}/mode", conflict
        assert conflict["kind"] == "schedule" and conflict["field"] == "mode" and conflict["needs_decision"] is True, conflict
        assert {(head["value"], head["author"]) for head in conflict["values"]} == {("WFO", nip(4)), ("WFH", nip(5))}, conflict
        # Both clocks were confirmed by the hub, so the later decision shows, as the first of the list.
        assert conflict["shown"] == "WFH" == conflict["values"][0]["value"] and mode(one, person, 5) == "WFH", conflict
        assert person in one.hadir("conflicts", "list").text

        assert two.hadir("conflicts", "settle", conflict["id"], "--keep", "3", code=1).error
        settled = two.hadir("conflicts", "settle", conflict["id"], "--keep", "2").json
        assert settled["result"] == "settled" and settled["value"] == "WFO", settled
        assert two.hadir("conflicts", "settle", conflict["id"], "--keep", "1", code=1).json["error"]["fault"] == "not_found"
        sync_all((two, one))
        assert_agreed(hub, (one, two), 0)
        assert mode(one, person, 5) == mode(two, person, 5) == "WFO"
        assert two.sync().json["sent"]["commits"] == 0


def same_value_twice(world):
    """Two PCs that say the same do not bother anybody."""
    hub, (one, two) = office_of(world, 2)
    for office in (one, two):
        office.hadir("schedule", "set", nip(1), date(5), "WFH", "P2")
    sync_all((one, two))
    assert_agreed(hub, (one, two), 0)


def three_pcs(world):
    hub, offices = office_of(world, 3)
    one, two, three = offices
    for office, value, shift in ((one, "WFO", "P1"), (two, "WFH", "P2"), (three, "DL", "P1")):
        office.hadir("schedule", "set", nip(1), date(7), value, shift)
    sync_all(offices)
    by_field = {conflict["field"]: conflict for conflict in assert_agreed(hub, offices, 2)}
    assert [head["value"] for head in by_field["mode"]["values"]] == ["DL", "WFH", "WFO"], by_field["mode"]
    assert {head["value"] for head in by_field["shift"]["values"]} == {"P1", "P2"}, by_field["shift"]
    # A value that nobody had written, then one of the list.
    one.hadir("conflicts", "settle", by_field["mode"]["id"], "--value", "off")
    sync_all(offices)
    assert_agreed(hub, offices, 1)
    assert mode(three, nip(1), 7) == "OFF"
    assert "error" in three.hadir("conflicts", "settle", by_field["shift"]["id"], code=64).json
    three.hadir("conflicts", "settle", by_field["shift"]["id"], "--keep", "2")
    sync_all(offices)
    assert_agreed(hub, offices, 0)
    assert one.hadir("conflicts", "settle", by_field["mode"]["id"], "--value", "nowhere", code=1)


def settled_twice_at_once(world):
    """Two people settle the same conflict without knowing: differently is a new conflict, alike is none."""
    hub, (one, two) = office_of(world, 2)
    for day, values in ((8, ("1", "2")), (9, ("1", "1"))):
        one.hadir("schedule", "set", nip(1), date(day), "WFO")
        two.hadir("schedule", "set", nip(1), date(day), "WFH")
        sync_all((one, two))
        conflict, = assert_agreed(hub, (one, two), 1)
        for office, keep in zip((one, two), values):
            office.hadir("conflicts", "settle", conflict["id"], "--keep", keep)
            assert parsed(office.conflicts()) == []
        sync_all((one, two))
        if values[0] == values[1]:
            assert_agreed(hub, (one, two), 0)
            continue
        again, = assert_agreed(hub, (one, two), 1)
        assert {head["value"] for head in again["values"]} == {"WFO", "WFH"} and len(again["values"]) == 2, again
        two.hadir("conflicts", "settle", again["id"], "--keep", "1")
        sync_all((two, one))
        assert_agreed(hub, (one, two), 0)


def settled_against_a_third_edit(world):
    """An edit that did not know of the settlement is not lost either."""
    hub, offices = office_of(world, 3)
    one, two, three = offices
    one.hadir("schedule", "set", nip(1), date(5), "WFO")
    two.hadir("schedule", "set", nip(1), date(5), "WFH")
    sync_all((one, two))
    conflict, = parsed(one.conflicts())
    one.hadir("conflicts", "settle", conflict["id"], "--keep", "1")
    three.hadir("schedule", "set", nip(1), date(5), "LEAVE")
    sync_all(offices)
    again, = assert_agreed(hub, offices, 1)
    assert {head["value"] for head in again["values"]} == {conflict["values"][0]["value"], "LEAVE"}, again


def deleted_and_edited(world):
    hub, (one, two) = office_of(world, 2)
    for decision, left in (("true", 0), ("false", 1)):
        one.hadir("schedule", "set", nip(1), date(5), "WFO")
        sync_all((one, two))
        gone = world.write_json_lines("gone.jsonl", [{"kind": "schedule", "employee": nip(1), "date": date(5), "deleted": True}])
        assert one.imports(gone)["recorded"] == 1
        assert parsed(one.records("schedule")) == []
        two.hadir("schedule", "set", nip(1), date(5), "WFH")
        sync_all((one, two))
        conflict, = assert_agreed(hub, (one, two), 1)
        assert conflict["field"] == "deleted", conflict
        assert mode(one, nip(1), 5) == "WFH", "an edit beside a deletion keeps the record"
        one.hadir("conflicts", "settle", conflict["id"], "--value", decision)
        sync_all((one, two))
        assert_agreed(hub, (one, two), 0)
        assert len(parsed(two.records("schedule"))) == left, decision


def secretariat_and_office(world):
    """The hub is a replica too: its edit of an employee beside the office's is a conflict like any other."""
    hub, (one, two) = office_of(world, 2)
    hub.imports("employee", [{"nip": nip(1), "name": "Nama dari Sekretariat", "unit": "7.01", "class": "jfu"}])
    one.imports(world.write_csv("names.csv", [{"nip": nip(1), "name": "Nama dari Kantor", "unit": "7.01", "class": "jfu"}]))
    sync_all((one, two))
    conflict, = assert_agreed(hub, (one, two), 1)
    assert conflict["field"] == "name" and {head["value"] for head in conflict["values"]} == {"Nama dari Sekretariat", "Nama dari Kantor"}
    two.hadir("conflicts", "settle", conflict["id"], "--value", "Nama yang Benar")
    sync_all((two, one))
    assert_agreed(hub, (one, two), 0)
    names = {person["nip"]: person["name"] for person in parsed(hub.records("employee", "7.01"))}
    assert names[nip(1)] == "Nama yang Benar", names


main(two_pcs, same_value_twice, three_pcs, settled_twice_at_once, settled_against_a_third_edit, deleted_and_edited, secretariat_and_office)
