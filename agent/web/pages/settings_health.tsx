// Settings: the health of the service, and enrolling this PC later.
import { useState } from "preact/hooks";

import {
  ago,
  ApiError,
  Badge,
  Button,
  bytes,
  Card,
  error_of,
  Facts,
  Failure,
  Meter,
  Notice,
  number,
  request,
  Show,
  Table,
  TextField,
  toast,
  useCall,
  type Tone,
} from "@ui";
import type { Status } from "../status";
import { t } from "./settings_texts";

interface Health {
  version?: string;
  data_dir?: string;
  database_bytes?: number;
  disk_free_bytes?: number;
  disk_total_bytes?: number;
  findings: { check: string; level: "ok" | "attention" | "failure"; what: string; todo: string }[];
}
const tones: Record<string, Tone> = { ok: "ok", attention: "warn", failure: "bad" };
// What is settled on another page; the rest says itself what to do.
const where: Record<string, string> = {
  conflicts: "/perlu-perhatian",
  quarantine: "/perlu-perhatian",
  pending: "/sinkronisasi",
  clock: "/sinkronisasi",
  link: "/sinkronisasi",
};
const old_backup_s = 3 * 86400;

export function HealthTab() {
  const status = useCall<Status>("status");
  const health = useCall<Health>("health");
  const open = health.data?.findings.filter((one) => one.level !== "ok") ?? [];
  const failures = open.filter((one) => one.level === "failure");
  const order = { failure: 0, attention: 1, ok: 2 };
  return (
    <Show loaded={status}>
      {(now) => (
        <>
          {health.data && (
            <Notice
              tone={failures.length ? "bad" : open.length ? "warn" : "ok"}
              title={failures.length ? t.broken(number(failures.length)) : open.length ? t.look(number(open.length)) : t.all_well}
            />
          )}
          {health.error && <Notice tone="info">{t.no_health}</Notice>}
          <div class="columns settings-health">
            {health.data && (
              <Card title={t.checked} class="flush settings-findings">
                <Table
                  caption={t.checked}
                  rows={[...health.data.findings].sort((a, b) => order[a.level] - order[b.level])}
                  key_of={(row) => `${row.check} ${row.what}`}
                  columns={[
                    {
                      name: "level",
                      head: t.level,
                      cell: (row) => <Badge tone={tones[row.level] ?? "plain"}>{t.levels[row.level]}</Badge>,
                      narrow: true,
                    },
                    {
                      name: "what",
                      head: t.finding,
                      cell: (row) => (
                        <>
                          {row.what}
                          {row.todo && (
                            <>
                              <br />
                              {where[row.check] ? <a href={where[row.check]}>{t.open_page}</a> : <span class="quiet">{row.todo}</span>}
                            </>
                          )}
                        </>
                      ),
                    },
                  ]}
                />
              </Card>
            )}
            <div class="stack">
              <Card title={t.backup}>
                <Facts
                  rows={[
                    [t.backup_at, now.backup.age_s === null ? t.never : ago(now.backup.age_s)],
                    [t.kept, t.kept_n(number(now.backup.kept))],
                    [t.folder, <code>{now.backup.directory}</code>],
                  ]}
                />
                {now.backup.problem ? (
                  <Notice tone="bad">{now.backup.problem}</Notice>
                ) : (
                  (now.backup.age_s ?? 0) > old_backup_s && <Notice tone="warn">{t.backup_old}</Notice>
                )}
              </Card>
              <Card title={t.disk}>
                {health.data?.disk_total_bytes && (
                  <Meter
                    label={t.free}
                    value={health.data.disk_total_bytes - (health.data.disk_free_bytes ?? 0)}
                    limit={health.data.disk_total_bytes}
                    text={t.free_text(bytes(health.data.disk_free_bytes ?? 0), bytes(health.data.disk_total_bytes))}
                  />
                )}
                <Facts
                  rows={[
                    ...(health.data?.database_bytes ? [[t.database, bytes(health.data.database_bytes)] as [string, string]] : []),
                    [t.records, number(Object.values(now.records).reduce((a, b) => a + b, 0))],
                  ]}
                />
              </Card>
              <Card title={t.pc}>
                <Facts
                  rows={[
                    [t.unit, now.unit],
                    [t.name, <code>{now.origin}</code>],
                    [t.hub, now.hub ?? t.not_enrolled],
                    ...(health.data?.version ? [[t.version, health.data.version] as [string, string]] : []),
                  ]}
                />
                {!now.enrolled && <Enrol reload={() => void status.reload()} />}
              </Card>
            </div>
          </div>
        </>
      )}
    </Show>
  );
}

function Enrol({ reload }: { reload: () => void }) {
  const [code, set_code] = useState("");
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_problem(null);
    try {
      await request("/api/v1/setup/enrol", { method: "POST", body: { code: code.trim() } });
      toast(t.enrolled);
      reload();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <h3>{t.enrol}</h3>
      <TextField label={t.code} hint={t.enrol_hint} value={code} on_value={set_code} error={error_of(problem, "code")} />
      {problem && problem.field !== "code" && <Failure problem={problem} />}
      <div>
        <Button kind="primary" type="submit" busy={busy} disabled={!code.trim()}>
          {t.enrol_do}
        </Button>
      </div>
    </form>
  );
}
