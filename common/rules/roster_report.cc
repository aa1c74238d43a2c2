// What is said about a roster: why each cell is as it is, what could not be held, how evenly days are spread (roster_plan.h).
#include <algorithm>
#include <tuple>

#include "common/rules/roster_plan.h"
#include "common/rules/wording.h"

namespace hadir::rules::planning {
namespace {

std::string amount_text(const Amount& amount) {
  if (!amount.percent) return std::to_string(amount.value) + " orang";
  std::string text = std::to_string(amount.value / 100);
  if (const auto rest = amount.value % 100; rest != 0) {
    text += (rest < 10 ? ",0" : ",") + std::to_string(rest);
    if (rest % 10 == 0 && rest >= 10) text.pop_back();
  }
  return text + "%";
}

std::string leave_text(PermitType type) {
  switch (type) {
    case PermitType::leave: return "cuti";
    case PermitType::sick: return "sakit";
    case PermitType::excused: return "izin";
    case PermitType::dl: return "dinas luar";
    case PermitType::tl: return "tugas luar";
    case PermitType::tb: return "tugas belajar";
    case PermitType::office:
    case PermitType::travel: break;
  }
  return "izin";
}

// "25% dari 40", or the number alone.
std::string source_of(const ClauseRef& clause, std::int64_t of) {
  const auto& rule = clause.as<Presence>();
  const auto& amount = rule.max ? rule.max : rule.min;
  std::string text = amount && amount->percent ? amount_text(*amount) + " dari " + std::to_string(of) : std::string();
  if (rule.place == Place::home) text += text.empty() ? "batas di rumah" : ", di rumah";
  return text.empty() ? text : " (" + text + ")";
}

std::string most_text(const Limits& limits) {
  const std::int64_t most = std::min(limits.most_moment, limits.most_day);
  return "paling banyak " + std::to_string(most) + " orang di kantor" +
         (limits.most_by ? source_of(limits.most_by, limits.of) : std::string());
}

std::string least_text(const Limits& limits) {
  return "paling sedikit " + std::to_string(std::max(limits.least_moment, limits.least_day)) + " orang di kantor";
}

struct Said {
  std::string why, citation;
};

class Sayer {
 public:
  explicit Sayer(const Plan& plan) : plan_(plan) {}

  Said of(int who, int day) {
    const Cell& cell = plan_.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
    const Duty& duty = plan_.duties[static_cast<std::size_t>(cell.duty)];
    switch (cell.because) {
      case Because::kept: return {"sudah diterbitkan", ""};
      case Because::scheduled: return {cell.mode == Mode::dl ? "dinas luar menurut jadwal" : "cuti menurut jadwal", ""};
      case Because::permit: return {leave_text(cell.permit->type) + " sampai " + wording::date(cell.permit->until), ""};
      case Because::free_day: return {free_text(cell.person->unit, day), ""};
      case Because::closure:
        return {
            (cell.closure->section.empty() ? std::string("kantor") : cell.closure->section) + " ditutup: " + cell.closure->reason,
            ""};
      case Because::attend: return {cell.mode == Mode::wfo ? "wajib di kantor" : "wajib di rumah", cite(duty.attend)};
      case Because::contest: break;
    }
    return chosen(cell, duty, who, day);
  }

  const std::string& cite(const ClauseRef& clause) {
    static const std::string empty;
    if (!clause) return empty;
    const auto [place, fresh] = citations_.try_emplace(clause.clause);
    if (fresh) place->second = clause.citation();
    return place->second;
  }

 private:
  const std::string& free_text(const std::string& unit, int day) {
    const auto [place, fresh] = free_.try_emplace({unit, day});
    if (fresh) place->second = work_day(plan_.book, unit, plan_.date(day)).why;
    return place->second;
  }

  static bool is_full(const Contest& room) {
    for (std::size_t stretch = 0; stretch < room.used.size(); ++stretch)
      if (room.shifts.takers[stretch] > 0 && room.used[stretch] >= room.limits.most_moment) return true;
    return false;
  }

  const Contest* full_room(const Cell& cell, int day) const {
    for (const int number : cell.rooms) {
      const Contest& room = plan_.rooms[static_cast<std::size_t>(day)][static_cast<std::size_t>(number)];
      if (room.used_day >= room.limits.most_day || is_full(room)) return &room;
    }
    return nullptr;
  }

  // The next day's cap, where it alone keeps somebody from the only shift that has room.
  const Contest* kept_by_next_day(const Contest& contest, int who, int day) const {
    const Contest* full = nullptr;
    for (std::size_t place = 0; place < contest.shifts.codes.size(); ++place) {
      if (std::ranges::any_of(contest.shifts.covers[place], [&](int stretch) {
            return contest.used[static_cast<std::size_t>(stretch)] >= contest.limits.most_moment;
          }))
        continue;
      full = plan_.full_next_day(who, day, contest.shifts.hours[place]);
      if (full == nullptr) return nullptr;
    }
    return contest.used_day < contest.limits.most_day ? full : nullptr;
  }

  Said chosen(const Cell& cell, const Duty& duty, int who, int day) {
    const Contest& contest = plan_.contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)];
    const bool comes = cell.mode == Mode::wfo;
    if (const Contest* room = comes || !cell.on_turn ? nullptr : full_room(cell, day))
      return {most_text(room->limits) + ", sudah terisi", cite(room->limits.most_by)};
    if (const Contest* next = comes || !cell.on_turn ? nullptr : kept_by_next_day(contest, who, day))
      return {most_text(next->limits) + " pada hari berikutnya, dengan yang masih bertugas malam", cite(next->limits.most_by)};
    const Limits& limits = contest.limits;
    const bool capped = std::min(limits.most_moment, limits.most_day) < unlimited;
    if (!duty.rotation || duty.group.empty()) {
      if (!contest.counted_by) return {comes ? "jam kerja biasa" : "tidak diminta ke kantor", ""};
      if (!capped && comes) return {"tidak ada batas jumlah di kantor", cite(contest.counted_by)};
      const ClauseRef& by = limits.most_by ? limits.most_by : limits.least_by ? limits.least_by : contest.counted_by;
      if (comes)
        return {"mendapat giliran: " + (limits.fill ? most_text(limits) : least_text(limits) + source_of(by, limits.of)),
                cite(by)};
      if (limits.fill) return {most_text(limits) + ", sudah terisi", cite(by)};
      if (!limits.least_by) return {"semua boleh bekerja di rumah", cite(by)};
      return {"cukup " + least_text(limits) + source_of(by, limits.of), cite(by)};
    }
    const auto& rule = duty.rotation.as<Rotation>();
    if (cell.on_turn) {
      if (comes) return {"giliran kelompok " + duty.group, cite(duty.rotation)};
      return {"giliran kelompok " + duty.group + ", tetapi " + most_text(limits), cite(limits.most_by)};
    }
    if (!comes) {
      const std::string& other = turn_of(rule, *cell.person, day, who);
      return {other.empty() ? "bukan giliran kelompok " + duty.group : "giliran kelompok " + other, cite(duty.rotation)};
    }
    if (limits.least_by) return {"dipanggil di luar giliran: " + least_text(limits), cite(limits.least_by)};
    return {"dipanggil di luar giliran: pelayanan " + (duty.service == none ? std::string() : service_text(duty.service)),
            cite(duty.wish)};
  }

  std::string service_text(int service) const {
    const Service& one = plan_.services[static_cast<std::size_t>(service)];
    return one.name + " paling sedikit " + std::to_string(one.minimum) + " orang";
  }

  const std::string& turn_of(const Rotation& rule, const Person& person, int day, int who) {
    const auto [place, fresh] = turns_.try_emplace({&rule, person.unit, rule.pauses_on_closure ? who : none, day});
    if (fresh) place->second = counting_.group_on(rule, person, plan_.date(day));
    return place->second;
  }

  const Plan& plan_;
  Turns counting_{plan_.book};
  std::map<const Clause*, std::string> citations_;
  std::map<std::pair<std::string, int>, std::string> free_;
  std::map<std::tuple<const Rotation*, std::string, int, int>, std::string> turns_;
};

std::string day_text(Date date) {
  std::string name(weekday_name(base::iso_weekday_of(date)));
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name + " " + wording::date(date);
}

// Caps and minima that this roster does not hold.
void find_broken(Plan& plan, Sayer& sayer) {
  const auto put = [&](int day, const std::string& unit, const char* code, const ClauseRef& by, std::int64_t actual,
                       std::int64_t limit, const std::string& what) {
    const std::string name = wording::unit(plan.book, unit);
    plan.problems.insert(
        {plan.date(day),
         unit,
         code,
         true,
         sayer.cite(by),
         {},
         actual,
         limit,
         day_text(plan.date(day)) + ", " + name + ": " + std::to_string(actual) + " orang di kantor, padahal " + what + "."});
  };
  const auto check = [&](int day, const std::vector<Contest>& all) {
    for (const Contest& contest : all) {
      if (!contest.counted_by) continue;
      const Limits& whole = contest.whole;
      const std::int64_t most = std::ranges::max(contest.used), least = Plan::emptiest(contest, false);
      if (most > whole.most_moment || contest.used_day > whole.most_day) {
        const bool by_day = contest.used_day > whole.most_day;
        put(day, contest.unit, "cap", whole.most_by, by_day ? contest.used_day : most,
            by_day ? whole.most_day : whole.most_moment, most_text(whole));
      }
      if (!contest.shared && (least < whole.least_moment || contest.used_day < whole.least_day)) {
        const bool by_day = contest.used_day < whole.least_day;
        put(day, contest.unit, "floor", whole.least_by, by_day ? contest.used_day : least,
            by_day ? whole.least_day : whole.least_moment, least_text(whole));
      }
    }
  };
  for (int day = 0; day < plan.days; ++day) {
    check(day, plan.contests[static_cast<std::size_t>(day)]);
    check(day, plan.rooms[static_cast<std::size_t>(day)]);
  }
  // Services, on days on which anybody of them works.
  for (int day = 0; day < plan.days; ++day) {
    std::set<std::pair<int, int>> moments;  // (service, shift)
    for (const auto& row : plan.cells) {
      const Cell& cell = row[static_cast<std::size_t>(day)];
      if (cell.person == nullptr || cell.mode == Mode::off) continue;
      const int service = plan.duties[static_cast<std::size_t>(cell.duty)].service;
      if (service == none) continue;
      if (cell.contest == none)
        moments.emplace(service, none);
      else
        for (const int moment :
             plan.moments_of(plan.contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)]))
          moments.emplace(service, moment);
    }
    for (const auto& [number, moment] : moments) {
      const Service& service = plan.services[static_cast<std::size_t>(number)];
      const std::int64_t serving = plan.serving(number, day, moment);
      if (serving >= service.minimum) continue;
      const std::string shift =
          moment == none ? std::string() : " pada sif " + plan.shift_codes[static_cast<std::size_t>(moment)];
      put(day, service.unit, "minimum", service.wish, serving, service.minimum,
          "pelayanan " + service.name + shift + " memerlukan paling sedikit " + std::to_string(service.minimum) + " orang");
    }
  }
  for (int day = 0; day < plan.days; ++day)
    for (const Contest& contest : plan.contests[static_cast<std::size_t>(day)])
      if (contest.shared && std::ranges::none_of(plan.problems, [&](const Finding& one) {
            return one.code == "shared" && one.unit == contest.unit;
          }))
        plan.problems.insert(
            {plan.date(day),
             contest.unit,
             "shared",
             false,
             sayer.cite(contest.counted_by),
             {},
             0,
             0,
             "Batas " + wording::unit(plan.book, contest.unit) +
                 " dihitung bersama pegawai yang jadwalnya belum terbit; jatahnya dibagi menurut jumlah pegawai."});
}

// Who begins again before he has rested.
void find_unrested(Plan& plan, Sayer& sayer) {
  const auto shift_text = [&](int who, int day) {
    const Cell* cell =
        day < 0 || day >= plan.days ? nullptr : &plan.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
    return cell == nullptr || cell->person == nullptr || cell->shift == none
               ? std::string()
               : " (sif " + plan.shift_codes[static_cast<std::size_t>(cell->shift)] + ")";
  };
  for (int who = 0; who < static_cast<int>(plan.people.size()); ++who)
    for (int day = 0; day <= plan.days; ++day) {
      const WorkHours hours = plan.hours_on(who, day), before = plan.hours_on(who, day - 1);
      if (plan.is_rested_since(who, day, hours)) continue;
      const int of = day < plan.days && plan.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)].person != nullptr
                         ? day
                         : day - 1;
      const Cell& cell = plan.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(of)];
      const std::int64_t rest = plan.rest_before(who, day), actual = hours.start + day_minutes - before.end;
      plan.problems.insert({plan.date(day),
                            cell.person->unit,
                            "rest",
                            true,
                            sayer.cite(plan.duties[static_cast<std::size_t>(cell.duty)].wish),
                            {cell.person->id},
                            actual,
                            rest,
                            day_text(plan.date(day)) + ", " + wording::who(plan.book, cell.person->id) + ": mulai pukul " +
                                format_clock(hours.start) + shift_text(who, day) + ", padahal tugas hari sebelumnya" +
                                shift_text(who, day - 1) + " selesai pukul " + format_clock(before.end % day_minutes) +
                                (before.end >= day_minutes ? " hari itu juga" : "") + "; istirahat paling sedikit " +
                                std::to_string(rest / 60) + " jam."});
    }
}

// Somebody's month as far as fairness goes.
struct Month {
  std::int64_t days = 0, away = 0, closed = 0, kept = 0;
  std::vector<std::pair<std::string, std::string>> asked;  // unit and citations that asked something of him, in order
  std::int64_t allowed = 1;
  std::string group;
  bool whole = true;
  std::optional<Date> joined, left;
};

Month month_of(const Plan& plan, Sayer& sayer, int who, int first, int last, Date begin, Date end) {
  Month month;
  const std::string& id = plan.people[static_cast<std::size_t>(who)];
  for (auto at = plan.book.schedule.lower_bound({id, begin}); at != plan.book.schedule.end(); ++at) {
    if (at->first.first != id || at->first.second >= plan.date(first)) break;
    month.days += at->second.mode == Mode::wfo ? 1 : 0;
  }
  for (int day = first; day <= last; ++day) {
    const Cell& cell = plan.cells[static_cast<std::size_t>(who)][static_cast<std::size_t>(day)];
    if (cell.person == nullptr) {
      month.whole = false;
      continue;
    }
    if (cell.person->joined && *cell.person->joined > begin) month.joined = cell.person->joined;
    if (cell.person->left && *cell.person->left < end) month.left = cell.person->left;
    month.days += cell.mode == Mode::wfo ? 1 : 0;
    month.away += cell.mode == Mode::leave || cell.mode == Mode::dl ? 1 : 0;
    month.closed += cell.because == Because::closure ? 1 : 0;
    month.kept += cell.because == Because::kept ? 1 : 0;
    if (!cell.open) continue;
    const Duty& duty = plan.duties[static_cast<std::size_t>(cell.duty)];
    const Contest& contest = plan.contests[static_cast<std::size_t>(day)][static_cast<std::size_t>(cell.contest)];
    if (!contest.counted_by && !duty.rotation) continue;
    std::string citation = sayer.cite(contest.counted_by);
    if (duty.rotation) {
      month.group = duty.group;
      if (!citation.empty()) citation += "; ";
      citation += sayer.cite(duty.rotation);
    }
    if (duty.wish) month.allowed = duty.wish.as<RosterWish>().spread;
    const std::pair key{contest.counted_by ? contest.unit : cell.person->unit, citation};
    if (std::ranges::find(month.asked, key) == month.asked.end()) month.asked.push_back(key);
  }
  month.whole = month.whole && !month.joined && !month.left;
  return month;
}

std::string why_uneven(const Month& month) {
  std::vector<std::string> parts;
  if (month.joined) parts.push_back("bergabung " + wording::date(*month.joined));
  if (month.left) parts.push_back("berhenti " + wording::date(*month.left));
  if (month.away > 0) parts.push_back("cuti, izin atau dinas " + std::to_string(month.away) + " hari");
  if (month.closed > 0) parts.push_back("bagiannya ditutup " + std::to_string(month.closed) + " hari");
  if (month.kept > 0) parts.push_back("jadwal yang sudah terbit " + std::to_string(month.kept) + " hari");
  if (!month.group.empty()) parts.push_back("kelompok " + month.group);
  return parts.empty() ? "batas tiap hari atau pelayanan minimum tidak memberi ruang" : wording::joined(parts);
}

void find_spreads(const Plan& plan, Sayer& sayer, int first, int last, std::vector<Spread>& spreads) {
  const Date some = plan.date(first);
  const Date begin{some.days - static_cast<std::int32_t>(base::day_of_month(some)) + 1};
  const Date end{begin.days + static_cast<std::int32_t>(base::days_in_month(base::year_of(some), base::month_of(some))) - 1};
  std::map<std::vector<std::pair<std::string, std::string>>, std::vector<std::pair<int, Month>>> alike;
  for (std::size_t who = 0; who < plan.people.size(); ++who) {
    Month month = month_of(plan, sayer, static_cast<int>(who), first, last, begin, end);
    if (!month.asked.empty()) alike[month.asked].emplace_back(static_cast<int>(who), std::move(month));
  }
  for (const auto& [asked, all] : alike) {
    Spread spread;
    spread.month = begin;
    spread.unit = asked.front().first;
    for (const auto& [unit, citation] : asked) spread.citation += (spread.citation.empty() ? "" : "; ") + citation;
    std::map<std::int64_t, std::int64_t> histogram;
    spread.allowed = all.front().second.allowed;
    for (const auto& [who, month] : all) {
      spread.allowed = std::min(spread.allowed, month.allowed);
      if (month.whole) ++histogram[month.days];
    }
    if (!histogram.empty()) {
      spread.least = histogram.begin()->first;
      spread.most = histogram.rbegin()->first;
    }
    std::int64_t low = spread.least, within = -1;
    for (const auto& [days, count] : histogram) {
      spread.people += count;
      std::int64_t sum = 0;
      for (auto at = histogram.find(days); at != histogram.end() && at->first <= days + spread.allowed; ++at) sum += at->second;
      if (sum > within) {
        within = sum;
        low = days;
      }
    }
    for (const auto& [who, month] : all)
      if (!histogram.empty() && (month.days < low || month.days > low + spread.allowed))
        spread.listed.push_back({plan.people[static_cast<std::size_t>(who)], month.days, why_uneven(month)});
    spreads.push_back(std::move(spread));
  }
}

}  // namespace

Roster Plan::report() {
  Roster roster;
  roster.unit = unit;
  roster.from = from;
  roster.until = until;
  roster.groups = new_groups;
  Sayer sayer(*this);
  for (std::size_t who = 0; who < people.size(); ++who)
    for (int day = 0; day < days; ++day) {
      const Cell& cell = cells[who][static_cast<std::size_t>(day)];
      if (cell.person == nullptr) continue;
      Said said = sayer.of(static_cast<int>(who), day);
      roster.cells.push_back({people[who], date(day), cell.mode,
                              cell.shift == none ? "" : shift_codes[static_cast<std::size_t>(cell.shift)],
                              cell.because == Because::kept, std::move(said.citation), std::move(said.why)});
    }
  find_broken(*this, sayer);
  find_unrested(*this, sayer);
  roster.problems.assign(problems.begin(), problems.end());
  for (int first = 0; first < days;) {
    int last = first;
    while (last + 1 < days && base::day_of_month(date(last + 1)) != 1) ++last;
    find_spreads(*this, sayer, first, last, roster.spreads);
    first = last + 1;
  }
  return roster;
}

}  // namespace hadir::rules::planning
