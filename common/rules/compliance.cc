#include "common/rules/compliance.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/closures.h"
#include "common/rules/compliance_text.h"
#include "common/rules/permits.h"
#include "common/rules/presence_day.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

constexpr const char* place_words[] = {"bekerja di kantor", "bekerja di rumah"};

std::int64_t count(const auto& list) { return static_cast<std::int64_t>(list.size()); }

std::vector<std::string> ids(const std::vector<const Person*>& people) {
  std::vector<std::string> all;
  for (const Person* person : people) all.push_back(person->id);
  std::ranges::sort(all);
  return all;
}

std::vector<const Person*> without(const std::vector<const Person*>& all, const std::vector<const Person*>& these) {
  std::vector<const Person*> rest;
  for (const Person* person : all)
    if (std::ranges::find(these, person) == these.end()) rest.push_back(person);
  return rest;
}

// What a limit comes to on a day: the counted, the bounds, and which of the two is broken.
struct Judged {
  std::int64_t of = 0;
  Bounds bounds;
  Busiest most_there, least_there;
  bool above = false, below = false;
};
Judged judge(const Book& book, const Presence& rule, const PresenceGroup& group, const GroupDay& now, Date day) {
  Judged result;
  const auto& stays = rule.place == Place::office ? now.office_stays : now.home_stays;
  result.of = rule.balance ? count(now.office) + count(now.home) : denominator(book, rule, group, day, now.away);
  result.bounds = bounds_of(rule, result.of);
  if (result.bounds.least && !rule.balance) result.bounds.least = std::min(*result.bounds.least, now.available());
  result.most_there = busiest(stays, rule.at);
  result.least_there = emptiest(stays, rule.at);
  if (!now.is_planned) return result;
  result.above = result.bounds.most && count(result.most_there.people) > *result.bounds.most;
  result.below = result.bounds.least && count(result.least_there.people) < *result.bounds.least;
  return result;
}

// One question about a unit and some days.
class Checker {
 public:
  Checker(Lookup& lookup, std::string_view unit, Date from, Date until, std::span<const PlannedCell> proposed)
      : lookup_(lookup), book_(lookup.book), plan_(book_, proposed), unit_(unit) {
    from_ = std::max(from, book_.first);
    until_ = std::min(until, book_.last);
  }

  std::vector<Finding> plan() {
    for (Date day = from_; day <= until_; ++day.days) {
      for_groups(day, [&](const PresenceGroup& group) {
        for (const ClauseRef& limit : group.limits) plan_against(group, limit, day);
      });
      for (const Person* person : members_) plan_of_person(*person, day);
    }
    return sorted();
  }

  std::vector<Finding> fact() {
    for (Date day = from_; day <= until_; ++day.days)
      for_groups(day, [&](const PresenceGroup& group) {
        for (const ClauseRef& limit : group.limits)
          if (limit.as<Presence>().place == Place::office) fact_against(group, limit, day);
      });
    return sorted();
  }

  std::vector<PresenceCount> counts() {
    std::vector<PresenceCount> all;
    for (Date day = from_; day <= until_; ++day.days)
      for_groups(day, [&](const PresenceGroup& group) {
        for (const ClauseRef& limit : group.limits) {
          const auto& rule = limit.as<Presence>();
          const GroupDay now = group_day(lookup_, plan_, group, rule, day);
          const GroupFact fact = group_fact(lookup_, plan_, group, rule, day);
          const Judged judged = judge(book_, rule, group, now, day);
          all.push_back({day, group.unit, limit.citation(), rule.place, now.people, judged.of, judged.bounds, count(now.office),
                         count(now.home), count(fact.office), count(fact.called), count(fact.unplanned), group.partial});
        }
      });
    return all;
  }

  std::vector<PresenceMeter> meters() {
    std::vector<PresenceMeter> all;
    for (Date day = from_; day <= until_; ++day.days)
      for_groups(day, [&](const PresenceGroup& group) {
        for (const ClauseRef& limit : group.limits) {
          const auto& rule = limit.as<Presence>();
          const GroupDay now = group_day(lookup_, plan_, group, rule, day);
          const Judged judged = judge(book_, rule, group, now, day);
          PresenceMeter meter{day,
                              group.unit,
                              limit,
                              judged.of,
                              judged.bounds,
                              count(judged.most_there.people),
                              count(judged.least_there.people),
                              now.is_planned,
                              group.partial,
                              {}};
          for (const Person* person : group.people)
            if (is_countable(rule, *person, day)) meter.counted.push_back(person);
          all.push_back(std::move(meter));
        }
      });
    return all;
  }

 private:
  template <class Each>
  void for_groups(Date day, Each each) {
    members_ = book_.members(unit_, day, true);
    const std::set<const Person*> mine(members_.begin(), members_.end());
    for (const PresenceGroup& group : lookup_.policy.presence_groups(unit_, day))
      if (std::ranges::any_of(group.people, [&](const Person* person) { return mine.contains(person); })) each(group);
  }

  std::vector<Finding> sorted() {
    std::ranges::sort(findings_);
    findings_.erase(std::unique(findings_.begin(), findings_.end()), findings_.end());
    return std::move(findings_);
  }

  void add(const PresenceGroup& group, const ClauseRef& limit, Date day, std::string code, const std::vector<const Person*>& who,
           std::int64_t actual, std::int64_t bound, std::string text) {
    if (group.partial) text += wording::partial_note;
    findings_.push_back(
        {day, group.unit, std::move(code), !group.partial, limit.citation(), ids(who), actual, bound, std::move(text)});
  }
  void warn(const PresenceGroup& group, const ClauseRef& limit, Date day, std::string code, const std::vector<const Person*>& who,
            std::int64_t actual, std::int64_t bound, std::string text) {
    add(group, limit, day, std::move(code), who, actual, bound, std::move(text));
    findings_.back().violation = false;
  }

  void plan_against(const PresenceGroup& group, const ClauseRef& limit, Date day) {
    const auto& rule = limit.as<Presence>();
    const GroupDay now = group_day(lookup_, plan_, group, rule, day);
    if (!now.is_planned) return;
    for (const auto& [person, shift] : now.unknown_shifts)
      warn(group, limit, day, "shift_unknown", {person}, 0, 0,
           fmt::format(
               "Pada {} {} dijadwalkan pada sif {}, tetapi tidak ada yang mencatat jam sif itu; ia dihitung sepanjang hari.",
               wording::date(day), wording::who(book_, person->id), shift));
    const Judged judged = judge(book_, rule, group, now, day);
    if (judged.of < 0 && ((rule.max && rule.max->percent) || (rule.min && rule.min->percent)))
      warn(group, limit, day, "room_unknown", {}, 0, 0,
           fmt::format(
               "Pada {} batas menurut kapasitas ruang {} ({}) tidak dapat dihitung: kapasitas ruang kerjanya belum dicatat.",
               wording::date(day), wording::counted_unit(book_, group.unit), limit.citation()));
    if (!judged.above && !judged.below) return;
    const auto& stays = rule.place == Place::office ? now.office_stays : now.home_stays;
    const Busiest& there = judged.above ? judged.most_there : judged.least_there;
    const std::int64_t bound = judged.above ? *judged.bounds.most : *judged.bounds.least;
    const Amount& amount = judged.above ? *rule.max : rule.balance ? *rule.max : *rule.min;
    std::string text =
        fmt::format("Pada {}{} {} orang di {} dijadwalkan {}, padahal menurut {} {} {} orang ({}): {} {} orang.",
                    wording::date(day), wording::busy_moment(there, stays, rule.at), there.people.size(),
                    wording::counted_unit(book_, group.unit), place_words[static_cast<std::size_t>(rule.place)], limit.citation(),
                    judged.above ? "paling banyak" : "paling sedikit", bound, wording::amount(amount, rule, judged.of),
                    judged.above ? "kelebihan" : "kekurangan", std::abs(count(there.people) - bound));
    std::string code = rule.balance ? "balance" : judged.above ? "cap" : "floor";
    // A floor is broken by those who are elsewhere.
    const auto who = judged.above ? there.people : rule.place == Place::office ? now.home : without(now.office, there.people);
    if (!who.empty())
      text += fmt::format(" {}: {}.", judged.above ? "Mereka" : "Yang dijadwalkan di tempat lain", wording::people(book_, who));
    if (const auto note = written_under_another(group, limit, now, day)) {
      code = "needs_revision";
      text += *note;
    }
    add(group, limit, day, std::move(code), who, count(there.people), bound, std::move(text));
  }

  // A12: what governed when the schedule was written, where it was another clause and the schedule kept it.
  std::optional<std::string> written_under_another(const PresenceGroup& group, const ClauseRef& limit, const GroupDay& now,
                                                   Date day) {
    constexpr int furthest_days = 366;
    const Person& first = *group.people.front();
    const Date written = base::date_of(now.written_ms, book_.offset_of(first.unit));
    if (now.written_ms == 0 || written >= day || day.days - written.days > furthest_days) return {};
    const auto limits_on = [&](Date on) {
      std::vector<ClauseRef> all;
      for (const ClauseRef& ref : lookup_.policy.governing<Presence>(first, on))
        if ((ref.as<Presence>().of == Presence::Of::room) == (limit.as<Presence>().of == Presence::Of::room)) all.push_back(ref);
      return lookup_.policy.limits(all, first.unit, on);
    };
    const auto before = limits_on(written);
    if (before == limits_on(day)) return {};
    for (const ClauseRef& ref : before) {
      const auto& rule = ref.as<Presence>();
      const Judged then = judge(book_, rule, group, group_day(lookup_, plan_, group, rule, day), day);
      if (then.above || then.below) return {};
    }
    Date changed = day;
    while (changed.days - 1 > written.days && limits_on({changed.days - 1}) == limits_on(day)) --changed.days;
    return fmt::format(" Jadwal ini disusun {}; sejak {} ketentuannya lain{}. Susun ulang jadwalnya.", wording::date(written),
                       wording::date(changed), before.empty() ? "" : " (sebelumnya " + before.front().citation() + ")");
  }

  void plan_of_person(const Person& person, Date day) {
    const auto cells = plan_.cells(person.id, day);
    if (cells.empty()) return;
    const auto add_for = [&](std::string code, const std::string& citation, std::int64_t actual, std::int64_t bound,
                             std::string text) {
      findings_.push_back({day, person.unit, std::move(code), true, citation, {person.id}, actual, bound, std::move(text)});
    };
    const std::string who = wording::who(book_, person.id);
    if (const auto shifts = shifts_of(cells); shifts.size() > 1) {
      const ClauseRef clause = lookup_.rule<Shifts>(person, day);
      add_for("two_shifts", clause ? clause.citation() : "", count(shifts), 1,
              fmt::format("Pada {} {} dijadwalkan pada {} sif sekaligus ({}); sehari hanya satu sif.", wording::date(day), who,
                          shifts.size(), fmt::join(shifts, ", ")));
    }
    const ClauseRef clause = lookup_.rule<Attend>(person, day);
    if (!clause) return;
    const auto& rule = clause.as<Attend>();
    const Mode wrong = rule.place == Place::office ? Mode::wfh : Mode::wfo;
    if (std::ranges::none_of(cells, [&](const ScheduleCell* cell) { return cell->mode == wrong; })) return;
    if (rule.place == Place::office && closure_on(book_, person, day) != nullptr) return;  // sent home
    if (is_excused(person, rule, day)) return;
    const bool office = rule.place == Place::office;
    add_for(office ? "must_attend" : "must_be_home", clause.citation(), 1, 0,
            fmt::format("Pada {} {} dijadwalkan {}, padahal menurut {} wajib {}{}.", wording::date(day), who,
                        place_words[office ? 1 : 0], clause.citation(), place_words[office ? 0 : 1],
                        rule.unless.empty() ? "" : fmt::format(", kecuali {}", fmt::join(rule.unless, ", "))));
  }

  bool is_excused(const Person& person, const Attend& rule, Date day) {
    const auto excuses = [&](std::string_view type) { return std::ranges::find(rule.unless, type) != rule.unless.end(); };
    const Away away = away_on(lookup_, person.id, day);
    if (away.granted != nullptr && excuses(wording::permit_type(away.granted->type))) return true;
    for (const Permit* other : away.others)
      if (excuses(wording::permit_type(other->type))) return true;
    if (!excuses("sakit")) return false;
    const auto health = book_.health.find({person.id, day});
    return health != book_.health.end() && health->second.condition != 0;
  }

  void fact_against(const PresenceGroup& group, const ClauseRef& limit, Date day) {
    const auto& rule = limit.as<Presence>();
    const GroupFact fact = group_fact(lookup_, plan_, group, rule, day);
    const GroupDay now = group_day(lookup_, plan_, group, rule, day);
    if (fact.office.empty() && !now.is_planned) return;
    const std::string where = wording::counted_unit(book_, group.unit);
    const std::string called =
        fact.called.empty() ? ""
                            : fmt::format(" ({} di antaranya dipanggil dan tidak dihitung melampaui batas)", fact.called.size());
    // Who was to be at home and came is one of both places too.
    const std::int64_t of = rule.balance ? count(now.office) + count(now.home) : denominator(book_, rule, group, day, now.away);
    const Bounds bounds = bounds_of(rule, of);
    const Busiest peak = busiest(fact.stays, rule.at), uncalled = busiest(fact.stays_uncalled, rule.at);
    const bool has_plan = now.is_planned;
    if (bounds.most && count(uncalled.people) > *bounds.most) {
      const auto& who = has_plan && !fact.unplanned.empty() ? fact.unplanned : uncalled.people;
      std::string text = fmt::format(
          "Pada {}{} {} orang di {} nyatanya bekerja di kantor{}, padahal menurut {} paling banyak {} orang ({}): kelebihan {} "
          "orang.",
          wording::date(day), wording::busy_moment(peak, fact.stays, rule.at), peak.people.size(), where, called,
          limit.citation(), *bounds.most, wording::amount(*rule.max, rule, of), count(uncalled.people) - *bounds.most);
      if (has_plan && !fact.unplanned.empty())
        text += fmt::format(" Tidak dijadwalkan di kantor: {}.", wording::people(book_, fact.unplanned));
      add(group, limit, day, "actual_cap", who, count(peak.people), *bounds.most, std::move(text));
    }
    const Date today = lookup_.today(unit_);
    const bool is_over = day < today || (lookup_.as_of_ms == whole_book && day <= today);
    if (bounds.least && !rule.balance && is_over) {
      const auto least = std::min(*bounds.least, now.available());
      const Busiest there = emptiest(fact.stays, rule.at);
      if (count(there.people) < least) {
        const auto missing = without(now.office, fact.office);
        std::string text = fmt::format(
            "Pada {}{} hanya {} orang di {} nyatanya bekerja di kantor, padahal menurut {} paling sedikit {} orang ({}): "
            "kekurangan {} "
            "orang.",
            wording::date(day), wording::busy_moment(there, fact.stays, rule.at), there.people.size(), where, limit.citation(),
            least, wording::amount(*rule.min, rule, of), least - count(there.people));
        if (!missing.empty()) text += fmt::format(" Dijadwalkan tetapi tidak ada: {}.", wording::people(book_, missing));
        add(group, limit, day, "actual_floor", missing, count(there.people), least, std::move(text));
      }
    }
    if (has_plan && !fact.unplanned.empty() && limit == group.limits.front())
      warn(group, limit, day, "unplanned", fact.unplanned, count(fact.unplanned), 0,
           fmt::format("Pada {} {} orang di {} bekerja di kantor tanpa dijadwalkan atau dipanggil: {}.", wording::date(day),
                       fact.unplanned.size(), where, wording::people(book_, fact.unplanned)));
  }

  Lookup& lookup_;
  const Book& book_;
  Plan plan_;
  std::string unit_;
  Date from_, until_;
  std::vector<const Person*> members_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_plan(Lookup& lookup, std::string_view unit, Date from, Date until) {
  return Checker(lookup, unit, from, until, {}).plan();
}
std::vector<Finding> check_plan(const Book& book, std::string_view unit, Date from, Date until) {
  Lookup lookup(book);
  return check_plan(lookup, unit, from, until);
}
std::vector<Finding> check_plan(Lookup& lookup, std::string_view unit, Date from, Date until,
                                std::span<const PlannedCell> proposed) {
  return Checker(lookup, unit, from, until, proposed).plan();
}
std::vector<Finding> check_plan(const Book& book, std::string_view unit, Date from, Date until,
                                std::span<const PlannedCell> proposed) {
  Lookup lookup(book);
  return check_plan(lookup, unit, from, until, proposed);
}
std::vector<Finding> check_fact(Lookup& lookup, std::string_view unit, Date from, Date until) {
  return Checker(lookup, unit, from, until, {}).fact();
}
std::vector<Finding> check_fact(const Book& book, std::string_view unit, Date from, Date until) {
  Lookup lookup(book);
  return check_fact(lookup, unit, from, until);
}
std::vector<PresenceCount> presence_counts(Lookup& lookup, std::string_view unit, Date from, Date until) {
  return Checker(lookup, unit, from, until, {}).counts();
}

std::vector<PresenceMeter> presence_meters(Lookup& lookup, std::string_view unit, Date from, Date until,
                                           std::span<const PlannedCell> proposed) {
  return Checker(lookup, unit, from, until, proposed).meters();
}

std::vector<const Deviation*> deviations(Lookup& lookup, std::string_view unit, Date from, Date until) {
  std::vector<const Deviation*> found;
  for (const Deviation& one : lookup.book.deviations)
    if (one.from <= until && from <= one.until && one.at.ms <= lookup.as_of_ms && lookup.is_below(one.unit, unit, one.from, true))
      found.push_back(&one);
  return found;
}

std::set<std::string> absent_on(Lookup& lookup, std::string_view unit, Date day) {
  std::set<std::string> absent;
  for (const Person* person : lookup.book.members(unit, day, true)) {
    const auto cell = lookup.book.schedule.find({person->id, day});
    const bool scheduled =
        cell != lookup.book.schedule.end() && (cell->second.mode == Mode::leave || cell->second.mode == Mode::dl);
    if (scheduled || is_away(lookup, person->id, day)) absent.insert(person->id);
  }
  return absent;
}
std::set<std::string> absent_on(const Book& book, std::string_view unit, Date day) {
  Lookup lookup(book);
  return absent_on(lookup, unit, day);
}

}  // namespace hadir::rules
