/** The old way to ask for values of properties (facts: cloud section 2.2). @singleton */
import type { Extra, Result } from "../cloud";
import { SUCCESS } from "./codes";
import type { Orders } from "./orders";

/** `thing`: the device's own topics up to `/thing/`. */
export function createPropertyGet(thing: string, orders: Orders): Extra {
  const getTopic = thing + "service/property/get";

  return {
    topics: [getTopic],
    online() {},
    next: () => undefined,
    receive(topic, body, bytes) {
      if (topic !== getTopic) return false;
      const { id, code, params } = orders.read(body, bytes);
      const outcome: Result = code === SUCCESS ? orders.get(params) : { code, values: {} };
      orders.answer(getTopic + "_reply", id, outcome.code, outcome.values);
      return true;
    },
  };
}
