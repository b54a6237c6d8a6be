/** What `canary sim` runs: a board on the desk, its console and perhaps a modem of its own as TCP ports, until Ctrl-C. */
import { relative } from "node:path";
import type { DeskBoard } from "../../sim/desk-board.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import { Random } from "../../sim/random.ts";
import { openDeskBoard, simBoard } from "../device/sim-line.ts";
import { SocketPort } from "./socket-port.ts";

export interface SimOptions {
  readonly boardId: string | undefined;
  readonly family: FamilyName;
  readonly port: number;
  readonly modemPort: number | undefined;
  readonly speed: number;
  readonly lelPercent: number | undefined;
  /** An object is a line of JSON; `text` is for people. */
  say(line: { readonly kind: string; readonly text: string; readonly [detail: string]: unknown }): void;
  /** Resolves when somebody wants the end. */
  readonly ended: Promise<void>;
}

export async function runSim(options: SimOptions): Promise<void> {
  const { say } = options;
  const boardFile = await simBoard(options.boardId);
  const board = openDeskBoard(boardFile, { speed: options.speed, family: options.family });
  const closes: (() => unknown)[] = [() => board.close()];
  try {
    const repl = await consolePort(board, options);
    closes.unshift(() => repl.close());
    if (options.lelPercent !== undefined) board.node.setLelPercent(options.lelPercent);
    const modem = options.modemPort === undefined ? undefined : await modemPort(board, options, options.modemPort);
    if (modem) closes.unshift(() => modem.close());
    const { id } = boardFile.board;
    const flash = relative(process.cwd(), board.file.path);
    const state = board.isBare ? "bare" : "as it was left";
    say({
      kind: "ready",
      text: `${boardFile.profile.name} (${id}), flash ${flash}: ${state}\nREPL   ${repl.url}${modem ? `\nmodem  ${modem.url}` : ""}\nCtrl-C ends it.`,
      board: id,
      flash,
      bare: board.isBare,
      port: repl.url,
      ...(modem && { modemPort: modem.url }),
    });
    await options.ended;
  } finally {
    for (const close of closes) await close();
  }
  say({ kind: "end", text: `ended; the flash is kept in ${relative(process.cwd(), board.file.path)}` });
}

async function consolePort(board: DeskBoard, { port, say }: SimOptions): Promise<SocketPort> {
  const repl = await SocketPort.open({
    port,
    what: "REPL",
    onBytes: (bytes) => board.type(bytes),
    onClient: (isThere) => {
      board.onBytes = isThere ? (bytes) => repl.send(bytes) : undefined;
      say({ kind: "client", text: isThere ? "connected" : "disconnected", connected: isThere });
    },
  });
  return repl;
}

/** A modem without a board, in the same network. */
async function modemPort(board: DeskBoard, { family }: SimOptions, port: number): Promise<SocketPort> {
  const { clock } = board.node;
  const modem = new VirtualModem({
    clock,
    random: new Random(Date.now()),
    network: board.network,
    family,
    settings: { startsOnSupply: true },
    epochMs: Date.now() - clock.nowMs,
  });
  const socket = await SocketPort.open({ port, what: "modem", onBytes: (bytes) => modem.receive(bytes) });
  modem.onSend = (bytes) => socket.send(bytes);
  modem.supply(true);
  return socket;
}
