/** What waits in flash and how it gets to the cloud, and what flash has borne. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import type { JournalLive } from "../live.ts";
import { RecordTrail, type WaitingRecord } from "../record-trail.ts";
import { numberOf } from "../untrusted.ts";
import { FlashPages } from "./flash-pages.ts";
import { askJson, type Part, type Scene } from "./part.ts";

/** What of the status changes when a record does: asking for the list each time would be dear. */
const SIGNS = ["link", "waiting", "refused", "resends", "boots"] as const;

export class JournalPart implements Part<JournalLive> {
  #tell: Tell | undefined;
  #stage: Stage | undefined;
  readonly #trail = new RecordTrail(
    (record) => this.#tell?.("records", record),
    () => this.#stage?.platform.nowMs ?? null,
  );
  #pages: FlashPages | undefined;
  #askedAt = "";

  live(scene: Scene): JournalLive {
    const { status, stage } = scene;
    const { flash } = stage.node.board;
    this.#look(scene);
    return {
      waiting: numberOf(status["waiting"]),
      dropped: numberOf(status["dropped"]),
      refused: numberOf(status["refused"]),
      resends: numberOf(status["resends"]),
      pages: this.#pagesOf(stage).look(),
      programs: flash.programs,
      erases: flash.erases,
    };
  }

  follow(stage: Stage, tell: Tell): () => void {
    this.#tell = tell;
    this.#stage = stage;
    return stage.node.onAt((line) => this.#trail.line(line, line.atMs));
  }

  #look({ stage: { node, clock }, status }: Scene): void {
    const at = [node.board.flash.operations, ...SIGNS.map((name) => status[name])].join();
    if (at === this.#askedAt) {
      this.#trail.unchanged(clock.nowMs);
      return;
    }
    this.#askedAt = at;
    const waiting = askJson(node, "canary.journal()");
    const { refusedIds } = status;
    this.#trail.look(
      Array.isArray(waiting) ? (waiting as WaitingRecord[]) : null,
      Array.isArray(refusedIds) ? refusedIds.map(Number) : [],
      clock.nowMs,
    );
  }

  #pagesOf({ node }: Stage): FlashPages {
    this.#pages ??= new FlashPages(node.board.flash, node.logFlash);
    return this.#pages;
  }
}
