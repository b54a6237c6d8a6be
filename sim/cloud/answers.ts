/** The device's answers to what the platform asked: property set and get, services, config, jobs, its life (fact 2.2). */
import { type Answer, outputFaults, readAnswer } from "./alink.ts";
import type { Call, Downlink } from "./exchange.ts";
import type { Platform } from "./platform.ts";
import type { Rule } from "./records.ts";
import type { Row, Uplink } from "./row.ts";
import { sysTopic } from "./topics.ts";

const ANSWERS: readonly string[] = [
  "/thing/service/property/set_reply",
  "/thing/service/property/get_reply",
  "/thing/service/+",
  "/thing/config/push_reply",
  "/thing/job/notify_reply",
  "/thing/bootstrap/notify_reply",
  "/thing/disable_reply",
  "/thing/enable_reply",
  "/thing/delete_reply",
];

export const ANSWER_ROWS: readonly Row[] = ANSWERS.map((rest) => ({ topic: `/sys/{PK}/{DN}${rest}`, handle: answer }));

export function answer({ platform, device, topic, text }: Uplink): Downlink[] {
  const wrong = (rule: Rule, why: string) => platform.violate({ device, rule, why, topic });
  const given = readAnswer(text);
  if (typeof given === "string" || given.code === undefined) {
    wrong("reply", String(given));
    return [];
  }
  const call = platform.resolveCall(device, topic, given.id, given.code, given.data);
  if (!call) wrong("reply", `answer to ${given.id}, which was not asked on this topic`);
  else for (const why of valueFaults(platform, call, given)) wrong("value", why);
  return [];
}

/** As strict as with a post. */
function valueFaults({ model }: Platform, { service, topic, device }: Call, given: Answer): string[] {
  if (topic === sysTopic(device, "/thing/service/property/get")) {
    return outputFaults("the thing model", model.properties, given);
  }
  const spec = service !== undefined && Object.hasOwn(model.services, service) ? model.services[service] : undefined;
  return spec ? outputFaults(service ?? "", spec.outputs, given) : [];
}
