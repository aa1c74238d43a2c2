// What this PC carries for others: sealed bundles on their way to the hub, and the hub's answers on their way back. It can read
// their headers and nothing else. In the replica's database, so that a power cut loses none of them.
#pragma once

#include <functional>
#include <vector>

#include "agent/office.h"
#include "agent/uplink.h"
#include "common/sync/bundle.h"

namespace hadir::agent {

// So that other people's bundles never fill this PC's disk.
inline constexpr std::size_t carried_bytes = 64 * 1024 * 1024;

struct CarriedBundle {
  base::Hash digest{};
  sync::BundleHeader header;
  std::size_t bytes = 0;
  std::int64_t received_ms = 0;
  std::string note;  // why the hub did not take it; empty: it is still to be handed on
};

// Calls throw base::Failure where the store fails.
class Carried {
 public:
  explicit Carried(store::ReplicaStore& store) : store_(store), database_(store.database()) {}

  enum class Kept { new_one, already };
  // Keeps a file. A longer copy takes the place of one that was cut short. Fault::too_large where no room is left.
  base::Result<Kept> keep(const sync::BundleHeader& header, base::ByteView file, std::int64_t now_ms);

  // In the order in which they are to be handed on: enrolments first, parts by their number.
  std::vector<CarriedBundle> list();
  std::optional<base::Bytes> content(const base::Hash& digest);
  void remove(const base::Hash& digest);
  void note(const base::Hash& digest, const std::string& why);

  // Hands everything that is for this hub on, and keeps its answers. Stops where the link does. True: something moved.
  bool hand_on(Uplink& uplink, const base::PublicKey& hub_key, std::int64_t now_ms, const std::function<bool()>& cancelled);

 private:
  store::ReplicaStore& store_;
  store::Database& database_;
};

}  // namespace hadir::agent
