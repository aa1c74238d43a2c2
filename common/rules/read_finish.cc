// From records to a Book: histories, one unit per person and day, corrections, order (read.h). Everything here walks sorted
// containers, so that what comes of contradictions does not depend on what was read first.
#include <algorithm>

#include "common/base/text.h"
#include "common/rules/read_stage.h"

namespace hadir::rules {
namespace {

constexpr Date from_ever{std::numeric_limits<std::int32_t>::min()};

template <class T>
void set(T& value, const std::optional<T>& patch) {
  if (patch) value = *patch;
}

// A step that begins on the day of the last one replaces it.
template <class T>
void append(Since<T>& since, Date from, T value) {
  since.steps.emplace_back(from, std::move(value));
}

// Of what several scopes say of one key and day, what the person's own unit says, else what the first scope says. The others that
// differ are told.
template <class T, class Same, class Told>
void settle(Bulk<T>& all, const Book& book, Same same, Told told) {
  std::ranges::sort(
      all, [](const auto& a, const auto& b) { return std::tie(a.key, a.date, a.scope) < std::tie(b.key, b.date, b.scope); });
  std::size_t kept = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin, best = begin;
    while (end < all.size() && all[end].key == all[begin].key && all[end].date == all[begin].date) ++end;
    if (end - begin > 1) {
      const Person* person = book.person(all[begin].key, all[begin].date);
      for (std::size_t index = begin; index < end; ++index)
        if (person != nullptr && all[index].scope == person->unit) best = index;
      for (std::size_t index = begin; index < end; ++index)
        if (all[index].scope != all[best].scope && !same(all[index].value, all[best].value)) told(all[index], all[best]);
    }
    if (kept != best) all[kept] = std::move(all[best]);
    ++kept;
    begin = end;
  }
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(kept), all.end());
}

// Hands over one after the other, and what each one took is free before the next.
template <class T, class Take>
void drain(Bulk<T>& all, Take take) {
  for (; !all.empty(); all.pop_front()) take(all.front());
}

template <class T>
void drain_into(std::map<PersonDay, T>& days, Bulk<T>& all) {
  drain(all, [&](FromScope<T>& one) { days.emplace_hint(days.end(), PersonDay{one.key, one.date}, std::move(one.value)); });
}

}  // namespace

void BookReader::Stage::finish_units() {
  for (auto& [key, patch] : unit_patches) {
    const auto found = book.units.find(key.first);
    if (found == book.units.end()) {
      fault("unit_revision/" + key.first + "/" + base::format_date(key.second), "unit " + key.first + " tidak dikenal");
      continue;
    }
    UnitState state = found->second.states.steps.back().second;
    set(state.parent, patch.parent);
    set(state.type, patch.type);
    set(state.sector, patch.sector);
    set(state.part, patch.part);
    set(state.region, patch.region);
    set(state.asisten, patch.asisten);
    set(state.calendar, patch.calendar);
    set(state.public_service, patch.public_service);
    if (patch.room_capacity) state.room_capacity = patch.room_capacity;
    append(found->second.states, key.second, std::move(state));
  }
  for (auto& [code, unit] : book.units)
    for (auto& [from, state] : unit.states.steps) {
      if (!state.parent.empty() && !book.units.contains(state.parent))
        fault("unit/" + code, "unit induk " + state.parent + " tidak dikenal; unit ini dianggap tanpa induk");
      if (state.room_capacity && *state.room_capacity < 0) {
        fault("unit/" + code, "kapasitas ruang kerja kurang dari nol; dianggap tidak diisi");
        state.room_capacity.reset();
      }
    }
  break_cycles();
}

// Units that are each other's parents: the one with the smallest code loses its parent for that time.
void BookReader::Stage::break_cycles() {
  std::set<Date> days{from_ever};
  for (const auto& [code, unit] : book.units)
    for (const auto& [from, state] : unit.states.steps) days.insert(from);
  for (const Date day : days) {
    std::set<std::string> seen;  // known to reach a unit without a parent
    for (const auto& [code, unit] : book.units) {
      std::vector<std::string> line;
      std::string next = code;
      while (!next.empty() && !seen.contains(next) && book.units.contains(next) && std::ranges::find(line, next) == line.end()) {
        line.push_back(next);
        next = book.units.at(next).states.at(day).parent;
      }
      if (const auto start = std::ranges::find(line, next); start != line.end()) {
        const std::string smallest = *std::min_element(start, line.end());
        std::string names;
        for (auto one = start; one != line.end(); ++one) names += *one + " > ";
        names += *start;
        auto& steps = book.units.at(smallest).states.steps;
        for (std::size_t index = steps.size(); index-- > 0;) {
          if (steps[index].first > day) continue;
          steps[index].second.parent.clear();
          break;
        }
        fault("unit/" + smallest,
              "susunan unit berputar (" + names + "); unit ini dianggap tanpa induk: perbaiki kode unit induknya");
      }
      seen.insert(line.begin(), line.end());
    }
  }
}

void BookReader::Stage::finish_people() {
  for (auto& [key, patch] : person_patches) {
    const auto& [id, scope, from] = key;
    const auto found = employees.find({id, scope});
    if (found == employees.end()) {
      fault("employee_revision/" + id + "/" + base::format_date(from), "pegawai " + id + " tidak ada di unit ini", scope);
      continue;
    }
    PersonState state = found->second.states.steps.back().second;
    set(state.klass, patch.klass);
    set(state.position, patch.position);
    set(state.rank, patch.rank);
    set(state.part, patch.part);
    set(state.section, patch.section);
    set(state.reports_to, patch.reports_to);
    set(state.room, patch.room);
    append(found->second.states, from, std::move(state));
  }
  // Those of one person, by when they joined; who never joined anywhere else by unit.
  std::map<std::string, std::vector<Person>> times;
  for (auto& [key, person] : employees) times[person.id].push_back(std::move(person));
  for (auto& [id, all] : times) {
    const auto joined = [](const Person& person) { return person.joined.value_or(from_ever); };
    std::ranges::sort(all, [&](const Person& a, const Person& b) {
      return std::pair(joined(a), std::string_view(b.unit)) < std::pair(joined(b), std::string_view(a.unit));
    });
    // On no day in two units: the one joined later counts from then on.
    for (std::size_t index = 0; index + 1 < all.size(); ++index) {
      const Person& next = all[index + 1];
      if (all[index].left && *all[index].left < joined(next)) continue;
      fault("employee/" + id,
            "terdaftar di dua unit pada waktu yang sama (" + all[index].unit + " dan " + next.unit + "); dihitung di " +
                next.unit + ": isi hari kerja terakhir di unit lama dan mulai bekerja di unit baru",
            next.unit);
      all[index].left = next.joined ? Date{next.joined->days - 1} : from_ever;
    }
    Person last = std::move(all.back());
    all.pop_back();
    std::erase_if(all, [](const Person& one) { return one.left == from_ever; });
    if (!all.empty()) book.earlier.emplace(id, std::move(all));
    if (!book.units.contains(last.unit)) fault("employee/" + id, "unit " + last.unit + " tidak dikenal", last.unit);
    book.people.emplace(id, std::move(last));
  }
}

void BookReader::Stage::finish_office() {
  for (auto& [key, patch] : region_patches) {
    auto& since = book.regions[key.first];
    if (since.steps.empty()) append(since, from_ever, RegionState{});
    RegionState state = since.steps.back().second;
    set(state.zone, patch.zone);
    set(state.status, patch.status);
    if (patch.level) state.level = patch.level;
    append(since, key.second, std::move(state));
  }
  std::set<std::string> names;
  for (auto& [key, entry] : calendars) {
    names.insert(entry.name);
    book.calendars.push_back(std::move(entry));
  }
  for (const auto& [code, unit] : book.units)
    for (const auto& [from, state] : unit.states.steps)
      if (!state.calendar.empty() && state.calendar != "umum" && !names.contains(state.calendar))
        fault("unit/" + code, "kalender kerja \"" + base::printable(state.calendar, 60) + "\" tidak ada; dipakai kalender umum");
  for (auto& [key, one] : circulars) book.circulars.push_back(std::move(one));
  for (auto& [key, one] : activations) book.activations.push_back(std::move(one));
  for (auto& [key, one] : holders) {
    if (!book.posts.contains({one.unit, one.post}))
      fault("holder/" + one.post + "/" + base::format_date(one.from), "jabatan " + one.post + " tidak ada", one.unit);
    book.holders.push_back(std::move(one));
  }
  for (auto& [key, one] : shifts) book.shifts.push_back(std::move(one));
  std::ranges::sort(book.shifts, {}, [](const ShiftEntry& s) { return std::tie(s.unit, s.code, s.from); });
  for (const auto& [key, group] : groups) {
    const auto& [person, from, scope] = key;
    auto& since = book.rotation[person];
    if (since.steps.empty()) append(since, from_ever, std::string());
    if (since.steps.back().first == from) {  // another unit says so too
      if (since.steps.back().second != group)
        fault("rotation/" + person + "/" + base::format_date(from),
              "dua unit menyebut kelompok yang berbeda; dipakai " + since.steps.back().second, scope);
      continue;
    }
    append(since, from, group);
  }
}

void BookReader::Stage::finish_days() {
  const auto differ = [&](const char* kind) {
    return [this, kind](const auto& other, const auto& best) {
      fault(std::string(kind) + "/" + other.key + "/" + base::format_date(other.date),
            "unit " + other.scope + " dan " + best.scope + " mencatat hal yang berbeda; dipakai catatan " + best.scope,
            other.scope);
    };
  };
  settle(
      schedule, book, [](const auto& a, const auto& b) { return a.mode == b.mode && a.shift == b.shift; }, differ("schedule"));
  drain_into(book.schedule, schedule);
  settle(
      daily_reports, book, [](const auto& a, const auto& b) { return a.activities == b.activities && a.state == b.state; },
      differ("daily_report"));
  drain_into(book.daily_reports, daily_reports);
  settle(
      attendance_reports, book, [](const auto& a, const auto& b) { return a.at == b.at; }, differ("attendance_report"));
  drain_into(book.attendance_reports, attendance_reports);
  settle(
      health, book, [](const auto& a, const auto& b) { return a.condition == b.condition; }, differ("health_check"));
  drain_into(book.health, health);
  for (const auto& [key, present] : assembly_people) {
    const auto& [person, date, session, scope] = key;
    bool& shown = book.assembly_people[{person, date, session}];
    shown = shown || present;
  }

  // A clock may be days off, or years: such a punch is of the day that its correction says.
  if (!far_punches.empty()) {
    std::set<std::tuple<std::string, std::int64_t, std::string>> moved;
    for (const auto& [key, correction] : corrections)
      if (!keeps_moment(correction.claimed_ms)) moved.emplace(correction.person, correction.claimed_ms, correction.source);
    drain(far_punches, [&](FromScope<Punch>& one) {
      if (moved.contains({one.key, one.value.claimed.ms, one.value.source})) punches.push_back(std::move(one));
    });
  }
  // A punch is one event, whichever unit's PCs tell of it.
  std::ranges::sort(punches, [](const auto& a, const auto& b) {
    return std::tie(a.key, a.value.claimed.ms, a.value.source, a.scope) <
           std::tie(b.key, b.value.claimed.ms, b.value.source, b.scope);
  });
  drain(punches, [&](FromScope<Punch>& one) {
    auto& all = book.punches[one.key];
    if (all.empty() || all.back().claimed.ms != one.value.claimed.ms || all.back().source != one.value.source)
      all.push_back(std::move(one.value));
  });
  std::string last_named;
  for (const auto& [key, correction] : corrections) {
    const auto& [named, scope] = key;
    if (named == last_named) continue;
    last_named = named;
    const auto found = book.punches.find(correction.person);
    Punch* punch = nullptr;
    if (found != book.punches.end())
      for (Punch& one : found->second)
        if (one.claimed.ms == correction.claimed_ms && one.source == correction.source) punch = &one;
    if (punch == nullptr) {
      if (keeps(base::date_of(correction.claimed_ms, base::wib_offset_minutes)))
        fault("correction/" + named, "presensi yang dikoreksi tidak ada; koreksi ini tidak berlaku", scope);
      continue;
    }
    punch->corrected = true;
    punch->struck = correction.strikes;
    if (correction.at_ms) punch->at.ms = *correction.at_ms;
    if (correction.offset) punch->at.offset_minutes = static_cast<std::int16_t>(*correction.offset);
    if (correction.direction) punch->direction = *correction.direction;
    punch->correction_reason = correction.reason;
    punch->corrected_by = correction.author;
    punch->subject = "correction/" + named;
  }
  for (auto& [person, all] : book.punches)
    std::ranges::sort(all, [](const Punch& a, const Punch& b) {
      return std::tie(a.at.ms, a.source, a.claimed.ms) < std::tie(b.at.ms, b.source, b.claimed.ms);
    });
}

void BookReader::Stage::finish_papers() {
  for (auto& [key, named] : letter_people) {
    const auto& [ms, author, scope] = key;
    const auto found = letters.find(key);
    if (found == letters.end()) {
      if (!letters_elsewhere.contains(key))
        fault("letter_person/" + author + "/" + base::format_rfc3339({ms, 0}), "suratnya tidak ada", scope);
      continue;
    }
    Letter& letter = found->second;
    for (const auto& [person, days] : named) {
      const Date from = days.from.value_or(letter.from), until = days.until.value_or(letter.until);
      if (until < from)
        fault(letter.subject, person + ": tanggal selesai lebih awal daripada mulai; tidak terhitung dalam surat ini", scope);
      else
        letter.people.push_back({person, from, until, days.note});
    }
  }
  for (auto& [key, letter] : letters) book.letters.push_back(std::move(letter));
  for (auto& [key, permit] : permits) book.permits.push_back(std::move(permit));
  for (auto& [key, recall] : recalls) book.recalls.push_back(std::move(recall));
  for (auto& [key, closure] : closures) book.closures.push_back(std::move(closure));
  for (auto& [key, people] : meeting_people) {
    const auto& [ms, organiser, scope] = key;
    const auto found = meetings.find(key);
    if (found == meetings.end()) {
      if (!meetings_elsewhere.contains(key) && keeps_moment(ms))
        fault("meeting_person/" + organiser + "/" + base::format_rfc3339({ms, 0}), "rapatnya tidak ada", scope);
      continue;
    }
    for (auto& [person, invited] : people) found->second.people.push_back(invited);
  }
  for (auto& [key, meeting] : meetings) book.meetings.push_back(std::move(meeting));
  for (auto& [key, deviation] : deviations) book.deviations.push_back(std::move(deviation));
  for (auto& [key, disclosure] : disclosures) book.disclosures.push_back(std::move(disclosure));
  std::ranges::sort(approvals, [](const auto& a, const auto& b) {
    return std::tie(a.value.subject, a.value.round, a.value.at.ms, a.value.by, a.scope) <
           std::tie(b.value.subject, b.value.round, b.value.at.ms, b.value.by, b.scope);
  });
  drain(approvals, [&](FromScope<Approval>& one) {
    auto& all = book.approvals[one.value.subject];
    // The same person's decision, known to two units, or added twice.
    const bool again = !all.empty() && all.back().by == one.value.by && all.back().round == one.value.round &&
                       all.back().at.ms == one.value.at.ms && all.back().decision == one.value.decision;
    if (!again) all.push_back(std::move(one.value));
  });
}

}  // namespace hadir::rules
