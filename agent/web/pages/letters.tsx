import { Empty, Page } from "@ui";

export default function Stub() {
  return <Page title="letters"><Empty title="Belum ada">Halaman ini sedang dibuat.</Empty></Page>;
}
