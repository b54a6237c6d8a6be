/** Jobs: begun once and only when the cloud has taken it, their end told, the ones that waited found; nothing without end. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createJobs } from "../../src/cloud/aliyun/jobs.ts";
import type { Outcome } from "../../src/cloud/cloud.ts";
import { THING } from "./cloud-bench.ts";
import { OrdersBench } from "./cloud-orders-bench.ts";

const SELF_TEST = { service: "SelfTest", params: {} };

/** Online; `isListed`: and told that nothing waits. */
function open({ isListed = true, service }: { isListed?: boolean; service?: () => Outcome } = {}) {
  const bench = new OrdersBench(service ? { service } : {});
  const jobs = createJobs(THING, bench.orders, bench.cloud.nextId, bench.clock, bench.log);
  const give = (name: string, body: unknown) => bench.give(jobs, `${THING}job/${name}`, body);
  const notify = (task: unknown, id = "3") => give("notify", { id, params: { task } });
  const next = () => bench.next(jobs);
  /** Takes the next message, which must be this one, and answers it. */
  const answer = (what: "get" | "update", data: unknown = {}, code: unknown = 200) => {
    const [topic, params, id] = next() ?? [];
    assert.equal(topic, `job/${what}`, `after ${bench.logged.join(", ")}`);
    give(`${what}_reply`, { id, code, data });
    return params as { taskId: string; status?: string; progress?: number; statusDetails?: unknown };
  };
  jobs.online();
  if (isListed) answer("get", { tasks: [] });
  return { bench, jobs, give, notify, next, answer };
}

const statuses = (sent: [string, unknown, string][]) =>
  sent.map(([, params]) => (params as { status?: string }).status);

describe("a notice", () => {
  const rows: readonly [what: string, task: unknown, code: number][] = [
    ["of a service", { taskId: "t-1", status: "SENT", jobDocument: SELF_TEST }, 200],
    ["without a status", { taskId: "t-1", jobDocument: SELF_TEST }, 200],
    ["without an id", { status: "SENT", jobDocument: SELF_TEST }, 460],
    ["with an id that no text can hold", { taskId: '"}\r\n', jobDocument: SELF_TEST }, 460],
    ["with an id without end", { taskId: "9".repeat(65), jobDocument: SELF_TEST }, 460],
    ["with an id that is an object", { taskId: {}, jobDocument: SELF_TEST }, 460],
    ["that is a list", [1], 460],
    ["that is none", undefined, 460],
  ];
  for (const [what, task, code] of rows) {
    test(`${what}: ${code}`, () => {
      const { bench, notify, next } = open();
      assert.equal(notify(task), true);
      assert.deepEqual(bench.takeAnswers(), [["job/notify_reply", "3", code, {}]]);
      assert.equal(bench.refusals, code === 200 ? 0 : 1);
      assert.equal(next()?.[0], code === 200 ? "job/update" : undefined);
    });
  }

  test("that can't be read: refused, by what is left of it", () => {
    const { bench, give, next } = open();
    give("notify", '{"id":"8","params":{"task"');
    assert.deepEqual(bench.takeAnswers(), [["job/notify_reply", "8", 6207, {}]]);
    assert.deepEqual([bench.refusals, next()], [1, undefined]);
  });
});

test("begun when the cloud has taken that it is, and its end told with what came of it", () => {
  const { bench, jobs, notify, answer } = open();
  notify({ taskId: "t-1", status: "SENT", jobDocument: SELF_TEST });
  assert.deepEqual(bench.called, [], "not yet");
  assert.deepEqual(answer("update"), { taskId: "t-1", status: "IN_PROGRESS", progress: 0, statusDetails: {} });
  assert.deepEqual(bench.called, ["SelfTest"]);
  const end = { taskId: "t-1", status: "SUCCEEDED", progress: 100, statusDetails: { Code: 200, Result: 0 } };
  assert.deepEqual(answer("update"), end);
  assert.deepEqual(bench.run(jobs, 7200), []);
  assert.deepEqual(bench.logged, ["job t-1 SUCCEEDED"]);
});

describe("how it ends", () => {
  const outcomes: readonly [document: object, code: number, status: string][] = [
    [SELF_TEST, 100001, "FAILED"],
    [{ service: "Explode" }, 5161, "REJECTED"],
    [{ service: "SelfTest", params: { Other: 1 } }, 460, "REJECTED"],
    [{ service: { a: 1 } }, 5161, "REJECTED"],
    [{ service: { toString: 1 } }, 5161, "REJECTED"],
    [{ service: null }, 5161, "REJECTED"],
    [{ params: {} }, 5161, "REJECTED"],
  ];
  for (const [document, code, status] of outcomes) {
    test(`${JSON.stringify(document)}: ${status}, ${code}`, () => {
      const { notify, answer } = open({ service: () => ({ code, values: { Reason: "busy" } }) });
      notify({ taskId: "t-1", jobDocument: document });
      answer("update");
      assert.deepEqual(answer("update"), { taskId: "t-1", status, progress: 0, statusDetails: { Code: code } });
    });
  }
});

test("a notice without its document is asked for it; a file is none of this device's", () => {
  const { bench, notify, answer, next } = open();
  notify({ taskId: "t-1", status: "SENT" });
  assert.deepEqual(answer("get", { task: { taskId: "t-1", jobDocument: SELF_TEST } }), { taskId: "t-1" });
  answer("update");
  answer("update");
  notify({ taskId: "t-2", status: "SENT", jobFile: { fileUrl: "x" } });
  // The task as the data itself.
  answer("get", { taskId: "t-2", jobFile: { fileUrl: "x" } });
  assert.deepEqual(answer("update").status, "REJECTED");
  assert.deepEqual([bench.called, next()], [["SelfTest"], undefined]);
});

test("the same task again is answered, and not done again", () => {
  const { bench, notify, answer, next } = open();
  const task = { taskId: "t-1", status: "SENT", jobDocument: SELF_TEST };
  notify(task);
  notify(task);
  answer("update");
  notify({ ...task, status: "IN_PROGRESS" });
  answer("update");
  notify(task);
  assert.deepEqual([bench.called, next(), bench.takeAnswers().length], [["SelfTest"], undefined, 4]);
});

test("one that the cloud ends is dropped, wherever it stands", () => {
  const { bench, notify, answer, next } = open();
  for (const taskId of ["t-1", "t-2", "t-3"]) notify({ taskId, status: "SENT", jobDocument: SELF_TEST });
  notify({ taskId: "t-2", status: "CANCELLED" });
  notify({ taskId: "t-1", status: "REMOVED" });
  notify({ taskId: "t-9", status: "TIMED_OUT" });
  notify({ taskId: "t-8", status: {} });
  assert.equal(answer("update").taskId, "t-3");
  answer("update");
  assert.deepEqual([bench.called, next()], [["SelfTest"], undefined]);
});

test("an answer that says that it has ended drops it; one that may change is told again", () => {
  for (const [code, count] of [
    [460, 0],
    [429, 1],
  ] as const) {
    const { bench, jobs, notify, answer } = open();
    notify({ taskId: "t-1", jobDocument: SELF_TEST });
    answer("update", {}, code);
    assert.deepEqual(bench.logged, [`! job t-1: code ${code}`]);
    assert.equal(bench.run(jobs, 61).length, count);
    assert.deepEqual(bench.called, []);
  }
});

test("what is not answered is told again, and given up after half an hour for the next", () => {
  const { bench, jobs, notify } = open();
  notify({ taskId: "t-1", jobDocument: SELF_TEST });
  notify({ taskId: "t-2", jobDocument: SELF_TEST });
  const ids = bench.run(jobs, 3700).map(([, params]) => (params as { taskId: string }).taskId);
  assert.deepEqual(ids, ["t-1", "t-1", "t-1", "t-1", "t-1", "t-2", "t-2", "t-2", "t-2", "t-2"]);
  assert.deepEqual(bench.run(jobs, 3700), []);
});

test("more than it can hold: said so, and the rest left", () => {
  const { bench, notify } = open();
  for (let i = 0; i < 12; i++) notify({ taskId: `t-${i}`, jobDocument: SELF_TEST });
  assert.deepEqual(bench.logged, ["! too many jobs", "! too many jobs", "! too many jobs", "! too many jobs"]);
  assert.equal(bench.takeAnswers().length, 12);
});

test("of many, the last ones are known", () => {
  const { bench, notify, answer } = open();
  for (let i = 0; i < 20; i++) {
    notify({ taskId: `t-${i}`, jobDocument: SELF_TEST });
    answer("update");
    answer("update");
  }
  notify({ taskId: "t-19", jobDocument: SELF_TEST });
  assert.equal(bench.called.length, 20);
});

describe("the list of those that wait", () => {
  test("asked for at the first session, and never again", () => {
    const { bench, jobs, answer } = open({ isListed: false });
    assert.deepEqual(answer("get", { tasks: [] }), { taskId: "$list" });
    jobs.online();
    assert.deepEqual(bench.run(jobs, 7200), []);
  });

  test("each is fetched, begun, and told; one that had begun before a restart is not begun anew", () => {
    const { bench, answer, next } = open({ isListed: false });
    answer("get", {
      tasks: [
        { taskId: "t-1", status: "QUEUED" },
        { taskId: "t-2", status: "IN_PROGRESS" },
        { taskId: "t-3", status: "SUCCEEDED" },
        { taskId: '"', status: "SENT" },
        null,
        7,
      ],
    });
    assert.deepEqual(answer("get", { task: { jobDocument: SELF_TEST } }), { taskId: "t-1" });
    assert.equal(answer("update").status, "IN_PROGRESS");
    assert.equal(answer("update").status, "SUCCEEDED");
    const cut = { taskId: "t-2", status: "FAILED", progress: 0, statusDetails: { Reason: "restarted" } };
    assert.deepEqual(answer("update"), cut);
    assert.deepEqual([bench.called, next()], [["SelfTest"], undefined]);
  });

  test("without an answer, or with one that may change, it is asked for again; with one that will not, not", () => {
    const { bench, jobs } = open({ isListed: false });
    assert.equal(bench.run(jobs, 7200).length, 5);
    jobs.online();
    assert.equal(bench.run(jobs, 1).length, 1, "and at the next session");
    for (const [code, count] of [
      [429, 1],
      [460, 0],
    ] as const) {
      const other = open({ isListed: false });
      other.answer("get", {}, code);
      assert.equal(other.bench.run(other.jobs, 61).length, count, `code ${code}`);
    }
  });

  test("of whatever form, it does no harm", () => {
    for (const data of [null, [], "x", { tasks: {} }, { tasks: "x" }, { on: [1] }]) {
      const { bench, answer, next } = open({ isListed: false });
      answer("get", data);
      assert.deepEqual([next(), bench.refusals], [undefined, 0], JSON.stringify(data));
    }
  });
});

test("a new session tells at once what was under way", () => {
  const { bench, jobs, notify, next } = open();
  notify({ taskId: "t-1", jobDocument: SELF_TEST });
  next();
  jobs.online();
  assert.deepEqual(statuses(bench.run(jobs, 1)), ["IN_PROGRESS"]);
});

test("answers to what was not asked, copies and what is broken: nothing follows", () => {
  const { bench, give, notify, next } = open();
  give("update_reply", { id: "7", code: 200, data: {} });
  notify({ taskId: "t-1", jobDocument: SELF_TEST });
  const [, , id] = next() ?? [];
  give("update_reply", { id: "77", code: 200, data: {} });
  for (const body of ["", "null", '{"id":"1"}', "{"]) give("update_reply", body);
  assert.deepEqual([bench.called, bench.refusals], [[], 4]);
  give("update_reply", { id, code: 200, data: {} });
  give("update_reply", { id, code: 200, data: {} });
  assert.deepEqual(bench.called, ["SelfTest"]);
});

test("its own messages that come back are taken in silence; other topics are none of its", () => {
  const { bench, jobs, give } = open();
  assert.deepEqual(jobs.topics, [`${THING}job/+`]);
  for (const name of ["get", "update", "notify_reply", "on"]) assert.equal(give(name, "x"), true);
  assert.equal(bench.give(jobs, `${THING}jobs`, {}), false);
  assert.deepEqual([bench.refusals, bench.takeAnswers()], [0, []]);
});
