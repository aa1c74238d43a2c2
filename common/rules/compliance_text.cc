#include "common/rules/compliance_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/hours.h"
#include "common/rules/wording.h"

namespace hadir::rules::wording {

std::string counted_unit(const Book& book, const std::string& counted) {
  const auto slash = counted.find('/');
  const std::string code = counted.substr(0, slash);
  const Unit* unit = book.unit(code);
  std::string text = unit == nullptr || unit->name.empty() ? "unit " + code : unit->name + " (" + code + ")";
  if (slash != std::string::npos) {
    const std::string section = counted.substr(slash + 1);
    text = (section.empty() ? "pegawai tanpa bagian" : section) + ", " + text;
  }
  return text;
}

std::string amount(const Amount& amount, const Presence& rule, std::int64_t of) {
  if (!amount.percent) return fmt::format("{} orang", amount.value);
  std::string percent = format_percent(amount.value);
  std::ranges::replace(percent, '.', ',');
  if (rule.balance) return fmt::format("{} dari {} orang yang di kantor atau di rumah", percent, of);
  switch (rule.of) {
    case Presence::Of::all: return fmt::format("{} dari {} pegawai", percent, of);
    case Presence::Of::staff: return fmt::format("{} dari {} staf", percent, of);
    case Presence::Of::available: return fmt::format("{} dari {} staf yang tidak cuti atau bertugas di luar", percent, of);
    case Presence::Of::room: break;
  }
  return fmt::format("{} dari kapasitas ruang {} orang", percent, of);
}

std::string people(const Book& book, const std::vector<const Person*>& all) {
  constexpr std::size_t most = 12;
  std::vector<std::string> names;
  for (std::size_t index = 0; index < std::min(all.size(), most); ++index) names.push_back(name(book, all[index]->id));
  std::string text = joined(names);
  if (all.size() > most) text += fmt::format("; dan {} orang lagi", all.size() - most);
  return text;
}

std::string busy_moment(const Busiest& busiest, const std::vector<Stay>& stays, Presence::At at) {
  if (at == Presence::At::day || std::ranges::all_of(stays, [](const Stay& stay) { return stay.is_whole_day(); })) return "";
  return " pukul " + format_clock(busiest.minute);
}

}  // namespace hadir::rules::wording
