/**
 * What is wrong with a thing model's file, each with the path of its place. The rules are the console's for identifiers, names
 * and data types (facts: cloud sections 1.5, 2.1, 2.2); what it may refuse beyond them is unknown.
 */

export interface Problem {
  /** `properties[3].dataType.specs.max` */
  readonly path: string;
  readonly what: string;
}

type Members = Readonly<Record<string, unknown>>;
/** Says what is wrong with a value, if anything is. */
type Check = (value: unknown) => string | undefined;

const RESERVED = ["set", "get", "post", "property", "event", "time", "value"];
const INT_LIMIT = 2 ** 31;

const isMembers = (value: unknown): value is Members => !!value && typeof value === "object" && !Array.isArray(value);

const shown = (value: unknown): string => (value === undefined ? "missing" : JSON.stringify(value).slice(0, 60));

const matches =
  (pattern: RegExp, wanted: string): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? undefined : `is ${shown(value)}, not ${wanted}`;

const oneOf = (...allowed: string[]): Check => matches(new RegExp(`^(${allowed.join("|")})$`), allowed.join(" or "));

const IDENTIFIER = matches(/^\w{1,50}$/, "1 to 50 letters, digits and underscores");
const NAME = matches(/^[^\s].{0,29}$/u, "a name of 1 to 30 characters");

/** The three that the console makes of the properties, and lists as if they were ours. */
export const DERIVED: Readonly<Record<string, string>> = {
  post: "thing.event.property.post",
  set: "thing.service.property.set",
  get: "thing.service.property.get",
};

export function problemsOf(given: unknown): Problem[] {
  const reader = new Reader();
  if (!isMembers(given)) return [{ path: "(all)", what: `is ${shown(given)}, not an object` }];
  reader.must(isMembers(given["profile"]), "profile", `is ${shown(given["profile"])}, not an object with a productKey`);
  const lists = ["properties", "events", "services"].filter((name) => given[name] !== undefined);
  reader.must(lists.length > 0, "(all)", "has none of properties, events and services");
  reader.list(given["properties"] ?? [], "properties", (property, path) => reader.property(property, path));
  reader.list(given["events"] ?? [], "events", (event, path) => reader.event(event, path));
  reader.list(given["services"] ?? [], "services", (service, path) => reader.service(service, path));
  return reader.problems;
}

class Reader {
  readonly problems: Problem[] = [];

  must(isSo: boolean, path: string, what: string): boolean {
    if (!isSo) this.problems.push({ path, what });
    return isSo;
  }

  check(members: Members, path: string, name: string, check: Check): void {
    const what = check(members[name]);
    if (what) this.problems.push({ path: `${path}.${name}`, what });
  }

  /** Each an object with an identifier that no other of the list has. */
  list(given: unknown, path: string, read: (one: Members, path: string) => void): void {
    if (!this.must(Array.isArray(given), path, `is ${shown(given)}, not a list`)) return;
    const known = new Set<unknown>();
    for (const [i, one] of (given as unknown[]).entries()) {
      const where = `${path}[${i}]`;
      if (!isMembers(one)) {
        this.must(false, where, `is ${shown(one)}, not an object`);
        continue;
      }
      const { identifier, method } = one;
      this.must(!known.has(identifier), `${where}.identifier`, `${shown(identifier)} stands twice`);
      known.add(identifier);
      if (typeof identifier === "string" && DERIVED[identifier] !== undefined && method === DERIVED[identifier])
        continue;
      this.check(one, where, "identifier", IDENTIFIER);
      this.must(
        !RESERVED.includes(String(identifier)),
        `${where}.identifier`,
        `${shown(identifier)} is the platform's own`,
      );
      this.check(one, where, "name", NAME);
      read(one, where);
    }
  }

  property(property: Members, path: string): void {
    this.check(property, path, "accessMode", oneOf("r", "rw"));
    this.type(property["dataType"], `${path}.dataType`);
  }

  event(event: Members, path: string): void {
    this.check(event, path, "type", oneOf("info", "alert", "error"));
    this.#method(event, path, `thing.event.${event["identifier"]}.post`);
    this.#data(event, path, "outputData");
  }

  service(service: Members, path: string): void {
    this.check(service, path, "callType", oneOf("async", "sync"));
    this.#method(service, path, `thing.service.${service["identifier"]}`);
    this.#data(service, path, "inputData");
    this.#data(service, path, "outputData");
  }

  type(given: unknown, path: string): void {
    if (!isMembers(given)) {
      this.must(false, path, `is ${shown(given)}, not an object with type and specs`);
      return;
    }
    const read = TYPES[String(given["type"])];
    if (read) read(this, given["specs"] ?? {}, `${path}.specs`);
    else this.must(false, `${path}.type`, `is ${shown(given["type"])}, not one of ${Object.keys(TYPES).join(", ")}`);
  }

  #method(one: Members, path: string, wanted: string): void {
    const given = one["method"];
    this.must(given === undefined || given === wanted, `${path}.method`, `is ${shown(given)}, not "${wanted}"`);
  }

  #data(one: Members, path: string, name: string): void {
    this.list(one[name] ?? [], `${path}.${name}`, (member, where) =>
      this.type(member["dataType"], `${where}.dataType`),
    );
  }
}

type ReadSpecs = (reader: Reader, specs: unknown, path: string) => void;

const number = (isInt: boolean): ReadSpecs => {
  const isFine = (text: unknown) => {
    const value = Number(text);
    if (text === undefined || text === "" || !Number.isFinite(value)) return false;
    return !isInt || (Number.isInteger(value) && value >= -INT_LIMIT && value < INT_LIMIT);
  };
  const wanted = isInt ? "a whole number of 32 bits" : "a number";
  return (reader, specs, path) => {
    const { min, max, step } = isMembers(specs) ? specs : ({} as Members);
    for (const [name, value] of Object.entries({ min, max })) {
      reader.must(isFine(value), `${path}.${name}`, `is ${shown(value)}, not ${wanted}`);
    }
    reader.must(!(Number(min) > Number(max)), path, `min ${min} is above max ${max}`);
    if (step !== undefined) reader.must(Number(step) > 0, `${path}.step`, `is ${shown(step)}, not above 0`);
  };
};

const choice = (wanted: string, isFine: (keys: string[]) => boolean): ReadSpecs => {
  return (reader, specs, path) => {
    const keys = isMembers(specs) ? Object.keys(specs) : [];
    reader.must(isFine(keys), path, `is ${shown(specs)}, not ${wanted}`);
  };
};

/** A number of characters or elements. */
const sized = (name: "length" | "size", most: number): ReadSpecs => {
  return (reader, specs, path) => {
    const value = isMembers(specs) ? specs[name] : undefined;
    const isFine = Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= most;
    reader.must(isFine, `${path}.${name}`, `is ${shown(value)}, not 1 to ${most}`);
  };
};

const TYPES: Readonly<Record<string, ReadSpecs>> = {
  int: number(true),
  float: number(false),
  double: number(false),
  bool: choice("0 and 1 with their meanings", (keys) => keys.sort().join() === "0,1"),
  enum: choice("numbers with their meanings", (keys) => keys.length > 0 && keys.every((key) => /^-?\d+$/.test(key))),
  text: sized("length", 10_240),
  date: () => {},
  struct: (reader, specs, path) => {
    reader.must(!Array.isArray(specs) || specs.length <= 50, path, "has more than 50 members");
    reader.list(specs, path, (member, where) => reader.type(member["dataType"], `${where}.dataType`));
  },
  array: (reader, specs, path) => {
    sized("size", 512)(reader, specs, path);
    reader.type(isMembers(specs) ? specs["item"] : undefined, `${path}.item`);
  },
};
