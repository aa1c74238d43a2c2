// What a check of a database found wrong: where it stands, what stands there, what should. Shared by all checks of this folder.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/log/stream.h"

namespace hadir::evidence {

// In the order in which findings are listed: what lies below is what the rest is derived from.
enum class Place {
  bundle,
  file,
  schema,
  meta,
  stream,
  commit,
  displaced,
  receipt,
  record,
  conflict,
  parked,
  deferred,
  refused_write
};
const char* name_of(Place place);

struct Finding {
  Place place = Place::file;
  std::optional<log::StreamId> stream;
  std::uint64_t seq = 0;  // the commit of `stream`, the receipt's row, the message of a bundle; 0: none
  std::string unit;       // of a record: its scope
  std::string record;     // "punch/1986…/2026-03-02T00:29:11.000Z/kiosk"
  std::string column;     // empty: the whole row
  std::string stored;     // what stands there, printable and cut
  std::string expected;   // what the log says
  std::string what;       // one sentence for people, Indonesian
};

boost::json::object to_json(const Finding& finding);
// One line: what, where, and both values.
std::string to_text(const Finding& finding);
// "PC cb842e15aa28bab8, unit 7.01, jalur 0"
std::string words_of(const log::StreamId& stream);

// Collects findings from several threads. Counts all; keeps the first ones of every stream and table, so that a hostile or
// hopelessly damaged file needs no memory.
class Findings {
 public:
  void add(Finding finding);
  std::uint64_t total() const;
  // The kept ones in their order: by place, then by name and number.
  std::vector<Finding> sorted() const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t total_ = 0;                                // guarded by mutex_
  std::map<std::string, std::vector<Finding>> by_bucket_;  // guarded by mutex_
};

}  // namespace hadir::evidence
