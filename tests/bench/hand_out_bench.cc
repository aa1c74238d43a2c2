// What a hub's hand-out of a month of one office costs: to a PC that has nothing yet, in answers as agents ask for them.
//
//   build/release/tests/bench --benchmark_filter=hand_out
//
// Arguments: commits, PCs that wrote them, commits that one PC writes before it hears of the others'.
#include <benchmark/benchmark.h>

#include <map>

#include "common/base/civil.h"
#include "common/model/forms.h"
#include "common/sync/hub_exchange.h"

namespace {

using namespace hadir;

class NoRegistry final : public sync::Registry {
 public:
  std::optional<sync::Enrolled> find(const log::Origin&) override { return std::nullopt; }
  void set_counter(const log::Origin&, std::uint64_t, std::int64_t) override {}
  void note_said(const log::Origin&, std::uint64_t, const wire::ExchangeRequest&, std::int64_t) override {}
  base::Result<sync::Grant> redeem(const wire::Secret&, const std::string&, const base::PublicKey&, const std::string&,
                                   std::int64_t) override {
    return base::Error{base::Fault::refused, "", ""};
  }
  base::Result<sync::Grant> redeem_proven(const base::PublicKey&, const std::string&, const base::PublicKey&, const std::string&,
                                          std::int64_t) override {
    return base::Error{base::Fault::refused, "", ""};
  }
  void admit(const sync::Enrolled&, std::int64_t) override {}
  std::vector<sync::Member> members(const std::string&) override { return {}; }
  std::size_t descendants(const log::Origin&) override { return 0; }
  sync::Grant grant(const std::string&) override { return {}; }
  void note_refusal(const log::Origin*, std::string_view, std::string_view, std::int64_t) override {}
};

base::KeyPair key_of(std::uint8_t number) {
  base::Seed seed{};
  seed.fill(number);
  return base::KeyPair(seed);
}

constexpr std::int64_t start_ms = 1'772'427'600'000;
const std::string unit = "7.01";

model::Change punch(std::int64_t number) {
  const model::Kind& kind = *model::find_kind("punch");
  return model::change_from_json(kind, {{"employee", "E" + std::to_string(1000 + number % 97)},
                                        {"at", base::format_rfc3339({start_ms + number * 1000, 420})},
                                        {"source", "kiosk"},
                                        {"direction", number % 2 == 0 ? "in" : "out"}})
      .value();
}

store::ReplicaStore& month(std::int64_t commits, std::int64_t pcs, std::int64_t at_once) {
  static std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, std::unique_ptr<store::ReplicaStore>> made;
  std::unique_ptr<store::ReplicaStore>& store = made[{commits, pcs, at_once}];
  if (store) return *store;
  base::initialise_crypto();
  store = store::ReplicaStore::open(":memory:").value();
  store->set_hub_key(key_of(200).public_key());
  store::Transaction transaction(store->database());
  for (std::int64_t number = 0; number < commits; ++number) {
    const auto pc = static_cast<std::uint8_t>(1 + number / at_once % pcs);
    const log::Stamp stamp{start_ms + number * 1000, log::Quality::hub, 20};
    store->record({key_of(pc), false, unit, "198609262015051001", stamp, std::nullopt, stamp.ms}, {punch(number)});
  }
  transaction.commit();
  return *store;
}

void hand_out(benchmark::State& state) {
  store::ReplicaStore& store = month(state.range(0), state.range(1), state.range(2));
  NoRegistry registry;
  const sync::HubIdentity identity{key_of(200), 1};
  base::FakeClock clock;
  sync::HubExchange exchange(store, registry, identity, clock);
  const base::KeyPair receiver = key_of(100);
  const sync::Enrolled enrolled{log::origin_of(receiver.public_key()), receiver.public_key(), unit, "PC"};
  std::size_t bytes = 0, answers = 0;
  for ([[maybe_unused]] const auto _ : state) {
    wire::ExchangeRequest request;
    request.answer_bytes = 1024 * 1024;
    request.have = {{std::string(log::province), {}}, {unit, {}}};
    for (bool more = true; more; ++answers) {
      const wire::ExchangeAnswer answer = exchange.answer_unasked(enrolled, request);
      if (state.range(3) != 0) bytes += wire::seal_frame(wire::FrameType::answer, wire::encode(answer)).size();
      for (const log::Slice& slice : answer.pull)
        request.have[1].lanes[static_cast<std::size_t>(slice.stream.lane)].raise(slice.stream.origin, slice.last_seq());
      more = answer.more;
    }
  }
  const auto each = static_cast<double>(state.iterations());
  state.counters["answers"] = static_cast<double>(answers) / each;
  state.counters["MiB"] = static_cast<double>(bytes) / each / (1024 * 1024);
  state.counters["commits/s"] = benchmark::Counter(each * static_cast<double>(state.range(0)), benchmark::Counter::kIsRate);
}

// The last argument: whether the answers are encoded and compressed too, as the hub does.
BENCHMARK(hand_out)
    ->Args({20'000, 4, 50, 0})
    ->Args({20'000, 4, 50, 1})
    ->Args({20'000, 4, 1, 0})
    ->Args({20'000, 4, 1, 1})
    ->Args({20'000, 1, 1, 0})
    ->Args({20'000, 1, 1, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
