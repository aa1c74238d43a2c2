// Which PCs may exchange, one-time codes, and what was refused: the hub's tables beside the store. Used by the exchange on the
// store's thread and by the commands in processes of their own; SQLite is between them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/store/replica_store.h"
#include "common/sync/registry.h"

namespace hadir::hub {

struct Replica {
  log::Origin origin{};
  std::string unit, label;
  std::int64_t enrolled_ms = 0;
  std::optional<std::int64_t> last_seen_ms, revoked_ms;
  std::array<std::uint64_t, model::lane_count> commits{};  // held of its streams, lane by lane
  sync::Arrival arrival = sync::Arrival::code;
  std::optional<log::Origin> from;  // as in sync::Enrolled
};

struct OpenCode {
  std::string unit;
  std::int64_t created_ms = 0, expires_ms = 0;
};

struct RefusalCount {
  std::optional<log::Origin> origin;  // nothing: nobody was proven to have sent it
  std::string label, unit;            // of that PC
  std::string code, last_detail;
  std::int64_t count = 0, first_ms = 0, last_ms = 0;
};

struct Revoked {
  std::vector<Replica> replicas;     // revoked by this call
  std::int64_t already = 0;          // had been before
  std::int64_t codes_withdrawn = 0;  // of the unit, not yet used
};

// Calls throw base::Failure where the database fails, and run in the caller's transaction where there is one.
class SqliteRegistry final : public sync::Registry {
 public:
  // The store must outlive it and have the hub's tables (DataDir::open_store).
  explicit SqliteRegistry(store::ReplicaStore& store) : store_(store), database_(store.database()) {}

  std::optional<sync::Enrolled> find(const log::Origin& origin) override;
  void set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t now_ms) override;
  base::Result<sync::Grant> redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                   const std::string& label, std::int64_t now_ms) override;
  base::Result<sync::Grant> redeem_proven(const base::PublicKey& code_key, const std::string& unit, const base::PublicKey& key,
                                          const std::string& label, std::int64_t now_ms) override;
  void note_said(const log::Origin& origin, std::uint64_t counter, const wire::ExchangeRequest& request,
                 std::int64_t now_ms) override;
  // What a replica last said it holds and speaks; nothing where it never said.
  std::optional<wire::ExchangeRequest> last_said(const log::Origin& origin);
  void admit(const sync::Enrolled& replica, std::int64_t now_ms) override;
  std::vector<sync::Member> members(const std::string& unit) override;
  std::size_t descendants(const log::Origin& origin) override;
  sync::Grant grant(const std::string& unit) override;
  void note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail, std::int64_t now_ms) override;

  // A new one-time secret for a PC of the unit. Only its hash is kept.
  wire::Secret make_code(const std::string& unit, std::int64_t now_ms, std::int64_t expires_ms, base::Random& random);
  // `whom` is an origin (16 hex digits) of an enrolled PC, or a unit: then all its PCs, and its unused codes. Again changes
  // nothing. Fault::not_found where there is neither.
  base::Result<Revoked> revoke(std::string_view whom, std::int64_t now_ms);

  std::vector<Replica> replicas();                        // by unit, then by time of enrolment
  std::vector<OpenCode> open_codes(std::int64_t now_ms);  // not used, not withdrawn, not expired
  std::vector<RefusalCount> refusals();                   // the latest first

  // What the province knows of a unit; nothing where no unit of that code was imported.
  std::optional<sync::Grant> unit(const std::string& code);

 private:
  enum class Known { secret_hash, code_key };
  base::Result<sync::Grant> redeem_known(Known by, base::ByteView name, const std::string& unit, const base::PublicKey& key,
                                         const std::string& label, std::int64_t now_ms);
  base::Result<void> enrol(const std::string& unit, const base::PublicKey& key, const std::string& label, std::int64_t now_ms);

  store::ReplicaStore& store_;
  store::Database& database_;
};

}  // namespace hadir::hub
