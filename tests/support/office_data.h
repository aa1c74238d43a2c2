// Made-up offices of many shapes, to train dictionaries with and to measure batches of. The same seed gives the same office.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/model/change.h"

namespace hadir::test {

struct OfficeShape {
  std::uint64_t seed = 1;
  std::string unit = "7.01";
  std::size_t people = 30;
  std::size_t days = 5;
  std::int64_t first_day = 20'514;  // days since 1970-01-01
  bool shifts = false;              // three shifts around the clock, every day of the week
  bool machine = false;             // punches come from a fingerprint machine, to the second
  std::size_t lines = 3;            // of a daily report, at most
};
// Drawn from the seed.
OfficeShape some_shape(std::uint64_t seed);

// Employees, then day by day schedules, punches in the order of time, reports, now and then a correction.
std::vector<model::Change> office_data(const OfficeShape& shape);
// How many of them are employees.
std::size_t employees_of(const OfficeShape& shape);

}  // namespace hadir::test
