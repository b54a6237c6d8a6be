/** Senders of commands: a chat's caller, who sends what the dialect has in any order; and the driver's, who takes its steps. */
import type { Command } from "../../src/at/command.ts";
import type { Step } from "../../src/modem/modem.ts";
import { APN, SESSION, twoResults } from "../unit/parts.ts";
import type { SenderMaker } from "./bench.ts";
import { tokensIn } from "./corpus.ts";
import { PROBE } from "./modem.ts";
import { OPEN } from "./open.ts";
import { type Sent, Violation } from "./oracle.ts";
import type { Parts } from "./parts.ts";

// biome-ignore format: a table
const STEPS: readonly Step[] = [
  "CSQ", "CREG", "CIICR", "MSUB", "MIPSTART", "MCONNECT", "CGATT", "CPIN", "AT", "CIFSR", "MIPCLOSE", "CIPSHUT", "MCONFIG",
];

/** What the driver sends for a publish. */
function publishCommand(payload: string): Command {
  return { ...twoResults(`AT+MPUB="t",1,0,"${payload}"`, ["PUBACK"], 40000), timeoutMs: 9000 };
}

const COMMANDS = new WeakMap<Parts, readonly Command[]>();

/** The dialect's own commands; the plainest first. */
function commandsUnderTest(parts: Parts): readonly Command[] {
  const known = COMMANDS.get(parts);
  if (known) return known;
  const commands = [
    ...STEPS.flatMap((step) => parts.commandsOf(step, SESSION, APN, false)),
    publishCommand("x"),
    { text: "AT+CSQ", reply: "+CSQ", isProbe: true, timeoutMs: 2000 },
    { text: "ATI", reply: "I", isProbe: true, timeoutMs: 2000 },
    // With a blank behind it, by which the oracle tells it from the probe; to modem and chat it is the same.
    ...(OPEN.probeIsAlsoACommand ? [] : [{ text: `${PROBE} `, reply: "+MQTTSTATU", timeoutMs: 2000 }]),
    ...(OPEN.latePromptTakesCommand ? [] : [{ text: 'AT+MPUBEX="t",0,0,5', data: 'a"\r\nb', timeoutMs: 9000 }]),
  ];
  COMMANDS.set(parts, commands);
  return commands;
}

/** In any order, several at once; one may follow from the end of another. */
export const chatSender: SenderMaker = (bench) => {
  const { oracle, trace } = bench;
  const tape = bench.tapes.sender;
  const commands = commandsUnderTest(bench.parts);
  const chat = bench.parts.createChat(bench.uart, bench.partsClock, "+MSUB:", 4100, PROBE, "+MQTTSTATU", {
    scopeOf(line) {
      oracle.line(line);
      return bench.parts.scopeOf(line);
    },
    urc() {},
    echo() {},
    message: (topic, body, bytes) => oracle.message(topic, body, bytes),
  });
  function send(command: Command, follow: number): Sent {
    const sent = oracle.send(command);
    trace?.push(`${bench.clock.ms} send ${command.text}`);
    chat.send(command, (error, reply) => {
      trace?.push(`${bench.clock.ms} end ${command.text}: ${error || "ok"} ${JSON.stringify(reply)}`);
      oracle.ended(sent, error, reply);
      if (follow && !error) send(tape.pick(commands), follow - 1);
    });
    return sent;
  }
  const named = (text: string) => commands.find((command) => command.text.startsWith(text)) as Command;
  return {
    send() {
      if (tape.once(20)) chat.doubt();
      for (let left = tape.once(30) ? 8 : 1; left > 0; left--) send(tape.pick(commands), tape.below(3));
    },
    waiting: () => oracle.waiting().length,
    proveInStep(run) {
      const texts = ["AT+CSQ", "AT+MPUB=", "AT+CIICR"];
      const first = tape.below(texts.length);
      const order = texts.map((_, i) => texts[(first + i) % texts.length] as string);
      if (oracle.doubt.hasBrokenProbe) order.unshift("AT+CSQ");
      for (const text of order) {
        const sent = send(named(text), 0);
        run(() => sent.hasEnded);
        if (oracle.doubt.hasBrokenProbe) oracle.doubt.hasBrokenProbe = false;
        else checkProof(text, sent.error, sent.reply, sent.exchange?.expected?.reply);
      }
    },
  };
};

function checkProof(
  text: string,
  error: string,
  got: readonly string[],
  expected: readonly string[] | undefined,
): void {
  const isRight = !error && JSON.stringify(got) === JSON.stringify(expected);
  const told = `${text}: ${error || "ok"} ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`;
  if (!isRight) throw new Violation("in step after the noise", told);
}

/** One step at a time, and beside it a publish and what a person asks. */
export const driverSender: SenderMaker = (bench) => {
  const { oracle, trace, modem: peer } = bench;
  const tape = bench.tapes.sender;
  let steps = 0;
  let publishes = 0;
  let stepping: Step | undefined;
  let result = "";
  let epochMs = 0;
  const modem = bench.parts.createLuat(bench.uart, bench.partsClock, APN, undefined, undefined, {
    lost: (rung, line) => trace?.push(`${bench.clock.ms} lost ${rung}: ${line}`),
    message: (topic, body, bytes) => oracle.message(topic, body, bytes),
    time: (toldMs) => {
      epochMs = toldMs;
    },
  });
  // Of a step's commands only the last end is told, so that it can't be seen when the line is in doubt.
  oracle.doubt.isBlind = true;

  function step(name: Step): void {
    const number = ++steps;
    let hasEnded = false;
    stepping = name;
    trace?.push(`${bench.clock.ms} step ${name}`);
    modem.step(name, SESSION, (given) => {
      trace?.push(`${bench.clock.ms} step ${name}: ${given || "done"}`);
      if (hasEnded || number !== steps) throw new Violation("each command ends once", `step ${name}, again: ${given}`);
      hasEnded = true;
      stepping = undefined;
      result = given;
    });
  }

  function beside(command: Command, start: (done: (error: string, reply: string[]) => void) => void): Sent {
    const sent = oracle.send(command);
    trace?.push(`${bench.clock.ms} send ${command.text}`);
    start((error, reply) => {
      trace?.push(`${bench.clock.ms} end ${command.text}: ${error || "ok"} ${JSON.stringify(reply)}`);
      oracle.ended(sent, error, reply);
    });
    return sent;
  }

  function publish(): Sent {
    const payload = `x${++publishes}`;
    return beside(publishCommand(payload), (done) => modem.publish("t", payload, (error) => done(error, [])));
  }

  function ask(text: string): Sent {
    const command = { text, reply: text.slice(2), isProbe: true, timeoutMs: 2000 };
    return beside(command, (done) =>
      modem.command(text, (lines) => {
        const last = lines.at(-1) as string;
        done(last === "OK" ? "" : last, lines.slice(0, -1));
      }),
    );
  }

  const isPublishing = () => oracle.sent.some(({ command, hasEnded }) => command.then && !hasEnded);
  const lastOf = (text: string): number => {
    const exchange = peer.exchanges.findLast((one) => one.text === text);
    if (!exchange) throw new Violation("in step after the noise", `${text} was never sent`);
    return exchange.number;
  };

  return {
    send() {
      const what = tape.below(8);
      if (what === 7) ask(tape.pick(["AT+CBC", "ATI"]));
      else if (what > 4 && !isPublishing()) publish();
      else if (!stepping) step(tape.pick(STEPS));
      if (tape.once(20)) modem.doubt();
    },
    waiting: () => oracle.waiting().length + (stepping ? 1 : 0),
    proveInStep(run) {
      const walk = (name: Step) => {
        step(name);
        run(() => !stepping);
        if (result && !oracle.doubt.hasBrokenProbe)
          throw new Violation("in step after the noise", `step ${name}: ${result}`);
        oracle.doubt.hasBrokenProbe = false;
      };
      if (oracle.doubt.hasBrokenProbe) walk("CSQ");
      walk("CSQ");
      const signal = lastOf("AT+CSQ") % 32;
      const second = lastOf("AT+CCLK?") % 60;
      checkProof("step CSQ", result, [modem.facts.dbm, (epochMs / 1000) % 60].map(String), [
        String(2 * signal - 113),
        String(second),
      ]);
      const sent = publish();
      run(() => sent.hasEnded);
      checkProof("publish", sent.error, [], []);
      walk("AT");
      const tokens = tokensIn(modem.facts.identity);
      checkProof(
        "step AT",
        result,
        tokens.map(String),
        ["AT+CGMI", "AT+CGMR"].map((text) => String(lastOf(text))),
      );
      const asked = ask("AT+CBC");
      run(() => asked.hasEnded);
      checkProof("AT+CBC", asked.error, asked.reply, asked.exchange?.expected?.reply);
    },
  };
};
