// What an office may set for its PC: what a sync may cost in a day, when bulk travels, when the backup is made, and whether the
// office's other PCs may open the page. Texts, each under the name of its option of `hadir-agent run`, which wins. They lie in
// `meta` and so are this PC's alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/traffic.h"
#include "common/base/error.h"

namespace hadir::agent {

struct SettingRow {
  const char* name;
  const char* otherwise;  // where nothing is set
  const char* help;
};
std::span<const SettingRow> setting_rows();
const SettingRow* find_setting(std::string_view name);

// By name; what is missing is as its row says otherwise.
using SettingTexts = std::map<std::string, std::string, std::less<>>;
std::string text_of(const SettingTexts& texts, std::string_view name);

// The page for the office's other PCs, over TLS; none where the address is empty.
struct WebLanRules {
  std::string address;
  std::uint16_t port = 0;
  std::vector<std::string> names;  // by which browsers call this PC: names or addresses
  bool kiosk = false;              // they may show the kiosk too
  bool operator==(const WebLanRules&) const = default;
};

struct Settings {
  TrafficRules traffic;
  std::optional<int> backup_at_minutes;  // of the office's day; nothing: no scheduled backup
  WebLanRules web_lan;
};

// Fault::bad_input begins with the name of the setting: "bulk-hours: …".
base::Result<Settings> parse_settings(const SettingTexts& texts);

// Whether the command line decides about it: by its own option, or, for the page on the office's network, by any of the three.
bool is_fixed(const SettingTexts& fixed, std::string_view name);
// What holds: the command line's, then what was set.
SettingTexts settings_in_force(const SettingTexts& fixed, const SettingTexts& stored);

SettingTexts load_settings(store::ReplicaStore& store);
void keep_settings(store::ReplicaStore& store, const SettingTexts& texts);

// "192.168.1.10:7443".
bool split_address(std::string_view listen, std::string& address, std::uint16_t& port);

}  // namespace hadir::agent
