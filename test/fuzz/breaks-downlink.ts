/** Mistakes one could make of the cloud's messages, as in `breaks.ts`. */
import type { Break } from "./parts.ts";

const DECODE = "src/cloud/aliyun/decode.ts";
const CODES = "src/cloud/aliyun/codes.ts";
const ENVELOPE = "src/cloud/aliyun/envelope.ts";
const VALUES = "src/cloud/aliyun/values.ts";
const APP = "src/app.ts";

export interface DownlinkBreak extends Break {
  readonly within: number;
}

export const DOWNLINK_BREAKS: readonly DownlinkBreak[] = [
  {
    name: "broken JSON is an exception",
    file: ENVELOPE,
    from: "} catch (_) {\n    return undefined;",
    to: "} catch (_) {\n    throw _;",
    within: 400,
  },
  {
    name: "a list is an object",
    file: ENVELOPE,
    from: 'if (text.trim().slice(-1) !== "}") return undefined;',
    to: "",
    within: 4000,
  },
  {
    name: "an order that is refused is followed",
    file: APP,
    from: "HAS_PLATFORM && downlink.code === SUCCESS ? configure",
    to: "HAS_PLATFORM ? configure",
    within: 400,
  },
  {
    name: "what is not 1 is off",
    file: VALUES,
    from: 'limits.indexOf("" + given) >= 0',
    to: "true",
    within: 400,
  },
  {
    name: "an unknown property is passed over",
    file: VALUES,
    from: "if (!rule) return { code: PROPERTY_UNKNOWN, value: 0 };",
    to: "if (!rule) return { code: SUCCESS, value: 0 };",
    within: 1000,
  },
  {
    name: "an empty order succeeds",
    file: DECODE,
    from: "let code = names.length ? SUCCESS : PARAMETERS_BAD;",
    to: "let code = SUCCESS;",
    within: 1000,
  },
  {
    name: "the id is written back as it came",
    file: ENVELOPE,
    from: '/^\\d+$/.test(text) && text.length <= MAX_ID_CHARS ? text : "0"',
    to: "text",
    within: 1000,
  },
  {
    name: "the topic only has to end right",
    file: DECODE,
    from: "topic.indexOf(prefix) === 0 ? topic.substr(prefix.length) :",
    to: 'topic.indexOf("/thing/") >= 0 ? topic.split("/thing/")[1] :',
    within: 20_000,
  },
  {
    name: "a reply without a code is one with 0",
    file: DECODE,
    from: 'typeof message.code !== "number"',
    to: "false",
    within: 400,
  },
  {
    name: "what was refused for good is sent again",
    file: CODES,
    from: "return code !== PARAMETERS_BAD && (code < 6200 || code >= 6400);",
    to: "return code !== PARAMETERS_BAD;",
    within: 1000,
  },
  {
    name: "what is too long is read as far as it goes",
    file: DECODE,
    from: "if (bytes > body.length) return refusal(idIn(body), PARAMETERS_BAD);",
    to: "",
    within: 1000,
  },
  {
    name: "an order is not answered when refused",
    file: APP,
    from: "code = set(downlink);\n        if (!HAS_PLATFORM || !isAnswered) outbox",
    to: "code = set(downlink);\n        if (code === SUCCESS) outbox",
    within: 400,
  },
  {
    name: "a service that is refused is called",
    file: APP,
    from: "code === SUCCESS ? service(",
    to: "downlink.name ? service(",
    within: 400,
  },
  {
    name: "a number may be without end",
    file: VALUES,
    from: "&& number <= parseFloat(limits[1] as string)",
    to: "",
    within: 4000,
  },
  {
    name: "a whole number need not be one",
    file: VALUES,
    from: "type === FLOAT || Math.floor(number) === number",
    to: "true",
    within: 20_000,
  },
  {
    name: "a number with a leading zero is one",
    file: VALUES,
    from: " && !/^-*0[0-9]/.test(given)",
    to: "",
    within: 4000,
  },
  {
    name: "what is none of a service's inputs is passed over",
    file: DECODE,
    from: "own === PROPERTY_UNKNOWN ? PARAMETERS_BAD : own",
    to: "own === PROPERTY_UNKNOWN ? code : own",
    within: 1000,
  },
  {
    name: "our own answer is an order",
    file: DECODE,
    from: 'if (HAS_ALIYUN && name.substr(-6) === "_reply") return { kind: "none", code: SUCCESS };',
    to: "",
    within: 20_000,
  },
  {
    name: "a service's answer goes where a property's does",
    file: APP,
    from: "cloud.serviceReply(downlink.name,",
    to: 'cloud.serviceReply("property/set",',
    within: 400,
  },
];
