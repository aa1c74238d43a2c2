// A replica's database as an exhibit: opened for reading alone, beside the service that may be writing it, or a copy of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/crypto.h"
#include "common/log/chain.h"
#include "common/store/keyring.h"

namespace hadir::evidence {

class Findings;

// A row of `stream` as it stands, and what the log has for it.
struct StreamFacts {
  std::int64_t id = 0;
  log::StreamId stream;
  base::PublicKey key{};
  bool key_fits = false;  // the key hashes to the origin
  log::ChainHead stored;
  std::uint64_t receipt_seq = 0;
  std::int64_t beacon_ms = 0;
  std::uint64_t last_row = 0;  // the newest commit of the log that is not beyond stored.seq
  // Where it stands on a base (store/base.h): the first commit that can be proven, the chain before it, and the base's end.
  std::uint64_t log_from = 1;
  base::Hash before_log{};
  std::optional<log::ChainHead> base;
};

// The streams of one scope and lane, and the records they add up to; independent of all others.
struct Group {
  std::string scope;
  model::Lane lane{};
  std::uint64_t commits = 0;
  bool has_streams = false;  // no: only records or conflicts claim that it exists
};

// Why a payload is gone: what the erasure's record says.
struct ErasureNote {
  std::string reason, basis, author, at;
};
// By scope and payload hash.
using Erasures = std::map<std::pair<std::string, base::Hash>, ErasureNote>;

struct Source {
  std::string path;
  bool unshared = false;                   // nobody has the file open
  std::optional<base::PublicKey> hub_key;  // whose statements count
  bool is_newer = false;                   // a later version of hadir wrote it
  Erasures erasures;                       // as the exhibit's records say; they are compared with the log like any other
  store::Keyring keys;                     // for what is sealed; empty where it is not our own
};

// Fault::not_found where there is no such file, Fault::corrupt where it is no database, Fault::bad_input where it is another one.
base::Result<Source> open_source(const std::string& path);

// Opens what is sealed, where the database is that of one of these replicas: what another one could not read is no part of its
// records, and cannot be compared.
base::Result<void> take_keys(Source& source, std::span<const base::KeyPair> pairs);

// A connection of one thread: a scratch database with the tables of a replica, the exhibit as schema `source`, and `commit_log`
// standing for the exhibit's. So the projector, told nothing, projects the exhibit's log into the scratch tables.
std::unique_ptr<store::Database> open_bench(const Source& source);

// Rows that cannot be read are findings and left out.
std::vector<StreamFacts> read_streams(store::Database& bench, Findings& findings);
std::vector<Group> groups_of(store::Database& bench, const std::vector<StreamFacts>& streams);
// What stands below the log: signed by the hub, and its parts as it signed them.
void check_bases(store::Database& bench, const Source& source, Findings& findings);

// Tables that are none, triggers, rows that belong to no stream.
void check_schema(store::Database& bench, Findings& findings);

bool has_table(store::Database& bench, std::string_view name);
// The columns of a table of the exhibit ("source") or of ours ("main"); none where there is no such table.
std::set<std::string, std::less<>> columns_of(store::Database& bench, std::string_view schema, std::string_view table);
std::string sql_name(std::string_view name);
// Bytes for a person: hexadecimal, cut.
std::string hex_text(base::ByteView bytes);

}  // namespace hadir::evidence
