/**
 * `npm run gas`: computes the tables of docs/gas.md and writes them between their marks; with `--check` it only looks.
 * 0: the page is as computed, or is now; 1: it was not; 2: asked for what is not there.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { readFlags } from "../flags.ts";
import { filled, PAGE } from "./tables.ts";

const flags = readFlags({ check: { type: "boolean" } }, "npm run gas -- [--check]");
const page = readFileSync(PAGE, "utf8");
const wanted = filled(page);
if (wanted === page) console.log("docs/gas.md is as computed");
else if (flags.check) {
  console.error("docs/gas.md is not what the bundle does now: run `npm run gas`, look at the difference and keep it");
  process.exitCode = 1;
} else {
  writeFileSync(PAGE, wanted);
  console.log("docs/gas.md is written");
}
