"""A circular goes from the secretariat to every office, and every office comes to the same roster and the same findings by it.

Prevents that a draft changes anything; that a contradiction is activated; that a malformed circular or list is half taken; that one
which was used is deleted; that an office makes itself rules that nobody let it make.
"""
import json

from _desk import KADIS, KASUBBAG, STAFF, circular, hub_with_office, sync_all
from _office import main, parsed, units

LAMPUNG = "045.2/103/VII/POSKO/2021"


def to_the_offices(world):
    hub = hub_with_office(world, sector="esensial")
    path = circular(world, "lampung-2021")
    assert hub.hub("circular", "check", path).json["problems"] == []
    assert hub.hub("circular", "add", path).json["result"] == "recorded"
    assert hub.hub("circular", "add", path).json["result"] == "unchanged"
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    sync_all(one, two)
    # A25: a draft has no effect.
    row, = one.hadir("circular", "list").json["rows"]
    assert row["stands"] == "draf" and row["number"] == LAMPUNG, row
    free = one.hadir("roster", "propose", "--month", "2021-08").json
    assert {cell["mode"] for cell in free["cells"] if cell["employee"] == STAFF[0]} == {"WFO", "OFF"}, free["cells"][:40]

    assert hub.hub("circular", "activate", LAMPUNG, "--from", "12-07-2021").json["result"] == "recorded"
    sync_all(one, two)
    assert one.hadir("circular", "list").json["rows"][0]["stands"] == "berlaku"
    two.start()  # through its service, the other one without
    left, right = (office.hadir("roster", "propose", "--month", "Agustus 2021").out for office in (one, two))
    assert left == right, "two PCs propose different rosters"
    cells = json.loads(left)["cells"]
    assert any(cell["mode"] == "WFH" and "R3.5" in cell["citation"] for cell in cells), cells[:5]
    for day in {cell["date"] for cell in cells if cell["mode"] != "OFF"}:
        assert sum(cell["mode"] == "WFO" and cell["employee"] in STAFF for cell in cells if cell["date"] == day) <= 2, day  # A01
    assert not parsed(one.records("schedule")), "a proposal was saved"

    published = one.hadir("--as", KADIS, "roster", "publish", "--month", "2021-08").json
    assert published["result"] == "recorded" and published["cells"] == len(cells), published
    sync_all(one, two)
    assert one.records("schedule") == two.records("schedule") == hub.records("schedule", "7.01")
    views = [office.hadir("compliance", "--month", "2021-08") for office in (one, two)]
    assert views[0].out == views[1].out and views[0].json["violations"] == 0, views[0]

    # A third one comes to the office on a day of two: found on both PCs alike, and refused on neither.
    day = next(cell["date"] for cell in cells if cell["mode"] == "WFH")
    third = next(cell["employee"] for cell in cells if cell["date"] == day and cell["mode"] == "WFH")
    two.hadir("schedule", "set", third, day, "WFO")
    sync_all(two, one)
    found = [office.hadir("compliance", "--date", day, code=1) for office in (one, two)]
    assert found[0].out == found[1].out, "two PCs find different things"
    assert any(LAMPUNG in one_of["citation"] and one_of["violation"] for one_of in found[0].json["findings"]), found[0]
    assert hub.hub("compliance", "--unit", "7.01", "--date", day, code=1).json["violations"] == found[0].json["violations"]

    # A26: what was used stays.
    refused = hub.hub("circular", "delete", LAMPUNG, code=1)
    assert LAMPUNG in refused.error, refused
    assert hub.hub("circular", "withdraw", LAMPUNG, "--until", "2021-08-31").json["result"] == "recorded"
    sync_all(one, two)
    assert "berakhir" in one.hadir("circular", "list").json["rows"][0]["stands"]
    assert one.hadir("compliance", "--date", day, code=1).json["violations"] == found[0].json["violations"], "August is another one now"


def refused_whole(world):
    hub = hub_with_office(world, sector="esensial")
    before = hub.records("circular")
    good = json.loads(circular(world, "lampung-2021").read_text())
    clause = good["clauses"][3]
    for name, document, says in [
            ("cut.json", json.dumps(good)[:400], ""),
            ("percent.json", json.dumps(good | {"clauses": [clause | {"presence": {"max": "250%"}}]}), "R3.5"),
            ("member.json", json.dumps(good | {"clauses": [clause | {"presense": {}}]}), "presense"),
            ("date.json", json.dumps(good | {"effective": "2021-02-30"}), "2021-02-30"),
            ("nothing.json", json.dumps({key: good[key] for key in good if key != "number"}), "number")]:
        path = world.write(name, document)
        for verb in ("check", "add"):
            assert says in hub.hub("circular", verb, path, code=1).error, (name, verb)
    twice = good | {"clauses": [clause, clause | {"id": "R9", "presence": {"max": "50%", "of": "staff"}}]}
    path = world.write("twice.json", json.dumps(twice))
    problems = hub.hub("circular", "check", path, code=1).json["problems"]
    assert any("R3.5" in one and "R9" in one for one in problems), problems
    assert hub.records("circular") == before
    hub.hub("circular", "add", path)
    refused = hub.hub("circular", "activate", LAMPUNG, code=1).error
    assert "R3.5" in refused and "R9" in refused, refused
    assert hub.hub("circular", "delete", LAMPUNG).json["result"] == "recorded"
    assert hub.records("circular") == before

    # Lists: cycles that only come with a day, unknown places, NIPs out of a spreadsheet, dates that do not exist.
    hub.imports("unit", units("8.01", "8.02"))
    for kind, rows, says in [
            ("unit-revision", [{"unit": "8.01", "from": "2021-07-01", "parent": "8.02"}, {"unit": "8.02", "from": "2021-08-01", "parent": "8.01"}], "berputar"),
            ("unit-revision", [{"unit": "9.99", "from": "2021-07-01", "sector": "esensial"}], "9.99"),
            ("region-status", [{"region": "Kota Metro", "from": "2021-02-30", "zone": "merah"}], "2021-02-30"),
            ("calendar", [{"name": "umum", "from": "2021-01-01", "hours": "senin-kamis 16:00-07:30"}], ""),
            ("employee-revision", [{"employee": "1.98609E+17", "from": "2021-07-01", "section": "Umum", "unit": "7.01"}], "E+17"),
            ("employee-revision", [{"employee": STAFF[0], "from": "2021-07-01", "section": "Umum", "unit": "8.01"}], "7.01"),
            ("holder", [{"post": "kadis", "from": "2021-07-01", "until": "2021-06-01", "person": KADIS, "standing": "plh", "unit": "7.01"}], "until"),
            ("post", [{"code": "kadis", "title": "Kepala", "unit": "9.99"}], "9.99")]:
        report = hub.imports(kind, rows, code=1)
        assert report["refused"] and says in report["refused"][0]["reason"] + report["refused"][0]["hint"], (kind, report)
    assert hub.imports("employee-revision", [{"employee": STAFF[0], "from": "2021-07-01", "section": "Bagian Umum"}])["recorded"] == 1
    assert hub.imports("region-status", [{"region": "Kota Metro", "from": "2021-07-01", "zone": "merah", "level": "4"}])["recorded"] == 1


def own_rules(world):
    hub = hub_with_office(world, public_service="ya", region="Kabupaten Tulang Bawang Barat")
    office = world.office("7.01", hub, "one")
    own = world.write("own.json", json.dumps({"issuer": "Kepala Dinas", "number": "7/KPTS/2021", "title": "Ritme pelayanan", "effective": "2021-07-05",
                                              "clauses": [{"id": "1", "text": "Pelayanan penuh.", "presence": {"min": "80%", "of": "all"}}]}))
    assert "edaran" in office.hadir("--as", KADIS, "circular", "add", own, code=1).error  # A13: nobody lets it
    hub.hub("circular", "add", circular(world, "tulang-bawang-barat-2021"))
    hub.hub("circular", "activate", "045.2/148/I.09/TULANGBAWANG BARAT/2021")
    office.sync()
    assert KADIS in office.hadir("--as", KASUBBAG, "circular", "add", own, code=1).error
    office.hadir("--as", KADIS, "circular", "add", own)
    office.hadir("--as", KADIS, "circular", "activate", "7/KPTS/2021")
    sync_all(office)
    listed = {row["number"]: row for row in hub.hub("circular", "list").json["rows"]}
    assert listed["7/KPTS/2021"]["unit"] == "7.01", listed
    cells = office.hadir("roster", "propose", "--from", "2021-07-05", "--until", "2021-07-05").json["cells"]
    assert sum(cell["mode"] == "WFO" for cell in cells) >= 10, cells


main(to_the_offices, refused_whole, own_rules)
