#include "common/rules/wording.h"

#include <fmt/format.h>

namespace hadir::rules::wording {

std::string date(Date day) {
  return fmt::format("{:02}-{:02}-{}", base::day_of_month(day), base::month_of(day), base::year_of(day));
}

std::string clock(std::int64_t ms, int offset_minutes) {
  return base::format_rfc3339({ms, static_cast<std::int16_t>(offset_minutes)}).substr(11, 5);
}

std::string moment(std::int64_t ms, int offset_minutes) {
  return date(base::date_of(ms, offset_minutes)) + " pukul " + clock(ms, offset_minutes);
}

std::string duration(std::int64_t minutes) {
  const auto whole = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{}:{:02}", minutes < 0 ? "-" : "", whole / 60, whole % 60);
}

std::string month(Date day) {
  static constexpr const char* names[] = {"Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
                                          "Juli",    "Agustus",  "September", "Oktober", "November", "Desember"};
  return fmt::format("{} {}", names[base::month_of(day) - 1], base::year_of(day));
}

std::string span(Date from, Date until) { return from == until ? date(from) : date(from) + " s.d. " + date(until); }

std::string name(const Book& book, std::string_view person) {
  const Person* found = book.person(person);
  return found == nullptr || found->name.empty() ? std::string(person) : found->name;
}

std::string who(const Book& book, std::string_view person) {
  const Person* found = book.person(person);
  return found == nullptr || found->name.empty() ? std::string(person) : fmt::format("{} ({})", found->name, person);
}

std::string unit(const Book& book, std::string_view code) {
  const Unit* found = book.unit(code);
  return found == nullptr || found->name.empty() ? std::string(code) : found->name;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : "; ") + part;
  return all;
}

std::string with_source(std::string text, std::string_view citation) {
  if (!citation.empty()) text += fmt::format(" ({})", citation);
  return text + ".";
}

std::string_view permit_type(PermitType type) {
  static constexpr const char* names[] = {"kantor", "bepergian", "cuti", "sakit", "izin", "dl", "tl", "tb"};
  return names[static_cast<std::size_t>(type)];
}

std::string_view standing(Standing standing) {
  static constexpr const char* names[] = {"", "Plt.", "Plh.", "Pj."};
  return names[static_cast<std::size_t>(standing)];
}

}  // namespace hadir::rules::wording
