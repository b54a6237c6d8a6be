/** Jobs that the cloud gives a device, and how far it says it is with them (facts: cloud section 4). */
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { isObject, type Json, type JsonObject, member } from "./raw-json.ts";
import { entryOf, keepBounded } from "./records.ts";
import { type Question, questionRow, type Row, type Served } from "./row.ts";

export type JobStatus =
  | "QUEUED"
  | "SENT"
  | "IN_PROGRESS"
  | "SUCCEEDED"
  | "FAILED"
  | "REJECTED"
  | "CANCELLED"
  | "REMOVED"
  | "TIMED_OUT";

export interface JobOrder {
  readonly taskId: string;
  /** What is to be done: `jobDocument`. */
  readonly document?: JsonObject;
  /** The document as a file: `jobFile`. */
  readonly file?: { readonly fileUrl: string; readonly sign: string; readonly signMethod: string };
}

export interface Job extends JobOrder {
  status: JobStatus;
  progress?: Json;
  statusDetails?: Json;
  /** All it went through, the present one last. */
  readonly history: JobStatus[];
}

/** A device may set these; the rest is the cloud's. */
const BY_DEVICE: readonly string[] = ["IN_PROGRESS", "SUCCEEDED", "FAILED", "REJECTED"];
const OPEN: readonly JobStatus[] = ["QUEUED", "SENT", "IN_PROGRESS"];
const ALL = "$list";

export const JOB_ROWS: readonly Row[] = [
  questionRow("/thing/job/get", "object", read),
  questionRow("/thing/job/update", "object", update),
];

const jobsOf = (platform: Platform, device: Device) => entryOf(platform.jobs, deviceKey(device), (): Job[] => []);
const jobOf = (platform: Platform, device: Device, taskId: Json | undefined) =>
  jobsOf(platform, device).find((one) => one.taskId === taskId);

export function addJob(platform: Platform, device: Device, order: JobOrder): Job {
  const job: Job = { ...order, status: "QUEUED", history: ["QUEUED"] };
  jobsOf(platform, device).push(job);
  keepBounded(jobsOf(platform, device), platform.settings.logLimit);
  if (platform.isOnline(device)) enter(job, "SENT");
  tell(platform, device, job);
  return job;
}

/** The cloud ends it: the device hears so. */
export function endJob(platform: Platform, device: Device, taskId: string, status: JobStatus): void {
  const job = jobOf(platform, device, taskId);
  if (!job) throw new Error(`no job ${taskId} of ${deviceKey(device)}: addJob first`);
  enter(job, status);
  tell(platform, device, job);
}

function tell(platform: Platform, device: Device, job: Job): void {
  platform.ask(device, "thing.job.notify", { task: shown(job) });
}

function enter(job: Job, status: JobStatus): void {
  job.status = status;
  job.history.push(status);
  keepBounded(job.history, 100);
}

function shown({ taskId, status, document, file, progress }: Job): JsonObject {
  return {
    taskId,
    status,
    ...(document && { jobDocument: document }),
    ...(file && { jobFile: { ...file } }),
    ...(progress !== undefined && { progress }),
  };
}

function read({ platform, device, params }: Question): Served {
  const taskId = member(params, "taskId");
  if (typeof taskId !== "string") return jobFault("job get without taskId");
  if (taskId === ALL) {
    return { data: { tasks: jobsOf(platform, device).map(({ taskId: id, status }) => ({ taskId: id, status })) } };
  }
  const job = jobOf(platform, device, taskId);
  return { data: job ? { taskId, task: shown(job) } : { taskId } };
}

function update({ platform, device, params, isCopy }: Question): Served {
  const taskId = member(params, "taskId");
  const status = member(params, "status");
  const progress = member(params, "progress");
  const statusDetails = member(params, "statusDetails");
  const job = jobOf(platform, device, taskId);
  if (!job || typeof taskId !== "string") return jobFault(`no job ${JSON.stringify(taskId)}`);
  if (typeof status !== "string" || !BY_DEVICE.includes(status)) {
    return jobFault(`status ${JSON.stringify(status)} is not the device's to set`);
  }
  if (isCopy) return { data: { taskId } };
  if (!OPEN.includes(job.status)) return jobFault(`job ${taskId} is ${job.status} already`);
  if (progress !== undefined && !isPercent(progress)) return jobFault(`progress ${JSON.stringify(progress)}`);
  if (statusDetails !== undefined && !isObject(statusDetails)) return jobFault("statusDetails is no object");
  enter(job, status as JobStatus);
  if (progress !== undefined) job.progress = progress;
  if (statusDetails !== undefined) job.statusDetails = statusDetails;
  return { data: { taskId } };
}

const isPercent = (progress: Json): boolean =>
  typeof progress === "number" && Number.isInteger(progress) && progress >= 0 && progress <= 100;

const jobFault = (why: string): Served => ({ rule: "job", why, code: 460 });
