#include "common/wire/snapshot.h"

namespace hadir::wire {

base::Bytes snapshot_message(base::ByteView body) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hadir snapshot 1"));
  out.raw(body);
  return out.take();
}

base::Result<SnapshotManifest> open_snapshot(const Snapshot& snapshot, const base::PublicKey& hub_key) {
  if (!base::verify(hub_key, snapshot_message(snapshot.body), snapshot.signature))
    return base::Error{base::Fault::refused, "salinan data kantor itu tidak ditandatangani oleh hub",
                       "coba lagi dari jaringan lain"};
  return decode<SnapshotManifest>(snapshot.body, "snapshot");
}

base::Bytes plain_frame(FrameType type, base::ByteView raw) {
  base::ByteWriter out;
  out.raw(base::bytes_of("hd"));
  out.u8(1);
  out.u8(static_cast<std::uint8_t>(type));
  out.u8(0);
  out.varint(raw.size());
  out.raw(raw);
  return out.take();
}

bool names_snapshot(base::ByteView frame) {
  return frame.size() > 3 && base::text_of(frame.first(2)) == "hd" &&
         frame[3] == static_cast<std::uint8_t>(snapshot_answer_frame);
}

std::vector<SentChunk> chunks_in_part(base::ByteView begin) {
  base::ByteReader in(begin);
  const base::ByteView head = in.raw(5);
  std::vector<SentChunk> chunks;
  if (!in.ok() || !names_snapshot(head) || head[2] != 1 || head[4] != 0) return chunks;
  in.varint();
  Reader archive(in);
  SnapshotAnswer answer;
  archive(answer.hub_epoch, answer.beacon, bounded<most_scopes>(answer.offers), answer.is_gone);
  for (std::uint64_t left = in.bounded(most_wanted_chunks, "too many chunks"); left > 0 && in.ok(); --left) {
    SentChunk chunk;
    archive(chunk);
    if (in.ok()) chunks.push_back(std::move(chunk));
  }
  return chunks;
}

}  // namespace hadir::wire
