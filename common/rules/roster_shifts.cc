// Who works which shift, once it is settled who comes when (roster_plan.h).
//
// The shifts that a day is worked in stay; who works which one is dealt anew, so that everybody gets each of them about equally
// often and nobody begins before he has rested from the day before. People trade with their like alone: those who serve the same
// service and are counted in the same rooms, that day and (where a shift ends after midnight) on the next.
#include <tuple>

#include "common/rules/roster_plan.h"

namespace hadir::rules::planning {
namespace {

using Like = std::tuple<int, int, std::vector<int>, std::vector<CountedBy>>;  // contest, service, rooms, the next day's caps

struct Slot {
  int shift = none;
  WorkHours hours;
  int left = 0;
  std::vector<int> holders;
};

// People of one kind who work on the next day too, whichever kind they are of today: whoever of them ends late today has to find
// a shift that begins late then.
struct Again {
  std::vector<int> starts;       // of the next day's shifts
  std::map<int, int> held;       // of today's: by its end
  std::map<int, int> late = {};  // how many of the next day's begin late enough after such an end
  int late_after(int end, std::int64_t rest) {
    const auto [place, fresh] = late.try_emplace(end);
    if (fresh)
      place->second = static_cast<int>(
          std::ranges::count_if(starts, [&](int start) { return start == none || start + day_minutes - end >= rest; }));
    return place->second;
  }
  int held_from(int end) const {
    int sum = 0;
    for (auto at = held.lower_bound(end); at != held.end(); ++at) sum += at->second;
    return sum;
  }
};

// One day's deal among people of one kind.
class Deal {
 public:
  Deal(Plan& plan, int day, std::vector<int> working, const std::map<int, Again*>& again)
      : plan_(plan), day_(day), working_(std::move(working)), again_(again) {
    std::map<int, Slot> by_shift;
    for (const int who : working_) {
      const Cell& cell = plan_.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
      Slot& slot = by_shift[cell.shift];
      slot.shift = cell.shift;
      slot.hours = cell.hours;
      ++slot.left;
    }
    for (auto& [shift, slot] : by_shift) slots_.push_back(std::move(slot));
  }

  void deal() {
    // Those who have fewest shifts to choose from come first, then those who lean most to one shift.
    std::vector<std::tuple<std::ptrdiff_t, int, int>> order;
    for (const int who : working_)
      order.emplace_back(std::ranges::count_if(slots_, [&](const Slot& slot) { return fits(who, slot); }), lean(who), who);
    std::ranges::sort(order);
    std::vector<int> unplaced;
    for (const auto& [choices, leaning, who] : order)
      if (!place_best(who) && !place_by_moving(who)) unplaced.push_back(who);
    ahead_ = false;
    std::erase_if(unplaced, [&](int who) { return place_best(who) || place_by_moving(who); });
    rested_ = false;
    for (const int who : unplaced) place_best(who);
    for (const Slot& slot : slots_)
      for (const int who : slot.holders) {
        Cell& cell = plan_.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day_)];
        cell.shift = slot.shift;
        cell.hours = slot.hours;
        ++plan_.loads[static_cast<std::size_t>(who)].by_shift[slot.shift];
      }
  }

 private:
  int times(int who, const Slot& slot) const {
    const auto& mine = plan_.loads[static_cast<std::size_t>(who)].by_shift;
    const auto found = mine.find(slot.shift);
    return found == mine.end() ? 0 : found->second;
  }

  int lean(int who) const {
    int most = 0, least = std::numeric_limits<int>::max();
    for (const Slot& slot : slots_) {
      most = std::max(most, times(who, slot));
      least = std::min(least, times(who, slot));
    }
    return least - most;
  }

  Again* again_of(int who) const {
    const auto found = again_.find(who);
    return found == again_.end() ? nullptr : found->second;
  }

  // Whether it leaves him his rest; the next day counts where its shift is settled.
  bool fits(int who, const Slot& slot) const {
    return !rested_ || (plan_.is_rested_since(who, day_, slot.hours) &&
                        (again_of(who) != nullptr || plan_.is_rested_until(who, day_, slot.hours)));
  }

  // Whether as many as hold this shift, or one that ends as late, and work again, still find late shifts on the next day.
  bool leaves_rest(int who, const Slot& slot) const {
    Again* again = ahead_ && slot.hours.end != none ? again_of(who) : nullptr;
    if (again == nullptr) return true;
    const std::int64_t rest = plan_.rest_before(who, day_ + 1);
    return std::ranges::all_of(slots_, [&](const Slot& bound) {
      if (bound.hours.end == none || bound.hours.end > slot.hours.end) return true;
      const int late = again->late_after(bound.hours.end, rest);
      return late == std::ssize(again->starts) || again->held_from(bound.hours.end) < late;
    });
  }

  void put(int who, std::size_t at) {
    slots_[at].holders.push_back(who);
    --slots_[at].left;
    hold(who, at, 1);
  }
  void hold(int who, std::size_t at, int by) {
    if (Again* again = again_of(who)) again->held[slots_[at].hours.end] += by;
  }

  // The shift that he had least often, where several the one of which most are left.
  bool place_best(int who) {
    std::size_t best = slots_.size();
    const auto key = [&](const Slot& slot) { return std::pair(times(who, slot), -slot.left); };
    for (std::size_t at = 0; at < slots_.size(); ++at)
      if (slots_[at].left > 0 && fits(who, slots_[at]) && leaves_rest(who, slots_[at]) &&
          (best == slots_.size() || key(slots_[at]) < key(slots_[best])))
        best = at;
    if (best == slots_.size()) return false;
    put(who, best);
    return true;
  }

  bool place_by_moving(int who) {
    std::vector<bool> tried(slots_.size());
    return move_to_make_room(who, tried);
  }
  // An augmenting path: he takes the place of somebody who finds another.
  bool move_to_make_room(int who, std::vector<bool>& tried) {
    for (std::size_t at = 0; at < slots_.size(); ++at) {
      if (tried[at] || !fits(who, slots_[at])) continue;
      if (slots_[at].left > 0 && leaves_rest(who, slots_[at])) {
        put(who, at);
        return true;
      }
      tried[at] = true;
      for (std::size_t index = 0; index < slots_[at].holders.size(); ++index) {
        const int other = slots_[at].holders[index];
        hold(other, at, -1);
        if (leaves_rest(who, slots_[at])) {
          hold(who, at, 1);
          if (move_to_make_room(other, tried)) {
            slots_[at].holders[index] = who;
            return true;
          }
          hold(who, at, -1);
        }
        hold(other, at, 1);
      }
    }
    return false;
  }

  Plan& plan_;
  int day_;
  std::vector<int> working_;
  const std::map<int, Again*>& again_;
  std::vector<Slot> slots_;
  bool ahead_ = true, rested_ = true;
};

}  // namespace

bool Plan::is_tight(int first_day, int last_day) const {
  int latest = none, earliest = day_minutes;
  std::int64_t longest = 0;
  for (std::size_t who = 0; who < people.size(); ++who)
    for (int day = first_day - 1; day <= last_day + 1; ++day) {
      const WorkHours hours = hours_on(static_cast<int>(who), day);
      latest = std::max(latest, hours.end);
      if (hours.start != none) earliest = std::min(earliest, hours.start);
      longest = std::max(longest, rest_before(static_cast<int>(who), day));
    }
  return latest != none && earliest + day_minutes - latest < longest;
}

// Whether somebody works in a shift that may be given to another.
bool Plan::is_dealt(int person, int day) const {
  if (day < 0 || day >= days) return false;
  const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)];
  return cell.person != nullptr && cell.open && cell.mode == Mode::wfo && cell.shift != none &&
         duties[static_cast<std::size_t>(cell.duty)].shifts ==
             contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)].shifts_by;
}

bool Plan::may_trade(int one, int other, int day) const {
  if (!is_dealt(one, day) || !is_dealt(other, day)) return false;
  const Cell& a = cells[static_cast<std::size_t>(one)][static_cast<std::size_t>(day)];
  const Cell& b = cells[static_cast<std::size_t>(other)][static_cast<std::size_t>(day)];
  const bool at_night = a.hours.minutes_after_midnight() > 0 || b.hours.minutes_after_midnight() > 0;
  return a.shift != b.shift && a.contest == b.contest && a.rooms == b.rooms &&
         duties[static_cast<std::size_t>(a.duty)].service == duties[static_cast<std::size_t>(b.duty)].service &&
         (!at_night || caps_on(one, day + 1) == caps_on(other, day + 1));
}

void Plan::deal_shifts(int first_day, int last_day) {
  for (std::size_t who = 0; who < people.size(); ++who) {
    Load& load = loads[who];
    load.by_shift.clear();
    for (int day = 0; day < first_day; ++day) {
      const Cell& cell = cells[who][static_cast<std::size_t>(day)];
      if (cell.person != nullptr && cell.mode == Mode::wfo && cell.shift != none) ++load.by_shift[cell.shift];
    }
  }
  const bool tight = is_tight(first_day, last_day);
  const auto like = [&](int who, int day) {
    const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
    const auto& hours = contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)].shifts.hours;
    const bool at_night = std::ranges::any_of(hours, [](WorkHours one) { return one.minutes_after_midnight() > 0; });
    return Like{cell.contest, duties[static_cast<std::size_t>(cell.duty)].service, cell.rooms,
                at_night ? caps_on(who, day + 1) : std::vector<CountedBy>()};
  };
  for (int day = first_day; day <= last_day; ++day) {
    std::map<Like, std::vector<int>> working;
    std::map<Like, Again> next;
    std::map<int, Again*> again;
    for (int who = 0; who < static_cast<int>(people.size()); ++who) {
      if (is_dealt(who, day))
        working[like(who, day)].push_back(who);
      else if (const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
               cell.person != nullptr && cell.open && cell.mode == Mode::wfo && cell.shift != none)
        ++loads[static_cast<std::size_t>(who)].by_shift[cell.shift];
      if (!tight || day == last_day || !is_dealt(who, day + 1)) continue;
      Again& kind = next[like(who, day + 1)];
      kind.starts.push_back(hours_on(who, day + 1).start);
      again[who] = &kind;
    }
    for (auto& [kind, of_it] : working) Deal(*this, day, std::move(of_it), again).deal();
  }
  if (tight)
    for (int day = first_day; day <= last_day; ++day) mend_rest(day);
}

// With somebody for whom the other's shift will do.
bool Plan::trade_for_rest(int person, int day) {
  if (!is_dealt(person, day)) return false;
  Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)];
  for (const int other : contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)].open) {
    Cell& theirs = cells[static_cast<std::size_t>(other)][static_cast<std::size_t>(day)];
    if (!may_trade(person, other, day) || !is_rested(person, day, theirs.hours) || !is_rested(other, day, cell.hours)) continue;
    std::swap(cell.shift, theirs.shift);
    std::swap(cell.hours, theirs.hours);
    return true;
  }
  return false;
}

// To a shift that has room, where the one that he leaves can spare him.
bool Plan::move_for_rest(int person, int day) {
  if (!is_dealt(person, day)) return false;
  const Cell& cell = cells[static_cast<std::size_t>(person)][static_cast<std::size_t>(day)];
  Contest& contest = contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)];
  const int service = duties[static_cast<std::size_t>(cell.duty)].service;
  const std::size_t place = place_of(contest, cell.shift);
  if (service != none && serving(service, day, cell.shift) <= services[static_cast<std::size_t>(service)].minimum) return false;
  if (std::ranges::any_of(contest.shifts.covers[place], [&](int stretch) {
        return contest.used[static_cast<std::size_t>(stretch)] == contest.limits.least_moment;
      }))
    return false;
  release(contest, person);
  const int better = room_for(contest, person, contest.limits, true);
  take(contest, person, better == none ? static_cast<int>(place) : better);
  return better != none;
}

// Whoever lacks rest since the day before gets another shift, or another one on that day.
void Plan::mend_rest(int day) {
  for (int who = 0; who < static_cast<int>(people.size()); ++who) {
    if (is_rested_since(who, day, hours_on(who, day))) continue;
    if (trade_for_rest(who, day) || trade_for_rest(who, day - 1) || move_for_rest(who, day)) continue;
    move_for_rest(who, day - 1);
  }
}

}  // namespace hadir::rules::planning
