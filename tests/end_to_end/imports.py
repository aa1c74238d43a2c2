"""Prevents that one bad line of a list keeps the good ones out, that a number which a spreadsheet has damaged becomes a person,
and that anything is half-written when a file is refused.
"""
from _office import assert_same, date, main, nip, parsed, people, program, run, units

DAMAGED = "1.98609E+17"


def office_of(world, with_service):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02") + [{"code": "7.01.A", "name": "Seksi Contoh", "parent": "7.01"}])
    office = world.office("7.01", hub)
    if with_service:
        office.start()
    return hub, office


def lines_of(answer):
    return {one["line"]: one["reason"] for one in answer["quarantined"]}


def nips(office):
    return [person["nip"] for person in parsed(office.records("employee"))]


def excel_lists(world, with_service):
    hub, office = office_of(world, with_service)
    rows = ["nip;name;unit;class;position;supervisor",                       # 1
            f"{nip(1)};Pegawai Satu;7.01;struktural;Kepala Seksi;",          # 2
            f"{DAMAGED};Pegawai Dua;7.01;jfu;;",                             # 3 damaged
            f"{nip(3)};\"Pegawai; Tiga\";7.01;jft;\"Analis\nMuda\";{nip(1)}",  # 4 and 5: a cell of two lines
            ";Pegawai Empat;7.01;jfu;;",                                     # 6 no number
            f"{nip(5)};Pegawai Lima;7.02;jfu;;",                             # 7 another unit's
            f"{nip(6)};Pegawai Enam;7.01;jabatan;;",                         # 8 no such class
            f"{nip(7)};Pegawai Tujuh;7.01",                                  # 9 too few cells
            f"{nip(8)};Pegawai Delapan;;jfu;;",                              # 10 without a unit: this one
            f"{nip(9)};Pegawai Sembilan;7.01.A;non_asn;;",                   # 11 a part of this unit
            f"'{nip(10)};Pegawai Sepuluh;7.01;jfu;;",                        # 12 the spreadsheet's text mark
            f"{nip(11)[:-3]}000;Pegawai Sebelas;7.01;jfu;;",                 # 13 rounded
            ";;;;;"]                                                         # 14 an empty row
    path = world.write("pegawai.csv", "\ufeff" + "\r\n".join(rows).replace("Analis\r\nMuda", "Analis\nMuda") + "\r\n")
    answer = office.imports(path, code=1)
    reasons = lines_of(answer)
    assert answer["recorded"] == 5 and answer["unchanged"] == 0, answer
    assert set(reasons) == {3, 6, 7, 8, 9, 13}, reasons
    assert DAMAGED in reasons[3] and "lembar kerja" in reasons[3] and "Teks" in reasons[3], reasons
    assert "7.02" in reasons[7] and "class" in reasons[8] and "3 sel" in reasons[9] and "dibulatkan" in reasons[13], reasons
    assert sorted(nips(office)) == sorted(nip(number) for number in (1, 3, 8, 9, 10))
    shown = {person["nip"]: person for person in parsed(office.records("employee"))}
    assert shown[nip(3)]["name"] == "Pegawai; Tiga" and shown[nip(3)]["supervisor"] == nip(1) and shown[nip(8)]["unit"] == "7.01", shown
    again = office.imports(path, code=1)
    assert again["recorded"] == 0 and again["unchanged"] == 5 and set(lines_of(again)) == set(reasons), again
    listed = parsed(office.hadir("quarantine", "list").out)
    assert len(listed) == len(reasons) and {one["line"] for one in listed} == set(reasons), listed
    assert all(one["source"] == "pegawai.csv" for one in listed)
    text = office_text(office, "import", path)
    assert "baris 3" in text and "sudah ada" in text, text

    # What the office imported is the hub's too, byte for byte.
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    assert len(parsed(hub.records("employee", "7.01"))) == 5
    world.measure("quarantined", len(reasons))


def office_text(office, *words):
    """What a person would read."""
    return run([program("HADIR"), *words, "--data", office.dir], code=None).text


def refused_as_a_whole(world, with_service):
    hub, office = office_of(world, with_service)
    before = {kind: office.records(kind) for kind in ("employee", "schedule", "punch")}
    header = "nip,name,unit,class"
    row = f"\n{nip(1)},Pegawai Satu,7.01,jfu\n"
    for name, content, *words in (
            ("unknown-column.csv", header + ",golongan" + row.replace("jfu", "jfu,III/a")),
            ("no-header.csv", row.strip() + row),
            ("empty.csv", ""),
            ("no-key.csv", "name,unit,class\nPegawai Satu,7.01,jfu\n"),
            ("kind.csv", header + row, "--kind", "pegawai")):
        answer = office.hadir("import", world.write(name, content), *words, code=1)
        assert answer.json["error"]["what"] and answer.json["error"]["fault"] == "bad_input", (name, answer)
    assert office.hadir("import", world.path, code=1).error
    assert before == {kind: office.records(kind) for kind in before}, "a refused file must leave nothing"
    assert office.status()["quarantine"] == 0 and office.status()["pending"] == 0
    # Units and holidays are the secretariat's.
    answer = office.imports(world.write_csv("units.csv", units("7.01")), code=1)
    assert answer["recorded"] == 0 and "sekretariat" in answer["quarantined"][0]["reason"], answer


def json_lines(world, with_service):
    hub, office = office_of(world, with_service)
    office.imports(world.write_csv("people.csv", people("7.01", 3)))
    good = [f'{{"kind":"schedule","employee":"{nip(number)}","date":"{date(number)}","mode":"WFO"}}' for number in range(1, 4)]
    lines = [good[0], "", '{"kind":"schedule"', good[1], "[1,2]", '{"employee":"x"}', '{"kind":"wish","employee":"x"}',
             f'{{"kind":"schedule","employee":"{nip(1)}","date":"2025-02-30","mode":"WFO"}}',
             f'{{"kind":"schedule","employee":"{nip(1)}","date":"{date(9)}","mode":"WFO","room":3}}',
             f'{{"kind":"schedule","employee":"{DAMAGED}","date":"{date(9)}","mode":"WFO"}}',
             f'{{"kind":"schedule","employee":{nip(1)},"date":"{date(9)}","mode":"WFO"}}',
             '{"kind":"schedule","employee":"' + "9" * 70000 + '"}', good[2], '{"kind":"unit","code":"7.09","name":"Kantor Baru"}']
    answer = office.imports(world.write("catatan.jsonl", "\n".join(lines)), code=1)
    reasons = lines_of(answer)
    # Line 11 writes its 18 digits as a number, which JSON keeps exactly.
    assert answer["recorded"] == 4 and set(reasons) == {3, 5, 6, 7, 8, 9, 10, 12, 14}, (answer["recorded"], reasons)
    assert "kind" in reasons[6] and "wish" in reasons[7] and DAMAGED in reasons[10] and "sekretariat" in reasons[14], reasons
    assert [one["date"] for one in parsed(office.records("schedule")) if one["date"] < date(4)] == [date(1), date(2), date(3)]
    waiting = len(parsed(office.hadir("quarantine", "list").out))
    assert waiting == len(reasons)
    assert office.imports(world.write("catatan.jsonl", "\n".join(lines)), code=1)["recorded"] == 0
    assert len(parsed(office.hadir("quarantine", "list").out)) == waiting
    good_only = office.imports(world.write("baik.jsonl", "\n".join(good)))
    assert good_only == {"recorded": 0, "unchanged": 3, "quarantined": [], "released": 0}, good_only
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)


def at_the_hub(world):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    rows = ["nip;name;unit;class;position;supervisor",
            f"{nip(1)};Pegawai Satu;7.01;struktural;;",
            f"{DAMAGED};Pegawai Dua;7.01;jfu;;",
            f"{nip(3)};Pegawai Tiga;9.99;jfu;;",
            f"{nip(4)};Pegawai Empat;7.02;jft;;"]
    path = world.write("pegawai.csv", "\ufeff" + "\r\n".join(rows) + "\r\n")
    answer = hub.hub("employee", "import", path, code=1).json
    assert answer["recorded"] == 2 and [one["line"] for one in answer["refused"]] == [3, 4], answer
    assert DAMAGED in answer["refused"][0]["reason"] and "9.99" in answer["refused"][1]["reason"], answer
    again = hub.hub("employee", "import", path, code=1).json
    assert again["recorded"] == 0 and again["unchanged"] == 2, again
    before = hub.records("employee")
    for content in ("nip;name;unit;class;golongan\r\n" + f"{nip(5)};Pegawai Lima;7.01;jfu;III/a\r\n", "", "\xff\xfe".encode("latin-1")):
        refused = hub.hub("employee", "import", world.write("bad.csv", content), code=1)
        assert refused.json["error"]["what"], refused
    assert hub.records("employee") == before
    office = world.office("7.01", hub)
    assert nips(office) == [nip(1)]


def variants(story):
    def with_service(world):
        story(world, True)

    def without_service(world):
        story(world, False)
    with_service.__name__, without_service.__name__ = story.__name__ + "_with_service", story.__name__ + "_without_service"
    return with_service, without_service


main(*(one for story in (excel_lists, refused_as_a_whole, json_lines) for one in variants(story)), at_the_hub)
