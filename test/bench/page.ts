/** The figures as docs/performance.md. */
import { basename } from "node:path";
import type { Manifest } from "../../build/firmware.ts";
import type { InterpreterInfo } from "../../tools/interpreter.ts";
import type { compare } from "../cloud/air.ts";
import type { Memory } from "./memory.ts";
import { held, table, whole } from "./tables.ts";

export interface Costs {
  readonly ours: number;
  readonly theirs: number | undefined;
}

export interface Figures {
  readonly date: string;
  readonly versions: { readonly node: string; readonly espruino: string; readonly valgrind: string };
  readonly info: InterpreterInfo;
  readonly boards: readonly Manifest[];
  readonly layerBytes: number;
  readonly memory: Memory;
  /** With the platform's services. */
  readonly platformMemory: Memory;
  readonly air: Awaited<ReturnType<typeof compare>>;
  /** Instructions a line. */
  readonly lines: Readonly<Record<"stray" | "chunks" | "reply", Costs>>;
  readonly publish: Costs;
  /** Instructions a second, in unchanged air and with gas about. */
  readonly sensing: number;
  readonly busySensing: number;
  readonly event: { readonly event: number; readonly publishes: number; readonly sample: number };
  /** False where fetches of code from the flash file had to be counted too. */
  readonly isWhole: boolean;
}

const IDLE_LIMIT = 2400;
const PEAK_LIMIT = 2650;
/** MDBT42Q has 2,950: 60 of them are an empty interpreter's, 80 those of the hashes that it has to compute in JavaScript. */
const NEEDS_LIMIT = 2800;
/** Well below what makes a board a small one (`LEAST_PLATFORM_VARS` in build/boards.ts). */
const PLATFORM_NEEDS_LIMIT = 5000;
const AIR_LIMIT = 0.8;
/** MDBT42Q: an instruction a cycle at best. */
const SLOWEST_MHZ = 64;
const SENSING_LIMIT_MS = 2;
const SHARE_LIMIT = 0.5;

const AIR_NAMES = { idleDay: "an idle day", alarm: "an alarm and its end" } as const;

const thousands = (n: number) => whole(Math.round(n / 1000) * 1000);

function costRow(what: string, { ours, theirs }: Costs): string[] {
  if (theirs === undefined) return [what, thousands(ours), "not measured", ""];
  return [what, thousands(ours), thousands(theirs), (ours / theirs).toFixed(2)];
}

export function page(figures: Figures): string {
  const { date, versions, info, boards, memory, platformMemory, air, lines, publish, event, sensing, busySensing } =
    figures;
  const sensingMs = sensing / (SLOWEST_MHZ * 1000);
  const busyMs = busySensing / (SLOWEST_MHZ * 1000);
  const fullest = Math.max(...boards.map(({ budgetShare }) => budgetShare));
  const share = lines.stray.theirs === undefined ? undefined : lines.stray.ours / lines.stray.theirs;
  const limits = [
    ["fullest board, bundle of its budget", `${(fullest * 100).toFixed(1)} %`, "100 %", held(fullest <= 1)],
    ["variables, online and idle", whole(memory.idle), whole(IDLE_LIMIT), held(memory.idle <= IDLE_LIMIT)],
    ["variables, most seen", whole(memory.peak), whole(PEAK_LIMIT), held(memory.peak <= PEAK_LIMIT)],
    ...(memory.needs
      ? [["variables, free at the start", whole(memory.needs), whole(NEEDS_LIMIT), held(memory.needs <= NEEDS_LIMIT)]]
      : []),
    ...(platformMemory.needs
      ? [
          [
            "variables, free at the start, with the platform's services",
            whole(platformMemory.needs),
            whole(PLATFORM_NEEDS_LIMIT),
            held(platformMemory.needs <= PLATFORM_NEEDS_LIMIT),
          ],
        ]
      : []),
    ...(["idleDay", "alarm"] as const).map((what) => [
      `bytes on the air, ${AIR_NAMES[what]}, part of the SDK's`,
      air[what].ratio.toFixed(3),
      String(AIR_LIMIT),
      held(air[what].ratio <= AIR_LIMIT),
    ]),
    [
      "sensing in unchanged air, ms a second at 64 MHz",
      sensingMs.toFixed(2),
      String(SENSING_LIMIT_MS),
      held(sensingMs <= SENSING_LIMIT_MS),
    ],
    ...(share === undefined
      ? []
      : [["a received line, part of AT.js", share.toFixed(2), String(SHARE_LIMIT), held(share <= SHARE_LIMIT)]]),
  ];
  return `# Performance

Written by \`npm run bench\` on ${date}; do not edit. Counted, not timed: the machine's load changes nothing.

${table(["figure", "measured", "limit", "held"], limits)}

Measured with Node ${versions.node}, Espruino ${versions.espruino} (\`${basename(info.path)}\`, ${info.bits} bits, ${info.variables} variables of
${info.variableBytes} bytes), ${versions.valgrind}.

## How to run it

\`\`\`
apt-get install mosquitto socat valgrind
npm run bench -- --interpreter <path of Espruino's Linux build> --at-module <path of EspruinoDocs' modules/AT.js>
\`\`\`
The interpreter may also stand in \`$ESPRUINO\` or on the PATH as \`espruino-linux\`, the module in \`$ESPRUINO_AT_MODULE\`; without
the module its columns stay empty. A board's variables are counted best in a 32-bit build of the interpreter with as many
variables as the board has (5,100: an Espruino Pico), built for release: one that is not takes about twice the instructions; the
ratios hardly change.

## Size of the bundle

${table(
  ["board", "bytes", "budget", "share"],
  boards.map((one) => [one.board, whole(one.bytes), whole(one.budgetBytes), `${(one.budgetShare * 100).toFixed(1)} %`]),
)}

## Variables

The bundle of board \`linux\` in flash, a virtual Air202 on a pseudo-terminal, mosquitto as the broker: cold start, login, alarm, an
order from the cloud, alarm over, quiet. *Small*: as for a board with 5,100 variables; *platform*: with all of the cloud's services and both
dialects, without firmware over the air. The interpreter and the bench's own scripts (${whole(memory.bare)} variables) are taken off.

${table(
  ["moment", "small", "platform"],
  [
    ["online and idle (`process.memory().usage`)", whole(memory.idle), whole(platformMemory.idle)],
    ["most seen", whole(memory.peak), whole(platformMemory.peak)],
    [
      "fewest free at the start with which all of it went well",
      ...[memory, platformMemory].map(({ needs }) => (needs ? whole(needs) : "not measured")),
    ],
  ],
)}

*Most seen* is looked at inside each call for the time, a timer, a print or the ADC, after a collection of garbage. *Fewest free*
is found by taking variables away before the bundle starts, until the interpreter reports a lack of memory; to 16 variables.
${info.bits === 64 ? "A 64-bit build takes more variables as it needs them, and each holds more: not a board's figures.\n" : ""}
## Bytes on the air

MQTT's own bytes both ways: the firmware's modem at the broker in virtual time, and the vendor's Node SDK at its socket for the same messages
(\`node --import tsx test/cloud/air.ts\`). The SDK can't give an event its time; the ratio leaves it out of ours.

${table(
  ["stretch", "messages", "firmware", "without times", "SDK", "ratio"],
  (["idleDay", "alarm"] as const).map((what) => {
    const { messages, firmware, withoutTimes, sdk, ratio } = air[what];
    return [AIR_NAMES[what], whole(messages), whole(firmware), whole(withoutTimes), whole(sdk), ratio.toFixed(3)];
  }),
)}

## Instructions

callgrind, the difference between N and 2 N rounds, so that start and end cancel out; code in flash as on a board. ${
    figures.isWhole
      ? "The Linux\nbuild's flash is a file; what reading it costs is left out, because a board's flash is mapped into memory."
      : "This\ninterpreter has no symbols, so reading its flash file is counted too, which no board does: the ratios alone mean anything."
  }

### Each received line, ${"`+CSQ`, `OK`, `+CREG`, `PUBACK`, `+NITZ`, `SUBACK`, `+MSUB` of 102 bytes, `CONNECT OK`, `^MODE`, `+CGATT`"} in turn

${table(
  ["traffic", "gas-canary", "Espruino's AT.js", "ratio"],
  [
    costRow("lines arrive whole, no command under way", lines.stray),
    costRow("the same in chunks of 16 bytes", lines.chunks),
    costRow("whole; AT+CSQ always under way, sent anew at each OK", lines.reply),
  ],
)}

For 1,000 lines: a thousand times that. The feeding loop is taken off. gas-canary: line splitter, chat and Luat driver
(${whole(figures.layerBytes)} bytes), which also tell URCs and counted messages apart; AT.js: minified, six line handlers and one for the
prompt that do nothing, and a message is a line to it.

### Each publish and event

${table(
  ["what", "gas-canary", "Espruino's AT.js", "ratio"],
  [costRow("AT+MPUB out; `OK`, `PUBACK` and the cloud's reply in", publish)],
)}

gas-canary escapes the payload in that; AT.js is given the finished command.

${table(
  ["the whole firmware", "instructions"],
  [
    [
      `an alarm event: decision, Alink, ${event.publishes.toFixed(1)} publishes (event, changed properties), all answers`,
      thousands(event.event),
    ],
    ["one sample of the sensor in unchanged air, once a second, and what hangs on it", thousands(event.sample)],
  ],
)}

### Each second of sensing

Sample, filter, faults, reading and alarm rules, in unchanged air: ${whole(sensing)} instructions a second, of which a fifth is the one
reading in 50 s. On the slowest board, ${SLOWEST_MHZ} MHz: ${whole(sensing)} / ${SLOWEST_MHZ},000 = ${sensingMs.toFixed(2)} ms. While gas is about, with a noisy
ADC, and with a heater in turns, each five samples make a reading: ${whole(busySensing)} / ${SLOWEST_MHZ},000 = ${busyMs.toFixed(2)} ms,
which is over the 2 ms.
`;
}
