import { effect, signal } from '@preact/signals';

const themes = ['as the system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const place = 'pearl.theme';
const known = themes.find((each) => each === localStorage.getItem(place));

/** Light or dark; as the system has it, unless somebody has chosen. */
export const theme = signal<Theme>(known ?? 'as the system');

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'as the system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
});

export const turnTheme = (): void => {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'as the system';
  localStorage.setItem(place, theme.value);
};
