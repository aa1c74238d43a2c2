#include "agent/delivery.h"

namespace hadir::agent {
namespace {

// Less of an answer is not worth a question.
constexpr std::size_t long_answer_bytes = 4 * 1024;

}  // namespace

Delivery::Delivery(const sync::AgentIdentity& identity, sync::AgentSession::Post post, base::BootTime begun)
    : identity_(identity),
      post_(std::move(post)),
      begun_(begun),
      path_(std::string(sync::resume_path) + base::to_hex(sync::name_of_request(post_.body))) {}

base::Result<HttpReply> Delivery::count(base::Result<HttpReply> reply, const Uplink& link) {
  const HttpReply& one = reply ? *reply : link.broken_off();
  spent_.status = one.status;
  spent_.bytes_sent += one.bytes_sent;
  spent_.bytes_received += one.bytes_received;
  return reply;
}

base::Result<HttpReply> Delivery::run(Uplink& link, const std::function<bool()>& cancelled) {
  spent_ = {};
  for (;;) {
    const std::uint64_t before = held_ + answer_.size();
    const bool is_first = !was_broken_;
    auto reply = was_broken_ ? take_up(link, cancelled) : attempt(link, cancelled);
    if (reply) {
      reply->bytes_sent = spent_.bytes_sent;
      reply->bytes_received = spent_.bytes_received;
      return reply;
    }
    was_broken_ = true;
    const bool worth_it = post_.body.size() > long_request_bytes || answer_.size() > long_answer_bytes;
    const bool progressed = is_first ? link.broken_off().bytes_sent > 0 : held_ + answer_.size() > before;
    if (!worth_it || !progressed || reply.error().fault != base::Fault::unreachable) return reply;
  }
}

base::Result<HttpReply> Delivery::attempt(Uplink& link, const std::function<bool()>& cancelled) {
  HttpCall call{post_.path, post_.body};
  if (post_.body.size() > long_request_bytes) call.announcement = sync::announce(identity_.key, identity_.hub_key, post_.body);
  auto reply = count(link.call(call, cancelled), link);
  if (!reply && link.broken_off().status == 200) answer_ = link.broken_off().body;
  return reply;
}

bool Delivery::is_begun() const { return held_ > 0 || answer_.size() > long_answer_bytes; }

void Delivery::put_off() {
  was_broken_ = true;
  held_ = post_.body.size() > long_request_bytes ? post_.body.size() : 0;
}

// Asks what became of the request, and goes on from there.
base::Result<HttpReply> Delivery::take_up(Uplink& link, const std::function<bool()>& cancelled) {
  auto asked = count(link.call({.path = path_, .reads = true, .range_from = answer_.size()}, cancelled), link);
  const HttpReply& came = asked ? *asked : link.broken_off();
  if (came.status == 206) {
    answer_.insert(answer_.end(), came.body.begin(), came.body.end());
  } else if (came.status == 200) {
    answer_ = came.body;
  }
  if (!asked) return asked;
  if (asked->status == 200 || asked->status == 206) {
    asked->status = 200;
    asked->body = std::move(answer_);
    answer_.clear();
    return asked;
  }
  const bool was_answered = !answer_.empty();
  answer_.clear();
  // It has been taken, and its answer is forgotten: the same request again would only be refused as a repetition.
  if (was_answered || post_.body.size() <= long_request_bytes)
    return base::Error{base::Fault::unreachable, "jawaban hub terputus di tengah jalan", "dicoba lagi dengan sendirinya"};
  const auto held = asked->status == 202 ? sync::parse_held(asked->body) : std::nullopt;
  if (!held || *held > post_.body.size()) {
    held_ = 0;
    return attempt(link, cancelled);
  }
  held_ = *held;
  HttpCall rest{path_ + "?from=" + std::to_string(held_), base::ByteView(post_.body).subspan(static_cast<std::size_t>(held_))};
  auto reply = count(link.call(rest, cancelled), link);
  if (!reply && link.broken_off().status == 200) answer_ = link.broken_off().body;
  if (reply && (reply->status == 202 || reply->status == 404))
    return base::Error{base::Fault::unreachable, "hub belum menerima seluruh kiriman ini", "dicoba lagi dengan sendirinya"};
  return reply;
}

}  // namespace hadir::agent
