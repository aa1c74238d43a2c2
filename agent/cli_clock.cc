#include "agent/cli_clock.h"

#include <cstdlib>
#include <optional>

#include "agent/cli_output.h"
#include "common/log/clock_event.h"

namespace hadir::agent {
namespace {

using boost::json::object;

std::optional<std::int64_t> number(const object& from, const char* name) {
  const boost::json::value* member = from.if_contains(name);
  boost::json::error_code ec;
  const auto given = member != nullptr && member->is_number() ? std::optional(member->to_number<std::int64_t>(ec)) : std::nullopt;
  return ec ? std::nullopt : given;
}

std::string text(const object& from, const char* name) { return cell_text(from.if_contains(name)); }

std::string step_text(std::int64_t by_ms) { return (by_ms < 0 ? "dimundurkan " : "dimajukan ") + duration_text(std::abs(by_ms)); }

}  // namespace

std::string duration_text(std::int64_t ms) {
  constexpr std::pair<std::int64_t, const char*> units[] = {
      {365 * 86'400'000LL, "tahun"}, {86'400'000, "hari"}, {3'600'000, "jam"}, {60'000, "menit"}, {1'000, "detik"}};
  if (ms < 1'000) return std::to_string(ms) + " milidetik";
  std::string text;
  int parts = 0;
  for (const auto& [length, name] : units) {
    const std::int64_t count = ms / length;
    if (count == 0 && parts == 0) continue;
    if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + " " + name;
    ms %= length;
    if (++parts == 2) break;
  }
  return text;
}

const char* quality_text(std::string_view quality) {
  if (quality == "hub") return "jam dipastikan oleh hub";
  if (quality == "carried") return "jam terakhir dipastikan sebelum PC dinyalakan ulang";
  if (quality == "doubtful") return "jam PC ini diragukan";
  return "jam PC ini belum pernah dipastikan oleh hub";
}

std::string error_text(const object& clock) {
  const auto least = number(clock, "error_min_ms"), most = number(clock, "error_max_ms");
  if (least && *least > log::tolerated_clock_error_ms)
    return "terlalu cepat " + std::string(most ? "" : "sekurangnya ") + duration_text(most ? (*least + *most) / 2 : *least);
  if (most && *most < -log::tolerated_clock_error_ms)
    return "terlambat " + std::string(least ? "" : "sekurangnya ") + duration_text(-(least ? (*least + *most) / 2 : *most));
  return "";
}

std::string correction_text(const object& corrected) {
  const bool from = !corrected.at("not_before").is_null(), to = !corrected.at("not_after").is_null();
  if (from && to) return "waktu sebenarnya antara " + text(corrected, "not_before") + " dan " + text(corrected, "not_after");
  if (from)
    return "waktu sebenarnya sesudah " + text(corrected, "not_before") + "; batas lainnya diketahui setelah hub terjangkau";
  if (to) return "waktu sebenarnya sebelum " + text(corrected, "not_after");
  return "waktu sebenarnya belum diketahui; dihitung setelah hub terjangkau";
}

std::string event_text(const object& event) {
  const std::string what = text(event, "what"), error = error_text(event);
  const auto by = number(event, "by_ms");
  const boost::json::value* agrees = event.if_contains("agrees");
  std::string line = text(event, "at") + "  ";
  if (what == "step" && by)
    line += "jam " + step_text(*by);
  else if (what == "restart" && by)
    line += "PC dinyalakan dan jamnya mundur " + duration_text(std::abs(*by));
  else if (what == "restart")
    line += "PC dinyalakan dengan jam yang belum dipastikan";
  else if (what == "contradiction")
    line += "dua kali sinkronisasi tidak sepakat tentang waktu yang berlalu";
  else
    line += "hub menunjukkan waktu";
  if (agrees != nullptr && *agrees == true) return line + "; jam cocok dengan hub";
  return error.empty() ? line : line + "; jam " + error;
}

}  // namespace hadir::agent
