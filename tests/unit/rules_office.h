// An office with four tiers, for the tests of workflows and day statuses: staf -> Kasubbag -> Kabid -> Kepala Dinas -> (Sekda).
//
//   Office office("2021-06-01", "2021-07-31");   // unit 1.01, WIB
//   office.make.permit("staf1", …);
//   Lookup lookup(office.make.done());
#pragma once

#include <string>

#include "common/rules/day_status.h"
#include "tests/unit/rules_fixture.h"

namespace hadir::test {

struct Office {
  BookMaker make;

  Office(std::string_view first, std::string_view last, int offset_minutes = base::wib_offset_minutes) : make(first, last) {
    make.unit("1.01", "Dinas Contoh").offset_minutes = offset_minutes;
    make.post("sekda", "Sekretaris Daerah", "", "sekda");
    make.post("kadis", "Kepala Dinas", "sekda", "kepala");
    make.post("kabid", "Kepala Bidang", "kadis");
    make.post("kasubbag", "Kepala Subbagian", "kabid");
    for (const char* head : {"sekda", "kadis", "kabid", "kasubbag"}) {
      make.person(std::string("p_") + head, "1.01", rules::Class::structural);
      make.holder(head, std::string("p_") + head);
    }
    for (const char* staff : {"staf1", "staf2", "staf3"}) {
      make.person(staff, "1.01");
      make.person_state(staff).reports_to = "kasubbag";
    }
  }

  // Everything about a subject is decided by the direct superior alone.
  void one_tier(const std::string& subjects = R"("permit", "letter", "correction", "daily_report")") {
    make.clause(R"({"id": "T1", "tiers": {"subjects": [)" + subjects + R"(], "most": 1}})", "2020-01-01", "1/TINGKAT");
  }
};

}  // namespace hadir::test
