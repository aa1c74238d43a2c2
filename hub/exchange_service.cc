#include "hub/exchange_service.h"

#include <boost/asio/use_awaitable.hpp>

#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/sync/hub_bundle.h"
#include "common/sync/rejoin.h"
#include "hub/offload.h"

namespace hadir::hub {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using base::Error;
using base::Fault;
using http::Response;
using sync::Admission;
using sync::HubExchange;
using sync::HubReply;
using sync::Rejection;

const Error crowded{Fault::busy, "hub sedang sangat sibuk; tidak ada yang disimpan dari kiriman ini",
                    "PC kantor mencoba lagi sendiri; tidak ada yang hilang"};

Rejection too_soon() {
  return {429,
          "one_at_a_time",
          {Fault::busy, "kiriman sebelumnya dari PC ini masih diproses", "tunggu sebentar; PC kantor mencoba lagi sendiri"},
          std::nullopt};
}

// What a request may take in memory once it is opened, for the queue's accounts. Before that it is guessed by its size: columns
// (wire/columns.h) of ordinary offices become 20 to 40 times as large, and three times that beside it once decoded.
constexpr std::size_t times_opened = 150, least_opened = 64 * 1024, most_opened = 4 * base::limits::frame_raw_bytes;
std::size_t memory_of(base::ByteView frame) { return std::clamp(frame.size() * times_opened, least_opened, most_opened); }
std::size_t memory_of(const HubExchange::Opened& opened) {
  constexpr std::size_t beside_each_commit = 512;
  // Of what checking decoded; long texts are as long as they are in the payload.
  constexpr std::size_t each_change = sizeof(model::Change) + 32, each_value = sizeof(model::FieldValue) + 32;
  std::size_t bytes = least_opened;
  for (const log::Slice& slice : opened.request.push) bytes += log::size_of(slice) + slice.commits.size() * beside_each_commit;
  for (const auto& check : opened.checks) {
    if (!check || !check->result) continue;
    for (const log::CheckedCommit& commit : *check->result)
      if (commit.changes)
        for (const model::Change& change : *commit.changes)
          bytes += each_change + each_value * (change.key.size() + change.fields.size());
  }
  return bytes;
}

Rejection not_there(std::string_view path) {
  return {404,
          "not_found",
          {Fault::not_found, "tidak ada apa-apa di " + base::printable(path, 80), "periksa alamat hub"},
          std::nullopt};
}

Rejection wrong_method(std::string_view method) {
  return {405,
          "method_not_allowed",
          {Fault::bad_input, "cara " + base::printable(method, 20) + " tidak dilayani di sini", ""},
          std::nullopt};
}

// What goes on record names the PC that was claimed, which was not proven and so cannot be the row's own.
Rejection with_claimed(Rejection rejection, const sync::Enrolled& sender) {
  rejection.error.what += " (disebut: " + sender.label + ", unit " + sender.unit + ", " + log::to_text(sender.origin) + ")";
  return rejection;
}

}  // namespace

// Counts a request in, and out again when it goes.
class ExchangeService::Place {
 public:
  explicit Place(ExchangeService& service) : service_(service) {
    const std::lock_guard lock(service_.mutex_);
    granted_ = ++service_.requests_ <= service_.limits_.requests;
  }
  ~Place() {
    const std::lock_guard lock(service_.mutex_);
    if (--service_.requests_ == 0) service_.idle_.notify_all();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  bool granted() const { return granted_; }

 private:
  ExchangeService& service_;
  bool granted_ = false;
};

// One of a number of places; taken by sending to the channel, given back by receiving.
class ExchangeService::TakenSlot {
 public:
  explicit TakenSlot(Slots& slots) : slots_(slots) {}
  ~TakenSlot() {
    slots_.try_receive([](boost::system::error_code) {});
  }
  TakenSlot(const TakenSlot&) = delete;
  TakenSlot& operator=(const TakenSlot&) = delete;

 private:
  Slots& slots_;
};

// A turn that was given; ends with this object.
class ExchangeService::Turn {
 public:
  Turn(TurnQueue& queue, const log::Origin& origin) : queue_(queue), origin_(origin) {}
  ~Turn() { queue_.leave(origin_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  TurnQueue& queue_;
  const log::Origin origin_;
};

ExchangeService::ExchangeService(Parts parts, ServiceLimits limits)
    : parts_(std::move(parts)),
      limits_(limits),
      turns_(limits.turns, parts_.clock, parts_.random),
      checks_(parts_.pool, limits.checks),
      snapshots_(parts_.pool, limits.checks),
      bundles_(parts_.pool, limits.bundles) {}

void ExchangeService::wait_until_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return requests_ == 0; });
}

Response ExchangeService::respond(HubReply reply) {
  Response response;
  response.status = reply.status;
  response.content_type = reply.content_type();
  response.body = std::move(reply.body);
  if (reply.status == 503 || reply.status == 429) {
    response.fields.push_back({"Retry-After", std::to_string(turns_.retry_after_seconds())});
  }
  return response;
}

// What failed inside is the operator's business; the office hears that nothing was stored.
Response ExchangeService::put_off(const Error& error) {
  if (error.fault != Fault::busy && parts_.log) parts_.log(base::describe(error));
  Error told = crowded;
  if (error.fault != Fault::busy) told.what = "hub tidak dapat menyimpan saat ini; tidak ada yang disimpan dari kiriman ini";
  return respond(sync::reply_of({503, "unavailable", told, std::nullopt}));
}

awaitable<Response> ExchangeService::handle(ExchangeService* service, http::Request request) {
  const std::string path(request.path());
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (path == "/healthz" && reads)
    co_return http::text(200, "application/json",
                         "{\"status\":\"ok\",\"time\":\"" + base::format_rfc3339({service->parts_.clock.wall().ms, 0}) + "\"}\n");
  if (const auto name = resumed_name(request); name && (reads || request.method == "POST")) {
    const Place place(*service);
    if (!place.granted()) co_return service->put_off(crowded);
    co_return co_await service->resume(*name, std::move(request));
  }
  const bool known = path == "/healthz" || path == sync::exchange_path || path == sync::enrol_path || path == sync::rejoin_path ||
                     path == sync::bundle_path || path == sync::check_path ||
                     (path == sync::snapshot_path && service->parts_.shelf != nullptr);
  if (!known) co_return service->respond(sync::reply_of(not_there(path)));
  if (path == "/healthz" || request.method != "POST") {
    Response response = service->respond(sync::reply_of(wrong_method(request.method)));
    response.fields.push_back({"Allow", path == "/healthz" ? "GET, HEAD" : "POST"});
    co_return response;
  }
  const Place place(*service);
  if (!place.granted()) co_return service->put_off(crowded);
  if (path == sync::bundle_path) co_return co_await service->bundle(std::move(request.body));
  if (path == sync::check_path) co_return co_await service->check(std::move(request.body));
  if (path == sync::snapshot_path) co_return co_await service->snapshot(std::move(request.body));
  if (path != sync::exchange_path) co_return co_await service->enrol(path, std::move(request.body));
  co_return co_await service->exchange_remembered(std::move(request.body));
}

awaitable<Response> ExchangeService::exchange_remembered(base::Bytes body) {
  const sync::RequestName name = sync::name_of_request(body);
  const auto envelope = wire::parse_request(body);
  const log::Origin origin = envelope ? envelope->origin : log::Origin();
  Response response = co_await exchange(std::move(body));
  uploads_.answered(name, origin, response);
  co_return response;
}

awaitable<Response> ExchangeService::resume(sync::RequestName name, http::Request request) {
  auto whole = request.method == "POST" ? uploads_.whole(name) : std::nullopt;
  if (!whole) co_return uploads_.ask(name, request);
  co_return co_await exchange_remembered(std::move(*whole));
}

void ExchangeService::vouch(base::Bytes announcement, std::function<void(bool)> done) {
  struct State {
    base::Bytes bytes;
    std::function<void(bool)> done;
    bool yes = false;
  };
  auto state = std::make_shared<State>(State{std::move(announcement), std::move(done)});
  const bool taken = parts_.worker.submit({false,
                                           [this, state] {
                                             const auto announced = sync::parse_announcement(state->bytes);
                                             const auto sender = parts_.exchange.identify(state->bytes);
                                             state->yes =
                                                 announced && sender && !sender->sender.revoked &&
                                                 sync::verify_announcement(*announced, sender->sender.key, parts_.hub_key);
                                           },
                                           [state](const std::optional<Error>& failed) { state->done(!failed && state->yes); }});
  if (!taken) state->done(false);
}

awaitable<Response> ExchangeService::exchange(base::Bytes body) {
  auto identified = co_await run_on_store(parts_.worker, false, [&] { return parts_.exchange.identify(body); });
  if (!identified) co_return put_off(identified.error());
  if (!*identified) co_return co_await refuse(identified->error(), std::nullopt);
  // Before it may stand in anybody's way: whoever borrows a PC's name does not take its turn.
  const auto proven = co_await run_on(parts_.pool, [&] { return HubExchange::prove(**identified, parts_.hub_key); });
  if (!proven) co_return co_await refuse_unopened(proven.error(), (*identified)->sender);
  const sync::Enrolled& sender = (*identified)->sender;
  const TurnQueue::Verdict verdict = co_await turn_of(sender, memory_of((*identified)->request.frame));
  if (verdict != TurnQueue::Verdict::turn) co_return not_now(verdict);
  const Turn turn(turns_, sender.origin);
  co_return co_await exchange_in_turn(**identified);
}

awaitable<TurnQueue::Verdict> ExchangeService::turn_of(const sync::Enrolled& sender, std::size_t bytes) {
  TurnQueue::Verdict verdict = TurnQueue::Verdict::crowded;
  co_await suspended([&](auto resume) {
    turns_.enter({sender.origin, sender.unit, sender.last_seen_ms, bytes}, [&verdict, resume](TurnQueue::Verdict decided) {
      verdict = decided;
      resume();
    });
  });
  co_return verdict;
}

Response ExchangeService::not_now(TurnQueue::Verdict verdict) {
  return verdict == TurnQueue::Verdict::twice ? respond(sync::reply_of(too_soon())) : put_off(crowded);
}

awaitable<Response> ExchangeService::exchange_in_turn(const HubExchange::Identified& identified) {
  const auto opened = co_await run_on(parts_.pool, [&] { return open_and_check(identified); });
  if (!opened) co_return co_await refuse_unopened(opened.error(), identified.sender);
  turns_.account(identified.sender.origin, memory_of(*opened));
  co_return co_await apply(*opened);
}

Admission<HubExchange::Opened> ExchangeService::open_and_check(const HubExchange::Identified& identified) {
  auto opened = HubExchange::open(identified, parts_.hub_key);
  if (!opened || parts_.database.empty()) return opened;
  // Where the reader fails the store's thread checks for itself, and says what is wrong.
  const auto checked = store::guarded([&]() -> base::Result<void> {
    auto reader = borrow_reader();
    if (!reader) return reader.error();
    HubExchange::check(*opened, **reader);
    give_reader_back(std::move(*reader));
    return {};
  });
  if (!checked) opened->checks.clear();
  return opened;
}

base::Result<std::unique_ptr<store::Database>> ExchangeService::borrow_reader() {
  {
    const std::lock_guard lock(mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return store::Database::open(parts_.database, store::Durability::normal);
}

void ExchangeService::give_reader_back(std::unique_ptr<store::Database> reader) {
  const std::lock_guard lock(mutex_);
  readers_.push_back(std::move(reader));
}

awaitable<Response> ExchangeService::apply(const HubExchange::Opened& opened) {
  auto answer = co_await run_on_store(parts_.worker, true, [&] {
    auto applied = parts_.exchange.apply(opened);
    if (!applied) parts_.exchange.note(applied.error(), &opened.sender.origin);
    return applied;
  });
  if (!answer) co_return put_off(answer.error());
  if (!*answer) co_return respond(sync::reply_of(answer->error()));
  HubReply reply;
  reply.body = co_await run_on(parts_.pool, [&] { return parts_.exchange.seal(std::move(**answer), opened.sender); });
  co_return respond(std::move(reply));
}

bool ExchangeService::may_check(const log::Origin& origin) {
  constexpr std::int64_t hour_ms = 3600 * 1000;
  const std::int64_t now_ms = parts_.clock.boot().ms;
  const std::lock_guard lock(mutex_);
  CheckCount& known = check_counts_[origin];
  if (known.count == 0 || now_ms - known.since_ms >= hour_ms) known = {now_ms, 0};
  return ++known.count <= limits_.checks_per_hour;
}

awaitable<base::Result<wire::CheckAnswer>> ExchangeService::compare(const sync::Enrolled& sender,
                                                                    const wire::CheckRequest& request) {
  if (parts_.database.empty())
    co_return co_await run_on_store(parts_.worker, false,
                                    [&] { return sync::HubCheck::compare(parts_.exchange.store().database(), sender, request); });
  co_return co_await run_on(parts_.pool, [&]() -> base::Result<wire::CheckAnswer> {
    auto reader = borrow_reader();
    if (!reader) return reader.error();
    auto compared = store::guarded([&] { return sync::HubCheck::compare(**reader, sender, request); });
    if (compared) give_reader_back(std::move(*reader));
    return compared;
  });
}

awaitable<Response> ExchangeService::check(base::Bytes body) {
  const auto identified = co_await run_on_store(parts_.worker, false, [&] { return parts_.exchange.identify(body); });
  if (!identified) co_return put_off(identified.error());
  if (!*identified) co_return co_await refuse(identified->error(), std::nullopt);
  const auto opened = co_await run_on(parts_.pool, [&] { return sync::HubCheck::open(**identified, parts_.hub_key); });
  if (!opened) co_return co_await refuse_unopened(opened.error(), (*identified)->sender);
  const TurnQueue::Verdict verdict = co_await turn_of(opened->sender, 0);
  if (verdict != TurnQueue::Verdict::turn) co_return not_now(verdict);
  const Turn turn(turns_, opened->sender.origin);
  if (!may_check(opened->sender.origin)) co_return respond(sync::reply_of(too_soon()));
  co_await checks_.async_send(boost::system::error_code(), asio::use_awaitable);
  const TakenSlot place(checks_);
  sync::HubCheck checker(parts_.exchange);
  const auto sender = co_await run_on_store(parts_.worker, true, [&] {
    auto accepted = checker.accept(*opened);
    if (!accepted) parts_.exchange.note(accepted.error(), &opened->sender.origin);
    return accepted;
  });
  if (!sender) co_return put_off(sender.error());
  if (!*sender) co_return respond(sync::reply_of(sender->error()));
  auto answer = co_await compare(**sender, opened->request);
  if (!answer) co_return put_off(answer.error());
  if (sync::HubCheck::wants_settling(opened->request, *answer)) {
    const auto settled = co_await run_on_store(parts_.worker, true, [&] {
      checker.settle(**sender, opened->request, *answer);
      return true;
    });
    if (!settled) co_return put_off(settled.error());
  }
  HubReply reply;
  reply.body = co_await run_on(parts_.pool, [&] { return checker.seal(*answer); });
  co_return respond(std::move(reply));
}

awaitable<Response> ExchangeService::snapshot(base::Bytes body) {
  const auto identified = co_await run_on_store(parts_.worker, false, [&] { return parts_.exchange.identify(body); });
  if (!identified) co_return put_off(identified.error());
  if (!*identified) co_return co_await refuse(identified->error(), std::nullopt);
  const auto opened = co_await run_on(parts_.pool, [&] { return sync::HubSnapshot::open(**identified, parts_.hub_key); });
  if (!opened) co_return co_await refuse_unopened(opened.error(), (*identified)->sender);
  const TurnQueue::Verdict verdict = co_await turn_of(opened->sender, base::limits::frame_bytes);
  if (verdict != TurnQueue::Verdict::turn) co_return not_now(verdict);
  const Turn turn(turns_, opened->sender.origin);
  const bool may_read_all = opened->request.scopes.empty() || may_check(opened->sender.origin);
  if (!may_read_all) co_return respond(sync::reply_of(too_soon()));
  sync::HubSnapshot snapshots(parts_.exchange, *parts_.shelf);
  const auto sender = co_await run_on_store(parts_.worker, true, [&] {
    auto accepted = snapshots.accept(*opened);
    if (!accepted) parts_.exchange.note(accepted.error(), &opened->sender.origin);
    return accepted;
  });
  if (!sender) co_return put_off(sender.error());
  if (!*sender) co_return respond(sync::reply_of(sender->error()));
  // Only who asks for a manifest may make the hub read a scope.
  std::optional<TakenSlot> place;
  if (!opened->request.scopes.empty()) {
    co_await snapshots_.async_send(boost::system::error_code(), asio::use_awaitable);
    place.emplace(snapshots_);
  }
  auto answer = co_await run_on(parts_.pool, [&]() -> base::Result<wire::SnapshotAnswer> {
    auto reader = borrow_reader();
    if (!reader) return reader.error();
    auto served = store::guarded([&] { return snapshots.serve(**reader, **sender, opened->request); });
    if (served) give_reader_back(std::move(*reader));
    return served;
  });
  if (!answer) co_return put_off(answer.error());
  HubReply reply;
  reply.body = co_await run_on(parts_.pool, [&] { return snapshots.seal(*answer); });
  co_return respond(std::move(reply));
}

awaitable<Response> ExchangeService::enrol(std::string path, base::Bytes body) {
  if (body.size() > limits_.enrol_bytes) {
    Rejection too_large =
        sync::rejection_of({Fault::too_large, "permintaan pendaftaran sebesar " + std::to_string(body.size()) + " byte", ""});
    co_return co_await refuse(std::move(too_large), std::nullopt);
  }
  auto reply = co_await run_on_store(parts_.worker, true, [&] { return parts_.exchange.handle(path, body); });
  if (!reply) co_return put_off(reply.error());
  if (reply->status >= 500) {
    const Error failed{Fault::storage, std::string(base::text_of(reply->body)), ""};
    co_return put_off(failed);
  }
  co_return respond(std::move(*reply));
}

awaitable<Response> ExchangeService::bundle(base::Bytes file) {
  using What = sync::BundleReader::Piece::What;
  const sync::HubIdentity& identity = parts_.exchange.identity();
  auto reader = co_await run_on(parts_.pool, [&] { return sync::HubIntake::open(file, identity.key); });
  if (!reader) {
    Rejection unusable = sync::rejection_of(reader.error());
    co_return co_await refuse(std::move(unusable), std::nullopt);
  }
  co_await bundles_.async_send(boost::system::error_code(), asio::use_awaitable);
  const TakenSlot place(bundles_);
  sync::HubIntake intake(parts_.exchange, reader->header().sender);
  for (;;) {
    const auto piece = co_await run_on(parts_.pool, [&] { return reader->next(); });
    if (piece.what == What::cut || piece.what == What::end) break;
    if (piece.what == What::damaged) continue;
    const auto taken =
        co_await run_on_store(parts_.worker, true, [&] { return intake.take(reader->header().kind, piece.message); });
    if (!taken) co_return put_off(taken.error());
    // Already on record. What came before it stays taken, and the next bundle of that PC brings the receipt for it.
    if (!*taken) co_return respond(sync::reply_of(taken->error()));
  }
  const auto messages = co_await run_on_store(parts_.worker, true, [&] { return intake.answer(base::limits::bundle_bytes / 2); });
  if (!messages) co_return put_off(messages.error());
  if (messages->empty()) {
    Rejection nothing = sync::rejection_of({Fault::bad_input, "berkas kiriman ini rusak; tidak ada isi yang utuh", ""});
    co_return co_await refuse(std::move(nothing), std::nullopt);
  }
  auto parts = co_await run_on(parts_.pool, [&] {
    return sync::seal_answers(*intake.sender(), *messages, identity.key.public_key(), base::limits::bundle_bytes, parts_.random);
  });
  if (!parts) {
    Rejection unusable = sync::rejection_of({Fault::refused, "kunci PC itu tidak dapat dipakai untuk menyegel jawaban", ""});
    co_return co_await refuse(std::move(unusable), std::nullopt);
  }
  Response response;
  response.content_type = "application/vnd.hadir.bundle";
  response.body = std::move(parts->front());
  co_return response;
}

awaitable<Response> ExchangeService::refuse_unopened(Rejection rejection, const sync::Enrolled& claimed) {
  const bool proven = rejection.status != 401;
  if (proven) co_return co_await refuse(std::move(rejection), claimed.origin);
  // Whose request it claims to be is for the record, not for whoever sent it.
  Response noted = co_await refuse(with_claimed(rejection, claimed), std::nullopt);
  if (noted.status == 503) co_return noted;
  co_return respond(sync::reply_of(rejection));
}

awaitable<Response> ExchangeService::refuse(Rejection rejection, std::optional<log::Origin> origin) {
  const auto noted = co_await run_on_store(parts_.worker, true, [&] {
    parts_.exchange.note(rejection, origin ? &*origin : nullptr);
    return true;
  });
  if (!noted) co_return put_off(noted.error());
  co_return respond(sync::reply_of(rejection));
}

}  // namespace hadir::hub
