// What the hub's side of the exchange must know about replicas. The hub keeps it beside its store; the simulator and tests too.
#pragma once

#include <optional>
#include <string>

#include "common/wire/messages.h"

namespace hadir::sync {

struct Enrolled {
  log::Origin origin{};
  base::PublicKey key{};
  std::string unit;   // the scope it may write
  std::string label;  // how the office calls the PC
  bool revoked = false;
  std::uint64_t counter = 0;  // of its latest accepted request
};

// What a redeemed enrolment code grants.
struct Grant {
  std::string unit_name;
  std::int32_t offset_minutes = 420;
};

// All calls happen inside the store's transaction and on its thread.
class Registry {
 public:
  virtual ~Registry() = default;

  virtual std::optional<Enrolled> find(const log::Origin& origin) = 0;
  // Only ever called with a counter above the stored one.
  virtual void set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t now_ms) = 0;
  // Enrols `key` for the unit of a one-time code. The same key with the same code again gets the same answer (a lost answer
  // may be asked for again). Fault::refused where the code is unknown, used by another key, expired or for another unit.
  virtual base::Result<Grant> redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                     const std::string& label, std::int64_t now_ms) = 0;
  // As redeem(), where the code's secret was proven by its public key (sync::code_key_of) rather than told.
  virtual base::Result<Grant> redeem_proven(const base::PublicKey& code_key, const std::string& unit, const base::PublicKey& key,
                                            const std::string& label, std::int64_t now_ms) = 0;
  // What a replica said it holds, in a request with this counter: the latest is what a bundle for it starts from. Nothing where
  // an older request arrives late.
  virtual void note_have(const log::Origin& origin, std::uint64_t counter, const std::vector<wire::ScopeVectors>& have,
                         std::int64_t now_ms) = 0;
  // Keeps a count, the first and the last time and the last text per (origin, code). `origin` is null where none was proven:
  // then one row per code, so that garbage cannot fill the disk.
  virtual void note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail, std::int64_t now_ms) = 0;
};

}  // namespace hadir::sync
