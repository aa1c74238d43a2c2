// Settings of one PC: read as the command line reads them, said beside their field where they are wrong, all or none, kept over a
// restart, and never above what the command line says.
#include "agent/settings.h"

#include <boost/json.hpp>

#include "agent/operations.h"
#include "agent/operations_settings.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::agent {

TEST_CASE("settings: what is read of texts, and where nothing is set") {
  const Settings nothing = parse_settings({}).value();
  CHECK_FALSE(nothing.traffic.bytes_per_day);
  CHECK_FALSE(nothing.traffic.bulk_hours);
  CHECK(nothing.backup_at_minutes == 12 * 60 + 30);
  CHECK(nothing.web_lan.address.empty());
  const Settings all = parse_settings({{"max-bytes-per-day", "5M"},
                                       {"bulk-hours", "18:00-05:30"},
                                       {"backup-at", "never"},
                                       {"web-lan", "0.0.0.0:7443"},
                                       {"web-name", "192.168.1.10, pc-kantor"},
                                       {"web-lan-kiosk", "yes"}})
                           .value();
  CHECK(all.traffic.bytes_per_day == 5'000'000u);
  CHECK(all.traffic.bulk_hours->from == 18 * 60);
  CHECK_FALSE(all.backup_at_minutes);
  CHECK(all.web_lan == WebLanRules{"0.0.0.0", 7443, {"192.168.1.10", "pc-kantor"}, true});
}

TEST_CASE("settings: what is wrong is said with the name of its field and what to write") {
  const std::pair<SettingTexts, std::string> wrong[] = {
      {{{"max-bytes-per-day", "5 juta"}}, "max-bytes-per-day"},
      {{{"max-bytes-per-day", "0"}}, "max-bytes-per-day"},
      {{{"bulk-hours", "18:00"}}, "bulk-hours"},
      {{{"backup-at", "25:00"}}, "backup-at"},
      {{{"web-lan", "7443"}}, "web-lan"},
      {{{"web-lan", "kantor:7443"}}, "web-lan"},
      {{{"web-lan", "127.0.0.1:70000"}}, "web-lan"},
      {{{"web-lan", "0.0.0.0:7443"}}, "web-name"},
      {{{"web-lan", "0.0.0.0:7443"}, {"web-name", "https://192.168.1.10"}}, "web-name"},
      {{{"web-lan-kiosk", "ya"}}, "web-lan-kiosk"},
      {{{"backup-at", "12:30\nx"}}, "backup-at"},
  };
  for (const auto& [texts, name] : wrong) {
    INFO(name << " " << texts.begin()->second);
    const auto parsed = parse_settings(texts);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().what.starts_with(name + ": "));
    CHECK_FALSE(parsed.error().hint.empty());
  }
}

TEST_CASE("settings: the command line wins, for the office's network as a whole") {
  const SettingTexts stored{
      {"max-bytes-per-day", "1M"}, {"backup-at", "09:00"}, {"web-name", "pc-lama"}, {"web-lan-kiosk", "yes"}};
  const SettingTexts fixed{{"backup-at", "never"}, {"web-lan", "127.0.0.1:0"}};
  const Settings settings = parse_settings(settings_in_force(fixed, stored)).value();
  CHECK(settings.traffic.bytes_per_day == 1'000'000u);
  CHECK_FALSE(settings.backup_at_minutes);
  CHECK(settings.web_lan == WebLanRules{"127.0.0.1", 0, {}, false});
  CHECK(is_fixed(fixed, "web-lan-kiosk"));
  CHECK_FALSE(is_fixed(fixed, "max-bytes-per-day"));
}

TEST_CASE("settings: kept in the database, and what cannot be read there is as nothing set") {
  const auto store = test::memory_store();
  CHECK(load_settings(*store).empty());
  keep_settings(*store, {{"bulk-hours", "18:00-05:30"}});
  CHECK(load_settings(*store) == SettingTexts{{"bulk-hours", "18:00-05:30"}});
  for (const char* bytes : {"", "[]", "{\"bulk-hours\":\"x\"}", "{\"bulk-hours\":5}", "{\"of-tomorrow\":\"1\"}"}) {
    store->set_bytes("settings", base::bytes_of(std::string_view(bytes)));
    CHECK(load_settings(*store).empty());
  }
}

TEST_CASE("settings: an operation changes those it names, all or none, and takes them back where the service cannot follow") {
  const test::TemporaryFolder folder;
  base::SeededRandom random(1);
  base::FakeClock clock;
  const auto office = Office::create(DataDir(folder.file("kantor")), "7.01", 420, clock, random).value();
  Workplace place{*office, [](const SyncWish&) { return Synced{}; }, [] {}};
  const auto set = [&](const char* request) { return perform(place, "setting.set", boost::json::parse(request).as_object()); };
  const auto stored = [&] { return load_settings(office->store()); };

  REQUIRE(set(R"({"author":"198609262015051001","bulk-hours":" 18:00-05:30 ","max-bytes-per-day":"5M"})").has_value());
  CHECK(stored() == SettingTexts{{"bulk-hours", "18:00-05:30"}, {"max-bytes-per-day", "5M"}});
  CHECK(settings_of(place).traffic.bytes_per_day == 5'000'000u);
  CHECK(perform(place, "status", {}).value().at("traffic").at("per_day") == 5'000'000);
  for (const char* wrong : {R"({"max-bytes-per-day":"1M","bulk-hours":"x"})", R"({"max-bytes-per-day":"1M","nama":"x"})",
                            R"({"max-bytes-per-day":1})", R"({"web-lan":"0.0.0.0:7443"})"}) {
    INFO(wrong);
    CHECK_FALSE(set(wrong).has_value());
    CHECK(stored().at("max-bytes-per-day") == "5M");
  }
  REQUIRE(set(R"({"bulk-hours":"","backup-at":"12:30"})").has_value());  // as if nothing were set
  CHECK(stored() == SettingTexts{{"max-bytes-per-day", "5M"}});

  int followed = 0;
  place.follow_settings = [&](const Settings& now) -> base::Result<void> {
    ++followed;
    if (now.web_lan.port == 80) return base::Error{base::Fault::refused, "web-lan: port 80", "7443"};
    return {};
  };
  CHECK_FALSE(set(R"({"web-lan":"127.0.0.1:80","max-bytes-per-day":"1M"})").has_value());
  CHECK(stored() == SettingTexts{{"max-bytes-per-day", "5M"}});
  REQUIRE(set(R"({"max-bytes-per-day":"5M"})").has_value());  // nothing new: nothing to follow
  CHECK(followed == 1);

  place.fixed_settings = {{"max-bytes-per-day", "2M"}};
  const auto refused = set(R"({"max-bytes-per-day":"1M"})");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what.starts_with("max-bytes-per-day: "));
  CHECK(settings_of(place).traffic.bytes_per_day == 2'000'000u);
  const boost::json::value told = perform(place, "setting.list", {}).value();
  const auto& rows = told.at("settings").as_array();
  REQUIRE(rows.size() == setting_rows().size());
  CHECK(rows[0].at("value") == "2M");
  CHECK(rows[0].at("fixed") == true);
}

}  // namespace hadir::agent
