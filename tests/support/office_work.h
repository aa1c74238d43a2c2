// What an office PC records, through a real store: the slices that it would push. For whoever measures or trains what carries
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/log/chain.h"
#include "common/model/change.h"

namespace hadir::test {

// How records come into the agent.
enum class Entry {
  import,      // files of up to 1,000 lines, one author
  one_by_one,  // each by itself: punches by the person, the rest by a clerk, at the time they speak of
};

struct OfficePc {
  std::uint8_t number = 1;  // of its key
  std::string unit = "7.01";
  std::string clerk = "198107142006041003";
  std::uint64_t seed = 1;
};

// All slices that the PC would push after it recorded `changes`.
std::vector<log::Slice> recorded(const OfficePc& pc, const std::vector<model::Change>& changes, Entry entry);
// The same, of which the hub has what stands before `first`.
std::vector<log::Slice> recorded_from(const OfficePc& pc, const std::vector<model::Change>& changes, std::size_t first,
                                      Entry entry);

// Records as JSON Lines, as `hadir import` takes them.
std::vector<model::Change> changes_of_lines(std::string_view json_lines);

}  // namespace hadir::test
