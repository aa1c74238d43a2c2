// Commits that gave way: their database, or a copy of it, had gone back in time, and other commits stand under their numbers
// (table `displaced`). What they said, when they gave way, and whether it stands elsewhere.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "common/evidence/explain.h"

namespace hadir::evidence {

// The oldest first, at most `most`. Each: {"origin", "pc", "unit", "lane", "commit", "author", "at", "quality", "displaced_at",
//  "erased": gone by law,
//  "says": [{"record", "deletes", "writes": {field: value}, "shows": whether the record shows all of it today}],
//  "stands_as": [{"origin", "commit"}]}      commits of the log with the very same content
std::vector<boost::json::object> displaced_commits(store::ReplicaStore& store, const Standpoint& standpoint, std::size_t most);

boost::json::array displaced_json(const std::vector<boost::json::object>& commits);
// For people: Indonesian, several lines. `total`: how many there are.
std::string displaced_text(const std::vector<boost::json::object>& commits, std::uint64_t total);

}  // namespace hadir::evidence
