/* Small things that are looked at more than read: each has a shape of its own beside its colour, and a name. */

export type Status = 'NOT_STARTED' | 'IN_PROGRESS' | 'COMPLETED';
export type Priority = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

export const statusNames: Readonly<Record<Status, string>> = {
  NOT_STARTED: 'Not started',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Completed',
};
export const statuses: readonly Status[] = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'];

export const StatusMark = ({ status }: { readonly status: Status }) => (
  <svg class={`status ${status.toLowerCase()}`} viewBox="0 0 14 14" aria-hidden="true">
    <circle cx="7" cy="7" r="5.6" />
    {status === 'IN_PROGRESS' && <path d="M7 3.600a3.400 3.400 0 010 6.800z" />}
    {status === 'COMPLETED' && <path d="M4.300 7.200l1.900 1.900 3.500-4" />}
  </svg>
);

export const priorityNames: Readonly<Record<Priority, string>> = {
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
};
export const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export const PriorityMark = ({ priority }: { readonly priority: Priority }) => {
  const level = priorities.length - priorities.indexOf(priority);
  return (
    <svg class={`priority ${priority.toLowerCase()}`} viewBox="0 0 14 14" aria-hidden="true">
      {[1, 2, 3, 4].map((bar) => (
        <rect
          key={bar}
          x={-1.5 + bar * 3}
          y={11 - bar * 2}
          width="2"
          height={bar * 2 + 1}
          class={bar <= level ? 'on' : ''}
        />
      ))}
    </svg>
  );
};

const hueOf = (name: string) =>
  Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);

const initialsOf = (name: string) => {
  const [first = '', second = ''] = name.split(/[.\s@_-]+/).filter(Boolean);
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
};

export const Avatar = ({ name }: { readonly name: string }) => (
  <span class={`avatar hue${Math.floor(hueOf(name) / 45)}`} aria-hidden="true">
    {initialsOf(name)}
  </span>
);

export const Person = ({ name }: { readonly name: string }) => (
  <span class="person">
    <Avatar name={name} />
    <span class="name">{name}</span>
  </span>
);

/** What kind of thing an item is, as people write it. */
export const kindNames: Readonly<Record<string, string>> = {
  TABLE: 'Table',
  LISTING: 'Listing',
  FIGURE: 'Figure',
  SDTM: 'SDTM',
  ADAM: 'ADaM',
  TLF: 'TLF',
  DATASET: 'Dataset',
};

export const Kind = ({ kind }: { readonly kind: string }) => (
  <span class={`kind ${kind.toLowerCase()}`}>{kindNames[kind] ?? kind}</span>
);
