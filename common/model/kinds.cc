#include "common/model/kinds.h"

#include <algorithm>
#include <array>

#include "common/base/limits.h"
#include "common/model/declared_papers.h"
#include "common/model/declared_records.h"

namespace hadir::model {
namespace {

using namespace declared;

// clang-format off
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
    {13, "unit_revision", Lane::bulk, Writer::hub, true, false, unit_revision_key, unit_revision_fields, "perubahan unit"},
    {14, "region_status", Lane::daily, Writer::hub, true, false, region_status_key, region_status_fields, "keadaan wilayah"},
    {15, "calendar", Lane::bulk, Writer::hub, true, false, calendar_key, calendar_fields, "kalender kerja"},
    {16, "circular", Lane::daily, Writer::hub, true, false, circular_key, circular_fields, "surat edaran"},
    {17, "unit_circular", Lane::daily, Writer::unit, false, false, circular_key, circular_fields, "ketentuan unit sendiri"},
    {18, "activation", Lane::daily, Writer::unit, false, false, activation_key, activation_fields, "pemberlakuan ketentuan"},
    {19, "employee_revision", Lane::bulk, Writer::unit, false, false, employee_revision_key, employee_revision_fields,
     "perubahan pegawai"},
    {20, "post", Lane::bulk, Writer::unit, false, false, post_key, post_fields, "jabatan"},
    {21, "holder", Lane::bulk, Writer::unit, false, false, holder_key, holder_fields, "pejabat"},
    {22, "rotation", Lane::daily, Writer::unit, false, false, rotation_key, rotation_fields, "kelompok piket"},
    {23, "shift", Lane::bulk, Writer::unit, false, false, shift_key, shift_fields, "sif"},
    {24, "attendance_report", Lane::daily, Writer::unit, false, false, attendance_report_key, attendance_report_fields,
     "laporan kehadiran"},
    {25, "letter", Lane::daily, Writer::unit, false, false, letter_key, letter_fields, "surat perintah tugas"},
    {26, "letter_person", Lane::daily, Writer::unit, false, false, letter_person_key, letter_person_fields, "lampiran surat"},
    {27, "permit", Lane::urgent, Writer::unit, false, false, permit_key, permit_fields, "izin, cuti, dinas luar"},
    {28, "approval", Lane::urgent, Writer::unit, false, false, approval_key, approval_fields, "keputusan atasan"},
    {29, "recall", Lane::urgent, Writer::unit, false, false, recall_key, recall_fields, "panggilan ke kantor"},
    {30, "closure", Lane::urgent, Writer::unit, false, false, closure_key, closure_fields, "penutupan"},
    {31, "meeting", Lane::daily, Writer::unit, false, false, meeting_key, meeting_fields, "rapat"},
    {32, "meeting_person", Lane::daily, Writer::unit, false, false, meeting_person_key, meeting_person_fields, "peserta rapat"},
    {33, "assembly", Lane::daily, Writer::unit, false, false, assembly_key, assembly_fields, "apel"},
    {34, "assembly_person", Lane::daily, Writer::unit, false, false, assembly_person_key, assembly_person_fields, "peserta apel"},
    {35, "recap", Lane::daily, Writer::unit, false, false, recap_key, recap_fields, "rekapitulasi yang disampaikan"},
    {36, "deviation", Lane::daily, Writer::unit, false, true, deviation_key, deviation_fields, "penyimpangan yang dicatat"},
    {37, "disclosure", Lane::daily, Writer::unit, false, true, disclosure_key, disclosure_fields, "akses data kesehatan", sealed},
    {38, "account", Lane::daily, Writer::unit, false, false, account_key, account_fields, "akun halaman kantor"},
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
