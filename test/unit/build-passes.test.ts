/** The passes over the bundled text: whatever they change, what it prints stays the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toArrows } from "../../build/arrows.ts";
import type { Bundle } from "../../build/bundle.ts";
import { callDirectly } from "../../build/call-directly.ts";
import { dropArguments } from "../../build/drop-arguments.ts";
import { dropAliases, releaseAfterStart } from "../../build/flat-names.ts";
import { foldChoices } from "../../build/fold-choices.ts";
import { foldObjects } from "../../build/fold-objects.ts";
import { prefixGlobalNames } from "../../build/global-names.ts";
import { inlineOnce } from "../../build/inline-once.ts";
import { keepHot } from "../../build/keep-hot.ts";
import { minifyBundle } from "../../build/minify.ts";
import { oneUndefined } from "../../build/one-undefined.ts";
import { NAME_ROWS } from "./build-passes-names.ts";
import { OBJECT_ROWS } from "./build-passes-objects.ts";
import { PART_ROWS } from "./build-passes-parts.ts";
import { bundleOf, printed } from "./build-vm.ts";

type Pass = (input: Bundle) => Bundle;
const PASSES = {
  foldChoices,
  foldObjects,
  releaseAfterStart,
  dropAliases,
  callDirectly,
  inlineOnce,
  keepHot,
} satisfies Record<string, Pass>;
const CHAIN: Pass = (input) => Object.values(PASSES).reduce((made: Bundle, pass: Pass) => pass(made), input);
const PREFIXED: Pass = (input) => ({ ...input, ...prefixGlobalNames(input) });

for (const { name, code, pass, has, lacks } of [...NAME_ROWS, ...PART_ROWS, ...OBJECT_ROWS]) {
  test(`the same is printed: ${name}`, async () => {
    const expected = printed(code);
    assert.ok(expected.length > 0);
    for (const [step, apply] of [...Object.entries(PASSES), ["chain", CHAIN], ["prefix", PREFIXED]] as [
      string,
      Pass,
    ][]) {
      const made = apply(bundleOf(code)).code;
      assert.deepEqual(printed(made), expected, `${step}:\n${made}`);
      if (step === pass && has) assert.match(made, has);
      if (step === pass && lacks) assert.doesNotMatch(made, lacks);
    }
    const small = prefixGlobalNames(await minifyBundle(CHAIN(bundleOf(code)))).code;
    assert.deepEqual(printed(small), expected, `minified:\n${small}`);
    const { code: short } = toArrows(dropArguments(oneUndefined({ code: small, maps: [] })));
    assert.deepEqual(printed(short), expected, `in short forms:\n${short}`);
  });
}
