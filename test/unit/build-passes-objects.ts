/** Texts with objects of constants, most of them to lead the folding of those astray. */
import type { Row } from "./build-passes-fixture.ts";

const BOARD = `var board = { id: "pico", uart: { port: "Serial2", baud: -1 }, list: [1, 2], sub: { x: 1, y: [3] }, no: false };
`;

export const OBJECT_ROWS: readonly Row[] = [
  {
    name: "a row of constants, each where it is read",
    code: `${BOARD}print(board.id, board.uart.port, board.uart.baud, board.no, typeof board.id);`,
    pass: "foldObjects",
    has: /print\(\("pico"\), \("Serial2"\), \(-1\), \(false\), typeof \("pico"\)\)/,
    lacks: /board\./,
  },
  {
    name: "what a row does not have",
    code: `${BOARD}print(board.none, board.uart.none, board.none === undefined, board.none ? 1 : 2);`,
    pass: "foldObjects",
    has: /\(void 0\) === undefined/,
  },
  {
    name: "what of what a row does not have",
    code: `${BOARD}try { print(board.none.x); } catch (e) { print("threw"); }`,
  },
  {
    name: "a row's text by which something is looked up",
    code: `var board = { pin: "B10", list: ["C13"] }; var all = JSON.parse('{"B10":7,"C13":8}'); function open(pin) { return function () { return all[pin]; }; } var read = open(board.pin); function readIn(list) { return all[list[0]]; } print(read(), readIn(board.list)); print(read());`,
    pass: "foldObjects",
    has: /open\(\("B10"\)\)/,
  },
  {
    name: "lists and objects that are handed on stay, alone",
    code: `${BOARD}function f(list) { return list.join() + board.list.length; } print(f(board.list), board.list[1], board.id);`,
    pass: "foldObjects",
    has: /\{ list: \[1, 2\] \}/,
  },
  {
    name: "an object that is handed on stays itself",
    code: `${BOARD}var a = board.sub; var b = board.sub; print(a === b, a.y === board.sub.y);`,
  },
  {
    name: "an object that is handed on, and read besides",
    code: `${BOARD}function f(sub) { return sub.x; } print(f(board.sub), board.sub.x);`,
  },
  {
    name: "an object that is handed on, and changed there",
    code: `${BOARD}function f(sub) { sub.x = 9; } f(board.sub); print(board.sub.x);`,
  },
  {
    name: "values with methods",
    code: `${BOARD}print(board.id.length, board.uart.baud.toFixed(1), board.id.charAt(0));`,
  },
  {
    name: "a row that is handed on",
    code: `${BOARD}function f(row) { return row.id; } print(f(board), board.id);`,
    pass: "foldObjects",
    has: /board\.id/,
  },
  {
    name: "a row looked into by a name that is made",
    code: `${BOARD}var key = "i" + "d"; print(board[key], board["id"], board.id);`,
    pass: "foldObjects",
    has: /board\.id/,
  },
  { name: "a row gone through", code: `${BOARD}var n = 0; for (var key in board) n++; print(n, board.id);` },
  { name: "a row asked for a name", code: `${BOARD}print("id" in board, board.id);` },
  {
    name: "a row with what every object has",
    code: `${BOARD}print(board.hasOwnProperty("id"), board.id);`,
  },
  {
    name: "a row that is changed",
    code: `${BOARD}board.id = "linux"; print(board.id);`,
    pass: "foldObjects",
    has: /board\.id/,
  },
  { name: "a row that is counted in", code: "var row = { n: 1 }; row.n++; --row.n; row.n += 5; print(row.n);" },
  { name: "a row that loses something", code: `${BOARD}delete board.id; print(board.id);` },
  { name: "a row within, changed", code: `${BOARD}board.uart.port = "Serial1"; print(board.uart.port);` },
  {
    name: "a row's name as a loop's",
    code: `var row = { k: "" }; for (row.k in { "a": 1, "b": 2 }) print(row.k);`,
  },
  {
    name: "a list changed",
    code: `${BOARD}board.list[0] = 7; board.list.push(3); print(board.list.join(), board.list.length);`,
  },
  { name: "a row named twice", code: "var row = { a: 1, a: 2 }; print(row.a);" },
  { name: "a row declared twice", code: "var row = { a: 1 }; print(row.a); var row = { a: 2 }; print(row.a);" },
  { name: "a row put elsewhere", code: "var row = { a: 1 }; row = { a: 2 }; print(row.a);" },
  {
    name: "a shadow of a row",
    code: `${BOARD}function f(board) { return board.id; } print(f({ id: "own" }), board.id);`,
  },
  {
    name: "a row with a pattern, which remembers",
    code: "var row = { re: /a/g }; print(row.re.test('a'), row.re.test('a'));",
  },
  { name: "a row that is not of constants", code: "var n = 1; var row = { a: n, b: 2 }; n = 5; print(row.a, row.b);" },
  {
    name: "a row with a function",
    code: "var row = { a: 1, f: function () { return this.a; } }; print(row.f(), row.a);",
  },
  {
    name: "branches that a row decides",
    code: `${BOARD}if (board.no) print("yes"); else print("no"); print(board.list.length > 1 ? "two" : "one");`,
  },
  { name: "a row without anything", code: "var row = {}; print(row.a);" },
  {
    name: "negative numbers and what binds them",
    code: "var row = { n: -1 }; print(2 - row.n, -row.n, 2 * row.n, row.n.toString());",
  },
  {
    name: "what the build's constants choose, one choice in the other",
    code: `function f(x) { print("f" + x); return x; } var a = false ? f(1) : true ? f(2) : f(3); print(a, true ? a : 9);`,
    pass: "foldChoices",
    has: /var a = f\(2\); print\(a, a\)/,
  },
  {
    name: "a choice with brackets, and one that must keep them",
    code: `var f = function () { return 1; }; print((false ? f : (f))(), (true ? (print("x"), 2) : 3), (false) ? 4 : f());`,
    pass: "foldChoices",
    has: /print\(\(f\)\(\), \(true \? \(print/,
  },
  {
    name: "a choice that nothing has made",
    code: `var a = 1; print(a ? 2 : 3, 0 ? 4 : 5, (a = 0, false) ? 6 : 7, a);`,
    pass: "foldChoices",
    lacks: /print\(2|5, 7/,
  },
];
