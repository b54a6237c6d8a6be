/** One part of the page, with a heading that the keyboard and a screen reader find. */
import type { ComponentChildren } from "preact";

export interface SectionProps {
  /** For links, tests and the style sheet. */
  readonly name: string;
  readonly title: string;
  /** Buttons beside the heading. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ name, title, tools, children }: SectionProps) {
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
