import { adam, sdtm } from './datasets.ts';
import type { Area, Endpoint } from './names.ts';
import { type PopulationLabel, populations } from './texts.ts';
import {
  adverseEvents,
  baseline,
  laboratory,
  safetyFigures,
  seriousEvents,
  studyListings,
  subjectListings,
  vitalSigns,
} from './titles.ts';

/** What can be asked for in a delivery, whatever the study. */
export type Entry =
  | {
      kind: 'TABLE' | 'LISTING' | 'FIGURE';
      code: string;
      title: string;
      population: PopulationLabel;
      primaryEndpoint: boolean;
    }
  | { kind: 'SDTM' | 'ADAM'; code: string; title: string; source: string; perSubject: number };

const analyses: Record<Endpoint[1], { tables: string[]; figures: string[] }> = {
  event: {
    tables: [
      'Summary of {}',
      'Stratified Log-Rank Test and Cox Regression of {}',
      'Landmark Estimates of {} at 6, 12 and 24 Months',
      'Subgroup Analysis of {} by Age, Sex and Region',
      'Summary of Censoring for {}',
      'Sensitivity Analysis of {} | PPS',
    ],
    figures: ['Kaplan-Meier Plot of {}', 'Forest Plot of {} by Subgroup'],
  },
  rate: {
    tables: [
      'Summary of {}',
      'Stratified Cochran-Mantel-Haenszel Analysis of {}',
      'Logistic Regression of {}',
      'Subgroup Analysis of {} by Age, Sex and Region',
      'Non-Responder Imputation of {}',
      'Sensitivity Analysis of {} | PPS',
    ],
    figures: ['Bar Chart of {} by Treatment Group', 'Forest Plot of {} by Subgroup'],
  },
  change: {
    tables: [
      'Summary of {} by Visit',
      'Change from Baseline in {} by Visit',
      'Mixed Model Repeated Measures Analysis of {}',
      'Subgroup Analysis of Change from Baseline in {} by Age, Sex and Region',
      'Tipping Point Analysis of {}',
      'Sensitivity Analysis of {} | PPS',
    ],
    figures: [
      'Mean Change from Baseline in {} over Time',
      'Cumulative Distribution of Change from Baseline in {}',
    ],
  },
};

const datasets = (kind: 'SDTM' | 'ADAM', lines: string): Entry[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', source = '', perSubject] = line.split(' | ');
      const [code = '', ...title] = name.split(' ');
      return { kind, code, title: title.join(' '), source, perSubject: Number(perSubject) };
    });

const kinds = { t: 'TABLE', l: 'LISTING', f: 'FIGURE' } as const;

const section = (
  letter: keyof typeof kinds,
  number: string,
  usual: PopulationLabel,
  titles: readonly string[],
  isPrimary = (_place: number) => false,
): Entry[] =>
  titles.map((line, place) => {
    const [title = '', named] = line.split(' | ');
    return {
      kind: kinds[letter],
      code: `${letter}${number}.${place + 1}`,
      title,
      population: populations.find(({ label }) => label === named)?.label ?? usual,
      primaryEndpoint: isPrimary(place),
    };
  });

const forEach = (endpoints: readonly Endpoint[], what: 'tables' | 'figures') =>
  endpoints.flatMap(([name, kind]) =>
    analyses[kind][what].map((title) => title.replace('{}', name)),
  );

/** Everything a study of this area can deliver, in the order of its parts; the first endpoint is the primary one. */
export const catalogue = ({ endpoints }: Area): Entry[][] => [
  datasets('SDTM', sdtm),
  datasets('ADAM', adam),
  section('t', '14.1', 'ITT', baseline),
  section('t', '14.2', 'ITT', forEach(endpoints, 'tables'), (place) => place < 4),
  section('t', '14.3.1', 'SAF', adverseEvents),
  section('t', '14.3.2', 'SAF', seriousEvents),
  section('t', '14.3.4', 'SAF', laboratory),
  section('t', '14.3.5', 'SAF', vitalSigns),
  section('f', '14.2', 'ITT', forEach(endpoints, 'figures'), (place) => place < 2),
  section('f', '14.3', 'SAF', safetyFigures),
  section('l', '16.1', 'ITT', studyListings),
  section('l', '16.2', 'SAF', subjectListings),
];
