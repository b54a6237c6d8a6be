/** A device's tags: keys and texts that the console shows beside it (facts: cloud sections 1.5, 2.2). */
import { deviceKey } from "./login.ts";
import { isObject, type Json, member } from "./raw-json.ts";
import { entryOf } from "./records.ts";
import { DONE, malformed, type Question, questionRow, type Row, type Served } from "./row.ts";

const MAX_TAGS = 100;

export const TAG_ROWS: readonly Row[] = [
  questionRow("/thing/deviceinfo/update", "array", update),
  questionRow("/thing/deviceinfo/delete", "array", remove),
  questionRow("/thing/deviceinfo/get", "any", read),
];

const tagsOf = ({ platform, device }: Question) =>
  entryOf(platform.tags, deviceKey(device), () => new Map<string, string>());

/** Leaves all other tags as they are. */
function update(question: Question): Served {
  const given = question.params as Json[];
  const tags = tagsOf(question);
  const pairs = given.map((one) => [member(one, "attrKey"), member(one, "attrValue")] as const);
  const wrong = pairs.findIndex(([key, value]) => typeof key !== "string" || key === "" || typeof value !== "string");
  if (wrong >= 0) return malformed(`tag ${JSON.stringify(given[wrong])} is not attrKey and attrValue, both texts`);
  const count = new Set([...tags.keys(), ...pairs.map(([key]) => key)]).size;
  if (count > MAX_TAGS) return malformed(`${count} tags, not at most ${MAX_TAGS}`);
  for (const [key, value] of pairs) tags.set(key as string, value as string);
  return DONE;
}

function remove(question: Question): Served {
  const keys = (question.params as Json[]).map((one) => member(one, "attrKey"));
  if (!keys.every((key) => typeof key === "string")) return malformed("tags to delete are not all attrKey");
  for (const key of keys) tagsOf(question).delete(key as string);
  return DONE;
}

/** Names, or nothing for all of them. */
function read(question: Question): Served {
  const { params } = question;
  const isAll = params === null || (isObject(params) && Object.keys(params).length === 0);
  const names = Array.isArray(params) ? params.map((one) => member(one, "attrKey") ?? one) : [];
  if (!isAll && !Array.isArray(params)) return malformed("tags to get are no list");
  const wanted = [...tagsOf(question)].filter(([key]) => names.length === 0 || names.includes(key));
  return { data: wanted.map(([attrKey, attrValue]) => ({ attrKey, attrValue })) };
}
