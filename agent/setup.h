// Making a PC an office's: by the command `hadir-agent init`, and by the page on a PC that has no office yet.
#pragma once

#include <memory>
#include <string>

#include "agent/office.h"

namespace hadir::agent {

struct SetupWish {
  std::string code;  // from the secretariat; empty: without it, for `unit`
  std::string unit;
  int offset_minutes = 7 * 60;
};

struct SetupDone {
  std::unique_ptr<Office> office;
  // Of the enrolment, where there was a code: why it did not come about. The office stands all the same, and goes on trying where
  // `final` is false.
  std::optional<base::Error> problem;
  bool final = false;
};

// Doing it again changes nothing. Errors: nothing was made.
base::Result<SetupDone> set_up(const DataDir& dir, const SetupWish& wish, const base::Clock& clock, base::Random& random,
                               bool allow_plain_hub = false);

// WIB, WITA or WIT, in any case; WIB for anything else.
int offset_of_zone(std::string_view zone);

}  // namespace hadir::agent
