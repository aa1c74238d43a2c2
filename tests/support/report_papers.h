// Made-up papers in the layouts of the offices (DOMAIN.md part 3), for the tests and benchmarks of common/report. Each function
// is an example of how a report is built.
#pragma once

#include <string>
#include <vector>

#include "common/report/document.h"

namespace hadir::test {

struct Person {
  std::string name, nip, grade, post;
};
// As many made-up people of an office as wanted, always the same.
std::vector<Person> people(int count);

report::Document monthly_recap(int people);      // DOMAIN.md 5.3: F4 landscape, July 2021, 31 days, sums, legend
report::Document sign_in_sheet(int people);      // 5.1: daftar hadir, signatures in zig-zag
report::Document daily_report(int activities);   // 5.2: LKH of one day at home, two signatures
report::Document travel_recap(int journeys);     // 5.4: by group with subtotals, NIHIL without journeys
report::Document assignment_letter(int people);  // 5.5: SPT with its annex in landscape
report::Document health_list(int people);        // an export with health data: watermarked

}  // namespace hadir::test
