#include "agent/settings.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/json.hpp>

#include "common/base/text.h"
#include "common/store/rotation.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr std::string_view meta_name = "settings";
constexpr std::size_t longest_name = 100, most_names = 16, longest_text = 1'000;
constexpr std::string_view web_names = "web-";

constexpr SettingRow rows[] = {
    {"max-bytes-per-day", "", "kuota sinkronisasi per hari, mis. 5M; kosong: tanpa batas"},
    {"bulk-hours", "", "jam bagi data besar, mis. 18:00-05:30; kosong: kapan saja"},
    {"backup-at", "12:30", "jam cadangan harian, mis. 12:30, atau never"},
    {"web-lan", "", "alamat halaman bagi PC lain di kantor, mis. 0.0.0.0:7443; kosong: mati"},
    {"web-name", "", "nama atau alamat IP PC ini bagi PC lain; boleh beberapa, dipisah spasi"},
    {"web-lan-kiosk", "no", "yes: PC lain juga boleh menampilkan mesin presensi"},
};

Error wrong(std::string_view name, const std::string& what, const std::string& hint) {
  return {Fault::bad_input, std::string(name) + ": " + what, hint};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(" ,", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" ,", at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

// A name or an IPv4 address, without scheme, port and path.
bool is_host_name(std::string_view name) {
  const auto is_plain = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '-' || one == '_' ||
           one == '.';
  };
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, is_plain);
}

Result<WebLanRules> parse_web_lan(const SettingTexts& texts) {
  WebLanRules web;
  const std::string listen = text_of(texts, "web-lan"), kiosk = text_of(texts, "web-lan-kiosk");
  web.names = words_of(text_of(texts, "web-name"));
  if (web.names.size() > most_names) return wrong("web-name", "terlalu banyak nama", "cukup beberapa");
  for (const std::string& one : web.names)
    if (!is_host_name(one))
      return wrong("web-name", "\"" + base::printable(one, 40) + "\" bukan nama atau alamat PC",
                   "tulis nama atau alamat IP saja, tanpa https:// dan tanpa nomor port, mis. 192.168.1.10");
  if (kiosk != "yes" && kiosk != "no") return wrong("web-lan-kiosk", "tidak dapat dibaca", "tulis yes atau no");
  web.kiosk = kiosk == "yes";
  if (listen.empty()) return web;
  boost::system::error_code failed;
  if (!split_address(listen, web.address, web.port) || (boost::asio::ip::make_address(web.address, failed), failed))
    return wrong("web-lan", base::printable(listen, 64) + " tidak dapat dibaca", "tulis ALAMAT:PORT, mis. 0.0.0.0:7443");
  if (web.address == "0.0.0.0" && web.names.empty())
    return wrong("web-name", "0.0.0.0 memerlukan nama PC ini", "sebutkan bagaimana PC lain memanggil PC ini, mis. 192.168.1.10");
  return web;
}

}  // namespace

std::span<const SettingRow> setting_rows() { return rows; }

const SettingRow* find_setting(std::string_view name) {
  const auto found = std::ranges::find_if(rows, [&](const SettingRow& row) { return name == row.name; });
  return found == std::end(rows) ? nullptr : found;
}

std::string text_of(const SettingTexts& texts, std::string_view name) {
  if (const auto given = texts.find(name); given != texts.end()) return given->second;
  const SettingRow* row = find_setting(name);
  return row != nullptr ? row->otherwise : "";
}

Result<Settings> parse_settings(const SettingTexts& texts) {
  for (const auto& [name, text] : texts)
    if (text.size() > longest_text || base::has_control_characters(text))
      return wrong(name, "tidak dapat dibaca", "tulis satu baris yang pendek");
  Settings settings;
  if (const std::string daily = text_of(texts, "max-bytes-per-day"); !daily.empty()) {
    settings.traffic.bytes_per_day = parse_bytes(daily);
    if (!settings.traffic.bytes_per_day)
      return wrong("max-bytes-per-day", base::printable(daily, 40) + " tidak dapat dibaca", "tulis mis. 500K atau 5M");
  }
  if (const std::string hours = text_of(texts, "bulk-hours"); !hours.empty()) {
    settings.traffic.bulk_hours = parse_hours(hours);
    if (!settings.traffic.bulk_hours)
      return wrong("bulk-hours", base::printable(hours, 40) + " tidak dapat dibaca", "tulis JJ:MM-JJ:MM, mis. 18:00-05:30");
  }
  if (const std::string at = text_of(texts, "backup-at"); at != "never") {
    settings.backup_at_minutes = store::parse_time_of_day(at);
    if (!settings.backup_at_minutes)
      return wrong("backup-at", base::printable(at, 40) + " tidak dapat dibaca", "tulis JJ:MM, mis. 12:30, atau never");
  }
  auto web = parse_web_lan(texts);
  if (!web) return web.error();
  settings.web_lan = std::move(*web);
  return settings;
}

bool is_fixed(const SettingTexts& fixed, std::string_view name) {
  if (!name.starts_with(web_names)) return fixed.contains(name);
  return std::ranges::any_of(fixed, [](const auto& one) { return one.first.starts_with(web_names); });
}

SettingTexts settings_in_force(const SettingTexts& fixed, const SettingTexts& stored) {
  SettingTexts all = fixed;
  for (const auto& [name, text] : stored)
    if (!is_fixed(fixed, name)) all.emplace(name, text);
  return all;
}

SettingTexts load_settings(store::ReplicaStore& store) {
  const base::Bytes kept = store.bytes(meta_name).value_or(base::Bytes());
  boost::json::error_code ec;
  const boost::json::value json = boost::json::parse(base::text_of(kept), ec);
  SettingTexts texts;
  if (ec || !json.is_object()) return texts;
  for (const auto& [name, text] : json.get_object())
    if (find_setting(name) != nullptr && text.is_string()) texts.emplace(name, text.get_string());
  // What another version kept, and this one cannot read, is as if it were not set.
  return parse_settings(texts) ? texts : SettingTexts();
}

void keep_settings(store::ReplicaStore& store, const SettingTexts& texts) {
  boost::json::object json;
  for (const auto& [name, text] : texts) json[name] = text;
  store.set_bytes(meta_name, base::bytes_of(boost::json::serialize(json)));
}

bool split_address(std::string_view listen, std::string& address, std::uint16_t& port) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos || listen.size() > 64) return false;
  const std::string digits(listen.substr(colon + 1));
  if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos) return false;
  const unsigned long number = std::stoul(digits);
  address = listen.substr(0, colon);
  port = static_cast<std::uint16_t>(number);
  return number <= 65535;
}

}  // namespace hadir::agent
