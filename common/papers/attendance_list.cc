// Daftar hadir (DOMAIN.md 5.1): who signs on a day, with what keeps the others away and the counts below; and the one of people
// who came to the office on a day at home (R4.7, A21), which tracing needs whether they had permission or not.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "common/papers/days_table.h"
#include "common/papers/paper_list.h"
#include "common/papers/parts.h"
#include "common/rules/day_status.h"

namespace hadir::papers {
namespace {

using rules::DayStatus;
using rules::Status;

// The lines of CATATAN. The first eight are the form's; what it has no line for gets one where somebody is in it, so that the sum
// is the number of people listed.
enum class Line : std::uint8_t {
  present,
  excused,
  sick,
  leave,
  unexplained,
  town_duty,
  present_pppk,
  leave_pppk,
  present_non_asn,
  leave_non_asn,
  home,
  no_assembly,
  free,
  unknown
};
constexpr std::array<std::string_view, 14> line_texts = {
    "Hadir",     "Ijin",           "Sakit",         "Cuti",         "Tanpa Keterangan",         "Tugas Luar",
    "Hadir P3K", "Cuti P3K",       "Hadir Non ASN", "Cuti Non ASN", "Bekerja dari rumah (WFH)", "Tidak ikut apel",
    "Libur",     "Belum diketahui"};
constexpr std::size_t form_lines = 8;

struct Entry {
  Line line = Line::unknown;
  std::string text;  // in the place of a signature; empty: he signs
};

Line present_line(Staff staff) {
  return staff == Staff::pns ? Line::present : staff == Staff::pppk ? Line::present_pppk : Line::present_non_asn;
}
Line leave_line(Staff staff) {
  return staff == Staff::pns ? Line::leave : staff == Staff::pppk ? Line::leave_pppk : Line::leave_non_asn;
}

// The assembly of the day, where one was recorded for the unit of somebody.
const rules::Assembly* assembly_of(Sources& sources, const std::string& unit) {
  const auto found = sources.book.assemblies.find({unit, sources.request.from, sources.request.session});
  return found == sources.book.assemblies.end() ? nullptr : &found->second;
}

Entry entry_of(Sources& sources, const Member& member, const DayStatus& status) {
  const Staff staff = staff_of(*member.person, member.day);
  switch (status.status) {
    case Status::excused: return {Line::excused, "IJIN"};
    case Status::sick: return {Line::sick, "SAKIT"};
    case Status::leave: return {leave_line(staff), status.subtype.empty() ? "CUTI" : "CUTI (" + status.subtype + ")"};
    case Status::duty: return {Line::town_duty, "DINAS LUAR"};
    case Status::town_duty: return {Line::town_duty, "TUGAS LUAR"};
    case Status::study: return {Line::town_duty, "TUGAS BELAJAR"};
    case Status::absent: return {Line::unexplained, "TANPA KETERANGAN"};
    case Status::free:
    case Status::not_member: return {Line::free, "LIBUR"};
    default: break;
  }
  if (const rules::Assembly* assembly = assembly_of(sources, member.person->unit)) {
    const auto found = sources.book.assembly_people.find({member.id, sources.request.from, sources.request.session});
    if (found != sources.book.assembly_people.end() && found->second) return {present_line(staff), ""};
    const bool at_home = status.planned == rules::Mode::wfh && status.status != Status::home_office;
    if (at_home && !assembly->is_virtual) return {Line::home, "WFH"};
    if (status.status == Status::office || status.status == Status::home_office || status.status == Status::home) {
      return {Line::no_assembly, "TIDAK IKUT APEL"};
    }
  }
  switch (status.status) {
    case Status::office:
    case Status::home_office: return {present_line(staff), ""};
    case Status::home: return {Line::home, "WFH"};
    case Status::candidate: return {Line::unknown, "BELUM ADA KETERANGAN"};
    default: return {Line::unknown, status.planned == rules::Mode::wfh ? "WFH" : ""};
  }
}

std::string_view session_name(rules::Session session) {
  switch (session) {
    case rules::Session::midday: return "SIANG";
    case rules::Session::afternoon: return "SORE";
    case rules::Session::morning: break;
  }
  return "PAGI";
}

}  // namespace

Made attendance_list(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const auto members = members_of(sources);
  const bool mixed = has_non_asn(members);

  report::Document out = new_paper(sources, "daftar-hadir", "Daftar hadir");
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.titles = {mixed ? "DAFTAR HADIR PNS, CPNS, PPPK DAN NON ASN" : "DAFTAR HADIR PNS, CPNS DAN PPPK"};
  out.sections.push_back(report::Facts{
      "", {{"HARI/TANGGAL", report::day_and_date(request.from)}, {"APEL", std::string(session_name(request.session))}}});

  report::Table table;
  table.key = "daftar_hadir";
  table.columns = {{.key = "no", .title = "No", .align = report::Align::centre, .millimetres = 10},
                   {.key = "nama", .title = "Nama Pegawai"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "golongan", .title = "Gol", .align = report::Align::centre},
                   {.key = "jabatan", .title = "Jabatan"},
                   {.key = "tanda_tangan", .title = "Tanda Tangan / Keterangan", .millimetres = 56}};
  table.row_millimetres = 10;
  table.empty_text = "Tidak ada pegawai";
  std::array<std::int64_t, line_texts.size()> counts{};
  int number = 0;
  for (const Member& member : members) {
    const DayStatus status = rules::status_of(sources.lookup, member.id, request.from);
    Entry entry = entry_of(sources, member, status);
    if (request.blank && (entry.line == Line::unknown || entry.line == Line::no_assembly)) entry.text.clear();
    ++counts[static_cast<std::size_t>(entry.line)];
    ++number;
    report::Cell cell = entry.text.empty() ? report::Cell(report::Signature{number}) : report::Cell(entry.text);
    if (!entry.text.empty()) cell.bold = true;
    table.rows.push_back({{number, member.person->name, report::Identifier{member.id}, rank_of(member.state().rank).group,
                           position_of(sources, member.id, member.day), std::move(cell)},
                          mixed ? staff_group(member) : ""});
  }
  out.sections.push_back(std::move(table));

  report::Points notes{"CATATAN", {}, report::Numbering::numbers};
  for (std::size_t at = 0; at < counts.size(); ++at) {
    if (at >= form_lines && counts[at] == 0) continue;
    if (request.blank && at >= form_lines) continue;
    notes.items.push_back(
        fmt::format("{}: {}", line_texts[at], request.blank ? "........" : std::to_string(counts[at]) + " orang"));
  }
  notes.items.push_back(fmt::format("Jumlah: {} orang", number));
  out.sections.push_back(std::move(notes));
  out.sections.push_back(report::Signatures{{signatory(sources, "kepala", "", true)}});
  return out;
}

Made entry_list(const Book& book, const PaperRequest& request) {
  Sources sources(book, request);
  const Date day = request.from;
  report::Document out = new_paper(sources, "daftar-hadir-kantor", "Daftar hadir untuk penelusuran");
  out.orientation = report::Orientation::landscape;
  out.paper = request.size.value_or(report::PaperSize::f4);
  out.titles = {"DAFTAR HADIR PEGAWAI YANG BEKERJA DI KANTOR PADA HARI BEKERJA DARI RUMAH"};
  report::Table table;
  table.key = "masuk_kantor";
  table.columns = {{.key = "no", .title = "No", .align = report::Align::centre, .millimetres = 10},
                   {.key = "nama", .title = "Nama Pegawai"},
                   {.key = "nip", .title = "NIP", .beneath = true},
                   {.key = "masuk", .title = "Jam masuk"},
                   {.key = "keluar", .title = "Jam keluar"},
                   {.key = "ruangan", .title = "Ruangan"},
                   {.key = "keperluan", .title = "Keperluan"},
                   {.key = "kondisi", .title = "Suhu/kondisi"},
                   {.key = "izin", .title = "Izin atasan"}};
  table.row_millimetres = 8;
  std::vector<std::string> superiors;
  int number = 0, without = 0;
  for (const Member& member : members_of(sources)) {
    const DayStatus status = rules::status_of(sources.lookup, member.id, day);
    if (status.status != Status::home_office) continue;
    const rules::EntryPermit entry = rules::entry_permit(sources.lookup, *member.person, day,
                                                         status.in    ? status.in->ms
                                                         : status.out ? status.out->ms
                                                                      : 0);
    const auto time = [&](const std::optional<rules::Instant>& at) -> report::Cell {
      if (!at) return {};
      const std::int64_t local = at->ms + static_cast<std::int64_t>(book.offset_of(member.person->unit)) * 60'000;
      return report::TimeOfDay{static_cast<int>(local / 60'000 % (24 * 60))};
    };
    const bool allowed = status.permitted;
    if (!allowed) ++without;
    const std::string& room = member.state().room;
    table.rows.push_back(
        {{++number, member.person->name, report::Identifier{member.id}, time(status.in), time(status.out),
          entry.permit != nullptr && !entry.permit->room.empty() ? entry.permit->room : room,
          entry.permit != nullptr ? entry.permit->reason : "", entry.permit != nullptr ? entry.permit->condition : "",
          report::Cell(status.recalled && !entry.granted ? "dipanggil ke kantor" : entry.text,
                       allowed ? report::Shade::none : report::Shade::attention)},
         ""});
    const rules::Chain& chain = rules::chain_of(sources.lookup, member.id, rules::Matter::permit, day);
    const std::string superior = chain.tiers.empty() ? std::string() : chain.tiers.front().person;
    if (std::ranges::find(superiors, superior) == superiors.end()) superiors.push_back(superior);
  }
  out.sections.push_back(report::Facts{"",
                                       {{"HARI/TANGGAL", report::day_and_date(day)},
                                        {"JUMLAH", fmt::format("{} orang, {} di antaranya tanpa izin", number, without)}}});
  out.sections.push_back(std::move(table));
  if (superiors.empty()) superiors.emplace_back();
  report::Signatures signatures;
  for (const std::string& superior : superiors) {
    const bool last = &superior == &superiors.back();
    signatures.people.push_back(
        signatory(sources, {superior, dated(request), "Mengetahui,", last ? place_of(request) : "", "Atasan Langsung"}));
  }
  out.sections.push_back(std::move(signatures));
  return out;
}

}  // namespace hadir::papers
