/** Desk, device and findings as one block of plain text, to be pasted into an issue. */
import { GAS_STATES } from "../../sim/device-words.ts";
import type { Desk } from "./desk.ts";
import type { DeviceReport, Status } from "./device.ts";
import type { Finding } from "./findings.ts";

const SAMENESS = {
  "same": "the one of these sources",
  "as in dist/": "the one in dist/; the sources have changed since",
  "other": "another than the one of these sources",
  "unknown": "nothing to compare it with",
};

type Row = readonly [name: string, text: string];

export function blockOf(desk: Desk, device: DeviceReport | undefined, findings: readonly Finding[]): string {
  return [
    ...table("desk", deskRows(desk)),
    ...(device ? table("device", deviceRows(device)) : []),
    ...findingLines(findings),
  ].join("\n");
}

function table(title: string, rows: readonly Row[]): string[] {
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(12)}${text}`)];
}

function deskRows({ canary, node, os, espruinoPackage, interpreter, ports, bundles }: Desk): Row[] {
  return [
    ["canary", canary],
    ["node", `${node}, ${os}`],
    ["espruino", `package ${espruinoPackage || "not installed"}; Linux build ${interpreter || "not found"}`],
    ...ports.map(({ path, what, isAllowed, heldBy }): Row => {
      const held = heldBy.length > 0 ? `, open in ${heldBy.join(", ")}` : "";
      return ["port", `${path}  ${what}${isAllowed ? "" : ", not allowed to this user"}${held}`];
    }),
    ...(ports.length > 0 ? [] : [["port", "none"] as const]),
    ...bundles.map(
      ({ board, version, bytes, sha256 }): Row => ["bundle", `${board} ${version}, ${bytes} bytes, sha256 ${sha256}`],
    ),
  ];
}

function deviceRows({
  port,
  identity,
  boards,
  name,
  status,
  sameness,
  files,
  freeBytes,
  crashes,
}: DeviceReport): Row[] {
  const { espruinoBoard, version, serial, jsVars } = identity;
  const memory =
    jsVars.total > 0 ? `${jsVars.free} of ${jsVars.total} variables free` : `${jsVars.free} variables free, no limit`;
  return [
    ["port", port],
    [
      "board",
      `${espruinoBoard} (${boards.join(", ") || "no file of boards/"}), Espruino ${version}, serial ${serial || "unknown"}`,
    ],
    ...(name ? [["name", name] as const] : []),
    ["firmware", firmwareText(identity.isRunning, status)],
    ["bundle", `${status?.bundle ?? "not told"}; ${SAMENESS[sameness]}`],
    ["memory", memory],
    ["flash", `${freeBytes} bytes of Storage free`],
    ...files.map(({ name: file, bytes }): Row => ["", `${file}  ${bytes} bytes`]),
    ...(status && !status.safeMode ? statusRows(status) : []),
    ...(status ? [["starts", startsText(status)] as const] : []),
    ["last words", crashes.at(-1) ?? "none"],
    ...crashes.slice(0, -1).map((text): Row => ["before", text]),
  ];
}

function firmwareText(isRunning: boolean, status: Status | undefined): string {
  if (!isRunning) return "does not run";
  return status?.safeMode ? "safe mode" : `${status?.version ?? "unknown"} for ${status?.board ?? "unknown"}`;
}

function statusRows(status: Status): Row[] {
  const {
    modem,
    signalDbm,
    link,
    gasState,
    faults = [],
    waiting,
    dropped,
    refused,
    unsound,
    errorFlags = {},
    troubles = [],
  } = status;
  const flags = Object.entries(errorFlags).map(([flag, times]) => `${flag} ${times}x`);
  return [
    ["modem", `${modem || "not known yet"}${signalDbm === undefined ? "" : `, ${signalDbm} dBm`}`],
    ["link", String(link)],
    ["gas", `${GAS_STATES[gasState ?? -1] ?? "not told"}; faults ${faults.join(", ") || "none"}`],
    ["journal", `${waiting} wait, ${dropped} dropped, ${refused} refused, ${unsound} unsound`],
    ["errors", flags.join(", ") || "none"],
    ...troubles.map((trouble): Row => ["trouble", trouble]),
  ];
}

const startsText = ({ boots, resetCause, badBoots }: Status): string =>
  `${boots ?? "unknown"}${resetCause ? `, the last after: ${resetCause}` : ""}${badBoots ? `, ${badBoots} of them bad` : ""}`;

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ["findings", "  none"];
  return ["findings", ...findings.flatMap(({ what, advice }, i) => [`  ${i + 1}. ${what}`, `     ${advice}`])];
}
