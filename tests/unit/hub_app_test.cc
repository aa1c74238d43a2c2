// The serving hub as a whole: it starts, says where it listens, stops without losing anybody, and starts again.
#include "hub/app.h"

#include "tests/unit/hub_live.h"

namespace hadir::hub {
namespace {

using namespace test;
using base::Fault;

}  // namespace

TEST_CASE("hub: asked to stop it finishes what is in hand, and can be started again") {
  HubFolder folder;
  ServeOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  const auto log = [](std::string_view) {};
  const wire::Secret secret = folder.within([&] {
    return SqliteRegistry(folder.store()).make_code("7.01", folder.clock.wall().ms, folder.clock.wall().ms + 1000, folder.random);
  });
  {
    auto app = App::open(folder.dir(), options, folder.clock, base::system_random(), log).value();
    const std::string url = app->start().value();
    CHECK(folder.dir().serving().value().url == url);
    CHECK(error_of(App::open(folder.dir(), options, folder.clock, base::system_random(), log)).fault == Fault::clash);
    std::thread running([&] { app->run(); });

    Pc pc(url, folder.dir(), 1);
    auto held = std::make_unique<store::Transaction>(folder.store().database());  // somebody else has the database
    auto reply = std::async(std::launch::async, [&] { return pc.enrol(secret); });
    const auto until = std::chrono::steady_clock::now() + patience;
    while (app->counts().submitted == 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    app->ask_to_stop();
    app->ask_to_stop();
    held.reset();
    CHECK(reply.get().status == 200);
    running.join();
    CHECK_FALSE(folder.dir().serving());
  }
  const auto again = App::open(folder.dir(), options, folder.clock, base::system_random(), log).value();
  Pc pc(again->start().value(), folder.dir(), 1);
  CHECK(pc.sync().result == sync::SyncResult::complete);
}

TEST_CASE("hub: addresses to listen on") {
  CHECK(parse_listen("127.0.0.1:0").value() == std::pair<std::string, std::uint16_t>("127.0.0.1", 0));
  CHECK(parse_listen("[::]:8443").value() == std::pair<std::string, std::uint16_t>("::", 8443));
  for (const char* bad : {"", "8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "hub:1", ":8443", "127.0.0.1:80x"})
    CHECK(error_of(parse_listen(bad)).fault == Fault::bad_input);
}

}  // namespace hadir::hub
