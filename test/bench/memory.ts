/** JsVars of the running firmware, counted by the interpreter itself, with the code in flash. */
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { eventually } from "../cloud/eventually.ts";
import { startMosquitto } from "../cloud/mosquitto.ts";
import { BOOT0, Rig } from "../espruino/rig.ts";

const WAIT_MS = 60_000;
/** Reports of properties and of the fall of the alarm are over after this. */
const SETTLE_MS = 1500;

/**
 * Looks at the memory wherever the firmware calls into the interpreter for the time, a print, a timer or the UART, which
 * is deep in its own calls; an interval of its own would see only what lies between two of them.
 */
const PROBES = `
var peak = 0;
function look() { var m = process.memory().usage; if (m > peak) peak = m; }
["getTime", "print", "setTimeout", "analogRead"].forEach(function (name) {
  var real = global[name];
  global[name] = function (a, b) { look(); return b === undefined ? real(a) : real(a, b); };
});
`;
/** LOW_MEMORY is none: it says that garbage was collected because it had piled up. */
const TROUBLE = /Out of Memory|: MEMORY|Uncaught/i;
/** Takes variables until only \`room\` are free, before the bundle starts. */
const ballast = (room: number) => `var ballast=[];while(process.memory().free>${room})ballast.push(1);`;

export interface Memory {
  /** Of the interpreter and the bench's own scripts; the other figures are without it. */
  readonly bare: number;
  readonly idle: number;
  readonly peak: number;
  /** Fewest free variables with which all of the run went well; 0 where the interpreter takes more as it needs them. */
  readonly needs: number;
}

export async function measureMemory(interpreter: string, bundle: string, fixedVariables: boolean): Promise<Memory> {
  const broker = await startMosquitto(EXAMPLE_DEVICE);
  const run = (text: string, boot0: string) => live(interpreter, text, boot0, broker);
  try {
    const bare = await idleOf(interpreter, broker.port, `${BOOT0}${PROBES}`);
    const { idle, peak } = await run(bundle, `${BOOT0}${PROBES}`);
    const works = (room: number) =>
      run(bundle, `${BOOT0}${ballast(room)}`).then(
        () => true,
        () => false,
      );
    const needs = fixedVariables ? await least(works, idle - bare, peak - bare + 600) : 0;
    return { bare, idle: idle - bare, peak: peak - bare, needs };
  } finally {
    await broker.close();
  }
}

async function idleOf(interpreter: string, brokerPort: number, boot0: string): Promise<number> {
  const rig = await Rig.start({ interpreter, bundle: "0", family: "air780e", brokerPort, boot0 });
  try {
    return await rig.console.ask<number>("process.memory().usage");
  } finally {
    await rig.stop();
  }
}

/** From cold start to alarm, order, and quiet again. */
async function live(
  interpreter: string,
  bundle: string,
  boot0: string,
  broker: Awaited<ReturnType<typeof startMosquitto>>,
): Promise<{ idle: number; peak: number }> {
  const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
  const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
  const rig = await Rig.start({ interpreter, bundle, family: "air202", brokerPort: broker.port, boot0 });
  const { console: repl } = rig;
  try {
    rig.setCleanAir();
    const sound = async (pattern: RegExp) => {
      const [seen] = await repl.waitFor(new RegExp(`${pattern.source}|${TROUBLE.source}`), WAIT_MS);
      if (!pattern.test(seen)) throw new Error(`${seen}: ${repl.output.slice(-500)}`);
    };
    await sound(/ ONLINE/);
    await sound(/ gas 0 -> 1/);
    rig.setLelPercent(40);
    const hasTold = (gasState: number) => platform.events.some(({ outputs }) => outputs["GasState"] === gasState);
    await eventually(() => hasTold(3), WAIT_MS, "alarm");
    const order = platform.propertySet(EXAMPLE_DEVICE, { PowerSwitch: 1 });
    await eventually(() => order.reply !== undefined, WAIT_MS, "answer to the order");
    const known = platform.service(EXAMPLE_DEVICE, "Acknowledge", {});
    await eventually(() => known.reply !== undefined, WAIT_MS, "answer to the acknowledgement");
    rig.setCleanAir();
    await eventually(() => hasTold(1), WAIT_MS, "end of the alarm");
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    if (TROUBLE.test(repl.output)) throw new Error(repl.output.slice(-500));
    const [idle, peak, flags] = await repl.ask<[number, number, string[]]>(
      '[process.memory().usage,typeof peak=="number"?peak:0,E.getErrorFlags()]',
    );
    if (flags.some((flag) => flag !== "LOW_MEMORY")) throw new Error(`error flags: ${flags}`);
    return { idle, peak };
  } finally {
    await rig.stop();
    await attached.close();
  }
}

/** Smallest number between `low` (too few) and `high` that works, to 16; 0 when not even `high` does. */
async function least(works: (n: number) => Promise<boolean>, low: number, high: number): Promise<number> {
  if (!(await works(high))) return 0;
  while (high - low > 16) {
    const middle = (low + high) >> 1;
    if (await works(middle)) high = middle;
    else low = middle;
  }
  return high;
}
