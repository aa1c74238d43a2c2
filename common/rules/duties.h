// What somebody at home has to report, and when (A28, A30, A37): the attendance report and the daily report (LKH) are two duties,
// each of them asked for by the circular's `home_day` clause.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/rules/lookup.h"
#include "common/rules/tiers.h"

namespace hadir::rules {

enum class Timeliness : std::uint8_t { missing, on_time, late, doubtful };
const char* text_of(Timeliness timeliness);  // belum, tepat waktu, terlambat, waktu diragukan

struct HomeDuties {
  ClauseRef clause;  // empty: nothing is asked for
  bool asks_attendance = false, asks_report = false, asks_evidence = false;
  bool attendance = false;  // an attendance report, or a punch from elsewhere than the office's machines
  bool report = false;      // a daily report that was handed in
  bool draft = false;       // one that was not
  bool evidence = false;
  std::optional<std::int64_t> first_sign_ms;  // the earliest sign that he is at work: any of these, or an answered recall
  Timeliness timeliness = Timeliness::missing;
  std::int64_t due_ms = 0;
  std::optional<std::int64_t> handed_in_ms;  // by the clock of the PC it was written on
  bool late_sync = false;                    // written in time, at the hub after it was due: not late (A30)
  const Outcome* outcome = nullptr;          // of the daily report
  std::int64_t verify_due_ms = 0;
  bool verified_late = false;  // decided finally after that, or not yet though it is over
  // A37: what the circular wants declared, and whether it was. Nothing: not said.
  bool asks_uniform = false, asks_stay_home = false;
  std::optional<bool> uniform, stayed_home;

  bool is_complete() const {
    return (attendance || !asks_attendance) && (report || !asks_report) && (evidence || !asks_evidence);
  }
  bool asks_anything() const { return asks_attendance || asks_report; }
  // lengkap; H (WFH), LKH belum; LKH ada, kehadiran belum; belum ada laporan.
  std::string text() const;
};
HomeDuties home_duties(Lookup& lookup, const Person& person, Date day);

}  // namespace hadir::rules
