#include "common/rules/codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "common/rules/leave.h"

namespace hadir::rules {
namespace {

std::string office_code(const CodeSet& codes, const DayStatus& status) {
  if (codes.bands && (!status.late.code.empty() || !status.early.code.empty())) {
    const std::string late = status.late.code.empty() && status.is_late() ? codes.late : status.late.code;
    const std::string early = status.early.code.empty() && status.is_early() ? codes.early : status.early.code;
    return late + (late.empty() || early.empty() ? "" : "/") + early;
  }
  return status.is_late() ? codes.late : status.is_early() ? codes.early : codes.office;
}

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

constexpr std::string_view visit = "di kantor pada hari WFH";

// What each code of a set means, in the order of the sums; the same code may stand twice.
std::vector<std::pair<std::string, std::string>> meanings(const CodeSet& codes, const std::vector<std::string>& bands) {
  std::vector<std::pair<std::string, std::string>> all{
      {codes.office, "hadir"},
      {codes.late, "terlambat"},
      {codes.early, "pulang sebelum waktunya"},
      {codes.home, "bekerja dari rumah"},
      {codes.home_office, std::string(visit)},
      {codes.excused, "izin"},
      {codes.sick, "sakit"},
      {codes.leave, "cuti"},
      {codes.duty, "dinas luar"},
      {codes.town_duty, "tugas luar dalam kota"},
      {codes.study, "tugas belajar"},
      {codes.absent, "tanpa keterangan"},
      {codes.candidate, "belum ada tanda kehadiran, belum diputuskan"},
      {codes.free, "libur"},
      {codes.not_member, "di luar masa kerja"},
      {codes.pending, "hari yang belum selesai"},
  };
  if (codes.leave_kinds)
    for (const auto& quota : usual_quotas()) all.emplace_back(quota.kind, lower_first(quota.name));
  if (codes.bands)
    for (const auto& band : bands) all.emplace_back(band, "golongan keterlambatan atau pulang awal");
  return all;
}

std::int64_t begun_minutes(const Band& band) { return (band.seconds + 59) / 60; }

}  // namespace

std::optional<CodeSet> named_codes(std::string_view name) {
  if (name == "umum") return usual_codes();
  return name == "potongan" ? std::optional(band_codes()) : std::nullopt;
}

CodeSet usual_codes() { return {}; }

CodeSet band_codes() {
  CodeSet codes;
  codes.town_duty = "TLK";
  codes.leave_kinds = codes.bands = true;
  return codes;
}

std::string code_of(const CodeSet& codes, const DayStatus& status) {
  switch (status.status) {
    case Status::not_member: return codes.not_member;
    case Status::free: return codes.free;
    case Status::pending: return codes.pending;
    case Status::office: return office_code(codes, status);
    case Status::home: return codes.home;
    case Status::home_office: return codes.home_office;
    case Status::excused: return codes.excused;
    case Status::sick: return codes.sick;
    case Status::leave: return codes.leave_kinds && !status.subtype.empty() ? status.subtype : codes.leave;
    case Status::duty: return codes.duty;
    case Status::town_duty: return codes.town_duty;
    case Status::study: return codes.study;
    case Status::candidate: return codes.candidate;
    case Status::absent: break;
  }
  return codes.absent;
}

std::vector<std::pair<std::string, std::string>> legend_of(const CodeSet& codes, const std::vector<std::string>& bands) {
  std::vector<std::pair<std::string, std::string>> legend;
  for (auto& [code, meaning] : meanings(codes, bands)) {
    if (code.empty()) continue;
    const auto same = std::ranges::find(legend, code, &std::pair<std::string, std::string>::first);
    if (same == legend.end())
      legend.emplace_back(std::move(code), std::move(meaning));
    else
      same->second += ", " + meaning;
  }
  return legend;
}

base::Result<void> check_codes(const CodeSet& codes, const std::vector<std::string>& bands) {
  std::map<std::string, std::string> taken;
  for (const auto& [code, meaning] : meanings(codes, bands)) {
    if (meaning == visit && (code == codes.home || code == codes.office)) continue;
    const auto [found, is_new] = taken.emplace(code, meaning);
    if (!is_new)
      return base::Error{base::Fault::bad_input, fmt::format("Kode \"{}\" berarti {} dan juga {}.", code, found->second, meaning),
                         "Beri salah satunya kode lain."};
  }
  return {};
}

void add(Counts& counts, const DayStatus& status) {
  switch (status.status) {
    case Status::not_member: ++counts.not_member; return;
    case Status::free: ++counts.free; return;
    case Status::pending: ++counts.pending; break;
    case Status::office: ++(status.is_late() ? counts.late : status.is_early() ? counts.early : counts.on_time); break;
    case Status::home: ++counts.home; break;
    case Status::home_office: ++counts.home_office; break;
    case Status::excused: ++counts.excused; break;
    case Status::sick: ++counts.sick; break;
    case Status::leave: ++counts.leave; break;
    case Status::duty: ++counts.duty; break;
    case Status::town_duty: ++counts.town_duty; break;
    case Status::study: ++counts.study; break;
    case Status::candidate: ++counts.candidate; break;
    case Status::absent: ++counts.absent; break;
  }
  ++counts.workdays;
  counts.late_minutes += begun_minutes(status.late);
  counts.early_minutes += begun_minutes(status.early);
  counts.hundredths += status.hundredths;
  if (status.status == Status::office) counts.no_in += status.no_in, counts.no_out += status.no_out;
}

Counts count(std::span<const DayStatus> statuses) {
  Counts counts;
  for (const DayStatus& status : statuses) add(counts, status);
  return counts;
}

}  // namespace hadir::rules
