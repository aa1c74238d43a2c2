#include "common/rules/attendance.h"

#include <algorithm>

#include "common/rules/day_plan.h"
#include "common/rules/lookup_caches.h"
#include "common/rules/tiers.h"

namespace hadir::rules {
namespace {

constexpr int day_minutes = 24 * 60;
constexpr int after_shift_minutes = 4 * 60, early_minutes = 2 * 60;
constexpr std::int64_t twice_ms = 60'000;

enum class Correction { counts, waits, refused };

// What somebody corrected counts where it is approved, or made by one who may decide about it.
Correction correction_of(Lookup& lookup, const std::string& person, const Punch& punch) {
  if (!punch.corrected && !punch.struck) return Correction::counts;
  const Outcome* outcome = outcome_of(lookup, punch.subject);
  if (outcome != nullptr && outcome->is_approved()) return Correction::counts;
  if (outcome != nullptr && (outcome->progress == Progress::rejected || outcome->progress == Progress::returned))
    return Correction::refused;
  const Date day = base::date_of(punch.at.ms, punch.at.offset_minutes);
  const bool decides = chain_of(lookup, person, Matter::correction, day).tier_of(punch.corrected_by) != 0;
  return decides ? Correction::counts : Correction::waits;
}

// What is typed at the office's own PC (manual) counts as made there: many offices have no machine.
bool is_office(const std::string& source) { return source != "web"; }

// Minutes from the midnight of `day` at which its window begins.
int begin_minutes(Lookup& lookup, const Person& person, Date day) {
  const DayPlan& before = plan_of(lookup, person, {day.days - 1});
  const DayPlan& plan = plan_of(lookup, person, day);
  const bool overnight = before.has_hours() && before.end > day_minutes;
  const bool early = plan.has_hours() && plan.start < early_minutes;
  if (!overnight && !early) return 0;
  const int ended = before.has_hours() ? before.end - day_minutes : -day_minutes;
  if (!plan.has_hours()) return ended + after_shift_minutes;
  const int halfway = ended + (plan.start - ended) / 2;
  return early ? std::max(halfway, plan.start - early_minutes) : halfway;
}

}  // namespace

const std::vector<CountedPunch>& punches_that_count(Lookup& lookup, const std::string& person) {
  if (const auto found = lookup.caches->punches.find(person); found != lookup.caches->punches.end()) return found->second;
  std::vector<CountedPunch> counted;
  for (const Punch& punch : lookup.punches_of(person)) {
    const Correction state = correction_of(lookup, person, punch);
    const bool stands = state == Correction::counts;
    if (punch.struck && stands) continue;
    const std::int64_t ms = stands ? punch.at.ms : punch.claimed.ms;
    if (ms > lookup.as_of_ms) continue;
    counted.push_back(
        {&punch, ms, stands ? punch.direction : punch.claimed_direction, is_office(punch.source), state == Correction::waits});
  }
  std::ranges::stable_sort(counted, {}, [](const CountedPunch& one) { return std::tuple(one.ms, one.direction); });
  return lookup.caches->punches.emplace(person, std::move(counted)).first->second;
}

Window window_of(Lookup& lookup, const Person& person, Date day) {
  const std::int64_t midnight = midnight_ms(day, lookup.book.offset_of(person.unit));
  const Date next{day.days + 1};
  return {midnight + begin_minutes(lookup, person, day) * 60'000LL,
          midnight + (day_minutes + begin_minutes(lookup, person, next)) * 60'000LL};
}

Attendance attendance_of(Lookup& lookup, const Person& person, Date day, bool office_only) {
  Attendance found;
  const auto& all = punches_that_count(lookup, person.id);
  if (all.empty()) return found;
  const Window window = window_of(lookup, person, day);
  auto next = std::ranges::lower_bound(all, window.begin, {}, &CountedPunch::ms);
  for (; next != all.end() && next->ms < window.end; ++next) {
    (next->office ? found.office : found.online) = true;
    if (office_only && !next->office) continue;
    if (!found.in && next->direction != Direction::out) {
      found.in = *next;
    } else if (next->direction != Direction::in) {
      const bool twice = next->direction == Direction::unknown && found.in && next->ms - found.in->ms < twice_ms;
      if (!twice) found.out = *next;
    }
  }
  // An out before he came belongs to nothing; without an in it is all that there is.
  if (found.in && found.out && found.out->ms < found.in->ms) found.out.reset();
  for (const auto* punch : {&found.in, &found.out}) {
    if (!*punch) continue;
    found.doubtful |= (*punch)->punch->written.trust == Trust::doubtful;
    found.waiting |= (*punch)->waiting;
  }
  return found;
}

}  // namespace hadir::rules
