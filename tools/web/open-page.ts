/** The page for whatever runs: its files made if they are not, a server on a port, a hub that waits for its source. */
import { builtPage } from "../../sim/web/build.ts";
import { Hub } from "../../sim/web/hub.ts";
import { type PageServer, startPageServer } from "../../sim/web/page-server.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Mask } from "../mask.ts";

export interface PageFlags {
  /** The port that was asked for; true: any; false: no page; undefined: as it fits. */
  readonly web?: number | boolean;
  readonly host?: string;
}

export interface OpenPage {
  readonly hub: Hub;
  readonly url: string;
  close(): Promise<void>;
}

/** Where people look for it; the next free one where another page has it. */
const USUAL_PORT = 8095;

export async function openPage({ web, host }: PageFlags, mask: Mask): Promise<OpenPage> {
  const hub = new Hub((text) => mask.words(text));
  const folder = await builtPage().catch((error: Error) => {
    throw new Fault(EXIT.failed, `${error.message}. Without --web, or with --no-web, it goes without the page.`);
  });
  const options = { hub, folder, ...(host !== undefined && { host }) };
  const start = (port: number): Promise<PageServer> => startPageServer({ ...options, port });
  const server = await (typeof web === "number" ? start(web) : start(USUAL_PORT).catch(() => start(0))).catch(
    (error: Error) => {
      throw new Fault(EXIT.noPort, error.message);
    },
  );
  return {
    hub,
    url: server.url,
    close: async () => {
      hub.close();
      await server.close();
    },
  };
}
