// Which payloads speak of a record, and what else they say: what has to be known before one is erased by law.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "common/store/replica_store.h"

namespace hadir::evidence {

struct Holding {
  struct Place {
    log::StreamId stream;
    std::uint64_t seq = 0;
    std::string author;
    std::int64_t claimed_ms = 0;  // when, as the author's clock claims
  };
  std::string unit;
  base::Hash payload{};
  bool is_erased = false;            // the payload is not there any more
  bool holds_erasure = false;        // an erasure itself, which cannot be erased
  std::vector<Place> commits;        // in the log
  std::uint64_t displaced = 0;       // commits that gave way, with the same payload
  std::vector<std::string> records;  // "punch/1986…": what it speaks of; none where it cannot be read here
};

// Payloads of a unit that speak of a record, in the log and among the displaced commits. Reads the unit's log of the record's
// lane.
std::vector<Holding> holdings_of(store::ReplicaStore& store, const std::string& unit, const model::Kind& kind,
                                 const std::vector<model::FieldValue>& key);

// The payload of one commit. Fault::not_found where there is no such commit.
base::Result<Holding> holding_at(store::ReplicaStore& store, const log::StreamId& stream, std::uint64_t seq);

boost::json::object to_json(const Holding& holding);

}  // namespace hadir::evidence
