// What the hub's side of the exchange must know about replicas. The hub keeps it beside its store; the simulator and tests too.
#pragma once

#include <optional>
#include <string>

#include "common/sync/members.h"

namespace hadir::sync {

// How a replica came to be known here.
enum class Arrival : std::uint8_t {
  code = 0,       // with a code of the secretariat
  restored = 1,   // under a new key: its database was put back from a backup
  copied = 2,     // its database was copied to another place
  forked = 3,     // it had written what another copy wrote otherwise
  forgotten = 4,  // under its old key, after this hub was restored
  vouched = 5,    // never in person: a colleague's PC brought commits that it signed
};

struct Enrolled {
  log::Origin origin{};
  base::PublicKey key{};
  std::string unit;   // the scope it may write
  std::string label;  // how the office calls the PC
  bool revoked = false;
  std::uint64_t counter = 0;  // of its latest accepted request
  Arrival arrival = Arrival::code;
  std::optional<log::Origin> from;  // restored, copied, forked: what it was before; vouched: who vouched
  std::int64_t last_seen_ms = 0;    // hub's clock at its latest accepted request; 0: none yet
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
  // What a replica said it holds and speaks, in a request with this counter: the latest is what a bundle for it starts from.
  // Nothing where an older request arrives late.
  virtual void note_said(const log::Origin& origin, std::uint64_t counter, const wire::ExchangeRequest& request,
                         std::int64_t now_ms) = 0;
  // Gives `replica` a place without a code; over what is known of its origin, where that is. Its counter starts anew.
  virtual void admit(const Enrolled& replica, std::int64_t now_ms) = 0;
  // Every PC that ever wrote for the unit, at most `most_members`: those that may speak first, then the latest.
  virtual std::vector<Member> members(const std::string& unit) = 0;
  // How many replicas came from this one.
  virtual std::size_t descendants(const log::Origin& origin) = 0;
  // What an enrolled replica of the unit is told.
  virtual Grant grant(const std::string& unit) = 0;
  // Keeps a count, the first and the last time and the last text per (origin, code). `origin` is null where none was proven:
  // then one row per code, so that garbage cannot fill the disk.
  virtual void note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail, std::int64_t now_ms) = 0;
};

}  // namespace hadir::sync
