/** A block of the cloud's panel; one that folds draws what is in it only while it is open. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

export interface BlockProps {
  readonly name: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Block({ name, title, children }: BlockProps) {
  return (
    <section class={`cloud-block cloud-${name}`} aria-labelledby={`cloud-${name}-title`}>
      <h3 id={`cloud-${name}-title`}>{title}</h3>
      {children}
    </section>
  );
}

export function Fold({
  name,
  title,
  count,
  isOpen = false,
  children,
}: Omit<BlockProps, "children"> & {
  /** How many there are in it. */
  readonly count?: number;
  readonly isOpen?: boolean;
  readonly children: () => ComponentChildren;
}) {
  const open = useSignal(isOpen);
  return (
    <details
      class={`cloud-block cloud-${name}`}
      open={open.value}
      onToggle={({ currentTarget }) => (open.value = currentTarget.open)}
    >
      <summary>
        <h3>
          {title}
          {count !== undefined && <span class="cloud-count"> {count}</span>}
        </h3>
      </summary>
      {open.value && children()}
    </details>
  );
}
