// From the log to the records: applies commits whose context is covered, in causal order. Inside the store only.
//
// What a commit may change is decided here, the same on every replica. A payload that does not decode, a change whose key does
// not fit its declaration or that its origin may not write, and a value that does not fit its field have no effect and are noted
// ("parked"). Each change and each field is judged by itself, so that a version which learns a kind or field later comes to what
// one that knew it from the start has. Kinds, fields and required extensions of a newer version wait ("deferred").
#pragma once

#include <utility>

#include "common/store/erasure.h"
#include "common/store/sealed_payload.h"

namespace hadir::store {

class Projector {
 public:
  // `keys` may be null: then nothing sealed is read. Must outlive the projector.
  Projector(Database& database, std::optional<base::PublicKey> hub_key, Keyring* keys);

  // Applies whatever is covered in one scope and lane.
  void run(std::string_view scope, model::Lane lane);
  // The same with the streams of that scope and lane, load_group()'s; those of which commits were applied are saved. Answers
  // whether `just_stored` is one of them.
  bool run(std::vector<StreamRow>& group, const JustStored& just_stored);

  // Applies the commit that follows stream.applied_seq, which must be covered; `stream` is brought up to date, not saved.
  // `known`: what its payload says, where that was decoded already.
  using Changes = std::vector<model::Change>;
  void apply_next(StreamRow& stream, const log::Header& header, const log::Commit& commit, const Changes* known = nullptr);

  // Applies a commit as one that had seen `context`; the stream stays where it stands.
  void apply_at(const StreamRow& stream, const log::Header& header, const log::Commit& commit, const log::VersionVector& context,
                const Changes* known = nullptr);
  // Writes a record as it stands in a base (store/base.h); there must be none of that name.
  void install(const RecordRef& record, const std::vector<model::FieldValue>& key, const merge::RecordState& state);

  // Applies what was deferred and is known now.
  void run_deferred();

  // Erasures whose record was written since this was last asked. Whoever projects into a log of its own has them carried out
  // (store/erasure.h).
  std::vector<Erasure> take_erasures() { return std::exchange(erasures_, {}); }

 private:
  struct Place {
    const StreamRow& stream;
    std::uint64_t seq;
    merge::Writer writer;
    const log::VersionVector* context;  // what the author had seen and read
    bool sealed = false;
  };
  bool apply_covered(StreamRow& stream, log::VersionVector& applied, const JustStored& just_stored);
  void project_change(const Place& place, const model::Change& change);
  std::string reason_to_refuse(const Place& place, const model::Kind& kind, const model::Change& change) const;
  void apply_fitting(const Place& place, const model::Kind& kind, const model::Change& change, bool fields_only);
  void apply_change(const Place& place, const model::Kind& kind, const model::Change& change, bool fields_only);
  void note_conflicts(const RecordRef& record, const merge::RecordState& state);
  void park(const Place& place, const std::string& reason);
  void defer(const Place& place, std::int64_t kind, std::int64_t field);

  Database& database_;
  std::optional<base::PublicKey> hub_key_;
  std::optional<log::Origin> hub_;
  std::vector<Erasure> erasures_;
  Keyring* keys_;
};

}  // namespace hadir::store
