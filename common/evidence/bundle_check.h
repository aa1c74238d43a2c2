// Checks a bundle on its way or before it is taken, without taking it: every byte of it is covered by a seal and a signature, so
// one flipped bit is found and the message named. Whether the commits inside fit this side's chains, importing finds out.
#pragma once

#include <boost/json/object.hpp>
#include <functional>

#include "common/evidence/finding.h"
#include "common/sync/bundle.h"

namespace hadir::evidence {

struct BundleTrust {
  const base::KeyPair& receiver;           // who it must have been sealed to
  std::optional<base::PublicKey> hub_key;  // whose answers count
  // The key of a PC, at the hub; may be empty at an office.
  std::function<std::optional<base::PublicKey>(const log::Origin&)> key_of;
};

struct BundleReport {
  sync::BundleHeader header;
  std::uint64_t messages = 0, commits = 0;
  std::vector<Finding> findings;  // `seq` is the number of the message in this part
  bool intact() const { return findings.empty(); }
};

// Errors: no bundle, a later version's, sealed to somebody else.
base::Result<BundleReport> verify_bundle(base::ByteView file, const BundleTrust& trust);

boost::json::object to_json(const BundleReport& report);
std::string to_text(const BundleReport& report);

}  // namespace hadir::evidence
