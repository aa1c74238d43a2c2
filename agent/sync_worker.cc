#include "agent/sync_worker.h"

namespace hadir::agent {

SyncWorker::SyncWorker(std::unique_ptr<Office> office, UplinkFactory factory, SyncIntervals intervals, base::Random& random,
                       Log log)
    : office_(std::move(office)),
      syncer_(*office_, std::move(factory)),
      log_(std::move(log)),
      schedule_(office_->clock().boot(), intervals, random),
      thread_([this] { run(); }) {}

void SyncWorker::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SyncWorker::request(Callback done) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) {
      waiting_.push_back(std::move(done));
      done = nullptr;
    }
  }
  if (done) refuse({std::move(done)});
  changed_.notify_all();
}

void SyncWorker::refuse(const std::deque<Callback>& callbacks) {
  for (const Callback& done : callbacks) {
    sync::SyncReport report;
    report.result = sync::SyncResult::unreachable;
    report.error = base::Error{base::Fault::busy, "layanan sedang berhenti", "coba lagi setelah layanan berjalan"};
    done(std::move(report));
  }
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

void SyncWorker::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const std::int64_t wait_ms = schedule_.due().ms - office_->clock().boot().ms;
    if (waiting_.empty() && wait_ms > 0) {
      changed_.wait_for(lock, std::chrono::milliseconds(wait_ms));
      continue;
    }
    std::deque<Callback> callbacks = std::exchange(waiting_, {});
    lock.unlock();
    sync_once(std::move(callbacks));
    lock.lock();
  }
  const std::deque<Callback> left = std::exchange(waiting_, {});
  lock.unlock();
  refuse(left);
}

void SyncWorker::sync_once(std::deque<Callback> callbacks) {
  const auto cancelled = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  };
  auto ran = store::guarded([&] { return syncer_.run(cancelled); });
  Syncer::Done done;
  if (ran) {
    done = std::move(*ran);
  } else {
    done.report.error = ran.error();
    done.report.result = sync::SyncResult::incomplete;
  }
  const sync::SyncReport& report = done.report;
  log_("sync " + std::string(sync::name_of(report.result)) + ": " + std::to_string(report.requests) + " requests, sent " +
       std::to_string(report.sent.commits) + " commits, received " + std::to_string(report.received.commits) + ", pending " +
       std::to_string(report.pending) + (report.error ? ": " + base::describe(*report.error) : ""));
  {
    const std::lock_guard lock(mutex_);
    const base::BootTime now = office_->clock().boot();
    if (report.result == sync::SyncResult::unreachable || !ran)
      schedule_.on_failure(now, done.retry_after ? std::optional<std::int64_t>(done.retry_after->count() * 1000) : std::nullopt);
    else
      schedule_.on_done(now);
    // What was recorded while we synced is not forgotten.
    if (report.pending > 0 && report.refused.empty() && report.result != sync::SyncResult::unreachable) schedule_.on_write(now);
  }
  for (const Callback& callback : callbacks) callback(report);
}

}  // namespace hadir::agent
