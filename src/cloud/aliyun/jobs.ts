/**
 * Jobs (facts: cloud section 4): one whose document is `{"service":"SelfTest","params":{}}` is that service, called once. It
 * is begun only when the cloud has taken that it is, so that one which a restart has cut off is not begun anew.
 * @singleton
 */
import type { Clock } from "../../hal";
import type { Log } from "../../system/log";
import type { Extra, Uplink } from "../cloud";
import { createQuestion } from "../question";
import { OWN_CODES, PARAMETERS_BAD, SUCCESS } from "./codes";
import { membersText } from "./encode";
import { isName, membersIn, type Parsed, plainText, requestText } from "./envelope";
import type { Orders, Reply } from "./orders";

/** Of which something is to be asked or told. */
interface Task {
  readonly id: string;
  /** To be told; empty: its document is to be asked for. */
  status: string;
  document: Parsed;
  /** As members are written. */
  details: string;
}

const MAX_TASKS = 8;
/** Longer than any the platform makes. */
const MAX_ID_CHARS = 64;
const BEGUN = "IN_PROGRESS";
const REFUSED = "REJECTED";

/** `thing`: the device's own topics up to `/thing/`. */
export function createJobs(thing: string, orders: Orders, nextId: () => number, clock: Clock, log: Log): Extra {
  const topic = thing + "job/";
  const list = createQuestion(nextId);
  const question = createQuestion(nextId);
  const tasks: Task[] = [];
  /** Ids of the last ones: what comes again is not done again. */
  const known: string[] = [];
  let isListed = false;

  function add(task: Task): void {
    if (tasks.length >= MAX_TASKS) {
      log("too many jobs", true);
      return;
    }
    known.push(task.id);
    if (known.length > 2 * MAX_TASKS) known.splice(0, 1);
    tasks.push(task);
    if (tasks.length < 2) question.start(clock.nowMs());
  }

  function drop(at: number): void {
    tasks.splice(at, 1);
    if (at < 1) question.start(clock.nowMs());
  }

  /** What a list, a notice or an answer says of a task. */
  function take(task: Parsed): void {
    const id = task["taskId"] as string;
    const { status = "SENT" } = task as { status?: unknown };
    const document = membersIn(task["jobDocument"]);
    const isKnown = known.indexOf(id) >= 0;
    if (status !== "QUEUED" && status !== "SENT" && status !== BEGUN) {
      // It has ended without us.
      tasks.forEach((one, at) => {
        if (one.id === id) drop(at);
      });
    } else if (isKnown) return;
    else if (status === BEGUN) add({ id, status: "FAILED", document, details: '"Reason":"restarted"' });
    else add({ id, status: Object.keys(document).length ? BEGUN : "", document, details: "" });
  }

  function run(task: Task): void {
    const { code, values } = orders.call(plainText(task.document["service"]), task.document["params"]);
    task.status = code === SUCCESS ? "SUCCEEDED" : code >= OWN_CODES ? "FAILED" : REFUSED;
    task.details = '"Code":' + code + (code === SUCCESS ? "," + membersText(values) : "");
  }

  function ask(id: number, { id: taskId, status, details }: Task): Uplink {
    const what = status ? "update" : "get";
    const told = status && ',"status":"' + status + '","progress":' + (status === "SUCCEEDED" ? 100 : 0);
    const params = '{"taskId":"' + taskId + '"' + told + (status && ',"statusDetails":{' + details + "}") + "}";
    return { topic: topic + what, payload: requestText("thing.job." + what, id, params) };
  }

  function listed({ code, canRetry, data }: Reply): void {
    isListed = code === SUCCESS || !canRetry;
    if (!isListed) return;
    list.stop();
    const found = membersIn(data)["tasks"];
    if (Array.isArray(found)) {
      found.forEach((one) => {
        if (isName(membersIn(one)["taskId"], MAX_ID_CHARS)) take(one);
      });
    }
  }

  /** To what was asked or told of the first task. */
  function replied(task: Task, { code, canRetry, data }: Reply): void {
    if (code !== SUCCESS) {
      log("job " + task.id + ": code " + code, true);
      if (!canRetry) drop(0);
      return;
    }
    if (!task.status) {
      const { task: inside = data } = membersIn(data) as { task?: unknown };
      task.document = membersIn(membersIn(inside)["jobDocument"]);
      // Files are none of this device's.
      task.status = Object.keys(task.document).length ? BEGUN : REFUSED;
    } else if (task.status === BEGUN) run(task);
    else {
      log("job " + task.id + " " + task.status);
      drop(0);
      return;
    }
    question.start(clock.nowMs());
  }

  function notified(body: string, bytes: number): void {
    const { id, code, params } = orders.read(body, bytes);
    const task = membersIn(membersIn(params)["task"]);
    const isSound = isName(task["taskId"], MAX_ID_CHARS);
    if (code === SUCCESS && !isSound) orders.refuse(PARAMETERS_BAD, bytes);
    if (isSound) take(task);
    orders.answer(topic + "notify_reply", id, code === SUCCESS && !isSound ? PARAMETERS_BAD : code);
  }

  return {
    // With it our own few come back.
    topics: [topic + "+"],
    online() {
      if (!isListed) list.start(clock.nowMs());
      if (tasks.length) question.start(clock.nowMs());
    },
    next(nowMs) {
      const listId = list.due(nowMs);
      if (listId) return { topic: topic + "get", payload: requestText("thing.job.get", listId, '{"taskId":"$list"}') };
      if (question.isGivenUp(nowMs)) drop(0);
      const task = tasks[0];
      const id = task && question.due(nowMs);
      return id ? ask(id, task as Task) : undefined;
    },
    receive(from, body, bytes) {
      if (from.indexOf(topic)) return false;
      const name = from.substr(topic.length);
      if (name === "notify") notified(body, bytes);
      else if (name === "get_reply" || name === "update_reply") {
        const reply = orders.reply(body, bytes);
        if (reply && list.isAnswer(reply.id)) listed(reply);
        else if (reply && tasks[0] && question.isAnswer(reply.id)) replied(tasks[0], reply);
      }
      return true;
    },
  };
}
