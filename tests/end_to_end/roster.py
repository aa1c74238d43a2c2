"""Groups take turns, the roster is explained and published, and the papers of the month come out of it.

Prevents that a month's papers need a day each, that a paper differs between two PCs, that a group's turns move because somebody
joins, that a report's file is half there.
"""
from _desk import KADIS, KASUBBAG, STAFF, circular, hub_with_office, sync_all
from _office import main, parsed


def turns(world):
    hub = hub_with_office(world, region="Kota Metro")
    hub.imports("holiday", [{"date": "2021-07-20", "name": "Iduladha"}])
    hub.hub("circular", "add", circular(world, "metro-2021", binds={"regions": "Kota Metro"}))
    hub.hub("circular", "activate", "tanpa nomor, April 2021", "--from", "2021-07-12")
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    everybody = [KADIS, KASUBBAG, *STAFF]
    one.hadir("rotation", "set", "A", *everybody[:6], "--from", "2021-07-12")
    one.hadir("rotation", "set", "B", *everybody[6:], "--from", "2021-07-12")
    sync_all(one, two)
    proposal = [office.hadir("roster", "propose", "--from", "2021-07-12", "--until", "2021-07-31").out for office in (one, two)]
    assert proposal[0] == proposal[1]
    published = two.hadir("--as", KADIS, "roster", "publish", "--from", "2021-07-12", "--until", "2021-07-31").json
    assert published["result"] == "recorded", published
    assert two.hadir("--as", KADIS, "roster", "publish", "--from", "2021-07-12", "--until", "2021-07-31").json["result"] == "unchanged"
    sync_all(two, one)
    rows = one.hadir("roster", "explain", STAFF[-1], "--from", "2021-07-12", "--until", "2021-07-31").json["rows"]
    office_days = [row["date"][-2:] for row in rows if row["mode"] == "WFO"]
    # A17: the circular counts working days from 26 April, whose 56th is the 12th: B's turn. The holiday on the 20th does not count.
    assert office_days == ["12", "14", "16", "21", "23", "27", "29"], office_days
    assert all(row["why"] for row in rows), rows

    for day, person in (("2021-07-13", STAFF[-1]), ("2021-07-14", STAFF[-1])):
        for hour, direction in (("07:25", "in"), ("16:05", "out")):
            one.hadir("punch", person, direction, "--at", f"{day}T{hour}:00+07:00", "--source", "kiosk")
    sync_all(one, two)
    for words in (("recap", "attendance", "--month", "2021-07"), ("recap", "hours", "--month", "2021-07"), ("hours", "--month", "2021-07"),
                  ("recap", "exceptions", "--month", "2021-07"), ("recap", "compliance", "--month", "2021-07"),
                  ("recap", "roster", "--month", "2021-07"), ("recap", "travel", "--month", "2021-07"), ("discipline", "--year", "2021"),
                  ("recap", "attendance-list", "--date", "2021-07-13"), ("recap", "tiers", "--date", "2021-07-14"), ("day", "--date", "2021-07-13")):
        left, right = (office.hadir(*words).out for office in (one, two))
        assert left and left == right, words
    for ending, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        files = [world.path / f"{office.name}.{ending}" for office in (one, two)]
        for office, path in zip((one, two), files):
            office.hadir("recap", "attendance", "--month", "2021-07", "--out", path)
        assert files[0].read_bytes().startswith(begins) and files[0].read_bytes() == files[1].read_bytes(), ending

    # A23: what is handed in, and by whom it is missed.
    assert one.hadir("--as", KASUBBAG, "recap", "submit", "travel", "--month", "2021-07", code=1).error
    assert one.hadir("--as", KASUBBAG, "recap", "submit", "travel", "--month", "2021-07", "--nil").json["nil"] is True
    assert parsed(one.records("recap"))[0]["month"] == "2021-07-01"


main(turns)
