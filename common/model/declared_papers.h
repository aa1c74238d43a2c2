// The fields of circulars, of what they ask for, and of an office's papers. Part of kinds.cc, for nobody else.
#pragma once

#include "common/model/declared_records.h"

namespace hadir::model::declared {

// Choices are stored and sent by index: append only. For `ranked` fields the order is the rank.
constexpr const char* circular_states[] = {"draft", "active", "withdrawn"};
constexpr const char* standings[] = {"definitif", "plt", "plh", "pj"};
constexpr const char* duties[] = {"wfh", "tugas"};
constexpr const char* permit_types[] = {"kantor", "bepergian", "cuti", "sakit", "izin", "dl", "tl", "tb"};
constexpr const char* decisions[] = {"forwarded", "approved", "returned", "rejected"};
constexpr const char* countings[] = {"calendar", "workdays", "day_after"};
constexpr const char* sessions[] = {"pagi", "siang", "sore"};
constexpr const char* assembly_modes[] = {"langsung", "virtual"};
constexpr const char* recap_subjects[] = {"perjalanan", "kehadiran", "lkh"};

// clang-format off
// What holds of a unit from a date on. A field left empty keeps what held before; what stands in `unit` holds from ever. So June
// comes out in August as it was in June.
constexpr Field unit_revision_key[] = {
    {1, "unit", Type::unit, fixed, plain, required, "kode unit"},
    {2, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field unit_revision_fields[] = {
    {3, "parent", Type::unit, latest, reviewed, optional, "kode unit induk"},
    {4, "type", text, latest, reviewed, optional, "jenis"},
    {5, "sector", text, latest, reviewed, optional, "sektor"},
    {6, "part", text, latest, reviewed, optional, "bagian menurut edaran"},
    {7, "region", text, latest, reviewed, optional, "wilayah"},
    {8, "asisten", text, latest, reviewed, optional, "Asisten yang membidangi"},
    {9, "calendar", text, latest, reviewed, optional, "nama kalender kerja"},
    {10, "public_service", boolean, latest, reviewed, optional, "melayani masyarakat langsung"},
    {11, "room_capacity", integer, latest, reviewed, optional, "kapasitas ruang kerja, orang"},
};

// A22, A24: what holds of a region from a date on, of the office's own as of a destination.
constexpr Field region_status_key[] = {
    {1, "region", text, fixed, plain, required, "wilayah"},
    {2, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field region_status_fields[] = {
    {3, "zone", text, latest, reviewed, optional, "zona: hijau, kuning, oranye, merah …"},
    {4, "level", integer, latest, reviewed, optional, "level PPKM, 1 sampai 4"},
    {5, "status", text, latest, reviewed, optional, "terbuka, lonjakan, lockdown …"},
    {6, "source", text, latest, plain, optional, "sumber"},
};

// Working hours by weekday, one line each: "senin-kamis 07:30-16:00 istirahat 12:00-13:00" (common/rules/calendar.h).
constexpr Field calendar_key[] = {
    {1, "name", text, fixed, plain, required, "nama kalender, mis. umum"},
    {2, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field calendar_fields[] = {
    {3, "hours", text_list, latest, reviewed, required, "jam kerja per hari, mis. senin-kamis 07:30-16:00 istirahat 12:00-13:00"},
    {4, "until", date, latest, reviewed, optional, "sampai dengan; sesudahnya yang sebelumnya berlaku lagi"},
    {5, "source", text, latest, plain, optional, "dasar hukum"},
};

// A circular (surat edaran) taken apart: who it binds and its clauses are JSON (common/rules/CIRCULARS.md). Numbers are free text as
// printed. The province's circulars come from the secretariat; a unit's own are what a circular lets its head decide (R0.3).
constexpr Field circular_key[] = {
    {1, "issuer", text, fixed, plain, required, "yang menerbitkan"},
    {2, "number", text, fixed, plain, required, "nomor surat, persis seperti tertulis"},
};
constexpr Field circular_fields[] = {
    {3, "title", text, latest, reviewed, required, "perihal"},
    {4, "dated", date, latest, reviewed, optional, "tanggal surat"},
    {5, "state", choice, latest, reviewed, required, "draft, active atau withdrawn", circular_states},
    {6, "effective", date, latest, reviewed, optional, "berlaku sejak"},
    {7, "until", date, latest, reviewed, optional, "sampai dengan; kosong: sampai ada ketentuan lain"},
    {8, "supersedes", text_list, latest, reviewed, optional, "nomor surat yang digantikan"},
    {9, "binds", text, latest, reviewed, optional, "unit yang diikat, JSON"},
    {10, "clauses", text_list, latest, reviewed, required, "ketentuan, JSON"},
    {11, "signer", text, latest, reviewed, optional, "yang menandatangani"},
};

// A05, A07: what lets a clause take effect that is for need or urgency only.
constexpr Field activation_key[] = {
    {1, "number", text, fixed, plain, required, "nomor surat"},
    {2, "clause", text, fixed, plain, required, "ketentuan, mis. R3.9"},
    {3, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field activation_fields[] = {
    {4, "until", date, latest, reviewed, optional, "sampai dengan"},
    {5, "reason", text, latest, reviewed, required, "alasan"},
    {6, "by", person, latest, reviewed, required, "NIP yang menetapkan"},
};

// What holds of a person from a date on, as unit_revision of a unit.
constexpr Field employee_revision_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field employee_revision_fields[] = {
    {3, "class", choice, latest, reviewed, optional, "struktural, jfu, jft atau non_asn", classes},
    {4, "position", text, latest, plain, optional, "jabatan"},
    {5, "rank", text, latest, plain, optional, "pangkat dan golongan"},
    {6, "part", text, latest, reviewed, optional, "bagian menurut edaran"},
    {7, "section", text, latest, reviewed, optional, "bagian atau subbagian dalam unit"},
    {8, "reports_to", text, latest, reviewed, optional, "kode jabatan atasan langsung"},
    {9, "room", text, latest, plain, optional, "ruang kerja"},
};

// A29: tiers go from post to post, whoever holds them.
constexpr Field post_key[] = {
    {1, "code", text, fixed, plain, required, "kode jabatan, mis. kadis"},
};
constexpr Field post_fields[] = {
    {2, "title", text, latest, reviewed, required, "nama jabatan"},
    {3, "superior", text, latest, reviewed, optional, "kode jabatan di atasnya"},
    {4, "level", text, latest, reviewed, optional, "eselon atau tingkat"},
    {5, "section", text, latest, reviewed, optional, "bagian yang dipimpin"},
    {6, "role", text, latest, reviewed, optional, "tugas: kepala, sekretaris, kepegawaian, kesehatan"},
};

constexpr Field holder_key[] = {
    {1, "post", text, fixed, plain, required, "kode jabatan"},
    {2, "from", date, fixed, plain, required, "sejak"},
};
constexpr Field holder_fields[] = {
    {3, "person", Type::person, latest, reviewed, optional, "NIP pejabat; kosong: lowong"},
    {4, "standing", choice, latest, reviewed, required, "definitif, plt, plh atau pj", standings},
    {5, "until", date, latest, reviewed, optional, "sampai dengan"},
};

constexpr Field rotation_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "from", date, fixed, plain, required, "sejak"},
};
constexpr Field rotation_fields[] = {
    {3, "group", text, latest, reviewed, required, "kelompok, mis. A"},
};

constexpr Field shift_key[] = {
    {1, "code", text, fixed, plain, required, "kode sif, mis. pagi"},
    {2, "from", date, fixed, plain, required, "berlaku sejak"},
};
constexpr Field shift_fields[] = {
    {3, "start", text, latest, reviewed, required, "mulai, mis. 07:30"},
    {4, "end", text, latest, reviewed, required, "selesai, mis. 14:00; lebih awal dari mulai: keesokan harinya"},
    {5, "break_minutes", integer, latest, reviewed, optional, "istirahat, menit"},
    {6, "name", text, latest, plain, optional, "nama sif"},
};

// A28: that a person at home is at work; the daily report says on what. A37: what a circular may have them declare.
constexpr Field attendance_report_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "date", date, fixed, plain, required, "tanggal"},
};
constexpr Field attendance_report_fields[] = {
    {3, "at", instant, earliest, plain, required, "dilaporkan pada"},
    {4, "at_offset", offset, earliest, plain, optional, "selisih zona waktu"},
    {5, "place", text, latest, plain, optional, "tempat, mis. rumah"},
    {6, "uniform", boolean, latest, reviewed, optional, "berseragam"},
    {7, "stayed_home", boolean, latest, reviewed, optional, "tidak meninggalkan rumah"},
    {8, "note", text, latest, plain, optional, "keterangan"},
};

// A20: an assignment letter (SPT), named by who wrote it and when: a commit's number would not do, since commits can be written anew
// under another name. Its annex is one letter_person each, so that two writers can add people to one letter.
constexpr Field letter_key[] = {
    {1, "author", person, fixed, plain, required, "NIP penyusun"},
    {2, "at", instant, fixed, plain, required, "disusun pada"},
};
constexpr Field letter_fields[] = {
    {3, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {4, "number", text, latest, reviewed, optional, "nomor surat"},
    {5, "duty", choice, latest, reviewed, required, "wfh atau tugas", duties},
    {6, "from", date, latest, reviewed, required, "mulai"},
    {7, "until", date, latest, reviewed, required, "sampai dengan"},
    {8, "basis", text_list, latest, reviewed, optional, "dasar"},
    {9, "tasks", text_list, latest, reviewed, optional, "untuk"},
    {10, "signer", person, latest, reviewed, optional, "NIP penanda tangan"},
    {11, "place", text, latest, reviewed, optional, "tempat tugas"},
    {12, "round", integer, latest, plain, optional, "pengajuan keberapa; kosong: pertama"},
};
constexpr Field letter_person_key[] = {
    {1, "author", person, fixed, plain, required, "NIP penyusun surat"},
    {2, "at", instant, fixed, plain, required, "surat disusun pada"},
    {3, "employee", person, fixed, plain, required, "NIP yang ditugaskan"},
};
constexpr Field letter_person_fields[] = {
    {4, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {5, "from", date, latest, reviewed, optional, "mulai; kosong: seperti suratnya"},
    {6, "until", date, latest, reviewed, optional, "sampai dengan; kosong: seperti suratnya"},
    {7, "note", text, latest, plain, optional, "keterangan"},
};

// A21, A22, A24, A41: what a person asks leave for; whether it was granted is what `approval` says.
constexpr Field permit_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "type", choice, fixed, plain, required, "kantor, bepergian, cuti, sakit, izin, dl, tl atau tb", permit_types},
    {3, "from", date, fixed, plain, required, "mulai"},
};
constexpr Field permit_fields[] = {
    {4, "until", date, latest, reviewed, optional, "sampai dengan; kosong: sehari"},
    {5, "subtype", text, latest, reviewed, optional, "cuti: CT CB CS CM CAP CLTN; bepergian: dinas keluarga pribadi"},
    {6, "reason", text, latest, reviewed, required, "alasan atau keperluan"},
    {7, "urgency", text, latest, reviewed, optional, "alasan mendesak"},
    {8, "destination", text, latest, reviewed, optional, "tujuan"},
    {9, "region", text, latest, reviewed, optional, "wilayah tujuan"},
    {10, "room", text, latest, reviewed, optional, "ruangan"},
    {11, "condition", text, latest, plain, optional, "suhu atau keadaan"},
    {12, "by", person, latest, plain, optional, "NIP yang mengajukan"},
    {13, "round", integer, latest, plain, optional, "pengajuan keberapa; kosong: pertama"},
    {14, "cancelled", boolean, latest, reviewed, optional, "ya bila dibatalkan"},
    {15, "requested", instant, latest, plain, optional, "diajukan pada"},
    {16, "requested_offset", offset, latest, plain, optional, "selisih zona waktu"},
};

// What one superior decided about one thing. Everybody has a record of their own, so that two who decide without knowing of each
// other both stay seen; common/rules/tiers.h says what comes of it.
constexpr Field approval_key[] = {
    {1, "subject", text, fixed, plain, required, "yang diputuskan, mis. daily_report/NIP/2026-03-02"},
    {2, "round", integer, fixed, plain, required, "pengajuan keberapa"},
    {3, "by", person, fixed, plain, required, "NIP yang memutuskan"},
};
constexpr Field approval_fields[] = {
    {4, "decision", choice, ranked, reviewed, required, "forwarded, approved, returned atau rejected", decisions},
    {5, "at", instant, latest, plain, required, "diputuskan pada"},
    {6, "at_offset", offset, latest, plain, optional, "selisih zona waktu"},
    {7, "post", text, latest, plain, optional, "kode jabatan saat memutuskan"},
    {8, "skipped", text_list, latest, plain, optional, "jabatan lowong yang dilewati"},
    {9, "note", text, latest, reviewed, optional, "catatan"},
};

// A36: called to the office. Works by telephone too.
constexpr Field recall_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP yang dipanggil"},
    {2, "at", instant, fixed, plain, required, "dipanggil pada"},
};
constexpr Field recall_fields[] = {
    {3, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {4, "by", person, latest, reviewed, required, "NIP yang memanggil"},
    {5, "place", text, latest, reviewed, optional, "tempat"},
    {6, "reason", text, latest, reviewed, optional, "keperluan"},
    {7, "answer_by", instant, latest, reviewed, optional, "paling lambat menjawab"},
    {8, "answer_by_offset", offset, latest, plain, optional, "selisih zona waktu"},
    {9, "acknowledged", instant, earliest, reviewed, optional, "dijawab pada"},
    {10, "acknowledged_offset", offset, earliest, plain, optional, "selisih zona waktu"},
    {11, "phoned_by", person, latest, reviewed, optional, "NIP yang menelepon"},
};

constexpr Field closure_key[] = {
    {1, "section", text, fixed, plain, optional, "bagian yang ditutup; kosong: seluruh unit"},
    {2, "from", date, fixed, plain, required, "hari laporan"},
};
constexpr Field closure_fields[] = {
    {3, "days", integer, latest, reviewed, required, "lamanya, hari"},
    {4, "counting", choice, latest, reviewed, required, "calendar, workdays atau day_after", countings},
    {5, "reason", text, latest, reviewed, required, "alasan, tanpa menyebut siapa yang sakit"},
    {6, "by", person, latest, reviewed, optional, "NIP yang menetapkan"},
    {7, "cancelled", boolean, latest, reviewed, optional, "ya bila dibatalkan"},
};

constexpr Field meeting_key[] = {
    {1, "organiser", person, fixed, plain, required, "NIP penyelenggara"},
    {2, "at", instant, fixed, plain, required, "mulai"},
};
constexpr Field meeting_fields[] = {
    {3, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {4, "title", text, latest, reviewed, required, "acara"},
    {5, "room", text, latest, reviewed, optional, "ruangan"},
    {6, "capacity", integer, latest, reviewed, optional, "kapasitas ruangan, orang"},
    {7, "minutes", integer, latest, reviewed, optional, "lamanya, menit"},
    {8, "urgency", text, latest, reviewed, optional, "alasan mendesak"},
    {9, "cancelled", boolean, latest, reviewed, optional, "ya bila dibatalkan"},
};
constexpr Field meeting_person_key[] = {
    {1, "organiser", person, fixed, plain, required, "NIP penyelenggara"},
    {2, "at", instant, fixed, plain, required, "mulai"},
    {3, "person", Type::person, fixed, plain, required, "NIP peserta"},
};
constexpr Field meeting_person_fields[] = {
    {4, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {5, "virtual", boolean, latest, reviewed, optional, "ya bila ikut dari jauh"},
    {6, "attended", boolean, latest, reviewed, optional, "ya bila hadir"},
};

// A38. Who was there is kept apart from punches.
constexpr Field assembly_key[] = {
    {1, "date", date, fixed, plain, required, "tanggal"},
    {2, "session", choice, fixed, plain, required, "pagi, siang atau sore", sessions},
};
constexpr Field assembly_fields[] = {
    {3, "mode", choice, latest, reviewed, required, "langsung atau virtual", assembly_modes},
    {4, "starts", text, latest, reviewed, optional, "mulai, mis. 07:30"},
    {5, "led_by", text, latest, plain, optional, "yang memimpin"},
};
constexpr Field assembly_person_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "date", date, fixed, plain, required, "tanggal"},
    {3, "session", choice, fixed, plain, required, "pagi, siang atau sore", sessions},
};
constexpr Field assembly_person_fields[] = {
    {4, "present", boolean, latest, reviewed, required, "ya bila ikut"},
    {5, "note", text, latest, plain, optional, "keterangan"},
};

// A23: that a recapitulation was handed in; NIHIL says that there is nothing to recapitulate.
constexpr Field recap_key[] = {
    {1, "subject", choice, fixed, plain, required, "perjalanan, kehadiran atau lkh", recap_subjects},
    {2, "month", date, fixed, plain, required, "hari pertama bulan itu"},
};
constexpr Field recap_fields[] = {
    {3, "submitted", instant, latest, reviewed, required, "disampaikan pada"},
    {4, "submitted_offset", offset, latest, plain, optional, "selisih zona waktu"},
    {5, "by", person, latest, reviewed, required, "NIP yang menyampaikan"},
    {6, "nil", boolean, latest, reviewed, required, "ya bila NIHIL"},
    {7, "entries", integer, latest, reviewed, optional, "banyaknya baris"},
    {8, "number", text, latest, reviewed, optional, "nomor surat pengantar"},
    {9, "through", text, latest, reviewed, optional, "melalui Asisten"},
};

// What went ahead although circulars forbid it, with who answers for it and why.
constexpr Field deviation_key[] = {
    {1, "author", person, fixed, plain, required, "NIP yang memutuskan"},
    {2, "at", instant, fixed, plain, required, "diputuskan pada"},
};
constexpr Field deviation_fields[] = {
    {3, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {4, "subject", text, fixed, plain, required, "yang menyimpang, mis. roster/2021-07 atau nama rapatnya"},
    {5, "from", date, fixed, plain, required, "mulai"},
    {6, "until", date, fixed, plain, required, "sampai dengan"},
    {7, "reason", text, fixed, plain, required, "alasan"},
    {8, "citations", text_list, fixed, plain, optional, "ketentuan yang dilanggar"},
};

// A34: who was shown what about people's health. Sealed, since it names whom a list was about.
constexpr Field disclosure_key[] = {
    {1, "author", person, fixed, plain, required, "NIP yang melihat"},
    {2, "at", instant, fixed, plain, required, "dilihat pada"},
};
constexpr Field disclosure_fields[] = {
    {3, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {4, "paper", text, fixed, plain, required, "daftar yang dibuat, mis. tracing"},
    {5, "from", date, fixed, plain, required, "data sejak"},
    {6, "until", date, fixed, plain, required, "data sampai dengan"},
    {7, "about", person, fixed, plain, optional, "NIP yang ditelusuri"},
    {8, "entries", integer, fixed, plain, required, "banyaknya baris"},
};
// clang-format on

}  // namespace hadir::model::declared
