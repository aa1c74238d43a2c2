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

}  // namespace hadir::wire
