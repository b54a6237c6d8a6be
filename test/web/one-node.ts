/** A process with one node, its cloud and its page: prints how much memory it holds. */
import { loadBoard } from "../../build/boards.ts";
import { Deeds } from "../../sim/deeds.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { SlicedPace } from "../../sim/pace.ts";
import { Player } from "../../sim/player.ts";
import { Recorder } from "../../sim/recorder.ts";
import { VirtualSite } from "../../sim/site.ts";
import { builtPage } from "../../sim/web/build.ts";
import { Hub } from "../../sim/web/hub.ts";
import { NodeSource } from "../../sim/web/node-source.ts";
import { startPageServer } from "../../sim/web/page-server.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";
import { ROOT } from "../cli/canary.ts";
import { BOARD } from "./board.ts";
// Its type alone: a browser's driver is no part of a node.
import type { NodeMemory } from "./measures.ts";
import { WebPage } from "./rig.ts";

const HOUR_MS = 3_600_000;

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

const { text: bundle, manifest } = await firmwareFor(BOARD, ROOT);
const boardFile = await loadBoard(ROOT, BOARD);
const folder = await builtPage();
const programBytes = residentBytes();

const stage = new VirtualSite({ bundle, boardFile });
const hub = new Hub((text) => text);
const server = await startPageServer({ hub, folder, port: 0 });
const { board, version, sha256 } = manifest;
const facts = { board, boardName: boardFile.profile.name, version, sha256, modem: "air202", seed: 1, where: "here" };
const deeds = new Deeds(stage);
const pace = new SlicedPace(stage.clock, 1);
const seen = { deeds, recorder: new Recorder(deeds), player: new Player(deeds), pace };
hub.show(new NodeSource({ ...seen, facts, machine: MACHINE, scenarios: [], touched: () => {} }));
const page = await new WebPage(server.url).opened();
stage.node.powerOn();
if (!stage.runUntil(() => stage.node.state === "ONLINE", 300)) throw new Error(`not online: ${stage.node.state}`);
await page.until(() => page.of("live").some(({ live }) => live.link.state === "ONLINE"), "ONLINE at the page");
page.forget();
const onlineBytes = residentBytes();
for (let hour = 0; hour < 24; hour++) {
  stage.clock.runFor(HOUR_MS);
  await page.until(() => page.texts.length > 0, "more at the page");
  page.forget();
}
const memory: NodeMemory = { programBytes, onlineBytes, dayBytes: residentBytes() };
console.log(JSON.stringify(memory));
process.exit();
