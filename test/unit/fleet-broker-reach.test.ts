/** A broker is out of reach when nodes fail at it and none is connected: five nodes, at two brokers in turn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reach } from "../../sim/cloud/tcp-network.ts";
import { BrokerReach } from "../../sim/fleet/broker-reach.ts";

const ADDRESSES = [
  { host: "a", port: 1 },
  { host: "b", port: 2 },
];
const none = undefined;

const rows: readonly (readonly [what: string, reaches: readonly (Reach | undefined)[], gone: string])[] = [
  ["nobody has tried", [none, none, none, none, none], ""],
  ["all are connected", ["open", "open", "open", "open", "open"], ""],
  ["all at one fail", ["failed", "open", "failed", "open", "failed"], "a"],
  ["one at it is connected all the same", ["failed", "open", "open", "open", "failed"], ""],
  ["lost, and nobody has tried again", ["lost", "open", "lost", "open", "lost"], ""],
  ["the first has tried again", ["lost", "open", "failed", "open", "lost"], "a"],
  ["both", ["failed", "failed", none, "lost", none], "a,b"],
];
for (const [what, reaches, gone] of rows) {
  test(`out of reach: ${what}`, () => {
    const brokers = new BrokerReach(ADDRESSES, (node) => node % 2);
    for (const [node, reach] of reaches.entries()) brokers.take(node, reach);
    assert.equal(
      brokers
        .gone()
        .map(({ host }) => host)
        .join(),
      gone,
    );
  });
}
