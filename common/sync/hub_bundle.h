// The hub's side of bundles: takes what one office PC sent, message by message, and makes the answer that goes back to it. Rights
// are checked by the HubExchange, as for a request from the network; only the counter counts for nothing, because a bundle may
// come twice.
#pragma once

#include "common/sync/bundle.h"
#include "common/sync/hub_exchange.h"

namespace hadir::sync {

// The bundles of one sender, one or several parts of them. The store's thread; each call inside a Transaction.
class HubIntake {
 public:
  HubIntake(HubExchange& exchange, const log::Origin& sender) : exchange_(exchange), sender_(sender) {}

  // Opens a file that was sealed to this hub. Any thread. Fault::refused for one that is not for it, or goes the other way.
  static base::Result<BundleReader> open(base::ByteView file, const base::KeyPair& hub_key);

  // Takes one message of a bundle of that kind. A rejection is on record already, and so are refused slices.
  Admission<void> take(BundleKind kind, base::ByteView message);

  struct Report {
    std::string unit, label;     // of the PC, once it is proven
    std::uint64_t messages = 0;  // that were taken
    std::uint64_t commits = 0;   // that were new
    bool enrolled = false;       // with a code, or again without one
    std::vector<wire::Refusal> refused;
  };
  const Report& report() const { return report_; }
  // Whose bundles these are, once it is proven.
  const std::optional<Enrolled>& sender() const { return proven_; }

  // The messages of the bundle that answers: an answer to an enrolment, the refusals, a receipt, and what the PC lacks by what it
  // last said, up to about `most_bytes` of messages. None where nothing was taken.
  std::vector<base::Bytes> answer(std::size_t most_bytes);

 private:
  Admission<void> take_request(base::ByteView message);
  // An enrolment, or a request to come back under another key.
  Admission<void> take_place(const Admission<HubExchange::Granted>& granted);

  HubExchange& exchange_;
  const log::Origin sender_;
  Report report_;
  std::optional<Enrolled> proven_;
  std::optional<base::Bytes> enrolled_;  // the answer's first message
  wire::ExchangeRequest said_;           // last, without what it pushed
};

// The messages of a bundle for `receiver` that nobody asked for, from what it last said; all it may see, but its own commits,
// where it never said what it holds. Inside a Transaction.
std::vector<base::Bytes> messages_for(const Enrolled& receiver, wire::ExchangeRequest said, HubExchange& exchange,
                                      std::size_t most_bytes, std::span<const wire::Refusal> refused = {});

// The whole bundle of such messages. Nothing where the receiver's key cannot be sealed to.
std::optional<std::vector<base::Bytes>> seal_answers(const Enrolled& receiver, std::span<const base::Bytes> messages,
                                                     const base::PublicKey& hub_key, std::size_t part_bytes,
                                                     base::Random& random);

}  // namespace hadir::sync
