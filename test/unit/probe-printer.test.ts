/** The report on narrow and wide terminals, with colour and without; and replies in words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import pico from "picocolors";
import { tableOf, wrap } from "../../tools/probe/printer.ts";
import { fail, leftOut, ok, reportOf, rowOf, warn } from "../../tools/probe/report.ts";
import { errorWords, registrationWords, replyOf, shortened, voltsOf } from "../../tools/probe/words.ts";

const ROWS = [
  rowOf("answer", ok("answers at 115200 baud"), 0.3),
  rowOf(
    "identity",
    warn("Other M1, firmware M1_R2_with_a_name_that_is_longer_than_any_narrow_terminal_is_wide, IMEI 1", "Look."),
    0,
  ),
  rowOf(
    "SIM",
    fail("+CME ERROR: 10 (SIM not inserted)", "Is the card in, the right way round, and of the right size?"),
    10,
  ),
  rowOf("broker", leftOut("no broker was named"), 0),
];
const REPORT = reportOf(ROWS, ["Until its next start the modem gives errors as numbers."]);

test("every line fits, but for a word that is longer", () => {
  for (const columns of [20, 40, 60, 80, 200]) {
    const width = Math.max(40, Math.min(110, columns));
    const table = tableOf(REPORT, { colors: pico.createColors(false), columns });
    for (const line of table.split("\n")) {
      const isWord = line.trim().split(" ").length === 1;
      assert.ok(line.length <= width || isWord, `${line.length} of ${width}: ${line}`);
    }
    assert.equal(
      table.replace(/\s+/g, " ").includes("-> Is the card in, the right way round, and of the right size?"),
      true,
    );
  }
});

test("the table: mark, step, points, what was seen, what to do, and the sum", () => {
  const table = tableOf(REPORT, { colors: pico.createColors(false), columns: 110 });
  assert.match(table, /^ok +answer +10\/10 {2}answers at 115200 baud\n/);
  assert.match(table, /^warn +identity +2\.5\/5 /m);
  assert.match(table, /^fail +SIM +0\/10 {2}\+CME ERROR: 10 \(SIM not inserted\)\n {4}-> Is the card in/m);
  assert.match(table, /^not tried broker +- {2}no broker was named$/m);
  assert.match(
    table.replace(/\s+/g, " "),
    /Score 50 of 100 .*: failed: SIM; to look at: identity\. Until its next start/,
  );
});

test("colour changes nothing but the colour", () => {
  const columns = 80;
  const colored = tableOf(REPORT, { colors: pico.createColors(true), columns });
  assert.ok(colored.includes(pico.createColors(true).red("fail     ")));
  assert.equal(stripVTControlCharacters(colored), tableOf(REPORT, { colors: pico.createColors(false), columns }));
});

test("wrapping", () => {
  assert.deepEqual(wrap("one two three", 7, " "), ["one two", " three"]);
  assert.deepEqual(wrap("onetwothree", 5, " "), ["onetwothree"]);
  assert.deepEqual(wrap("a    b c", 6, ""), ["a    b", "c"]);
});

test("replies in words", () => {
  const rows: readonly (readonly [unknown, unknown])[] = [
    [replyOf(['+CGMR: "AirM2M_780E_V1120_LTE_AT"', "OK"]), "AirM2M_780E_V1120_LTE_AT"],
    [replyOf(["AirM2M_V5595_AT_S_SSL", "OK"]), "AirM2M_V5595_AT_S_SSL"],
    [replyOf(["Revision: V1", "OK"]), "V1"],
    [replyOf(["ERROR"]), ""],
    [registrationWords("+CREG: 0,1"), "registered at home (+CREG: 0,1)"],
    [registrationWords('+CREG: 2,5,"2604","0A1B2C3D",7'), 'registered, roaming (+CREG: 2,5,"2604","0A1B2C3D",7)'],
    [registrationWords('+CREG: 1,"2604","0A1B"'), 'registered at home (+CREG: 1,"2604","0A1B")'],
    [registrationWords("+CEREG: 3"), "denied by the network (+CEREG: 3)"],
    [errorWords("+CME ERROR: 10"), "+CME ERROR: 10 (SIM not inserted)"],
    [errorWords("TCP ERROR:11"), "TCP ERROR:11 (refused: nothing listens on that port)"],
    [errorWords("+CME ERROR: 9999"), "+CME ERROR: 9999"],
    [shortened("460001234567890"), "46000...7890"],
    [voltsOf("3800"), 3.8],
    [voltsOf("0,85,4012"), 4.012],
    [voltsOf(""), undefined],
    [voltsOf("0,85"), undefined],
  ];
  for (const [got, wanted] of rows) assert.equal(got, wanted);
});
