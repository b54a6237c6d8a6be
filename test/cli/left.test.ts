/** Ctrl-C while a device is asked something: a word, exit 1, and the line is let go. */
import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { startCanary } from "./canary.ts";
import { tempFolder } from "./sim-board.ts";

const MARK = /print\("@(\w+):="\+JSON\.stringify\(1\)/;

/** Has a prompt, and is busy from the first question on; `asked` resolves with it. */
async function busyDevice(context: TestContext): Promise<{ url: string; asked: Promise<Socket> }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  context.after(() => server.close());
  const asked = new Promise<Socket>((done) => {
    server.on("connection", (socket) => {
      socket.on("data", (bytes) => {
        const mark = MARK.exec(bytes.toString())?.[1];
        if (mark) socket.write(`@${mark}:=1@\r\n`);
        else done(socket);
      });
    });
  });
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

for (const verb of [["doctor"], ["logs", "pull"], ["backup", "--no-secrets"]])
  test(`canary ${verb.join(" ")}`, async (context) => {
    const { url, asked } = await busyDevice(context);
    const run = startCanary([...verb, "--port", url], { cwd: tempFolder(context) });
    const socket = await asked;
    const gone = new Promise((done) => socket.once("close", done));
    run.signal("SIGINT");
    const { exitCode, err } = await run.ended;
    assert.equal(exitCode, 1, err);
    assert.match(err, /Ended by hand/);
    await gone;
  });
