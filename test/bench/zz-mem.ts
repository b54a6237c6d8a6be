import { readFileSync } from "node:fs";

const { measureMemory } = await import("/work/main/test/bench/memory.ts");
const { firmwareFor } = await import("/work/main/sim/firmware.ts");
const { text } = await firmwareFor("linux", "/work/main");
console.log(text.length, await measureMemory("/usr/local/bin/espruino-linux32", text, true));
