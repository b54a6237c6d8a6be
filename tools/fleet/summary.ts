/** The end of a fleet in words: what was decided and delivered, how fast, and what it took of the machine. */
import type { Row } from "../../sim/fleet/histogram.ts";
import type { Counts } from "../../sim/fleet/ledger.ts";
import type { LoadReport } from "../../sim/fleet/load.ts";
import type { FleetReport } from "./report.ts";

const BAR = 40;
const MB = 1e6;
/** A moment's pause of the machine is no want of it. */
const SHORT_SHARE = 0.97;
/** What a desk does beside. */
const OTHERS_CORES = 0.3;

/** Its time is slower than asked for. */
export const isShort = (speed: number, actual: number): boolean => actual < SHORT_SHARE * speed;

export function summaryOf(report: FleetReport, how: { isCut: boolean; isByHand: boolean }): string[] {
  const { devices, workers, speed, totalMinutes, playedMinutes, alarms, ends, load } = report;
  return [
    "",
    `${whole(devices)} devices, ${workers} worker${workers === 1 ? "" : "s"}, ${speed} x real time; ${totalMinutes} min of their time, ${playedMinutes} of it with all of them on`,
    `  alarms    ${counted(alarms)}`,
    `  ends      ${counted(ends)}`,
    ...byBroker(report),
    ...latency(report),
    `  memory    ${megabytes(load.rssBytes)} in all, ${megabytes(report.bytesPerDevice)} a device; ${megabytes(load.heapBytes)} of it JavaScript's`,
    `  load      ${loadWords(load)}`,
    ...others(report),
    ...tooMuch(load, speed),
    verdict(report, how),
  ];
}

/** Of several, one by one where one of them is another than the first. */
function byBroker({ brokers }: FleetReport): string[] {
  const [first] = brokers;
  const isMissing = (one: Counts) => one.decided > 0 && one.delivered === 0;
  if (!first || !brokers.some(isMissing)) return [];
  const rows = brokers.map((one) => `  broker    ${one.broker}: ${counted(one)}`);
  const isCluster = isMissing(first)
    ? []
    : ["            Nothing came by way of some: are they members of one cluster with the first?"];
  return brokers.length > 1 ? [...rows, ...isCluster] : [];
}

function latency({ latency: { count, p50Ms, p95Ms, p99Ms, maxMs }, histogram }: FleetReport): string[] {
  if (count === 0) return [];
  const most = Math.max(...histogram.map((row) => row.count));
  return [
    `  latency   half within ${seconds(p50Ms)} s, 95 % within ${seconds(p95Ms)} s, 99 % within ${seconds(p99Ms)} s, longest ${seconds(maxMs)} s`,
    ...histogram.map((row) => `            ${bar(row, most)}`),
  ];
}

function bar({ belowS, count }: Row, most: number): string {
  const length = count === 0 ? 0 : Math.max(1, Math.round((BAR * count) / most));
  return `${`below ${belowS} s`.padEnd(12)} ${"#".repeat(length).padEnd(BAR)} ${whole(count)}`;
}

function loadWords({ mainBusyShare, workerBusyShares, actualSpeed, cores }: LoadReport): string {
  const workers = workerBusyShares.map(percent).join(", ");
  return `came to ${actualSpeed} x with ${cores} cores; main thread (cloud, broker) busy ${percent(mainBusyShare)} of the time, workers ${workers}`;
}

function others({ late, invented, violations, load: { restarts } }: FleetReport): string[] {
  const rows: readonly (readonly [count: number, what: string])[] = [
    [late, "were delivered after they had been given up"],
    [invented, "events came that nobody had decided: is there another fleet with the same names (--first)?"],
    [violations, "times a rule of the platform was broken"],
    [restarts, "times a board started anew"],
  ];
  return rows.filter(([count]) => count > 0).map(([count, what]) => `  beside    ${whole(count)} ${what}`);
}

function tooMuch(load: LoadReport, speed: number): string[] {
  if (!isShort(speed, load.actualSpeed)) return [];
  return [
    `!! This machine can't carry that at ${speed} x: it came to ${load.actualSpeed} x. ${limitOf(load)} Lower --speed, or --devices.`,
  ];
}

/** What it is that does not suffice: the cores that others have, or one thread, which has no more than one core. */
function limitOf({ mainBusyShare, workerBusyShares, othersCores }: LoadReport): string {
  if (othersCores > OTHERS_CORES) return `Other programs had ${othersCores.toFixed(1)} cores meanwhile.`;
  const most = Math.max(...workerBusyShares);
  return mainBusyShare > most ? "The main thread, cloud and broker, is full." : "The threads of the devices are full.";
}

function verdict(
  { alarms, ends, waiting, invented }: FleetReport,
  { isCut, isByHand }: { isCut: boolean; isByHand: boolean },
): string {
  const lost = alarms.lost + ends.lost;
  if (lost > 0) return `!! ${whole(lost)} lost`;
  if (waiting > 0)
    return `!! ${whole(waiting)} were under way when it ${isCut && isByHand ? "was ended by hand" : "ended"}`;
  if (invented > 0) return "!! nothing is lost, but not all that came had been decided";
  if (alarms.decided === 0)
    return isByHand ? "== no alarm was decided" : "!! no alarm was decided: more --minutes or more --alarms-per-hour";
  return "== every alarm and every end of one was delivered";
}

const counted = ({ decided, delivered, lost }: Counts): string =>
  `${whole(decided)} decided, ${whole(delivered)} delivered${lost > 0 ? `, ${whole(lost)} lost` : ""}`;
const whole = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)));
const megabytes = (bytes: number): string =>
  `${bytes < 10 * MB ? (bytes / MB).toFixed(1) : whole(Math.round(bytes / MB))} MB`;
