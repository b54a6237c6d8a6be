/** Jobs that the cloud gives a device, and the steps that are the device's to take (facts: cloud section 4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Desk } from "./sim-cloud-desk.ts";
import { DEVICE } from "./sim-cloud-rig.ts";

describe("jobs", () => {
  const update = (status: string, rest = "") => `{"taskId":"t1","status":"${status}"${rest}}`;

  it("are told, asked for, done step by step, and then closed", () => {
    const desk = new Desk();
    desk.logIn();
    const job = desk.platform.addJob(DEVICE, { taskId: "t1", document: { do: "x" } });
    const task = { taskId: "t1", status: "SENT", jobDocument: { do: "x" } };
    assert.deepEqual(JSON.parse(desk.sent[0]?.text ?? "").params, { task });
    assert.deepEqual(desk.ask("/thing/job/get", '{"taskId":"$list"}')?.data, {
      tasks: [{ taskId: "t1", status: "SENT" }],
    });
    assert.deepEqual(desk.ask("/thing/job/get", '{"taskId":"t1"}')?.data, { taskId: "t1", task });
    assert.deepEqual(desk.ask("/thing/job/get", '{"taskId":"t2"}')?.data, { taskId: "t2" });
    const step = update("IN_PROGRESS", ',"progress":50,"statusDetails":{"a":1}');
    assert.deepEqual(desk.ask("/thing/job/update", step)?.data, { taskId: "t1" });
    assert.equal(desk.code("/thing/job/update", update("SUCCEEDED")), 200);
    assert.deepEqual(job.history, ["QUEUED", "SENT", "IN_PROGRESS", "SUCCEEDED"]);
    assert.deepEqual([job.progress, job.statusDetails], [50, { a: 1 }]);
    assert.equal(desk.code("/thing/job/update", update("FAILED")), 460);
    assert.deepEqual([job.status, desk.rules], ["SUCCEEDED", ["job"]]);
  });

  for (const bad of [
    update("QUEUED"),
    update("CANCELLED"),
    update("toString"),
    update("IN_PROGRESS", ',"progress":101'),
    update("IN_PROGRESS", ',"progress":"50"'),
    update("IN_PROGRESS", ',"statusDetails":"x"'),
    '{"taskId":"t1"}',
    '{"status":"FAILED"}',
  ]) {
    it(`refuses ${bad}`, () => {
      const desk = new Desk();
      const job = desk.platform.addJob(DEVICE, { taskId: "t1" });
      assert.equal(desk.code("/thing/job/update", bad), 460);
      assert.deepEqual([job.status, job.progress, desk.rules], ["QUEUED", undefined, ["job"]]);
    });
  }

  it("takes the same step again, whose answer was lost, as one", () => {
    const desk = new Desk();
    const job = desk.platform.addJob(DEVICE, { taskId: "t1" });
    const codes = [1, 2].map(() => desk.ask("/thing/job/update", update("SUCCEEDED"), "9")?.code);
    assert.deepEqual([codes, job.history, desk.rules], [[200, 200], ["QUEUED", "SUCCEEDED"], []]);
  });

  it("one that the cloud cancels is told again, and closed", () => {
    const desk = new Desk();
    desk.platform.addJob(DEVICE, { taskId: "t1" });
    desk.platform.cancelJob(DEVICE, "t1");
    assert.equal(JSON.parse(desk.sent[1]?.text ?? "").params.task.status, "CANCELLED");
    assert.equal(desk.code("/thing/job/update", update("IN_PROGRESS")), 460);
    assert.throws(() => desk.platform.cancelJob(DEVICE, "t2"), /no job t2 of D001&a1EXAMPLE00/);
  });
});
