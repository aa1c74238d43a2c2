"""Permits, letters and reports go through tiers on two PCs that cannot reach each other, and come out the same everywhere.

Prevents that a decision made without a link is lost or doubled, that a vacant post stops anything, that somebody approves
himself, that a recall by telephone leaves no trace, that two superiors who decide differently are told nothing, that a circular is
broken and nobody knows why, that somebody looks at health data and nobody knows who.
"""
import json

from _desk import KADIS, KASUBBAG, STAFF, hub_with_office, sync_all
from _office import main, parsed

SARI, BUDI = STAFF[0], STAFF[1]


def without_a_link(world):
    hub = hub_with_office(world)
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    sync_all(one, two)
    report = one.hadir("--as", SARI, "report-daily", "submit", "Rekap absensi", "Rapat bidang", "--evidence", "foto.jpg").json["subject"]
    permit = one.hadir("--as", SARI, "permit", "request", "kantor", "--reason", "tanda tangan", "--room", "Keuangan").json["subject"]
    leave = one.hadir("--as", BUDI, "permit", "request", "cuti", "--subtype", "CT", "--reason", "keluarga", "--from", "besok").json["subject"]
    sync_all(one, two)
    hub.link.cut()

    # The first tier on one PC; on the other the head, who cannot know of it yet.
    assert one.hadir("--as", SARI, "report-daily", "approve", report, code=1).error
    waiting = {row["subject"] for row in one.hadir("--as", KASUBBAG, "approvals").json["rows"]}
    assert waiting == {report, permit, leave}, waiting
    assert one.hadir("--as", KASUBBAG, "report-daily", "forward", report, "--note", "lengkap").json["result"] == "recorded"
    assert one.hadir("--as", KASUBBAG, "report-daily", "forward", report, "--note", "lengkap").json["result"] == "unchanged"
    assert "tingkat 1 dari 2" in one.hadir("--as", KASUBBAG, "permit", "approve", permit, code=1).error, "the last tier approves"
    assert one.hadir("--as", KASUBBAG, "permit", "forward", permit).json["tier"] == 1
    decided = two.hadir("--as", KADIS, "report-daily", "approve", report).json
    assert decided["skipped"] == ["sekdis"] and decided["tier"] == decided["of"] == 2, decided  # A29: vacant, told
    # Two who decide differently about the same leave: the stricter one stands, and both are seen.
    one.hadir("--as", KASUBBAG, "permit", "reject", leave, "--note", "tenaga kurang")
    two.hadir("--as", KADIS, "permit", "approve", leave)
    # A36 by telephone.
    two.hadir("--as", KADIS, "recall", "call", BUDI, "--phoned-by", KADIS, "--place", "Ruang Rapat")
    one.hadir("--as", SARI, "attendance", "report", SARI, "--place", "rumah", "--uniform", "ya", "--stayed-home", "ya")

    hub.link.mend()
    sync_all(one, two)
    for words in (("report-daily", "show", SARI), ("permit", "list"), ("recall", "list"), ("approvals", "--all"), ("day",)):
        left, right = (office.hadir(*words).out for office in (one, two))
        assert left == right, f"{words}\n{left.decode()}\n{right.decode()}"
    shown = one.hadir("report-daily", "show", SARI).json
    assert shown["state"] == "disetujui" and len(shown["decisions"]) == 2, shown
    states = {row["subject"]: row["state"] for row in two.hadir("permit", "list").json["rows"]}
    assert states == {permit: "diteruskan", leave: "ditolak"}, states
    call, = one.hadir("recall", "list").json["rows"]
    assert call["phoned_by"] == KADIS and call["minutes"] == 0 and call["state"] == "dijawab", call
    assert one.records("approval") == two.records("approval") == hub.records("approval", "7.01")
    row, = two.hadir("--as", KADIS, "approvals").json["rows"]
    assert row["subject"] == permit, row


def letters(world):
    hub = hub_with_office(world)
    office = world.office("7.01", hub, "one").start()
    assert office.hadir("--as", KASUBBAG, "letter", "draft", SARI, "--from", "2021-07-16", "--until", "2021-07-12", code=1).error
    assert not parsed(office.records("letter")) and not parsed(office.records("letter_person"))
    draft = office.hadir("--as", KASUBBAG, "letter", "draft", SARI, BUDI, "--from", "hari ini", "--until", "lusa", "--number", "800/12/2021").json
    assert draft["people"] == 2, draft
    office.hadir("letter", "add", "800/12/2021", STAFF[2])
    assert office.hadir("--as", BUDI, "letter", "approve", "800/12/2021", code=1).error
    office.hadir("--as", KADIS, "letter", "approve", "800/12/2021")
    row, = office.hadir("letter", "list").json["rows"]
    assert row["people"] == 3 and row["signer"] == KADIS and row["state"] == "disetujui", row
    path = world.path / "spt.pdf"
    office.hadir("letter", "print", "800/12/2021", "--out", path)
    assert path.read_bytes().startswith(b"%PDF"), path.read_bytes()[:20]
    # Corrections are decided like the rest.
    punch = office.hadir("punch", SARI, "in").json["record"]
    shown, = parsed(office.records("punch"))
    name = f"{shown['employee']}/{shown['at']}/{shown['source']}"
    asked = office.hadir("--as", SARI, "correction", "propose", name, "--at", "07:28", "--reason", "mesin mati").json
    office.hadir("--as", KASUBBAG, "correction", "forward", asked["subject"])
    office.hadir("--as", KADIS, "correction", "approve", asked["subject"])
    row, = office.hadir("correction", "list").json["rows"]
    assert "07:28" in row["at"] and row["claimed"][11:16] == punch["at"][11:16], row


def in_spite_of_it(world):
    hub = hub_with_office(world)
    clause = {"id": "R4.2", "text": "Paling banyak 25 % di kantor.", "presence": {"max": "25%", "of": "staff"}}
    hub.hub("circular", "add", world.write("edaran.json", json.dumps({"issuer": "Bupati", "number": "1/SE/2021", "title": "Sistem kerja",
                                                                    "effective": "2021-07-01", "clauses": [clause]})))
    hub.hub("circular", "activate", "1/SE/2021", "--from", "2021-07-01")
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    sync_all(one, two)
    for person in STAFF[:3]:  # of ten: one too many
        one.hadir("schedule", "set", person, "2021-07-13", "WFO")
    publish = ("roster", "publish", "--from", "2021-07-12", "--until", "2021-07-16", "--keep-published")
    assert "R4.2" in one.hadir("--as", KADIS, *publish, code=1).error
    assert one.hadir("--as", KADIS, *publish, "--despite", "ya", code=1).error
    assert not parsed(one.records("deviation"))
    assert one.hadir("--as", KADIS, *publish, "--despite", "vaksinasi massal").json["result"] == "recorded"
    assert one.hadir("--as", KADIS, *publish, "--despite", "vaksinasi massal").json["result"] == "unchanged"
    sync_all(one, two)
    at_hub = hub.hub("recap", "deviations", "--month", "2021-07", "--unit", "7.01").json["rows"]
    for office in (one, two):
        row, = office.hadir("recap", "deviations", "--month", "2021-07").json["rows"]
        assert (row["subject"], row["by"], row["reason"]) == ("roster/2021-07-12/2021-07-16", KADIS, "vaksinasi massal"), row
        assert row["citations"] == ["SE 1/SE/2021 R4.2"] and [row] == at_hub, (row, at_hub)
        told = office.hadir("compliance", "--date", "2021-07-13", code=1).json
        assert told["violations"] and told["deviations"] == [row], told
    papers = [office.hadir("recap", "compliance", "--month", "2021-07").out for office in (one, two)]
    assert papers[0] == papers[1] and b"vaksinasi massal" in papers[0]
    assert one.records("deviation") == two.records("deviation") == hub.records("deviation", "7.01")


def who_looked(world):
    """A34: at the PC where somebody looked, at the others of the unit once they may read, and never at the hub."""
    hub = hub_with_office(world)
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    for person, hours in ((SARI, ("07:25", "16:05")), (BUDI, ("07:30", "16:00"))):
        for hour, direction in zip(hours, ("in", "out")):
            one.hadir("punch", person, direction, "--at", f"2021-07-13T{hour}:00+07:00", "--source", "kiosk")
    tracing = ("recap", "tracing", SARI, "--date", "2021-07-13")
    assert one.hadir("--as", KASUBBAG, *tracing, code=1).error and not parsed(one.records("disclosure"))
    assert BUDI.encode() in one.hadir("--as", KADIS, *tracing).out
    sync_all(one, two)

    listing = ("--as", KADIS, "recap", "disclosures", "--month", "bulan ini")
    row, = one.hadir(*listing).json["rows"]
    assert (row["by"], row["paper"], row["about"]) == (KADIS, "tracing", SARI) and row["entries"] > 0, row
    assert (row["from"], row["until"]) == ("2021-06-29", "2021-07-13"), row
    assert one.hadir("--as", KASUBBAG, *listing[2:], code=1).error
    # Not let in yet: nothing is shown, which is said, and no list is made of which the others could not know.
    shut = two.hadir(*listing).json
    assert shut["rows"] == [] and shut["unread"] == 1 and "seal ask" in shut["text"], shut
    assert "seal" in two.hadir("--as", KADIS, *tracing, code=1).text
    assert hub.hub("records", "disclosure", "--unit", "7.01").json == {"sealed": [{"unit": "7.01", "sealed": 1}]}
    hub.hub("backup", hub.dir / "copy.db")
    for path in hub.dir.rglob("*"):
        assert not path.is_file() or b"tracing" not in path.read_bytes(), path

    name = two.hadir("seal", "ask").json["pc"]
    sync_all(two, one)
    key = one.hadir("seal", "admit", name, "--yes").json["accept"]
    sync_all(one, two)
    assert two.hadir(*listing).json["rows"] == [row]
    two.hadir("seal", "accept", key)
    two.hadir("--as", KADIS, "recap", "entry-list", "--date", "2021-07-13")
    sync_all(two, one)
    seen = [office.hadir(*listing).json["rows"] for office in (one, two)]
    assert seen[0] == seen[1] and [each["paper"] for each in seen[0]] == ["tracing", "entry-list"], seen
    assert one.hadir("verify").json["result"] == two.hadir("verify").json["result"] == hub.hub("verify").json["result"] == "intact"


main(without_a_link, letters, in_spite_of_it, who_looked)
