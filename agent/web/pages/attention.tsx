import { Empty, Page } from "@ui";

export default function Stub() {
  return <Page title="attention"><Empty title="Belum ada">Halaman ini sedang dibuat.</Empty></Page>;
}
