// The hub's registry in the same database as its store, so that both lose power together.
#pragma once

#include "common/store/sqlite.h"
#include "common/sync/registry.h"

namespace hadir::simulation {

class RegistryTable final : public sync::Registry {
 public:
  explicit RegistryTable(store::Database& database) : database_(database) {}

  // Makes the tables; safe to call at every start.
  void create();
  void add_code(const wire::Secret& secret, const std::string& unit);
  void enrol(const base::PublicKey& key, const std::string& unit, const std::string& label);
  // Self-test only: accepted counters are forgotten.
  void forget_counters() { forgets_ = true; }

  std::optional<sync::Enrolled> find(const log::Origin& origin) override;
  void set_counter(const log::Origin& origin, std::uint64_t counter, std::int64_t now_ms) override;
  base::Result<sync::Grant> redeem(const wire::Secret& secret, const std::string& unit, const base::PublicKey& key,
                                   const std::string& label, std::int64_t now_ms) override;
  // The simulated world has no sticks.
  base::Result<sync::Grant> redeem_proven(const base::PublicKey&, const std::string&, const base::PublicKey&, const std::string&,
                                          std::int64_t) override {
    return base::Error{base::Fault::unsupported, "no bundles here", ""};
  }
  void note_said(const log::Origin&, std::uint64_t, const wire::ExchangeRequest&, std::int64_t) override {}
  void admit(const sync::Enrolled& replica, std::int64_t now_ms) override;
  std::vector<sync::Member> members(const std::string&) override { return {}; }
  std::size_t descendants(const log::Origin& origin) override;
  sync::Grant grant(const std::string& unit) override { return {unit, 420}; }
  void note_refusal(const log::Origin* origin, std::string_view code, std::string_view detail, std::int64_t now_ms) override;

 private:
  store::Database& database_;
  bool forgets_ = false;
};

}  // namespace hadir::simulation
