#include "common/rules/leave.h"

#include <algorithm>

#include "common/rules/calendar.h"
#include "common/rules/tiers.h"

namespace hadir::rules {
namespace {

Date first_day(int year) { return *base::date_from(year, 1, 1); }
Date last_day(int year) { return *base::date_from(year, 12, 31); }

std::int64_t days_between(const Book& book, std::string_view person, Date from, Date until, bool workdays) {
  if (!workdays) return std::max(0, until.days - from.days + 1);
  const Person* found = book.person(person, from);
  return found == nullptr || until < from ? 0 : work_days(book, found->unit, from, until);
}

void add_up(Lookup& lookup, std::string_view person, int year, const LeaveQuota& quota, LeaveUse& use) {
  for (const Permit& permit : lookup.permits_of(person)) {
    if (permit.type != PermitType::leave || permit.subtype != quota.kind || permit.cancelled) continue;
    const Outcome* outcome = outcome_of(lookup, permit.subject);
    if (outcome->progress == Progress::rejected || outcome->progress == Progress::returned) continue;
    const Date from = std::max(permit.from, first_day(year)), until = std::min(permit.until, last_day(year));
    (outcome->is_approved() ? use.used : use.waiting) += days_between(lookup.book, person, from, until, quota.workdays);
  }
}

}  // namespace

const std::vector<LeaveQuota>& usual_quotas() {
  static const std::vector<LeaveQuota> quotas{
      {"CT", "Cuti tahunan", 12, true},         {"CB", "Cuti besar", 90, false},
      {"CS", "Cuti sakit", 545, false},         {"CM", "Cuti melahirkan", 90, false},
      {"CAP", "Cuti alasan penting", 0, false}, {"CLTN", "Cuti di luar tanggungan negara", 1095, false},
  };
  return quotas;
}

std::int64_t annual_quota(std::optional<std::int64_t> used_last, std::optional<std::int64_t> used_before, std::int64_t base) {
  if (!used_last) return base;
  if (*used_last == 0 && used_before && *used_before == 0) return 2 * base;
  return base + std::clamp<std::int64_t>(base - *used_last, 0, base / 2);
}

std::vector<LeaveUse> leave_use(Lookup& lookup, std::string_view person, int year, const std::vector<LeaveQuota>& quotas) {
  const Book& book = lookup.book;
  std::vector<LeaveUse> uses;
  const Person* known = book.person(person);
  for (const LeaveQuota& quota : quotas) {
    LeaveUse use{quota.kind, quota.name, 0, 0, quota.days, 0};
    add_up(lookup, person, year, quota, use);
    if (quota.kind == "CT") {
      const auto used_in = [&](int before) -> std::optional<std::int64_t> {
        const bool was_there = known != nullptr && (!known->joined || *known->joined <= first_day(before));
        if (!was_there || book.first > first_day(before) || book.last < last_day(before)) return std::nullopt;
        LeaveUse then;
        add_up(lookup, person, before, quota, then);
        return then.used;
      };
      use.quota = annual_quota(used_in(year - 1), used_in(year - 2), quota.days);
      use.carried = use.quota - quota.days;
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace hadir::rules
