#include "agent/sync_worker.h"

#include "agent/compaction.h"

#include "agent/network_identity.h"

namespace hadir::agent {
namespace {

std::string in_words(const sync::CheckReport& check) {
  std::string line = "check: " + std::to_string(check.streams) + " streams, " + std::to_string(check.records) + " records, " +
                     std::to_string(check.mended_streams + check.doubts.size()) + " streams and " +
                     std::to_string(check.differences.size()) + " lanes differed";
  for (const auto& one : check.differences)
    line += ", " + (one.scope.empty() ? std::string("province") : one.scope) + " " + model::name_of(one.lane) + ": " +
            std::to_string(one.records) + " records, wrong " + store::name_of(one.outcome);
  return check.error ? line + ": " + base::describe(*check.error) : line;
}

}  // namespace

SyncWorker::SyncWorker(std::unique_ptr<Office> office, UplinkFactory factory, SyncIntervals intervals, const TrafficRules& rules,
                       base::Random& random, Log log, WatchSync watch)
    : office_(std::move(office)),
      syncer_(*office_, std::move(factory), &network_identity),
      log_(std::move(log)),
      watch_(std::move(watch)),
      schedule_(office_->clock().boot(), intervals, random),
      thread_([this, rules] {
        syncer_.follow(rules);
        syncer_.watch(watch_);
        run();
      }) {}

void SyncWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SyncWorker::request(const SyncWish& wish, Callback done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      waiting_.push_back(std::move(done));
      wish_.check |= wish.check;
      if (wish.max_bytes) wish_.max_bytes = wish.max_bytes;
      done = nullptr;
    }
  }
  if (done) refuse({std::move(done)});
  changed_.notify_all();
}

void SyncWorker::refuse(const std::deque<Callback>& callbacks) {
  for (const Callback& done : callbacks) {
    Synced synced;
    synced.report.result = sync::SyncResult::unreachable;
    synced.report.error = base::Error{base::Fault::busy, "layanan sedang berhenti", "coba lagi setelah layanan berjalan"};
    done(std::move(synced));
  }
}

std::optional<SyncWorker::Ended> SyncWorker::latest() {
  const std::lock_guard lock(mutex_);
  return latest_;
}

void SyncWorker::note_write() {
  {
    const std::lock_guard lock(mutex_);
    schedule_.on_write(office_->clock().boot());
  }
  changed_.notify_all();
}

void SyncWorker::note_network_up() {
  {
    const std::lock_guard lock(mutex_);
    schedule_.on_network_up(office_->clock().boot());
  }
  changed_.notify_all();
}

void SyncWorker::follow(const TrafficRules& rules) {
  {
    const std::lock_guard lock(mutex_);
    new_rules_ = rules;
    schedule_.on_write(office_->clock().boot());
  }
  changed_.notify_all();
}

void SyncWorker::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::int64_t wait_ms = schedule_.due().ms - office_->clock().boot().ms;
    if (waiting_.empty() && wait_ms > 0) {
      changed_.wait_for(lock, std::chrono::milliseconds(wait_ms));
      continue;
    }
    std::deque<Callback> callbacks = std::exchange(waiting_, {});
    const SyncWish wish = std::exchange(wish_, {});
    if (const auto rules = std::exchange(new_rules_, std::nullopt)) syncer_.follow(*rules);
    schedule_.on_begin();
    lock.unlock();
    sync_once(wish, std::move(callbacks));
    lock.lock();
  }
  const std::deque<Callback> left = std::exchange(waiting_, {});
  lock.unlock();
  refuse(left);
}

void SyncWorker::sync_once(const SyncWish& wish, std::deque<Callback> callbacks) {
  const auto cancelled = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  };
  const auto hurried = [this, asked = !callbacks.empty()] {
    const std::lock_guard lock(mutex_);
    return asked || stopping_ || !waiting_.empty();
  };
  const base::BootTime begun = office_->clock().boot();
  auto ran = store::guarded([&] { return syncer_.run(cancelled, wish, hurried); });
  Syncer::Done done;
  if (ran) {
    done = std::move(*ran);
  } else {
    done.report.error = ran.error();
    done.report.result = sync::SyncResult::incomplete;
  }
  const sync::SyncReport& report = done.report;
  const auto base = store::guarded([&] { return sync::base_progress(office_->store().database(), office_->clock().wall().ms); });
  log_("sync " + std::string(sync::name_of(report.result)) + ": " + std::to_string(report.requests) + " requests, sent " +
       std::to_string(report.sent.commits) + " commits, received " + std::to_string(report.received.commits) + ", pending " +
       std::to_string(report.pending) + (report.error ? ": " + base::describe(*report.error) : ""));
  if (done.check) log_(in_words(*done.check));
  if (watch_)
    watch_({"end", report.sent.commits, report.received.commits, report.requests, report.sent.bytes, report.received.bytes, 0, 0,
            true, sync::name_of(report.result)});
  {
    const std::lock_guard lock(mutex_);
    const base::BootTime now = office_->clock().boot();
    latest_ = {done, office_->clock().wall().ms, now.ms - begun.ms};
    if (done.has_moved || report.sent.commits > 0 || report.received.commits > 0) schedule_.on_progress();
    if (report.result == sync::SyncResult::unreachable || !ran)
      schedule_.on_failure(now, done.retry_after ? std::optional<std::int64_t>(done.retry_after->count() * 1000) : std::nullopt);
    else
      schedule_.on_done(now);
    // What was recorded while we synced is not forgotten.
    if (report.pending > 0 && report.refused.empty() && done.held_back == HeldBack::nothing &&
        report.result != sync::SyncResult::unreachable)
      schedule_.on_write(now);
    if (base && !base->is_whole() && ran && !report.error) schedule_.on_write(now);
  }
  for (const Callback& callback : callbacks) callback(done);
  if (report.result != sync::SyncResult::complete || !callbacks.empty() || cancelled()) return;
  const auto shortened = store::guarded([&] { return compact_when_quiet(*office_); });
  if (shortened && *shortened)
    log_("log shortened: " + std::to_string((*shortened)->commits) + " commits older than " +
         std::to_string((*shortened)->keep_months) + " months, which the hub holds");
}

}  // namespace hadir::agent
