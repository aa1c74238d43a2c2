// Work for another thread, awaited: the coroutine goes on where it was. Used by the hub's exchange service and the agent's API.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>

namespace hadir::http {

// `start` gets a callable that, called once from any thread, resumes the coroutine on its own executor. The coroutine's frame
// outlives the wait, so what `start` hands out may refer to it. Cancellation does not cut the wait short.
template <class Start>
boost::asio::awaitable<void> suspended(Start start) {
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      [&start](auto handler) {
        auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
        start([waiting] {
          const auto executor = boost::asio::get_associated_executor(*waiting);
          boost::asio::post(executor, [waiting] { std::move (*waiting)(); });
        });
      },
      boost::asio::use_awaitable);
}

// Runs `work` on `executor` and answers what it answers, or throws what it throws.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work&>> run_on(boost::asio::any_io_executor executor, Work work) {
  std::optional<std::invoke_result_t<Work&>> result;
  std::exception_ptr thrown;
  co_await suspended([&](auto resume) {
    boost::asio::post(executor, [&result, &thrown, &work, resume] {
      try {
        result.emplace(work());
      } catch (...) {
        thrown = std::current_exception();
      }
      resume();
    });
  });
  if (thrown) std::rethrow_exception(thrown);
  co_return std::move(*result);
}

}  // namespace hadir::http
