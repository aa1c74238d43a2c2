// Jadwal: people by days. What somebody changes stands beside what is published until it is published; nothing before that is recorded.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import {
  Button,
  ButtonLink,
  Empty,
  Failure,
  guard_leaving,
  IconButton,
  language,
  location,
  may,
  month_name,
  MonthPicker,
  Notice,
  number,
  Page,
  person,
  Select,
  set_query,
  short_date,
  Skeleton,
  texts,
  this_month,
  toast,
} from "@ui";
import { ConflictsDialog, FindingsDialog, GenerateDialog, HelpDialog, PublishDialog } from "./roster_dialogs";
import { Detail } from "./roster_detail";
import { bounds, RosterGrid, type Selection } from "./roster_grid";
import { empty_cell, type Draft, type Finding, type Mark, type Sheet } from "./roster_model";
import { limit_key, mark_text } from "./roster_row";
import { t } from "./roster_texts";
import { useRoster, type Work } from "./roster_work";

const is_month = (text: string | null): text is string => /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? "");
const locale = texts({ name: "id" }, { name: "en" });

export default function RosterPage() {
  const asked = location.value.query.get("month");
  const month = is_month(asked) ? asked : this_month();
  const work = useRoster(month);
  return work.sheet ? (
    <Board key={`${work.sheet.board.unit} ${work.sheet.board.from}`} work={work} sheet={work.sheet} month={month} />
  ) : (
    <Page title={t.title} wide tools={<MonthPicker value={month} on_value={(value) => set_query({ month: value })} />}>
      {work.error ? <Failure problem={work.error} on_retry={() => void work.reload()} /> : <Skeleton rows={12} />}
    </Page>
  );
}

type Open = "generate" | "publish" | "findings" | "conflicts" | "help" | null;

function Board({ work, sheet, month }: { work: Work; sheet: Sheet; month: string }) {
  const editable = may("roster.save");
  const { board } = sheet;
  const today_column = board.days.findIndex((day) => day.date === board.today);
  // Who only looks looks for himself.
  const [selection, set_selection] = useState<Selection>(() => {
    const place = { row: editable ? 0 : Math.max(0, sheet.row_of(person.value?.nip ?? "")), day: Math.max(0, today_column) };
    return { focus: place, anchor: place };
  });
  const [search, set_search] = useState("");
  const [section, set_section] = useState("");
  const [limit, set_limit] = useState("");
  const [open, set_open] = useState<Open>(null);
  const [only, set_only] = useState<string | null>(null);
  const [said, set_said] = useState("");
  const page = useRef<HTMLDivElement>(null);

  const rows = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const digits = search.replace(/\s/g, "");
    return board.rows
      .map((_, at) => at)
      .filter((at) => {
        const one = board.rows[at]!;
        return (
          (!section || one.section === section) &&
          (words.every((word) => one.name.toLowerCase().includes(word)) || (digits.length > 2 && one.employee.includes(digits)))
        );
      });
  }, [board, search, section]);
  const sections = useMemo(
    () => [...new Set(board.rows.map((one) => one.section).filter(Boolean))].sort((a, b) => a.localeCompare(b, "id")),
    [board],
  );
  const limits = useMemo(() => {
    const all = new Map<string, string>();
    board.days.forEach((_, day) =>
      sheet.counts(day).forEach((one) => all.set(limit_key(one), `${one.meter.citation} (${t[one.meter.place]})`)),
    );
    return [...all];
  }, [sheet, locale.name]);
  useEffect(() => {
    set_selection((before) => ({
      focus: { ...before.focus, row: Math.min(before.focus.row, Math.max(0, rows.length - 1)) },
      anchor: { ...before.anchor, row: Math.min(before.anchor.row, Math.max(0, rows.length - 1)) },
    }));
  }, [rows.length]);

  const changed = sheet.changed().length;
  useEffect(() => {
    guard_leaving(changed > 0 ? () => window.confirm(t.leave_page) : null);
    const warn = (event: BeforeUnloadEvent) => {
      if (changed > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      guard_leaving(null);
      window.removeEventListener("beforeunload", warn);
    };
  }, [changed > 0]);
  useEffect(() => {
    if (work.restored > 0) toast(t.restored(number(work.restored)), { tone: "info" });
  }, [work.restored]);

  const conflicts = useMemo(() => {
    const all = new Map<number, string>();
    for (const one of work.conflicts) {
      const row = sheet.row_of(one.record.employee),
        day = board.days.findIndex((other) => other.date === one.record.date);
      if (row >= 0 && day >= 0) all.set(sheet.index(row, day), `schedule/${one.record.employee}/${one.record.date}/`);
    }
    return all;
  }, [work.conflicts, sheet]);

  // --- what is done ---

  const announce = (first: string, days: Iterable<number>) => {
    const over = [...new Set(days)].flatMap((day) =>
      sheet
        .counts(day)
        .filter((one) => one.state === "over")
        .map((one) => t.said_over(short_date(board.days[day]!.date), number(one.there), number(one.meter.most!))),
    );
    set_said([first, ...over.slice(0, 3)].join(" "));
  };
  const chosen = () => {
    const { top, bottom, left, right } = bounds(selection);
    const all: number[] = [];
    for (let row = top; row <= bottom; ++row)
      for (let day = left; day <= right; ++day) if (rows[row] !== undefined) all.push(sheet.index(rows[row]!, day));
    return all;
  };
  const fill = (mark: Mark | null) => {
    const value = mark ? sheet.number_of(mark) : empty_cell;
    const cells = chosen();
    const count = sheet.set(cells.map((index) => [index, value] as [number, number]));
    if (count === 0) return;
    announce(
      t.said(number(count), mark_text(mark)),
      cells.map((index) => index % sheet.width),
    );
    work.changed();
  };
  const paste = (marks: (Mark | null | undefined)[][]) => {
    const { top, left, bottom, right } = bounds(selection);
    const height = Math.max(marks.length, bottom - top + 1),
      width = Math.max(...marks.map((row) => row.length), right - left + 1);
    const cells: [number, number][] = [];
    for (let row = 0; row < height; ++row)
      for (let day = 0; day < width; ++day) {
        const line = marks[row % marks.length]!;
        const mark = line[day % line.length];
        if (mark === undefined || rows[top + row] === undefined || left + day >= sheet.width) continue;
        cells.push([sheet.index(rows[top + row]!, left + day), mark ? sheet.number_of(mark) : empty_cell]);
      }
    const count = sheet.set(cells);
    announce(
      t.pasted(number(count)),
      cells.map(([index]) => index % sheet.width),
    );
    if (count > 0) work.changed();
  };
  const step = (direction: "undo" | "redo") => {
    const cells = direction === "undo" ? sheet.undo() : sheet.redo();
    if (!cells) return set_said(direction === "undo" ? t.nothing_undo : t.nothing_redo);
    announce(
      direction === "undo" ? t.undone(number(cells.length)) : t.redone(number(cells.length)),
      Array.from(cells, (index) => index % sheet.width),
    );
    work.changed();
  };
  const take = (draft: Draft) => {
    const count = sheet.take_draft(draft);
    set_open(null);
    work.changed();
    set_said(t.gen_taken(number(count)));
    focus_grid();
  };
  // What stood there before comes back as one step, in whatever sheet the page has by then.
  const now = useRef({ sheet, work });
  now.current = { sheet, work };
  const published = async (count: number) => {
    set_open(null);
    const before = sheet.kept(true);
    sheet.forget_groups();
    await work.reload();
    focus_grid();
    toast(t.published(number(count)), {
      undo: {
        label: t.undo_saved,
        run: () => {
          now.current.sheet.take_kept(before);
          now.current.work.changed();
          toast(t.undo_told, { tone: "info" });
        },
      },
    });
  };
  const focus_grid = () => requestAnimationFrame(() => page.current?.querySelector<HTMLElement>(".roster-cell[tabindex='0']")?.focus());
  const go_to = (finding: Finding) => {
    set_open(null);
    const day = board.days.findIndex((one) => one.date === finding.date);
    const person = finding.people.map((nip) => rows.indexOf(sheet.row_of(nip))).find((row) => row >= 0) ?? 0;
    if (day >= 0) set_selection({ focus: { row: person, day }, anchor: { row: person, day } });
    focus_grid();
  };
  const open_publish = () => {
    if (changed > 0) set_open("publish");
  };
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (
        !editable ||
        event.defaultPrevented ||
        !(event.ctrlKey || event.metaKey) ||
        (event.target as Element).closest("input, textarea, select, dialog")
      )
        return;
      if (event.key.toLowerCase() === "z" && !event.shiftKey) {
        event.preventDefault();
        step("undo");
      }
      if (event.key.toLowerCase() === "s") {
        event.preventDefault();
        open_publish();
      }
      if (event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey)) {
        event.preventDefault();
        step("redo");
      }
    };
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  });

  const violations = work.checked?.findings.filter((one) => one.violation).length ?? 0;
  const warnings = (work.checked?.findings.length ?? 0) - violations;
  // A day or two that somebody filled in by hand make no roster yet.
  const is_blank = sheet.now.reduce((count, one) => count + Number(one >= 0), 0) * 20 < sheet.now.length;
  if (board.rows.length === 0)
    return (
      <Page title={t.title} wide>
        <Empty icon="people" title={t.empty_title}>
          {t.empty_text}
        </Empty>
      </Page>
    );
  const deeds = editable && (
    <>
      <IconButton icon="undo" label={t.undo} disabled={!sheet.can_undo} onClick={() => step("undo")} />
      <IconButton icon="redo" label={t.redo} disabled={!sheet.can_redo} onClick={() => step("redo")} />
      {changed > 0 && (
        <Button
          kind="quiet"
          onClick={() => {
            const count = sheet.discard();
            announce(t.undone(number(count)), []);
            work.changed();
          }}
        >
          {t.discard}
        </Button>
      )}
      <ButtonLink icon="print" kind="quiet" href={`/rekap/roster?month=${month}`} title={t.print_hint}>
        {t.print}
      </ButtonLink>
      <Button icon="grid" kind={is_blank ? "primary" : "plain"} onClick={() => set_open("generate")}>
        {t.generate}
      </Button>
      <Button icon="check" kind={is_blank ? "plain" : "primary"} disabled={changed === 0} onClick={open_publish}>
        {changed > 0 ? t.publish(number(changed)) : t.publish_none}
      </Button>
    </>
  );
  return (
    <Page title={t.title} wide actions={deeds}>
      <div class="roster-page" ref={page}>
        <div class="roster-tools">
          <MonthPicker value={month} on_value={(value) => set_query({ month: value })} />
          <label class="roster-search">
            <span class="unseen">{t.search}</span>
            <input
              class="input"
              type="search"
              placeholder={t.search}
              value={search}
              onInput={(event) => set_search(event.currentTarget.value)}
            />
          </label>
          {sections.length > 1 && (
            <Select
              class="roster-select"
              label={t.section}
              value={section}
              on_value={set_section}
              empty={t.all_sections}
              choices={sections.map((value) => ({ value, label: value }))}
            />
          )}
          {limits.length > 1 && (
            <Select
              class="roster-select"
              label={t.limit}
              value={limit}
              on_value={set_limit}
              empty={t.urgent}
              choices={limits.map(([value, label]) => ({ value, label }))}
            />
          )}
          <span class="grow" />
          {work.conflicts.length > 0 && (
            <Button
              small
              kind="danger"
              icon="warn"
              onClick={() => {
                set_only(null);
                set_open("conflicts");
              }}
            >
              {t.conflicts(number(work.conflicts.length))}
            </Button>
          )}
          {may("roster.try") && (
            <Button
              small
              icon={!work.checked ? "sync" : violations ? "stop" : warnings ? "warn" : "check"}
              kind={violations ? "danger" : "plain"}
              onClick={() => set_open("findings")}
            >
              {!work.checked
                ? t.checking
                : violations
                  ? t.findings(number(violations))
                  : warnings
                    ? t.warnings(number(warnings))
                    : t.no_findings}
            </Button>
          )}
        </div>
        {work.error && <Failure problem={work.error} on_retry={() => void work.reload()} />}
        {!editable ? <p class="quiet roster-note">{t.read_only}</p> : is_blank && <Notice tone="info">{t.blank(month_name(month))}</Notice>}
        {rows.length === 0 ? (
          <Empty
            icon="search"
            title={t.nobody_found}
            actions={
              <Button
                onClick={() => {
                  set_search("");
                  set_section("");
                }}
              >
                {t.show_all}
              </Button>
            }
          />
        ) : (
          <RosterGrid
            {...{ sheet, rows, selection, conflicts, limit, editable }}
            revision={work.revision}
            contested={work.contested}
            language={language.value}
            on_selection={set_selection}
            on_fill={fill}
            on_paste={paste}
            on_copied={(count) => set_said(t.copied(number(count)))}
            on_undo={() => step("undo")}
            on_redo={() => step("redo")}
            on_publish={open_publish}
            on_settle={(index) => {
              set_only(conflicts.get(index) ?? null);
              set_open("conflicts");
            }}
          />
        )}
        <Detail
          {...{ sheet, rows, selection, limit, work, conflicts }}
          on_settle={(id) => {
            set_only(id);
            set_open("conflicts");
          }}
          on_help={() => set_open("help")}
        />
        <p class="unseen" role="status">
          {said}
        </p>
        {open === "generate" && <GenerateDialog sheet={sheet} month={month} on_take={take} on_close={() => set_open(null)} />}
        {open === "publish" && (
          <PublishDialog
            sheet={sheet}
            contested={work.contested.size}
            on_done={(count) => void published(count)}
            on_close={() => {
              set_open(null);
              focus_grid();
            }}
            on_fix={go_to}
          />
        )}
        {open === "findings" && <FindingsDialog checked={work.checked} on_go={go_to} on_close={() => set_open(null)} />}
        {open === "conflicts" && (
          <ConflictsDialog
            conflicts={work.conflicts}
            only={only}
            on_settled={() => {
              if (only) set_open(null);
              void work.reload();
            }}
            on_close={() => set_open(null)}
          />
        )}
        {open === "help" && <HelpDialog on_close={() => set_open(null)} />}
      </div>
    </Page>
  );
}
