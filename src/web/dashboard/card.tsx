import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type Card = {
  readonly title: string;
  readonly wide?: boolean;
  readonly more?: ComponentChildren;
  readonly children: ComponentChildren;
};

/** A part of the dashboard, with its title. */
export const Card = ({ title, wide, more, children }: Card) => {
  const id = useId();
  return (
    <section class={wide ? 'numbers-card wide' : 'numbers-card'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {more}
      </header>
      {children}
    </section>
  );
};

type Bar = {
  /** What the longest bar of all stands for. */
  readonly most: number;
  readonly parts: readonly (readonly [tone: string, value: number])[];
};

/** A bar in the cell of a table, whose other cells say the same in numbers. */
export const Bar = ({ most, parts }: Bar) => (
  <span class="number-bar" aria-hidden="true">
    {parts.map(([tone, value]) => (
      <span key={tone} class={tone} style={{ width: `${(100 * value) / Math.max(most, 1e-9)}%` }} />
    ))}
  </span>
);
