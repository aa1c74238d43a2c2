#include "hub/uploads.h"

#include <algorithm>
#include <charconv>

#include "common/sync/hub_exchange.h"

namespace hadir::hub {
namespace {

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view prefix, std::string_view suffix) {
  if (!text.starts_with(prefix) || !text.ends_with(suffix)) return std::nullopt;
  text = text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

http::Response frame_of(unsigned status, base::ByteView body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/vnd.hadir.frame";
  response.body.assign(body.begin(), body.end());
  return response;
}

}  // namespace

std::optional<sync::RequestName> resumed_name(const http::Request& request) {
  const std::string_view path = request.path();
  if (!path.starts_with(sync::resume_path)) return std::nullopt;
  return sync::parse_request_name(path.substr(sync::resume_path.size()));
}

class Uploads::Watch final : public http::BodyWatch {
 public:
  Watch(Uploads& uploads, const sync::RequestName& name, unsigned writer) : uploads_(uploads), name_(name), writer_(writer) {}
  bool on_body(base::ByteView piece) override { return uploads_.add(name_, writer_, piece); }

 private:
  Uploads& uploads_;
  const sync::RequestName name_;
  const unsigned writer_;
};

std::shared_ptr<http::BodyWatch> Uploads::watch(const http::Request& head) {
  if (head.method != "POST") return nullptr;
  if (const auto name = resumed_name(head)) {
    const auto from = number_after(head.query(), "from=", "");
    const std::lock_guard lock(mutex_);
    Entry* entry = find(*name);
    // Whoever does not continue where it broke off is told so by whole().
    if (entry == nullptr || entry->body.size() != from.value_or(0)) return nullptr;
    return std::make_shared<Watch>(*this, *name, ++entry->writer);
  }
  const std::string_view field = head.path() == sync::exchange_path ? head.field(sync::announce_field) : std::string_view();
  auto bytes = field.empty() ? std::nullopt : base::from_base64url(field);
  const auto announcement = bytes ? sync::parse_announcement(*bytes) : std::nullopt;
  if (!announcement) return nullptr;
  const sync::RequestName name = announcement->name;
  unsigned writer = 0;
  bool is_vouched = false;
  {
    const std::lock_guard lock(mutex_);
    // A stranger cannot know the name of a request, and so cannot take its place.
    Entry& entry = entries_[name];
    held_bytes_ -= held_by(entry);
    entry.body.clear();
    entry.answer.reset();
    entry.origin = announcement->envelope.origin;
    entry.bytes = announcement->bytes;
    entry.touched_ms = clock_.boot().ms;
    is_vouched = entry.is_vouched;
    writer = ++entry.writer;
    make_room(&name);
  }
  if (!is_vouched) vouch_(std::move(*bytes), [this, name](bool yes) { vouched(name, yes); });
  return std::make_shared<Watch>(*this, name, writer);
}

void Uploads::vouched(const sync::RequestName& name, bool yes) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  if (entry == entries_.end()) return;
  if (!yes) return forget(entry);
  entry->second.is_vouched = true;
  for (auto other = entries_.begin(); other != entries_.end();) {
    const auto here = other++;
    if (here != entry && here->second.is_vouched && here->second.origin == entry->second.origin) forget(here);
  }
}

bool Uploads::add(const sync::RequestName& name, unsigned writer, base::ByteView piece) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return true;  // not remembered, but as good a request as any
  Entry& entry = found->second;
  if (entry.writer != writer) return false;  // it goes on over another connection
  if (entry.body.size() + piece.size() > entry.bytes) return forget(found), true;
  entry.body.insert(entry.body.end(), piece.begin(), piece.end());
  entry.touched_ms = clock_.boot().ms;
  held_bytes_ += piece.size();
  make_room(&name);
  return true;
}

std::optional<base::Bytes> Uploads::whole(const sync::RequestName& name) {
  const std::lock_guard lock(mutex_);
  Entry* entry = find(name);
  if (entry == nullptr || entry->answer || entry->body.size() != entry->bytes || sync::name_of_request(entry->body) != name)
    return std::nullopt;
  return entry->body;
}

void Uploads::answered(const sync::RequestName& name, const log::Origin& origin, const http::Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(name);
  const bool is_kept = response.status == 200 && response.body.size() <= limits_.bytes / 4;
  if (found == entries_.end() ? !is_kept || response.body.size() < limits_.least_answer_bytes : false) return;
  if (response.status == 429 || response.status == 503) return;  // it may be tried again as it is
  if (!is_kept) return forget(found);
  Entry& entry = entries_[name];
  held_bytes_ -= held_by(entry);
  entry.body = {};
  entry.bytes = 0;
  entry.origin = origin;
  entry.is_vouched = true;  // the exchange itself has seen who it was
  entry.answer = response.body;
  entry.touched_ms = clock_.boot().ms;
  held_bytes_ += response.body.size();
  make_room(&name);
}

http::Response Uploads::ask(const sync::RequestName& name, const http::Request& request) {
  const std::lock_guard lock(mutex_);
  Entry* entry = find(name);
  if (entry == nullptr) return http::problem(404, "Not Found", "Permintaan ini tidak diingat hub; kirim seluruhnya.");
  if (!entry->answer) {
    ++entry->writer;  // from now on nothing comes over the broken connection
    return http::text(202, "application/json", sync::held_json(entry->body.size()));
  }
  const auto from = number_after(request.field("Range"), "bytes=", "-");
  const base::ByteView answer = *entry->answer;
  if (!from || *from == 0 || *from > answer.size()) return frame_of(200, answer);
  http::Response rest = frame_of(206, answer.subspan(static_cast<std::size_t>(*from)));
  rest.fields.push_back({"Content-Range", "bytes " + std::to_string(*from) + "-" + std::to_string(answer.size() - 1) + "/" +
                                              std::to_string(answer.size())});
  return rest;
}

std::size_t Uploads::held_bytes() const {
  const std::lock_guard lock(mutex_);
  return held_bytes_;
}

Uploads::Entry* Uploads::find(const sync::RequestName& name) {
  const auto found = entries_.find(name);
  if (found == entries_.end() || !found->second.is_vouched) return nullptr;
  if (clock_.boot().ms - found->second.touched_ms <= limits_.keep_ms) return &found->second;
  forget(found);
  return nullptr;
}

std::size_t Uploads::held_by(const Entry& entry) { return entry.body.size() + (entry.answer ? entry.answer->size() : 0); }

void Uploads::forget(Entries::iterator entry) {
  held_bytes_ -= held_by(entry->second);
  entries_.erase(entry);
}

// What is too old goes, then what was touched longest ago.
void Uploads::make_room(const sync::RequestName* but) {
  constexpr std::size_t most_entries = 8192;
  const std::int64_t now_ms = clock_.boot().ms;
  while (held_bytes_ > limits_.bytes || entries_.size() > most_entries) {
    auto oldest = entries_.end();
    for (auto one = entries_.begin(); one != entries_.end(); ++one)
      if (one->first != *but && (oldest == entries_.end() || one->second.touched_ms < oldest->second.touched_ms)) oldest = one;
    if (oldest == entries_.end()) return;
    forget(oldest);
  }
  if (entries_.size() > most_entries / 2)
    std::erase_if(entries_, [&](const auto& one) {
      const bool is_old = one.first != *but && now_ms - one.second.touched_ms > limits_.keep_ms;
      if (is_old) held_bytes_ -= held_by(one.second);
      return is_old;
    });
}

}  // namespace hadir::hub
