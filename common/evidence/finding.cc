#include "common/evidence/finding.h"

#include <algorithm>
#include <tuple>

namespace hadir::evidence {
namespace {

constexpr std::size_t kept_per_bucket = 50;
constexpr std::size_t most_buckets = 200;

auto order_of(const Finding& one) { return std::tie(one.place, one.stream, one.unit, one.seq, one.record, one.column, one.what); }

// What a finding's number counts.
struct Number {
  const char* member;
  const char* word;
};
Number number_of(Place place) {
  if (place == Place::receipt) return {"receipt", "tanda terima"};
  if (place == Place::bundle) return {"message", "pesan"};
  return {"commit", "commit"};
}

bool before(const Finding& left, const Finding& right) {
  if (left.place != right.place) return left.place < right.place;
  const auto scope = [](const Finding& one) { return one.stream ? one.stream->scope : one.unit; };
  const auto lane = [](const Finding& one) { return one.stream ? static_cast<int>(one.stream->lane) : 0; };
  if (const auto l = scope(left), r = scope(right); l != r) return l < r;
  if (lane(left) != lane(right)) return lane(left) < lane(right);
  return order_of(left) < order_of(right);
}

}  // namespace

const char* name_of(Place place) {
  switch (place) {
    case Place::bundle: return "bundle";
    case Place::file: return "file";
    case Place::schema: return "schema";
    case Place::meta: return "meta";
    case Place::stream: return "stream";
    case Place::commit: return "commit";
    case Place::displaced: return "displaced";
    case Place::receipt: return "receipt";
    case Place::record: return "record";
    case Place::conflict: return "conflict";
    case Place::parked: return "parked";
    case Place::deferred: return "deferred";
    case Place::refused_write: return "refused_write";
  }
  return "unknown";
}

std::string words_of(const log::StreamId& stream) {
  return "PC " + log::to_text(stream.origin) + ", " + (stream.scope.empty() ? "provinsi" : "unit " + stream.scope) + ", jalur " +
         std::to_string(static_cast<int>(stream.lane));
}

boost::json::object to_json(const Finding& finding) {
  boost::json::object object{{"place", name_of(finding.place)}, {"what", finding.what}};
  if (finding.stream) {
    object["unit"] = finding.stream->scope;
    object["lane"] = static_cast<int>(finding.stream->lane);
    object["origin"] = log::to_text(finding.stream->origin);
  } else if (!finding.record.empty()) {
    object["unit"] = finding.unit;
  }
  if (finding.seq != 0) object[number_of(finding.place).member] = finding.seq;
  if (!finding.record.empty()) object["record"] = finding.record;
  if (!finding.column.empty()) object["column"] = finding.column;
  if (!finding.stored.empty()) object["stored"] = finding.stored;
  if (!finding.expected.empty()) object["expected"] = finding.expected;
  return object;
}

std::string to_text(const Finding& finding) {
  std::string text;
  if (!finding.record.empty())
    text = finding.record + (finding.unit.empty() ? "" : " (unit " + finding.unit + ")");
  else if (finding.stream)
    text = words_of(*finding.stream);
  if (finding.seq != 0)
    text += (text.empty() ? "" : ", ") + std::string(number_of(finding.place).word) + " " + std::to_string(finding.seq);
  text += (text.empty() ? "" : ": ") + finding.what;
  if (!finding.column.empty()) text += " [" + finding.column + "]";
  if (!finding.stored.empty()) text += "\n      tertulis   " + finding.stored;
  if (!finding.expected.empty()) text += "\n      seharusnya " + finding.expected;
  return text;
}

void Findings::add(Finding finding) {
  std::string name = std::to_string(static_cast<int>(finding.place)) + "/";
  if (finding.stream)
    name += log::to_text(*finding.stream);
  else
    name += finding.unit + "/" + finding.record.substr(0, finding.record.find('/'));
  const std::lock_guard lock(mutex_);
  ++total_;
  if (!by_bucket_.contains(name) && by_bucket_.size() >= most_buckets) return;
  std::vector<Finding>& kept = by_bucket_[name];
  kept.insert(std::ranges::upper_bound(kept, finding, before), std::move(finding));
  if (kept.size() > kept_per_bucket) kept.pop_back();
}

std::uint64_t Findings::total() const {
  const std::lock_guard lock(mutex_);
  return total_;
}

std::vector<Finding> Findings::sorted() const {
  const std::lock_guard lock(mutex_);
  std::vector<Finding> all;
  for (const auto& [name, kept] : by_bucket_) all.insert(all.end(), kept.begin(), kept.end());
  std::ranges::sort(all, before);
  return all;
}

}  // namespace hadir::evidence
