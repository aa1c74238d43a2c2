// Lines of an imported file that could not be recorded: why, the line itself, and what to do: try again, or say why they are not taken.
import { useState } from "preact/hooks";

import { ApiError, Button, call, Checkbox, Dialog, Empty, may, Notice, Show, Table, texts, toast, useCall } from "@ui";
import { Form } from "../flow/form";

const t = texts(
  {
    title: (source: string) => `Baris dari ${source}`,
    about:
      "Baris ini belum dapat dicatat. Perbaiki sebabnya (mis. tambahkan pegawai atau PIN mesin), lalu coba lagi; atau singkirkan dengan alasan.",
    line: "Baris",
    reason: "Sebab",
    content: "Isi",
    pick: "Pilih",
    pick_one: (line: number) => `Pilih baris ${line}`,
    all: "Pilih semua",
    retry: "Coba lagi semua",
    retried: (count: number) => `${count} baris tercatat.`,
    retried_none: "Belum ada yang dapat dicatat.",
    dismiss: (count: number) => `Singkirkan ${count} baris…`,
    why: "Mengapa tidak dicatat",
    why_hint: "mis. “baris uji coba mesin”. Dicatat dengan nama Anda.",
    deed: "Singkirkan",
    dismissed: (count: number) => `${count} baris disingkirkan.`,
    none: "Tidak ada baris yang tersisa",
  },
  {
    title: (source) => `Lines of ${source}`,
    about:
      "These lines could not be recorded. Put the cause right (e.g. add the person or the machine's PIN) and try again; or set them aside with a reason.",
    line: "Line",
    reason: "Cause",
    content: "Content",
    pick: "Choose",
    pick_one: (line) => `Choose line ${line}`,
    all: "Choose all",
    retry: "Try all again",
    retried: (count) => `${count} lines recorded.`,
    retried_none: "None could be recorded yet.",
    dismiss: (count) => `Set ${count} lines aside…`,
    why: "Why they are not recorded",
    why_hint: "e.g. “a test of the machine”. Recorded under your name.",
    deed: "Set aside",
    dismissed: (count) => `${count} lines set aside.`,
    none: "No lines are left",
  },
);

interface Line {
  id: number;
  source: string;
  line: number;
  content: unknown;
  reason: string;
}

export function QuarantineDialog({ source, on_close }: { source: string; on_close: () => void }) {
  const loaded = useCall<Line[]>("quarantine.list", {});
  const [picked, set_picked] = useState<number[]>([]);
  const [dismissing, set_dismissing] = useState(false);
  const [busy, set_busy] = useState(false);
  const lines = (loaded.data ?? []).filter((one) => one.source === source).sort((a, b) => a.line - b.line);
  const retry = async () => {
    set_busy(true);
    try {
      const done = await call<{ recorded: number }>("quarantine.retry");
      toast(done.recorded ? t.retried(done.recorded) : t.retried_none);
      await loaded.reload();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      toast(problem);
    } finally {
      set_busy(false);
    }
  };
  return (
    <Dialog wide title={t.title(source)} on_close={on_close}>
      <Notice tone="info">{t.about}</Notice>
      <Show loaded={loaded}>
        {() =>
          lines.length === 0 ? (
            <Empty icon="check" title={t.none} />
          ) : (
            <>
              <div class="bulk">
                <Checkbox
                  label={t.all}
                  checked={picked.length === lines.length}
                  on_checked={(all) => set_picked(all ? lines.map((one) => one.id) : [])}
                />
                {may("quarantine.dismiss") && (
                  <Button small disabled={picked.length === 0} onClick={() => set_dismissing(true)}>
                    {t.dismiss(picked.length)}
                  </Button>
                )}
                {may("quarantine.retry") && (
                  <Button small kind="primary" icon="sync" busy={busy} onClick={() => void retry()}>
                    {t.retry}
                  </Button>
                )}
              </div>
              <Table
                caption={t.title(source)}
                rows={lines}
                key_of={(row) => String(row.id)}
                columns={[
                  {
                    name: "pick",
                    head: t.pick,
                    narrow: true,
                    cell: (row) => (
                      <input
                        type="checkbox"
                        aria-label={t.pick_one(row.line)}
                        checked={picked.includes(row.id)}
                        onChange={(event) =>
                          set_picked(event.currentTarget.checked ? [...picked, row.id] : picked.filter((one) => one !== row.id))
                        }
                      />
                    ),
                  },
                  { name: "line", head: t.line, cell: (row) => row.line, right: true },
                  { name: "reason", head: t.reason, cell: (row) => row.reason },
                  {
                    name: "content",
                    head: t.content,
                    cell: (row) => <code class="raw">{typeof row.content === "string" ? row.content : JSON.stringify(row.content)}</code>,
                  },
                ]}
              />
            </>
          )
        }
      </Show>
      {dismissing && (
        <Form
          deed={t.deed}
          on_cancel={() => set_dismissing(false)}
          questions={[{ name: "why", kind: "text", label: t.why, hint: t.why_hint }]}
          on_send={async ({ why }) => {
            await call("quarantine.dismiss", { ids: picked, why });
            toast(t.dismissed(picked.length));
            set_picked([]);
            set_dismissing(false);
            await loaded.reload();
          }}
        />
      )}
    </Dialog>
  );
}
