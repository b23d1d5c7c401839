const paths = {
  board: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6',
  calendar: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3',
  chart: 'M2.5 13.5h11M4.5 11V8M8 11V4M11.5 11V6.5',
  check: 'M3.5 8.5l3 3 6-7',
  close: 'M4 4l8 8M12 4l-8 8',
  comment: 'M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z',
  domains: 'M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z',
  done: 'M8 2a6 6 0 100 12A6 6 0 008 2zM5.3 8.2l2 2 3.5-4',
  down: 'M4.5 6.5L8 10l3.5-3.5',
  filter: 'M2.5 4h11M4.5 8h7M6.5 12h3',
  history: 'M3 8a5 5 0 105-5 5 5 0 00-4.3 2.5M3.2 2.8v2.9h2.9M8 5.5V8l2 1.3',
  inbox: 'M2.5 9l2-5.5h7l2 5.5v4h-11zM2.5 9H6l.7 1.7h2.6L10 9h3.5',
  keyboard: 'M1.5 4.5h13v7.5h-13zM4 7h.1M6.5 7h.1M9 7h.1M11.5 7h.1M5 9.6h6',
  link: 'M6.5 9.5l3-3M7 4.8l1-1a2.3 2.3 0 013.3 3.3l-1 1M9 11.2l-1 1a2.3 2.3 0 01-3.3-3.3l1-1',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  moon: 'M13 9.5A5.5 5.5 0 016.5 3a5.5 5.5 0 106.5 6.5z',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  person: 'M8 8a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM3 13.5c.4-2.6 2.4-4 5-4s4.6 1.4 5 4',
  plus: 'M8 3v10M3 8h10',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.500h-2M4.500 9.500h7v4h-7z',
  reply: 'M6.500 4L3 7.500 6.500 11M3 7.500h6a4 4 0 014 4v1',
  right: 'M6.5 4.5L10 8l-3.500 3.500',
  search: 'M7 2.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9zM10.500 10.500l3 3',
  signOut: 'M9.500 5V3h-6v10h6v-2M7 8h6.500M11 5.500L13.500 8 11 10.500',
  sun: 'M8 5.200a2.800 2.800 0 100 5.600 2.800 2.800 0 000-5.600zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1',
  tag: 'M2.500 3v4.500l6 6 5-5-6-6H3zM5.200 5.600h.1',
  text: 'M3 3.5h10M3 6.5h10M3 9.5h10M3 12.5h6',
  trash: 'M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.6 9h5.800l.6-9',
  undo: 'M6 4L3 7l3 3M3 7h6.500a3.500 3.500 0 010 7H7',
  warning: 'M8 2.500l6 11H2zM8 6.500v3.200M8 11.600h.1',
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
