/** The readable bundle -> the small one. The settings were measured on the interpreter, not only in bytes. */
import type { SourceMapInput } from "@jridgewell/remapping";
import { type MinifyOptions, minify } from "terser";
import type { Bundle } from "./bundle.ts";
import type { Mapped } from "./compose-maps.ts";
import { keptNames } from "./property-names.ts";
import { cached } from "./source-cache.ts";

function settings(reserved: string[], hotNames: readonly string[]): MinifyOptions {
  return {
    ecma: 5,
    toplevel: true,
    compress: {
      ecma: 5,
      // What the first pass leaves without a use goes in the second.
      passes: 3,
      toplevel: true,
      // Espruino does not hoist: a function exists from its text on.
      hoist_funs: true,
      hoist_props: true,
      // One `var` a function is shorter than several.
      hoist_vars: true,
      // A function used once moves, as a function expression, into its caller. It is then made anew at every call, at 5,000
      // to 250,000 instructions by the length of its text, but takes no memory between; `keep-hot.ts` exempts the hot ones.
      reduce_funcs: true,
      inline: 1,
      // Getters are refused by the source rules, so reading a property has no side effect.
      pure_getters: true,
      keep_fargs: false,
      unsafe: false,
    },
    mangle: {
      // `global-names.ts` gives them their names, and knows them by these.
      reserved: [...hotNames],
      toplevel: true,
      properties: {
        // Our own list instead of terser's: that one keeps thousands of DOM names the board has never heard of.
        builtins: true,
        keep_quoted: true,
        reserved,
      },
    },
    format: { ecma: 5, ascii_only: true, comments: false, semicolons: true },
  };
}

export async function minifyBundle(bundle: Bundle): Promise<Mapped> {
  const reserved = [...(await keptNames()), ...bundle.foreignNames];
  const options = settings(reserved, bundle.hotNames ?? []);
  // The longest step of all; the same text minified in the same way is what it was.
  const result = await cached(["minified", bundle.code, JSON.stringify(options)], async () => {
    const { code, map } = await minify({ "bundle.js": bundle.code }, { ...options, sourceMap: { asObject: true } });
    return { code: code ?? "", map: map as SourceMapInput };
  });
  return { code: `${result.code}\n`, maps: [result.map, ...bundle.maps] };
}
