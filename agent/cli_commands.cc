#include "agent/cli_commands.h"

#include <boost/json.hpp>
#include <cstdio>

#include "agent/cli_clock.h"
#include "agent/operations.h"
#include "common/base/civil.h"
#include "common/model/kinds.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

// Connects, asks once, and prints with `show` (or as JSON).
template <class Show>
int ask(const CommandLine& line, std::string_view operation, const object& request, Show show) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call(operation, request);
  if (!answer) return line.output.fail(answer.error());
  if (line.output.json)
    line.output.print(*answer);
  else
    show(*answer);
  return exit_done;
}

std::string text(const object& from, const char* name) { return cell_text(from.if_contains(name)); }

const char* continued_in_words(std::string_view why) {
  if (why == "copied") return "basis data ini disalin dari tempat lain";
  if (why == "forked") return "salinan lain basis data ini sudah menulis dengan nama yang sama";
  return "basis data dipulihkan dari cadangan";
}

// All pages of a query, each record handed to `visit`.
template <class Visit>
Result<std::size_t> each_record(OfficeClient& client, const RecordsOptions& options, Visit visit) {
  std::size_t count = 0;
  std::string after;
  do {
    array where;
    for (const std::string& one : options.where) where.emplace_back(one);
    auto page =
        client.call("records", {{"kind", options.kind}, {"where", std::move(where)}, {"after", after}, {"times", options.times}});
    if (!page) return page.error();
    for (const value& record : page->at("records").as_array()) {
      visit(record.as_object());
      ++count;
    }
    after = page->at("next").as_string();
  } while (!after.empty());
  return count;
}

std::vector<Column> columns_of(const model::Kind& kind) {
  std::vector<Column> columns;
  for (const auto fields : {kind.key, kind.fields})
    for (const model::Field& field : fields)
      if (field.type != model::Type::offset) columns.push_back({field.name, field.name});
  return columns;
}

void print_import(const object& result) {
  std::printf("%s catatan baru, %s sudah ada, %zu baris tidak dapat diambil\n", text(result, "recorded").c_str(),
              text(result, "unchanged").c_str(), result.at("quarantined").as_array().size());
  for (const value& one : result.at("quarantined").as_array())
    std::printf("  baris %s: %s\n", text(one.as_object(), "line").c_str(), text(one.as_object(), "reason").c_str());
}

// A moment of a shared record, told in the time that the office lives by. `now` is the office's own, as its status gives it.
std::string in_office_time(const std::string& moment, const std::string& now) {
  auto instant = base::parse_rfc3339(moment);
  const auto here = base::parse_rfc3339(now);
  if (!instant || !here) return moment;
  instant->offset_minutes = here->offset_minutes;
  return base::format_rfc3339(*instant);
}

}  // namespace

int run_punch(const CommandLine& line, const PunchOptions& options) {
  object request{{"employee", options.employee}, {"direction", options.direction}, {"source", options.source}};
  if (!options.at.empty()) request["at"] = options.at;
  if (!line.author.empty()) request["author"] = line.author;
  return ask(line, "punch", request, [](const value& answer) {
    const object& record = answer.at("record").as_object();
    const bool recorded = text(answer.as_object(), "result") == "recorded";
    std::printf("%s %s pukul %s %s\n", recorded ? "Tercatat:" : "Sudah tercatat:", text(record, "employee").c_str(),
                text(record, "at").c_str(),
                text(record, "direction") == "in"    ? "masuk"
                : text(record, "direction") == "out" ? "keluar"
                                                     : text(record, "direction").c_str());
    if (answer.at("name").is_null())
      std::printf("  nomor ini belum ada dalam daftar pegawai kantor ini; presensinya tetap tersimpan\n");
    else
      std::printf("  %s\n", text(answer.as_object(), "name").c_str());
    std::printf("  %s\n", quality_text(text(answer.as_object(), "quality")));
    if (const value& corrected = answer.at("corrected"); corrected.is_object())
      std::printf("  %s\n", correction_text(corrected.as_object()).c_str());
  });
}

int run_schedule_show(const CommandLine& line, const ScheduleOptions& options) {
  RecordsOptions query{"schedule", {}};
  if (!options.employee.empty()) query.where.push_back("employee=" + options.employee);
  if (!options.date.empty()) query.where.push_back((options.until.empty() ? "date=" : "date>=") + options.date);
  if (!options.until.empty()) query.where.push_back("date<=" + options.until);
  return run_records(line, query);
}

int run_schedule_set(const CommandLine& line, const ScheduleOptions& options) {
  object request{{"employee", options.employee}, {"date", options.date}, {"mode", options.mode}, {"author", line.author}};
  if (options.shift) request["shift"] = *options.shift;
  return ask(line, "schedule.set", request, [](const value& answer) {
    const object& record = answer.at("record").as_object();
    std::printf("%s %s %s %s\n", text(answer.as_object(), "result") == "recorded" ? "Tersimpan:" : "Tidak berubah:",
                text(record, "employee").c_str(), text(record, "date").c_str(), text(record, "mode").c_str());
  });
}

int run_report_submit(const CommandLine& line, const ReportOptions& options) {
  object request{{"employee", options.employee}, {"status", options.status}};
  if (!line.author.empty()) request["author"] = line.author;
  if (!options.date.empty()) request["date"] = options.date;
  if (!options.activities.empty()) {
    array activities;
    for (const std::string& one : options.activities) activities.emplace_back(one);
    request["activities"] = std::move(activities);
  }
  return ask(line, "report.submit", request, [](const value& answer) {
    const object& record = answer.at("record").as_object();
    std::printf("%s laporan %s tanggal %s (%s)\n",
                text(answer.as_object(), "result") == "recorded" ? "Tersimpan:" : "Tidak berubah:",
                text(record, "employee").c_str(), text(record, "date").c_str(), text(record, "status").c_str());
  });
}

int run_records(const CommandLine& line, const RecordsOptions& options) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  if (line.output.json) {
    bool first = true;
    const auto count = each_record(**client, options, [&](const object& record) {
      std::printf("%s%s", first ? "[\n" : ",\n", boost::json::serialize(record).c_str());
      first = false;
    });
    if (!count) return line.output.fail(count.error());
    std::printf(first ? "[\n]\n" : "\n]\n");
    return exit_done;
  }
  array rows;
  const auto count = each_record(**client, options, [&](const object& record) {
    rows.push_back(record);
    const value* time = record.if_contains("time");
    if (time == nullptr || !time->is_object()) return;
    object& row = rows.back().as_object();
    row["quality"] = time->at("quality");
    if (const value& corrected = time->at("corrected"); corrected.is_object())
      for (const char* side : {"not_before", "not_after"}) row[side] = corrected.at(side);
  });
  if (!count) return line.output.fail(count.error());
  std::vector<Column> columns = columns_of(*model::find_kind(options.kind));
  if (options.times)
    columns.insert(columns.end(), {{"quality", "mutu_jam"}, {"not_before", "tidak_sebelum"}, {"not_after", "tidak_sesudah"}});
  print_table(rows, columns);
  std::printf("%zu catatan\n", *count);
  return exit_done;
}

int run_conflicts_list(const CommandLine& line) {
  auto client = OfficeClient::connect(line.dir, line.clock);
  if (!client) return line.output.fail(client.error());
  const auto answer = (*client)->call("conflicts.list", {});
  if (!answer) return line.output.fail(answer.error());
  const array& conflicts = answer->as_array();
  if (line.output.json) {
    std::string lines = "[";
    for (std::size_t index = 0; index < conflicts.size(); ++index)
      lines += (index == 0 ? "\n" : ",\n") + boost::json::serialize(conflicts[index]);
    std::printf("%s\n]\n", lines.c_str());
    return exit_done;
  }
  if (conflicts.empty()) {
    std::printf("Tidak ada pertentangan.\n");
    return exit_done;
  }
  const auto status = (*client)->call("status", {});
  if (!status) return line.output.fail(status.error());
  const std::string now = text(status->as_object(), "now");
  for (const value& one : conflicts) {
    const object& conflict = one.as_object();
    std::printf("%s\n", text(conflict, "id").c_str());
    int number = 0;
    for (const value& choice : conflict.at("values").as_array()) {
      const object& head = choice.as_object();
      ++number;
      std::printf("  %d. %-12s oleh %s, %s (%s), PC %s%s\n", number, text(head, "value").c_str(), text(head, "author").c_str(),
                  in_office_time(text(head, "at"), now).c_str(), quality_text(text(head, "quality")),
                  text(head, "origin").c_str(), number == 1 ? "   <- yang tampil" : "");
    }
    std::printf("  putuskan: hadir conflicts settle '%s' --keep 1\n", text(conflict, "id").c_str());
  }
  return exit_done;
}

int run_conflicts_settle(const CommandLine& line, const SettleOptions& options) {
  object request{{"id", options.id}, {"author", line.author}};
  if (options.value)
    request["value"] = *options.value;
  else
    request["keep"] = options.keep;
  return ask(line, "conflicts.settle", request, [](const value& answer) {
    std::printf("Diputuskan: %s = %s\n", text(answer.as_object(), "id").c_str(), text(answer.as_object(), "value").c_str());
  });
}

int run_quarantine_list(const CommandLine& line, bool dismissed) {
  return ask(line, "quarantine.list", {{"dismissed", dismissed}}, [dismissed](const value& answer) {
    const array& lines = answer.as_array();
    if (lines.empty()) return static_cast<void>(std::printf(dismissed ? "Tidak ada yang disisihkan.\n" : "Karantina kosong.\n"));
    std::vector<Column> columns{{"id", "NO"}, {"source", "BERKAS"}, {"line", "BARIS"}, {"reason", "SEBAB"}, {"content", "ISI"}};
    if (dismissed) columns.insert(columns.end(), {{"at", "DISISIHKAN"}, {"by", "OLEH"}, {"why", "ALASAN"}});
    print_table(lines, columns);
    if (!dismissed) std::printf("\nYang memang tidak perlu dicatat: hadir quarantine dismiss NO --why ALASAN\n");
  });
}

int run_quarantine_dismiss(const CommandLine& line, const DismissOptions& options) {
  array ids;
  for (const std::int64_t id : options.ids) ids.emplace_back(id);
  return ask(line, "quarantine.dismiss",
             {{"ids", std::move(ids)}, {"why", options.why}, {"forget", options.forget}, {"author", line.author}},
             [](const value& answer) { std::printf("Disisihkan: %s baris\n", text(answer.as_object(), "lines").c_str()); });
}

int run_quarantine_retry(const CommandLine& line) {
  return ask(line, "quarantine.retry", {{"author", line.author}}, [](const value& answer) { print_import(answer.as_object()); });
}

// "baik sejak …; jawaban 120 ms, …".
std::string link_text(const object& link) {
  const std::string state = text(link, "state");
  std::string words = state == "good"       ? "baik"
                      : state == "slow"     ? "lambat"
                      : state == "unsteady" ? "sering putus"
                      : state == "down"     ? "terputus"
                                            : "belum diketahui";
  if (!link.at("since").is_null()) words += " sejak " + text(link, "since");
  if (!link.at("answer_ms").is_null()) words += "; jawaban " + text(link, "answer_ms") + " ms";
  const auto rate = [&](const char* name, const char* said) {
    if (!link.at(name).is_null())
      words += std::string(", ") + said + bytes_in_words(link.at(name).to_number<std::uint64_t>()) + "/detik";
  };
  rate("up_bytes_per_s", "kirim ");
  rate("down_bytes_per_s", "terima ");
  if (text(link, "attempts") != "0")
    words += "; putus " + text(link, "broken") + " dari " + text(link, "attempts") + " percobaan";
  return words;
}

int run_status(const CommandLine& line) {
  return ask(line, "status", {}, [](const value& answer) {
    const object& status = answer.as_object();
    const object& clock = status.at("clock").as_object();
    std::printf("unit        %s\n", text(status, "unit").c_str());
    std::printf("PC          %s (%s)\n", text(status, "origin").c_str(),
                status.at("service").as_bool() ? "layanan berjalan" : "layanan tidak berjalan");
    std::printf("hub         %s\n", status.at("enrolled").as_bool() ? text(status, "hub").c_str() : "belum terdaftar");
    std::printf("waktu       %s: %s\n", text(status, "now").c_str(), quality_text(text(clock, "quality")));
    if (const std::string error = error_text(clock); !error.empty()) std::printf("            jam PC ini %s\n", error.c_str());
    if (text(status, "pending") == "0")
      std::printf("menunggu    tidak ada\n");
    else
      std::printf("menunggu    %s kelompok perubahan, yang tertua %s detik\n", text(status, "pending").c_str(),
                  text(status, "oldest_pending_s").c_str());
    if (const object* base = status.at("base").if_object(); base != nullptr && text(*base, "present") != text(*base, "parts"))
      std::printf("menyalin    data kantor dari hub: %s dari %s bagian%s\n", text(*base, "present").c_str(),
                  text(*base, "parts").c_str(),
                  base->at("usable").as_bool() ? "; yang terbaru sudah lengkap, selebihnya menyusul sendiri" : "");
    std::printf("jaringan    %s\n", link_text(status.at("link").as_object()).c_str());
    const object& lan = status.at("lan").as_object();
    for (const value& one : lan.at("peers").as_array())
      std::printf("PC lain     %s, bertukar %s%s\n", text(one.as_object(), "origin").c_str(),
                  text(one.as_object(), "met").c_str(),
                  text(one.as_object(), "lacking") == "0" ? "" : ", belum menyimpan semua yang menunggu");
    if (!lan.at("peers").as_array().empty() && text(status, "pending") != "0")
      std::printf("            %s kelompok perubahan hanya ada di PC ini\n", text(lan, "alone").c_str());
    const object& traffic = status.at("traffic").as_object();
    std::printf("kuota       hari ini %s%s\n", bytes_in_words(traffic.at("today").to_number<std::uint64_t>()).c_str(),
                traffic.at("per_day").is_null()
                    ? ""
                    : (" dari " + bytes_in_words(traffic.at("per_day").to_number<std::uint64_t>())).c_str());
    if (text(traffic, "held_back") == "budget") std::printf("            tertunda karena batas kuota\n");
    if (text(traffic, "held_back") == "hours") std::printf("            data besar tertunda sampai jam yang diizinkan\n");
    const object& backup = status.at("backup").as_object();
    std::printf("cadangan    %s\n", backup.at("at").is_null() ? "belum ada" : text(backup, "at").c_str());
    if (!backup.at("problem").is_null()) std::printf("  %s\n", text(backup, "problem").c_str());
    std::printf("perhatian   %s pertentangan, %s baris karantina\n", text(status, "conflicts").c_str(),
                text(status, "quarantine").c_str());
    if (text(status, "carried") != "0")
      std::printf("titipan     %s berkas kantor lain (hadir bundle carried list)\n", text(status, "carried").c_str());
    if (text(status, "unread") != "0")
      std::printf("tersegel    %s catatan belum dapat dibaca di PC ini (hadir seal status)\n", text(status, "unread").c_str());
    for (const auto& [name, count] : status.at("records").as_object())
      if (count.to_number<std::int64_t>() > 0) std::printf("  %-14s %s\n", std::string(name).c_str(), cell_text(&count).c_str());
    for (const value& one : status.at("continued").as_array())
      std::printf("nama baru   %s: %s; dahulu %s, %s kelompok perubahan ditulis ulang\n", text(one.as_object(), "at").c_str(),
                  continued_in_words(text(one.as_object(), "why")), text(one.as_object(), "from").c_str(),
                  text(one.as_object(), "rewritten").c_str());
    if (const object& different = status.at("differences").as_object(); text(different, "all") != "0")
      std::printf("berbeda     dari hub %s kali, %s belum selesai, terakhir %s (hadir differences)\n",
                  text(different, "all").c_str(), text(different, "open").c_str(), text(different, "latest").c_str());
    for (const value& one : clock.at("events").as_array())
      std::printf("  kejadian jam: %s\n", event_text(one.as_object()).c_str());
    for (const value& one : status.at("parked").as_array())
      std::printf("  tanpa akibat: %s commit %s: %s\n", text(one.as_object(), "stream").c_str(),
                  text(one.as_object(), "commit").c_str(), text(one.as_object(), "reason").c_str());
  });
}

}  // namespace hadir::agent
