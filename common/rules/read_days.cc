// What is recorded day by day (read.h).
#include "common/base/text.h"
#include "common/rules/read_stage.h"

namespace hadir::rules {

void BookReader::Stage::take_schedule_cell(Row& row) {
  enum { employee, date, mode, shift };
  const auto day = row.date(date);
  if (!day || !keeps(*day)) return;
  const auto known = row.choice<Mode>(mode);
  if (!known) {
    if (!row.has(mode)) row.fault("jadwal tanpa isi");
    return;
  }
  schedule.push_back({row.shared(employee), *day, row.shared_scope(), {*known, row.shared(shift), row.written()}});
}

void BookReader::Stage::take_punch(Row& row) {
  enum { employee, at, source, direction, at_offset };
  const auto moment = row.moment(at, at_offset);
  if (!moment) return;
  Punch read;
  read.at = read.claimed = *moment;
  if (const auto known = row.choice<Direction>(direction)) {
    read.direction = *known;
  } else {
    read.direction = Direction::unknown;
  }
  read.claimed_direction = read.direction;
  read.source = row.shared(source);
  read.written = row.written();
  Bulk<Punch>& all = keeps_moment(moment->ms) ? punches : far_punches;
  all.push_back({row.shared(employee), base::date_of(moment->ms, 0), row.shared_scope(), std::move(read)});
}

void BookReader::Stage::take_correction(Row& row) {
  enum { punch, at, at_offset, direction, strikes, reason, author };
  const std::string named = row.text(punch);
  const std::size_t first = named.find('/');
  const std::size_t second = first == std::string::npos ? first : named.find('/', first + 1);
  const auto claimed =
      second == std::string::npos ? std::nullopt : base::parse_rfc3339(named.substr(first + 1, second - first - 1));
  if (!claimed) return row.fault("bukan nama presensi NIP/WAKTU/ASAL; koreksi ini tidak berlaku");
  const auto moved = row.moment(at, at_offset);
  if (!keeps_moment(claimed->ms) && !(moved && keeps_moment(moved->ms))) return;
  Correction read;
  read.person = named.substr(0, first);
  read.source = named.substr(second + 1);
  read.claimed_ms = claimed->ms;
  if (moved) {
    read.at_ms = moved->ms;
    if (row.has(at_offset)) read.offset = moved->offset_minutes;
  }
  read.direction = row.choice<Direction>(direction);
  read.strikes = row.flag(strikes);
  read.reason = row.text(reason);
  read.author = row.text(author);
  corrections.try_emplace({named, row.scope()}, std::move(read));
}

void BookReader::Stage::take_daily_report(Row& row) {
  enum { employee, date, activities, status, round, submitted, submitted_offset, evidence };
  const auto day = row.date(date);
  if (!day || !keeps(*day)) return;
  DailyReport read;
  read.activities = row.list(activities);
  read.evidence = row.list(evidence);
  if (const auto known = row.choice<ReportState>(status)) read.state = *known;
  read.round = row.number(round).value_or(1);
  read.submitted = row.moment(submitted, submitted_offset);
  read.written = row.written();
  daily_reports.push_back({row.shared(employee), *day, row.shared_scope(), std::move(read)});
}

void BookReader::Stage::take_attendance_report(Row& row) {
  enum { employee, date, at, at_offset, place, uniform, stayed_home, note };
  const auto day = row.date(date);
  if (!day || !keeps(*day)) return;
  const auto moment = row.moment(at, at_offset);
  if (!moment) {
    if (!row.has(at)) row.fault("laporan kehadiran tanpa waktu");
    return;
  }
  AttendanceReport read;
  read.at = *moment;
  read.place = row.shared(place);
  read.note = row.text(note);
  if (row.has(uniform)) read.uniform = row.flag(uniform);
  if (row.has(stayed_home)) read.stayed_home = row.flag(stayed_home);
  read.written = row.written();
  attendance_reports.push_back({row.shared(employee), *day, row.shared_scope(), std::move(read)});
}

void BookReader::Stage::take_health_check(Row& row) {
  enum { employee, date, condition, reported_by, symptoms, note };
  const auto day = row.date(date);
  if (!day || !keeps(*day)) return;
  if (const auto known = row.choice<std::int64_t>(condition))
    health.push_back(
        {row.text(employee), *day, row.scope(), {*known, row.text(reported_by), row.list(symptoms), row.text(note)}});
}

void BookReader::Stage::take_assembly(Row& row) {
  enum { date, session, mode, starts, led_by };
  const auto day = row.date(date);
  const auto known = row.choice<Session>(session);
  if (!day || !known || !keeps(*day)) return;
  Assembly read{row.number(mode).value_or(0) == 1, row.text(starts), row.text(led_by)};
  if (!read.starts.empty() && !parse_clock(read.starts)) {
    row.fault("mulai \"" + base::printable(read.starts, 20) + "\" bukan waktu JJ:MM; dianggap tidak diisi");
    read.starts.clear();
  }
  book.assemblies.try_emplace({row.scope(), *day, *known}, std::move(read));
}

void BookReader::Stage::take_assembly_person(Row& row) {
  enum { employee, date, session, present };
  const auto day = row.date(date);
  const auto known = row.choice<Session>(session);
  if (day && known && keeps(*day))
    assembly_people.try_emplace({row.text(employee), *day, *known, row.scope()}, row.flag(present));
}

}  // namespace hadir::rules
