// Whether a PC's clock was later found to have been wrong when it recorded a punch (store/clock_view.h), for many punches at
// once. Part of load.cc.
#pragma once

#include <map>
#include <vector>

#include "common/log/clock_event.h"
#include "common/merge/record.h"
#include "common/store/record_table.h"

namespace hadir::desk {

class ClockDoubts {
 public:
  explicit ClockDoubts(store::Database& database) : database_(database) {}
  // `writer` is the punch's. Cheap where nothing is known against any clock of the unit.
  bool is_doubtful(const store::RecordRow& punch, const merge::Writer& writer);

 private:
  store::Database& database_;
  std::map<std::string, bool> any_event_;  // scope -> whether some clock was wrong there
  std::map<std::pair<std::string, log::Origin>, std::vector<log::ClockEvent>> events_;
};

}  // namespace hadir::desk
