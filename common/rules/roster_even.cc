// Evening out office days after a month is chosen (roster_plan.h).
//
// Choosing day by day whoever has fewest leaves at most one day between any two people who were there all the time. Leave breaks
// that: who was away in the second half could have come more often in the first. So days are exchanged along chains: somebody
// with many days gives one to a colleague who could have come, and that one gives another day on, until it reaches somebody with
// at least two days fewer. Each exchange lowers the sum of squares, so it ends; when no chain is left, no other choice is fairer
// to the two ends. Exchanges that leave everybody his rest come first; the others count on the shifts being dealt anew.
#include <algorithm>
#include <deque>

#include "common/rules/roster_plan.h"

namespace hadir::rules::planning {

// Whether one may stay at home and the other come instead: same standing that day, room stays as it is, no service loses its
// minimum.
bool Plan::may_swap(const Contest& contest, int gives, int takes, bool rested) const {
  const auto day = static_cast<std::size_t>(contest.day);
  const Cell& out = cells[static_cast<std::size_t>(gives)][day];
  const Cell& in = cells[static_cast<std::size_t>(takes)][day];
  if (out.mode != Mode::wfo || in.mode != Mode::wfh || out.on_turn != in.on_turn || out.rooms != in.rooms) return false;
  const Duty& left = duties[static_cast<std::size_t>(out.duty)];
  const Duty& right = duties[static_cast<std::size_t>(in.duty)];
  if (!(left.shifts == right.shifts)) return false;
  if (rested && !is_rested(takes, contest.day, out.hours)) return false;
  if (out.hours.minutes_after_midnight() > 0 && caps_on(gives, contest.day + 1) != caps_on(takes, contest.day + 1)) return false;
  if (left.service == none || left.service == right.service) return true;
  return serving(left.service, contest.day, out.shift) > services[static_cast<std::size_t>(left.service)].minimum;
}

const std::vector<int>& Plan::at_home(const Contest& contest, int number_of_it, bool on_turn) {
  const auto [place, fresh] = at_home_.try_emplace({contest.day, number_of_it, on_turn});
  if (fresh)
    for (const int who : contest.open) {
      const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(contest.day)];
      if (cell.mode == Mode::wfh && cell.on_turn == on_turn) place->second.push_back(who);
    }
  return place->second;
}

void Plan::swap(Contest& contest, int gives, int takes) {
  const auto day = static_cast<std::size_t>(contest.day);
  Cell& out = cells[static_cast<std::size_t>(gives)][day];
  Cell& in = cells[static_cast<std::size_t>(takes)][day];
  count_service(gives, contest.day, -1);
  std::swap(out.mode, in.mode);
  std::swap(out.shift, in.shift);
  std::swap(out.hours, in.hours);
  count_service(takes, contest.day, 1);
  at_home_.erase({contest.day, out.contest, out.on_turn});
  --loads[static_cast<std::size_t>(gives)].month;
  --loads[static_cast<std::size_t>(gives)].total;
  ++loads[static_cast<std::size_t>(takes)].month;
  ++loads[static_cast<std::size_t>(takes)].total;
}

// Looks for the shortest chain from somebody with many days to somebody with at least two fewer, and exchanges along it.
// Where there is none, everybody it came across is `stuck` too: chains from them lead nowhere else, and they have no more days.
bool Plan::exchange_from(int person, int first_day, int last_day, bool rested, std::vector<bool>& stuck) {
  struct Step {
    int from = none, day = none, contest = none;
  };
  std::vector<Step> reached(people.size());
  reached[static_cast<std::size_t>(person)].from = person;
  // People of one contest, turn, service and shift are reached all at once, so that each contest is walked but a few times.
  std::size_t most_contests = 0;
  for (int day = first_day; day <= last_day; ++day)
    most_contests = std::max(most_contests, contests[static_cast<std::size_t>(day)].size());
  const std::size_t shifts = shift_codes.size() + 1, kinds = most_contests * 2 * (services.size() + 1) * shifts;
  std::vector<bool> walked(static_cast<std::size_t>(last_day - first_day + 1) * kinds);
  const auto kind_of = [&](int day, const Cell& cell, int service) {
    const auto turn = static_cast<std::size_t>(cell.contest) * 2 + (cell.on_turn ? 1 : 0);
    const auto served = turn * (services.size() + 1) + static_cast<std::size_t>(service + 1);
    const int shift = service == none && !rested ? none : cell.shift;
    return static_cast<std::size_t>(day - first_day) * kinds + served * shifts + static_cast<std::size_t>(shift + 1);
  };
  std::deque<int> queue{person};
  const std::int64_t target = loads[static_cast<std::size_t>(person)].month - 2;
  int found = none;
  while (found == none && !queue.empty()) {
    const int at = queue.front();
    queue.pop_front();
    for (int day = first_day; day <= last_day && found == none; ++day) {
      const Cell& cell = cells[static_cast<std::size_t>(at)][static_cast<std::size_t>(day)];
      if (!cell.open || cell.mode != Mode::wfo || cell.contest == none) continue;
      const Contest& contest = contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)];
      const int service = duties[static_cast<std::size_t>(cell.duty)].service;
      const std::size_t kind = kind_of(day, cell, service);
      if (walked[kind]) continue;
      walked[kind] = true;
      for (const int next : at_home(contest, cell.contest, cell.on_turn)) {
        if (reached[static_cast<std::size_t>(next)].from != none || !may_swap(contest, at, next, rested)) continue;
        reached[static_cast<std::size_t>(next)] = {at, day, cell.contest};
        if (loads[static_cast<std::size_t>(next)].month <= target) {
          found = next;
          break;
        }
        queue.push_back(next);
      }
    }
  }
  if (found == none) {
    for (std::size_t who = 0; who < people.size(); ++who)
      if (reached[who].from != none) stuck[who] = true;
    return false;
  }
  std::vector<std::pair<int, Step>> chain;
  for (int at = found; at != person; at = chain.back().second.from) chain.emplace_back(at, reached[static_cast<std::size_t>(at)]);
  const auto contest_of = [&](const Step& step) -> Contest& {
    return contests[static_cast<std::size_t>(step.day)][static_cast<std::size_t>(step.contest)];
  };
  for (std::size_t index = 0; index < chain.size(); ++index) {
    const auto& [takes, step] = chain[index];
    if (may_swap(contest_of(step), step.from, takes, rested)) {
      swap(contest_of(step), step.from, takes);
      continue;
    }
    // An earlier exchange of this chain took the service's spare person, or the rest: all back.
    for (; index-- > 0;) swap(contest_of(chain[index].second), chain[index].first, chain[index].second.from);
    stuck[static_cast<std::size_t>(person)] = true;
    return false;
  }
  return true;
}

void Plan::even_out(int first_day, int last_day) {
  // Whether a day could be given at all: somebody came who has two days more than somebody of the same contest who did not.
  const auto uneven = [&] {
    for (int day = first_day; day <= last_day; ++day)
      for (const Contest& contest : contests[static_cast<std::size_t>(day)]) {
        std::int64_t most[2] = {-1, -1}, least[2] = {unlimited, unlimited};
        for (const int who : contest.open) {
          const Cell& cell = cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
          const std::int64_t load = loads[static_cast<std::size_t>(who)].month;
          if (cell.mode == Mode::wfo)
            most[cell.on_turn] = std::max(most[cell.on_turn], load);
          else
            least[cell.on_turn] = std::min(least[cell.on_turn], load);
        }
        for (const int turn : {0, 1})
          if (least[turn] < unlimited && most[turn] > least[turn]) return true;
      }
    return false;
  };
  if (!uneven()) return;
  if (is_tight(first_day, last_day)) exchange_all(first_day, last_day, true);
  exchange_all(first_day, last_day, false);
  for (std::size_t who = 0; who < people.size(); ++who)
    for (int day = last_day; day >= first_day; --day)
      if (cells[who][static_cast<std::size_t>(day)].person != nullptr &&
          cells[who][static_cast<std::size_t>(day)].mode == Mode::wfo) {
        loads[who].last = day;
        break;
      }
}

void Plan::exchange_all(int first_day, int last_day, bool rested) {
  std::int64_t least = unlimited;
  for (const Load& load : loads) least = std::min(least, load.month);
  for (bool again = true; again;) {
    again = false;
    std::vector<int> order;
    std::vector<bool> stuck(people.size());
    for (std::size_t who = 0; who < people.size(); ++who)
      if (loads[who].month >= least + 2) order.push_back(static_cast<int>(who));
    std::ranges::stable_sort(
        order, [&](int a, int b) { return loads[static_cast<std::size_t>(a)].month > loads[static_cast<std::size_t>(b)].month; });
    for (const int who : order)
      while (!stuck[static_cast<std::size_t>(who)] && loads[static_cast<std::size_t>(who)].month >= least + 2 &&
             exchange_from(who, first_day, last_day, rested, stuck))
        again = true;
  }
}

}  // namespace hadir::rules::planning
