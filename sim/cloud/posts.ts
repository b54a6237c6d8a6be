/** Posts of properties and events: one, a batch, a history; and a gateway's pack, which is not for this product. */
import { type Post, readBatchPost, readEventPost, readHistoryPost, readPropertyPost, replyText } from "./alink.ts";
import type { PostContext } from "./envelope.ts";
import type { Downlink } from "./exchange.ts";
import { contextOf, methodOf, noteFaults, noteId, questionRow, type Row, restOf, type Uplink } from "./row.ts";

/** A gateway's own relation to the sub-device is missing (fact 4). */
const NO_GATEWAY = 6401;

export const POST_ROWS: readonly Row[] = [
  postRow("/thing/event/property/post", (text, context) => readPropertyPost(text, context)),
  postRow("/thing/event/property/batch/post", (text, context) => readBatchPost(text, context)),
  postRow("/thing/event/property/history/post", (text, context, { device: { productKey, deviceName } }) =>
    readHistoryPost(text, context, { productKey, deviceName }),
  ),
  questionRow("/thing/event/property/pack/post", "object", () => ({
    rule: "payload",
    why: "a pack is for gateways, and this product is none",
    code: NO_GATEWAY,
  })),
  postRow("/thing/event/+/post", (text, context, { names: [name = ""] }) => readEventPost(name, text, context)),
];

function postRow(rest: string, read: (text: string | undefined, context: PostContext, uplink: Uplink) => Post): Row {
  return {
    topic: `/sys/{PK}/{DN}${rest}`,
    handle: (uplink) => {
      const method = methodOf(restOf(uplink));
      return answerPost(uplink, method, read(uplink.text, contextOf(uplink, method), uplink));
    },
  };
}

/** Faults first, then the id's history, then the test's own refusals; only what passes all is recorded. */
function answerPost(uplink: Uplink, method: string, post: Post): Downlink[] {
  const { platform, device, topic } = uplink;
  const { isCopy, faults: misuse } = noteId(uplink, post);
  const faults = [...post.faults, ...misuse];
  noteFaults(uplink, faults);
  const code = faults.find((fault) => fault.code !== undefined)?.code ?? platform.takeRefusal("posts") ?? 200;
  if (code === 200) {
    record(uplink, post, isCopy);
    platform.ledgerOf(device).accept(post.id);
  }
  return post.wantsReply ? platform.reply(device, `${topic}_reply`, post.id, (id) => replyText(id, code, method)) : [];
}

/** What comes from a device's offline store does not replace what is newer. */
function record({ platform, device }: Uplink, post: Post, isCopy: boolean): void {
  if (isCopy) {
    platform.recordCopy(device, post.id);
    return;
  }
  platform.recordProperties(device, post.properties, post.isStored ? "by-time" : "as-sent");
  for (const event of post.events) platform.recordEvent(device, post.id, event);
}
