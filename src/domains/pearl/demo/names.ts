import type { roles } from '../tables.ts';

type Person = {
  name: string;
  role: (typeof roles)[number];
  department: 'programming' | 'biostatistics' | 'management';
  left?: true;
};

export const people: readonly Person[] = [
  { name: 'admin', role: 'ADMIN', department: 'management' },
  { name: 'analyst', role: 'ANALYST', department: 'programming' },
  { name: 'viewer', role: 'VIEWER', department: 'biostatistics' },
  { name: 'mira.okafor', role: 'ANALYST', department: 'programming' },
  { name: 'jonas.lindqvist', role: 'ANALYST', department: 'programming' },
  { name: 'priya.venkataraman', role: 'ANALYST', department: 'programming' },
  { name: 'tomasz.wielgosz', role: 'ANALYST', department: 'programming' },
  { name: 'hana.kobayakawa', role: 'ANALYST', department: 'programming' },
  { name: 'luc.delacourt', role: 'ANALYST', department: 'programming' },
  { name: 'ines.carvalhal', role: 'ANALYST', department: 'programming' },
  { name: 'oluwaseun.adeyinka', role: 'ANALYST', department: 'programming' },
  { name: 'greta.zimmerli', role: 'ANALYST', department: 'biostatistics' },
  { name: 'arjun.mukhopadhyay', role: 'ANALYST', department: 'biostatistics' },
  { name: 'saoirse.brannigan', role: 'ANALYST', department: 'biostatistics' },
  { name: 'nadia.haddadin', role: 'ANALYST', department: 'management' },
  { name: 'petra.novotna', role: 'ANALYST', department: 'programming', left: true },
];

export const tags = [
  { name: 'Topline', color: '#EF4444', description: 'Needed for the topline results.' },
  { name: 'Batch 1', color: '#3B82F6', description: 'Datasets.' },
  { name: 'Batch 2', color: '#10B981', description: 'Demographics, disposition and listings.' },
  { name: 'Batch 3', color: '#8B5CF6', description: 'Efficacy and safety outputs.' },
  { name: 'Rework', color: '#F59E0B', description: 'Came back from the check.' },
] as const;

/** What an endpoint is decides which analyses it gets. */
export type Endpoint = readonly [name: string, kind: 'event' | 'rate' | 'change'];

export type Area = {
  name: string;
  prefix: string;
  indication: string;
  endpoints: readonly Endpoint[];
};

export const areas = [
  {
    name: 'Oncology',
    prefix: 'ONCOLOGY',
    indication: 'Non-Small Cell Lung Cancer',
    endpoints: [
      ['Overall Survival', 'event'],
      ['Progression-Free Survival', 'event'],
      ['Objective Response Rate', 'rate'],
      ['Duration of Response', 'event'],
      ['Disease Control Rate', 'rate'],
      ['EORTC QLQ-C30 Global Health Status', 'change'],
    ],
  },
  {
    name: 'Immunology',
    prefix: 'IMMUNO',
    indication: 'Rheumatoid Arthritis',
    endpoints: [
      ['ACR20 Response at Week 24', 'rate'],
      ['ACR50 Response at Week 24', 'rate'],
      ['DAS28-CRP', 'change'],
      ['HAQ-DI Score', 'change'],
      ['Time to First Flare', 'event'],
      ['Modified Total Sharp Score', 'change'],
    ],
  },
  {
    name: 'Cardiology',
    prefix: 'CARDIO',
    indication: 'Heart Failure',
    endpoints: [
      ['Time to First Heart Failure Hospitalization', 'event'],
      ['Time to Cardiovascular Death', 'event'],
      ['NT-proBNP', 'change'],
      ['KCCQ Total Symptom Score', 'change'],
      ['Six-Minute Walk Distance', 'change'],
      ['Improvement in NYHA Class', 'rate'],
    ],
  },
  {
    name: 'Neurology',
    prefix: 'NEURO',
    indication: 'Relapsing Multiple Sclerosis',
    endpoints: [
      ['Annualized Relapse-Free Rate', 'rate'],
      ['Time to Confirmed Disability Progression', 'event'],
      ['EDSS Score', 'change'],
      ['Timed 25-Foot Walk', 'change'],
      ['No Evidence of Disease Activity', 'rate'],
      ['MSIS-29 Physical Score', 'change'],
    ],
  },
  {
    name: 'Endocrinology',
    prefix: 'ENDO',
    indication: 'Type 2 Diabetes Mellitus',
    endpoints: [
      ['HbA1c', 'change'],
      ['Fasting Plasma Glucose', 'change'],
      ['HbA1c Response below 7.0%', 'rate'],
      ['Body Weight', 'change'],
      ['Time to Rescue Therapy', 'event'],
      ['Weight Loss of at Least 5%', 'rate'],
    ],
  },
  {
    name: 'Respiratory',
    prefix: 'RESP',
    indication: 'Severe Asthma',
    endpoints: [
      ['Time to First Severe Exacerbation', 'event'],
      ['Pre-Bronchodilator FEV1', 'change'],
      ['ACQ-6 Score', 'change'],
      ['ACQ-6 Response', 'rate'],
      ['AQLQ Total Score', 'change'],
      ['Oral Corticosteroid-Free Status', 'rate'],
    ],
  },
] as const satisfies readonly Area[];

/** The studies everybody meets first; those of a bigger demo are numbered on from them. */
export const firstStudies = [
  'ONCOLOGY-2024-001',
  'PEARL-2025-001',
  'CARDIO-2024-017',
  'NEURO-2024-006',
  'ENDO-2024-011',
  'RESP-2025-003',
] as const;

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
