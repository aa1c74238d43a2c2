"""Permits, letters and reports go through tiers on two PCs that cannot reach each other, and come out the same everywhere.

Prevents that a decision made without a link is lost or doubled, that a vacant post stops anything, that somebody approves
himself, that a recall by telephone leaves no trace, that two superiors who decide differently are told nothing.
"""
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


main(without_a_link, letters)
