/** What the platform says beside the thing model, and mostly wants no answer to (facts: cloud sections 1.2, 1.3, 4). @singleton */
import type { Log } from "../../system/log";
import type { Extra } from "../cloud";
import { SUCCESS } from "./codes";
import { isName, membersIn } from "./envelope";
import type { Orders } from "./orders";

const MAX_TITLE_CHARS = 32;

/** `productKey`, `device`: as they stand in topics, the latter with both keys. */
export function createNotices(
  productKey: string,
  device: string,
  orders: Orders,
  /** The same device has logged in elsewhere: this session is about to go. */
  kicked: () => void,
  /** The cloud's host may have changed. */
  onBootstrap: (command: unknown) => void,
  log: Log,
): Extra {
  const bootstrap = "/sys/" + device + "/thing/bootstrap/notify";

  function notice(body: string, bytes: number): void {
    const { code, members } = orders.read(body, bytes);
    const title = members["title"];
    if (code !== SUCCESS) return;
    if (title === "kick") kicked();
    log("the cloud's notice" + (isName(title, MAX_TITLE_CHARS) ? ": " + title : ""), true);
  }

  function error(body: string, bytes: number): void {
    const { code, members } = orders.read(body, bytes);
    const told = members["code"];
    if (code === SUCCESS) orders.refuse(typeof told === "number" ? told : 0, bytes);
  }

  function hostChanged(body: string, bytes: number): void {
    const { id, code, params } = orders.read(body, bytes);
    orders.answer(bootstrap + "_reply", id, code);
    if (code === SUCCESS) onBootstrap(membersIn(params)["cmd"]);
  }

  return {
    topics: ["/ext/notify", bootstrap],
    online() {},
    next: () => undefined,
    receive(topic, body, bytes) {
      if (topic === "/ext/notify") notice(body, bytes);
      else if (topic === "/ext/error/" + device) error(body, bytes);
      else if (topic === bootstrap) hostChanged(body, bytes);
      // To all devices of the product, or to measure the way: nothing to do.
      else return !topic.indexOf("/broadcast/" + productKey + "/") || !topic.indexOf("/ext/network/probe/");
      return true;
    },
  };
}
