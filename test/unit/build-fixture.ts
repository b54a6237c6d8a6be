/** Small projects in the temporary folder, and the interpreter when there is one. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const TINY_BOARD = `
export const board = { id: "tiny", nativeHashes: [], logFlash: [] };
export const profile = {
  name: "Tiny", espruinoBoard: "TINY", jsVars: 5000, jsVarBytes: 12, storageAddress: 0, storageBytes: 65536, storagePageBytes: 4096,
  bundleBudgetBytes: 24576, uarts: 1, lacks: [{ feature: "adc", why: "It is a test." }],
};
`;

const roots: string[] = [];
process.on("exit", () => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

export function project(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "canary-build-"));
  const all = { "package.json": '{"version":"1.2.3","type":"module"}', "boards/tiny.ts": TINY_BOARD, ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  roots.push(root);
  return root;
}

/** The path of a working Espruino for this machine, or undefined. */
export function findEspruino(): string | undefined {
  const candidates = [process.env["ESPRUINO"], "espruino", "espruino-linux"];
  return candidates.find(
    (name) =>
      name && spawnSync(name, ["-e", "1"], { timeout: 3000, killSignal: "SIGKILL", stdio: "ignore" }).status === 0,
  );
}

/** What a script prints on the real interpreter, without its banner and prompt. */
export function runOnEspruino(interpreter: string, script: string): string {
  const root = project({ "script.js": script });
  // An uncaught error ends with a status of its own; what was printed is what counts.
  const { stdout: output } = spawnSync(interpreter, ["script.js"], {
    cwd: root,
    encoding: "utf8",
    timeout: 5000,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return output
    .slice(output.indexOf("espruino.com/Donate") + "espruino.com/Donate".length)
    .replace(/\s*>?\s*$/, "")
    .trim();
}
