// Late and early bands; declared in attendance.h.
#include <algorithm>

#include "common/rules/attendance.h"

namespace hadir::rules {
namespace {

Band band_for(const std::vector<Discipline::Band>& bands, std::int64_t tolerance_minutes, std::int64_t seconds) {
  if (seconds <= std::max<std::int64_t>(0, tolerance_minutes * 60)) return {};
  Band found{seconds, {}, 0};
  for (const auto& band : bands)
    if (band.from <= seconds) found = {seconds, band.code, band.hundredths};
  return found;
}

std::int64_t to_minute(std::int64_t seconds) { return seconds - ((seconds % 60) + 60) % 60; }

Band missing(const std::vector<Discipline::Band>& bands, const std::string& code, std::int64_t no_record) {
  for (const auto& band : bands)
    if (!code.empty() && band.code == code) return {0, code, band.hundredths};
  return {0, code, no_record};
}

}  // namespace

Band late_band(const Discipline* rule, std::int64_t start, std::int64_t in) {
  if (rule == nullptr) return band_for({}, 0, to_minute(in) - start);
  return band_for(rule->late, rule->tolerance_minutes, (rule->seconds ? in : to_minute(in)) - start);
}

Band early_band(const Discipline* rule, std::int64_t end, std::int64_t out) {
  if (rule == nullptr) return band_for({}, 0, end - to_minute(out));
  return band_for(rule->early, rule->tolerance_minutes, end - (rule->seconds ? out : to_minute(out)));
}

Band missing_in(const Discipline& rule) { return missing(rule.late, rule.no_in_code, rule.no_record); }
Band missing_out(const Discipline& rule) { return missing(rule.early, rule.no_out_code, rule.no_record); }

}  // namespace hadir::rules
