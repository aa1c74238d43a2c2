// The fields of what an office records day by day, and of people, units and keys. Part of kinds.cc, for nobody else.
#pragma once

#include "common/model/kinds.h"

namespace hadir::model::declared {

constexpr bool reviewed = true, plain = false, required = true, optional = false;
constexpr bool sealed = true;
using enum Type;
using enum Merge;

// Choices are stored and sent by index: append only. For `ranked` fields the order is the rank.
constexpr const char* time_zones[] = {"WIB", "WITA", "WIT"};
constexpr const char* classes[] = {"struktural", "jfu", "jft", "non_asn"};
constexpr const char* modes[] = {"WFO", "WFH", "OFF", "LEAVE", "DL"};
constexpr const char* directions[] = {"in", "out", "unknown"};
constexpr const char* clock_findings[] = {"step", "restart", "hub", "contradiction"};
constexpr const char* share_purposes[] = {"write", "read", "sheet"};
constexpr const char* conditions[] = {"sehat", "gejala", "sakit", "kontak_erat", "positif"};
constexpr const char* report_states[] = {"draft", "submitted", "forwarded", "approved", "returned"};

// clang-format off
constexpr Field unit_key[] = {
    {1, "code", unit, fixed, plain, required, "kode unit, mis. 7.01"},
};
constexpr Field unit_fields[] = {
    {2, "name", text, latest, reviewed, required, "nama unit"},
    {3, "parent", unit, latest, reviewed, optional, "kode unit induk"},
    {4, "type", text, latest, reviewed, optional, "jenis: Dinas, Badan, UPTD, Kecamatan …"},
    {5, "sector", text, latest, reviewed, optional, "sektor: esensial, kritikal …"},
    {6, "time_zone", choice, latest, reviewed, optional, "WIB, WITA atau WIT", time_zones},
    {7, "part", text, latest, reviewed, optional, "bagian menurut edaran: administrasi, pelayanan, lapangan, panti …"},
    {8, "region", text, latest, reviewed, optional, "wilayah, mis. Kota Metro"},
    {9, "asisten", text, latest, reviewed, optional, "Asisten yang membidangi"},
    {10, "calendar", text, latest, reviewed, optional, "nama kalender kerja; kosong: umum"},
    {11, "public_service", boolean, latest, reviewed, optional, "ya bila unit melayani masyarakat langsung"},
    {12, "room_capacity", integer, latest, reviewed, optional, "kapasitas ruang kerja, orang"},
};

constexpr Field employee_key[] = {
    {1, "nip", person, fixed, plain, required, "NIP, NI PPPK, NIK atau nomor lokal"},
};
constexpr Field employee_fields[] = {
    {2, "name", text, latest, reviewed, required, "nama lengkap"},
    {3, "unit", Type::unit, latest, reviewed, required, "kode unit"},
    {4, "class", choice, latest, reviewed, required, "struktural, jfu, jft atau non_asn", classes},
    {5, "position", text, latest, plain, optional, "jabatan"},
    {6, "supervisor", person, latest, reviewed, optional, "NIP atasan langsung"},
    {7, "rank", text, latest, plain, optional, "pangkat dan golongan, mis. Penata (III/c)"},
    {8, "part", text, latest, reviewed, optional, "bagian menurut edaran; kosong: seperti unitnya"},
    {9, "section", text, latest, reviewed, optional, "bagian atau subbagian dalam unit, mis. Bagian Umum"},
    {10, "reports_to", text, latest, reviewed, optional, "kode jabatan atasan langsung"},
    {11, "room", text, latest, plain, optional, "ruang kerja"},
    {12, "joined", date, latest, reviewed, optional, "mulai bekerja di unit ini"},
    {13, "left", date, latest, reviewed, optional, "hari kerja terakhir di unit ini"},
};

constexpr Field schedule_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "date", date, fixed, plain, required, "tanggal"},
};
constexpr Field schedule_fields[] = {
    {3, "mode", choice, latest, reviewed, required, "WFO, WFH, OFF, LEAVE atau DL", modes},
    {4, "shift", text, latest, reviewed, optional, "kode sif"},
};

constexpr Field punch_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "at", instant, fixed, plain, required, "waktu, RFC 3339 dengan selisih zona"},
    {3, "source", text, fixed, plain, required, "asal: kiosk, web, manual atau device:NOMOR"},
};
constexpr Field punch_fields[] = {
    {4, "direction", choice, fixed, reviewed, required, "in, out atau unknown", directions},
    {5, "at_offset", offset, fixed, plain, required, "selisih zona waktu yang dipakai saat mencatat"},
};

// A punch is evidence; what was wrong with it is said here, with who and why. One correction stands per punch, the log keeps all.
constexpr Field correction_key[] = {
    {1, "punch", punch, fixed, plain, required, "NIP/WAKTU/ASAL dari presensi yang dikoreksi"},
};
constexpr Field correction_fields[] = {
    {2, "at", instant, latest, reviewed, optional, "waktu yang benar"},
    {3, "at_offset", offset, latest, plain, optional, "selisih zona waktu"},
    {4, "direction", choice, latest, reviewed, optional, "arah yang benar", directions},
    {5, "void", boolean, latest, reviewed, optional, "true bila presensi itu tidak sah"},
    {6, "reason", text, latest, reviewed, required, "alasan"},
    {7, "author", person, latest, reviewed, required, "NIP yang mengoreksi"},
};

constexpr Field daily_report_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "date", date, fixed, plain, required, "tanggal"},
};
constexpr Field daily_report_fields[] = {
    {3, "activities", text_list, latest, reviewed, optional, "daftar kegiatan"},
    {4, "status", choice, ranked, reviewed, required, "draft, submitted, forwarded, approved atau returned", report_states},
    {5, "round", integer, latest, plain, optional, "pengajuan keberapa; kosong: pertama"},
    {6, "submitted", instant, latest, plain, optional, "diajukan pada"},
    {7, "submitted_offset", offset, latest, plain, optional, "selisih zona waktu"},
    {8, "evidence", text_list, latest, reviewed, optional, "bukti dukung"},
};

constexpr Field holiday_key[] = {
    {1, "date", date, fixed, plain, required, "tanggal"},
    {2, "region", text, fixed, plain, optional, "wilayah; kosong berarti seluruh provinsi"},
};
constexpr Field holiday_fields[] = {
    {3, "name", text, latest, reviewed, required, "nama hari libur"},
};

// A fingerprint machine's PIN field holds 9 to 24 bytes, too few for a NIP: who stands behind a PIN is said per machine.
constexpr Field device_pin_key[] = {
    {1, "device", text, fixed, plain, required, "nomor atau serial mesin"},
    {2, "pin", text, fixed, plain, required, "PIN pada mesin, seperti tertulis di sana"},
};
constexpr Field device_pin_fields[] = {
    {3, "employee", person, latest, reviewed, required, "NIP"},
};

// What the clock guard of a PC found out about its own clock; common/log/clock_event.h says how to read it. Written by the agent
// alone, in the lane of the punches and before them, so that nobody sees a punch without what is known about its time.
constexpr Field clock_event_key[] = {
    {1, "pc", text, fixed, plain, required, "PC yang jamnya dimaksud"},
    {2, "moment", integer, fixed, plain, required, "urutan: milidetik selama PC itu diamati"},
    {3, "from_commit", integer, fixed, plain, required, "commit pertama yang dimaksud"},
};
constexpr Field clock_event_fields[] = {
    {4, "what", choice, fixed, plain, required, "step, restart, hub atau contradiction", clock_findings},
    {5, "at", instant, fixed, plain, required, "waktu menurut jam itu ketika diketahui"},
    {6, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
    {7, "to_commit", integer, fixed, plain, optional, "commit terakhir yang dimaksud; kosong: sampai kejadian berikutnya"},
    {8, "by_ms", integer, fixed, plain, optional, "jam bergeser sekian milidetik"},
    {9, "agrees", boolean, fixed, plain, optional, "true bila jam cocok dengan waktu hub"},
    {10, "error_min_ms", integer, fixed, plain, optional, "jam terlalu cepat sekurangnya sekian milidetik; negatif: terlambat"},
    {11, "error_max_ms", integer, fixed, plain, optional, "jam terlalu cepat paling banyak sekian milidetik"},
    {12, "boot", text, fixed, plain, optional, "tanda penyalaan PC"},
};

// A key of the unit for sealed kinds, sealed to one holder: a PC, or a sheet of paper in the safe. Written by the agent alone, in
// the lane of what it opens; common/store/keyring.h says who believes which. What is sealed names the record, so nobody can take
// a share's place.
constexpr Field key_share_key[] = {
    {1, "holder", text, fixed, plain, required, "PC, atau lembar pemulihan, yang dapat membukanya"},
    {2, "wrapped", text, fixed, plain, required, "kunci itu, tersegel untuk pemegangnya"},
};
constexpr Field key_share_fields[] = {
    {3, "sealing_key", text, fixed, plain, required, "nomor kunci"},
    {4, "purpose", choice, fixed, plain, required, "write, read atau sheet", share_purposes},
};

// A35: health data is special by law (UU 27/2022, article 4).
constexpr Field health_check_key[] = {
    {1, "employee", person, fixed, plain, required, "NIP"},
    {2, "date", date, fixed, plain, required, "tanggal"},
};
constexpr Field health_check_fields[] = {
    {3, "condition", choice, latest, reviewed, required, "sehat, gejala, sakit, kontak_erat atau positif", conditions},
    {4, "symptoms", text_list, latest, reviewed, optional, "gejala"},
    {5, "note", text, latest, reviewed, optional, "keterangan"},
    {6, "reported_by", person, latest, reviewed, optional, "NIP yang melaporkan"},
};

// Takes what a commit says out of every log for good (common/store/erasure.h). Names the payload and not the record or the commit:
// the same payload may stand under several names, and a key here would keep a person's number that was to be forgotten.
constexpr Field erasure_key[] = {
    {1, "payload", text, fixed, plain, required, "sidik isi commit yang dihapus, 64 angka heksadesimal"},
};
constexpr Field erasure_fields[] = {
    {2, "reason", text, fixed, plain, required, "alasan, tanpa menyebut apa yang dihapus"},
    {3, "basis", text, fixed, plain, required, "dasar hukum atau nomor surat keputusannya"},
    {4, "author", text, fixed, plain, required, "NIP atau nama yang memutuskan"},
    {5, "at", instant, fixed, plain, required, "waktu diputuskan"},
    {6, "at_offset", offset, fixed, plain, required, "selisih zona waktu"},
};

// Who may sign in at the office's page. A right that one PC gives and another takes at the same time is not given (min, max).
constexpr Field account_key[] = {
    {1, "nip", person, fixed, plain, required, "NIP"},
};
constexpr Field account_fields[] = {
    {2, "secret", Type::secret, latest, plain, optional, "sandi, sebagai Argon2id"},
    {3, "pin", Type::secret, latest, plain, optional, "PIN mesin presensi, sebagai Argon2id"},
    {4, "must_change", boolean, max, plain, optional, "ya bila sandi harus diganti saat masuk"},
    {5, "disabled", boolean, max, plain, optional, "ya bila tidak boleh masuk"},
    {6, "clerk", boolean, min, plain, optional, "ya bila petugas presensi"},
    {7, "head", boolean, min, plain, optional, "ya bila kepala unit"},
    {8, "secretary", boolean, min, plain, optional, "ya bila sekretaris"},
    {9, "personnel", boolean, min, plain, optional, "ya bila petugas kepegawaian"},
    {10, "health", boolean, min, plain, optional, "ya bila petugas kesehatan"},
};
// clang-format on

}  // namespace hadir::model::declared
