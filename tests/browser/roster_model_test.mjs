// The roster while somebody changes it, without a browser: what counts towards a limit, every step back and forth, what stays when the
// records change meanwhile, and what a tab keeps. Prevents: a meter that says other than the rules, an edit that a newer board swallows.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../common/web/package.json", import.meta.url));
const { outputFiles } = await require("esbuild").build({
  entryPoints: [fileURLToPath(new URL("../../agent/web/pages/roster_model.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  write: false,
});
const { Sheet, letter_of, mark_of_key, marks_of_text, text_of_marks } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const marks = [{ mode: "WFO" }, { mode: "WFH" }, { mode: "WFO", shift: "pagi" }, { mode: "WFO", shift: "malam" }, { mode: "LEAVE" }];
const [K, R, P, M, C] = [0, 1, 2, 3, 4];
const shifts = [
  { code: "malam", name: "malam", start: 1260, end: 1860 },
  { code: "pagi", name: "pagi", start: 420, end: 840 },
];

function board(cells, { meter = {}, reasons = [], names = cells.map((_, at) => `19800101200501100${at}`) } = {}) {
  const days = cells[0].map((_, at) => ({ date: `2026-03-0${at + 2}`, weekday: at + 1, working: true, why: "", holiday: null }));
  const of = {
    unit: "7.01",
    citation: "SE 1",
    text: "",
    place: "office",
    moment: true,
    of: 3,
    most: 1,
    least: null,
    most_there: 0,
    least_there: 0,
    planned: true,
    partial: false,
    group: 0,
    ...meter,
  };
  return {
    unit: "7.01",
    unit_name: "Dinas",
    from: days[0].date,
    until: days.at(-1).date,
    today: days[0].date,
    days,
    marks,
    shifts: structuredClone(shifts),
    rows: cells.map((row, at) => ({
      employee: names[at],
      name: `Pegawai ${at}`,
      section: "",
      class: "jfu",
      position: "",
      cells: row,
      ...(reasons[at] ? { reasons: reasons[at] } : {}),
    })),
    meters: days.map((day) => ({ ...of, date: day.date })),
    groups: [cells.map((_, at) => at)],
  };
}
const states = (sheet) =>
  sheet.board.days.map((_, day) =>
    sheet
      .counts(day)
      .map(({ there, state }) => `${there} ${state}`)
      .join(),
  );

test("who is away or sent home does not count, and a day of which nothing is planned breaks nothing", () => {
  const sheet = new Sheet(
    board(
      [
        [K, K, K, -1],
        [K, R, K, -1],
        [R, C, K, -1],
      ],
      {
        reasons: [
          undefined,
          [{ kind: "granted", type: "cuti", text: "", from: 2, until: 2 }],
          [{ kind: "closure", text: "", from: 2, until: 2 }],
        ],
      },
    ),
  );
  assert.deepEqual(states(sheet), ["2 over", "1 full", "1 full", "0 free"]);
});

test("a limit at any moment counts shifts by their hours, and a night on the next day too", () => {
  const sheet = new Sheet(
    board(
      [
        [M, -1],
        [P, P],
        [-1, K],
      ],
      { meter: { most: 2 } },
    ),
  );
  assert.deepEqual(states(sheet), ["1 in", "2 full"]);
  sheet.set([[sheet.index(0, 1), sheet.number_of({ mode: "WFO" })]]);
  assert.deepEqual(states(sheet), ["1 in", "3 over"]);
  const whole_day = new Sheet(board([[M], [P]], { meter: { moment: false } }));
  assert.deepEqual(states(whole_day), ["2 over"]);
});

test("every step goes back and forth, and a new one ends what could be redone", () => {
  const sheet = new Sheet(
    board([
      [K, R],
      [R, K],
    ]),
  );
  assert.equal(
    sheet.set([
      [0, R],
      [1, R],
    ]),
    1,
    "what stays as it is is no change",
  );
  assert.equal(sheet.set([[2, K]]), 1);
  assert.deepEqual(sheet.changed(), [0, 2]);
  sheet.undo();
  sheet.undo();
  assert.equal(sheet.undo(), null);
  assert.deepEqual(sheet.changed(), []);
  sheet.redo();
  assert.deepEqual(sheet.changed(), [0]);
  sheet.set([[3, R]]);
  assert.equal(sheet.redo(), null);
  assert.deepEqual(sheet.request().rows, [
    { employee: "198001012005011000", cells: [1] },
    { employee: "198001012005011001", cells: [null, 1] },
  ]);
  assert.equal(sheet.discard(), 2);
  assert.deepEqual(sheet.changed(), []);
});

test("a newer board keeps what is not published, by person and day, and says what somebody else changed too", () => {
  const sheet = new Sheet(
    board(
      [
        [K, R],
        [R, K],
      ],
      { names: ["198001012005011001", "198001012005011002"] },
    ),
  );
  sheet.set([
    [0, C],
    [3, C],
  ]);
  const { sheet: newer, contested } = sheet.rebased_on(
    board(
      [
        [R, R],
        [K, R],
        [R, R],
      ],
      { names: ["198001012005011000", "198001012005011001", "198001012005011002"] },
    ),
  );
  assert.deepEqual(newer.changed(), [2, 5]);
  assert.deepEqual(contested, [5]);
  newer.undo();
  assert.deepEqual(newer.changed(), [5], "undone to what it was, which is no longer what is published");
  const { sheet: published } = newer.rebased_on(
    board(
      [
        [C, R],
        [R, K],
      ],
      { names: ["198001012005011001", "198001012005011002"] },
    ),
  );
  published.redo();
  assert.equal(letter_of(published.mark_at(3)), "C", "steps go on over what was published");
});

test("who is not of the unit on a day has no cell there", () => {
  const sheet = new Sheet(board([[-2, R]]));
  assert.equal(sheet.set([[0, K]]), 0);
});

test("what a tab keeps is taken up again", () => {
  const sheet = new Sheet(board([[K, R]]));
  sheet.set([
    [0, sheet.number_of({ mode: "WFO", shift: "pagi" })],
    [1, -1],
  ]);
  const kept = JSON.parse(JSON.stringify(sheet.kept()));
  const again = new Sheet(board([[K, R]]));
  assert.equal(again.take_kept(kept), 2);
  assert.deepEqual(again.kept(), kept);
});

test("what was published in its place comes back in a newer board, as one step", () => {
  const sheet = new Sheet(board([[K, R, -1]]));
  sheet.set([[0, R]]);
  sheet.set([[2, K]], [{ employee: "198001012005011000", from: "2026-03-02", group: "A" }]);
  const before = sheet.kept(true);
  assert.equal(sheet.groups().length, 1);
  sheet.forget_groups();
  const { sheet: newer } = sheet.rebased_on(board([[R, R, K]]));
  assert.deepEqual(newer.changed(), []);
  assert.deepEqual(newer.groups(), [], "what was published once is not published again");
  assert.equal(newer.take_kept(before), 2);
  assert.deepEqual(Array.from(newer.now), [K, R, -1]);
  newer.undo();
  assert.deepEqual(newer.changed(), []);
});

test("letters, shifts and what a spreadsheet hands over mean the same", () => {
  assert.deepEqual(mark_of_key("K", []), { mode: "WFO" });
  assert.deepEqual(mark_of_key("2", shifts), { mode: "WFO", shift: "pagi" });
  assert.equal(mark_of_key("Delete", []), null);
  assert.equal(mark_of_key("x", []), undefined);
  const rows = [
    [{ mode: "WFO" }, { mode: "OFF" }, null],
    [{ mode: "WFO", shift: "pagi" }, { mode: "DL" }, { mode: "LEAVE" }],
  ];
  assert.deepEqual(marks_of_text(text_of_marks(rows), shifts), rows);
  assert.deepEqual(marks_of_text("wfh\tPAGI\r\n?\t\r\n", shifts), [
    [{ mode: "WFH" }, { mode: "WFO", shift: "pagi" }],
    [undefined, null],
  ]);
});
