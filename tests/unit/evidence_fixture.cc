#include "tests/unit/evidence_fixture.h"

#include "common/wire/messages.h"
#include "tests/catch.h"

namespace hadir::test {
namespace {

log::Beacon beacon_at(std::int64_t ms) { return {ms, key_pair(hub_number).sign(log::beacon_message(ms))}; }

store::Authorship at(const base::KeyPair& key, const std::string& scope, std::int64_t minute) {
  store::Authorship who = authorship(key, scope, stamp_at(noon_ms + minute * 60'000));
  if (minute >= 10) who.beacon = beacon_at(noon_ms + minute / 10 * 600'000 - 1'000);
  return who;
}

model::Change punch(const std::string& who, int minute, const std::string& direction = "in") {
  const std::string digits = (minute < 10 ? "0" : "") + std::to_string(minute);
  return change("punch", R"({"employee":")" + who + R"(","at":"2026-03-02T12:)" + digits +
                             R"(:00+07:00","source":"kiosk","direction":")" + direction + R"("})");
}

model::Change day(const std::string& who, const std::string& mode, const std::string& shift) {
  return change("schedule",
                R"({"employee":")" + who + R"(","date":"2026-03-03","mode":")" + mode + R"(","shift":")" + shift + R"("})");
}

}  // namespace

RichOffice::RichOffice() : path_(folder_.file("hadir.db")), store_(store::ReplicaStore::open(path_).value()) {
  const base::KeyPair office = key_pair(1), kiosk = key_pair(2), hub = key_pair(hub_number);
  store_->set_hub_key(hub.public_key());
  auto beside = memory_store(), secretariat = memory_store();

  must_record(*secretariat, at(hub, "", 0), change("unit", R"({"code":"7.01","name":"Kecamatan Contoh","time_zone":"WIB"})"));
  must_record(*secretariat, at(hub, "", 1), change("holiday", R"({"date":"2026-03-19","name":"Libur Contoh"})"));
  record(*secretariat, at(hub, "7.01", 2),
         {change("employee", R"({"nip":"A1","name":"Ani","unit":"7.01","class":"jfu"})"),
          change("employee", R"({"nip":"B2","name":"Budi","unit":"7.01","class":"jft"})")});
  copy_all(*secretariat, *store_);
  copy_all(*secretariat, *beside);

  for (int minute = 0; minute < 30; ++minute) {
    must_record(*store_, at(office, "7.01", minute), punch("A1", minute));
    if (minute % 3 == 0) must_record(*beside, at(kiosk, "7.01", minute), punch("B2", minute, "out"));
    if (minute == 20) take_receipt(noon_ms + 21 * 60'000);
  }
  must_record(*store_, at(office, "7.01", 31), day("A1", "WFO", "P1"));
  must_record(*beside, at(kiosk, "7.01", 31), day("A1", "WFH", "P2"));  // a conflict
  must_record(*beside, at(kiosk, "7.01", 32), punch("A1", 5, "out"));   // evidence, twice at once
  copy_all(*beside, *store_);
  must_record(*store_, at(office, "7.01", 33),
              change("correction", R"({"punch":"A1/2026-03-02T05:03:00.000Z/kiosk","at":"2026-03-02T12:01:00+07:00",)"
                                   R"("reason":"jam mesin","author":"B2"})"));
  must_record(*store_, at(office, "7.01", 34),
              change("daily_report", R"({"employee":"A1","date":"2026-03-02",)"
                                     R"("status":"submitted","activities":["satu","dua"]})"));
  must_record(*store_, at(office, "7.01", 35), change("device_pin", R"({"device":"m1","pin":"7","employee":"A1"})"));
  take_receipt(noon_ms + 36 * 60'000);

  // What a third PC of a later version sent: unreadable, without rights, unknown, and a write against evidence.
  HandMadeStream third(key_pair(3), "7.01", model::Lane::urgent);
  log::Header header;
  header.stamp = stamp_at(noon_ms + 40 * 60'000, log::Quality::carried);
  header.author = "C3";
  third.add(base::Bytes{0xff, 0xff}, header);
  third.add({{77, {{1, std::string("x")}}, {}, false}}, header);
  header.context_delta = store_->stored_vector("7.01", model::Lane::urgent);
  third.add({punch("A1", 1, "out")}, header);
  header.context_delta = {};
  third.add({punch("C3", 50)}, header);
  third.add({punch("C3", 51)}, header);
  ingest(*store_, third.slice(1, 3)).value();
  ingest(*store_, third.slice(4, 5)).value();
  // Waits for a commit that is still on its way.
  HandMadeStream early(key_pair(4), "7.01", model::Lane::daily);
  header.context_delta = vector_of({{origin(9), 1}});
  early.add({day("B2", "DL", "P1")}, header);
  ingest(*store_, early.slice()).value();
}

void RichOffice::take_receipt(std::int64_t hub_ms) {
  const base::KeyPair hub = key_pair(hub_number);
  wire::ReceiptBody body{7, hub_ms, {}};
  store::Transaction transaction(store_->database());
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_->stream({origin(1), "7.01", static_cast<model::Lane>(lane)})) {
      body.entries.push_back({stream->stream, stream->stored});
      store_->raise_receipt(stream->stream, stream->stored.seq);
    }
  const base::Bytes bytes = wire::encode(body);
  store_->keep_receipt(hub_ms, 7, bytes, hub.sign(wire::receipt_message(bytes)));
  base::ByteWriter beacon;
  beacon.zigzag(hub_ms);
  beacon.raw(beacon_at(hub_ms).signature);
  store_->set_bytes("beacon", beacon.bytes());
  transaction.commit();
}

void RichOffice::close() {
  if (!store_) return;
  store_->database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
  store_.reset();
}

void RichOffice::tamper(const std::string& sql) {
  auto database = store::Database::open(path_, store::Durability::normal).value();
  database->execute(sql);
  if (!store_) database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

evidence::Report verified(const std::string& path, unsigned threads) {
  return evidence::verify({.path = path, .threads = threads}).value();
}

std::string findings_of(const evidence::Report& report) {
  std::string text;
  for (const evidence::Finding& one : report.findings) text += evidence::to_text(one) + "\n";
  return text;
}

}  // namespace hadir::test
