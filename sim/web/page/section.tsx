/** One part of the page, with a heading that the keyboard and a screen reader find. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

export interface SectionProps {
  /** For links, tests and the style sheet. */
  readonly name: string;
  readonly title: string;
  /** Buttons beside the heading. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Titles by name, of the parts that are on the page. */
export const parts = signal<ReadonlyMap<string, string>>(new Map());

export function Section({ name, title, tools, children }: SectionProps) {
  useEffect(() => {
    parts.value = new Map([...parts.value, [name, title]]);
    return () => {
      parts.value = new Map([...parts.value].filter(([other]) => other !== name));
    };
  }, [name, title]);
  return (
    <section id={name} class={`part part-${name}`} aria-labelledby={`${name}-title`}>
      <div class="part-head">
        <h2 id={`${name}-title`}>{title}</h2>
        {tools && <div class="tools">{tools}</div>}
      </div>
      {children}
    </section>
  );
}

/** Name and value, as a row of a definition list. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
