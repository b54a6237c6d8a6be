/** The page for whatever runs: its files made if they are not, a server on a port, a hub that waits for its source. */
import { builtPage } from "../../sim/web/build.ts";
import { Hub, type Source } from "../../sim/web/hub.ts";
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

/** `withPage`, or without it where none is wanted. */
export function withPageIfAsked<T>(
  flags: PageFlags,
  mask: Mask,
  work: (page: OpenPage | undefined) => Promise<T>,
): Promise<T> {
  return flags.web === false ? work(undefined) : withPage(flags, mask, work);
}

/** Pages are told of the error that ends `work`. */
export async function withPage<T>(flags: PageFlags, mask: Mask, work: (page: OpenPage) => Promise<T>): Promise<T> {
  const page = await openPage(flags, mask);
  try {
    return await work(page);
  } catch (error) {
    page.hub.end("error", (error as Error).message);
    throw error;
  } finally {
    await page.close();
  }
}

/** Pages are told of the end of `play` before anything is cleared away: they go on showing the last moment. */
export async function playShown<T>(
  page: OpenPage | undefined,
  source: () => Source,
  play: () => Promise<T>,
): Promise<T> {
  page?.hub.show(source());
  const result = await play();
  page?.hub.end("ended", "");
  return result;
}

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
