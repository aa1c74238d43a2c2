// Work for the store's thread, awaited. Used by the exchange service.
#pragma once

#include <optional>
#include <type_traits>

#include "common/http/run_on.h"
#include "hub/store_worker.h"

namespace hadir::hub {

using http::run_on;
using http::suspended;

// Runs `work` on the store's thread. The error is the work's own failure, the group's failed commit, or busy where too many wait.
template <class Work>
boost::asio::awaitable<base::Result<std::invoke_result_t<Work&>>> run_on_store(StoreWorker& worker, bool writes, Work work) {
  std::optional<std::invoke_result_t<Work&>> result;
  std::optional<base::Error> error;
  co_await suspended([&](auto resume) {
    const bool taken = worker.submit({writes, [&result, &work] { result.emplace(work()); },
                                      [&error, resume](const std::optional<base::Error>& failed) {
                                        error = failed;
                                        resume();
                                      }});
    if (taken) return;
    error = base::Error{base::Fault::busy, "too many requests wait for the store", ""};
    resume();
  });
  if (error) co_return *error;
  co_return base::Result<std::invoke_result_t<Work&>>(std::move(*result));
}

}  // namespace hadir::hub
