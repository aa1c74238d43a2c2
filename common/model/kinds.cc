#include "common/model/kinds.h"

#include <algorithm>
#include <array>

#include "common/base/limits.h"

namespace hadir::model {
namespace {

// Choices are stored and sent by index: append only. For `ranked` fields the order is the rank.
constexpr const char* time_zones[] = {"WIB", "WITA", "WIT"};
constexpr const char* classes[] = {"struktural", "jfu", "jft", "non_asn"};
constexpr const char* modes[] = {"WFO", "WFH", "OFF", "LEAVE", "DL"};
constexpr const char* directions[] = {"in", "out", "unknown"};
constexpr const char* clock_findings[] = {"step", "restart", "hub", "contradiction"};
constexpr const char* share_purposes[] = {"write", "read", "sheet"};
constexpr const char* conditions[] = {"sehat", "gejala", "sakit", "kontak_erat", "positif"};
constexpr const char* report_states[] = {"draft", "submitted", "forwarded", "approved", "returned"};

constexpr bool reviewed = true, plain = false, required = true, optional = false;
constexpr bool sealed = true;
using enum Type;
using enum Merge;

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

constexpr Kind all_kinds[] = {
    {1, "unit", Lane::bulk, Writer::hub, true, false, unit_key, unit_fields, "unit kerja"},
    {2, "employee", Lane::bulk, Writer::unit, false, false, employee_key, employee_fields, "pegawai"},
    {3, "schedule", Lane::daily, Writer::unit, false, false, schedule_key, schedule_fields, "jadwal WFO/WFH"},
    {4, "punch", Lane::urgent, Writer::unit, false, true, punch_key, punch_fields, "presensi"},
    {5, "correction", Lane::urgent, Writer::unit, false, false, correction_key, correction_fields, "koreksi presensi"},
    {6, "daily_report", Lane::daily, Writer::unit, false, false, daily_report_key, daily_report_fields, "laporan harian"},
    {7, "holiday", Lane::bulk, Writer::hub, true, false, holiday_key, holiday_fields, "hari libur"},
    {8, "device_pin", Lane::bulk, Writer::unit, false, false, device_pin_key, device_pin_fields, "PIN mesin sidik jari"},
    {9, "clock_event", Lane::urgent, Writer::unit, false, true, clock_event_key, clock_event_fields, "kejadian jam PC"},
    {10, "key_share", Lane::daily, Writer::unit, false, true, key_share_key, key_share_fields, "bagian kunci segel"},
    {11, "health_check", Lane::daily, Writer::unit, false, false, health_check_key, health_check_fields, "kesehatan", sealed},
    {12, "erasure", Lane::urgent, Writer::hub, false, true, erasure_key, erasure_fields, "penghapusan menurut hukum"},
};

// clang-format on

}  // namespace

const char* name_of(Lane lane) {
  constexpr const char* names[] = {"urgent", "daily", "bulk"};
  static_assert(std::size(names) == lane_count);
  return names[static_cast<std::size_t>(lane)];
}

std::span<const Kind> kinds() { return all_kinds; }

const Kind* find_kind(std::uint32_t number) {
  const auto found = std::ranges::find(all_kinds, number, &Kind::number);
  return found == std::end(all_kinds) ? nullptr : &*found;
}

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find(all_kinds, name, &Kind::name);
  return found == std::end(all_kinds) ? nullptr : &*found;
}

const Field* find_field(const Kind& kind, std::uint32_t number) {
  const auto found = std::ranges::find(kind.fields, number, &Field::number);
  return found == kind.fields.end() ? nullptr : &*found;
}

const Field* find_named(const Kind& kind, std::string_view name) {
  for (const auto fields : {kind.key, kind.fields}) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    if (found != fields.end()) return &*found;
  }
  return nullptr;
}

bool is_unit_code(std::string_view code) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !code.empty() && code.size() <= base::limits::scope_bytes && std::ranges::all_of(code, allowed);
}

}  // namespace hadir::model
