export const populations = [
  { label: 'SAF', content: 'Safety Population' },
  { label: 'ITT', content: 'ITT Population' },
  { label: 'PPS', content: 'Per Protocol Population' },
  { label: 'ENR', content: 'All Enrolled Subjects' },
] as const;

export type PopulationLabel = (typeof populations)[number]['label'];

/** What stands below an output: where the pattern fits its kind and title. */
export const standingTexts = [
  {
    type: 'FOOTNOTE',
    label: 'FN_DENOMINATOR',
    content: 'Percentages are based on the number of subjects in the column header.',
    fits: /^TABLE (Summary of (?!.* by Visit)|Overview|Treatment|Serious)/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_TEAE',
    content:
      'An adverse event is treatment-emergent if it starts or worsens on or after the first dose of study treatment.',
    fits: /Treatment-Emergent/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_MEDDRA',
    content: 'Adverse events and medical history are coded with MedDRA version 27.0.',
    fits: /System Organ Class|Preferred Term|Medical History/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_WHODRUG',
    content: 'Medications are coded with WHODrug Global, March 2024.',
    fits: /Medications/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_BASELINE',
    content: 'Baseline is the last non-missing value before the first dose of study treatment.',
    fits: /from Baseline|Shift Table|Repeated Measures/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_KM',
    content:
      'Medians are Kaplan-Meier estimates; their confidence intervals follow Brookmeyer and Crowley.',
    fits: /(TABLE Summary|Kaplan|Landmark).*(Survival|Duration of R|Time to)/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_COX',
    content:
      'The hazard ratio comes from a Cox model stratified by the randomization factors, with the Efron method for ties.',
    fits: /Cox|Forest.*(Survival|Duration of R|Time to)/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_MMRM',
    content:
      'The model has treatment, visit, treatment by visit and the baseline value as effects and an unstructured covariance matrix.',
    fits: /Repeated Measures/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_CTCAE',
    content: 'Grades follow the CTCAE, version 5.0.',
    fits: /Grade/,
  },
  {
    type: 'FOOTNOTE',
    label: 'FN_SORT',
    content: 'Sorted by treatment group, subject and date.',
    fits: /^LISTING/,
  },
  {
    type: 'ACRONYMS_SET',
    label: 'ACR_AE',
    content: 'AE = Adverse Event; SAE = Serious Adverse Event',
    fits: /Adverse Event/,
  },
  {
    type: 'ACRONYMS_SET',
    label: 'ACR_CI',
    content: 'CI = Confidence Interval; HR = Hazard Ratio',
    fits: /Cox|Landmark|Forest|Subgroup/,
  },
  {
    type: 'ACRONYMS_SET',
    label: 'ACR_LFT',
    content:
      'ALT = Alanine Aminotransferase; AST = Aspartate Aminotransferase; ULN = Upper Limit of Normal',
    fits: /ALT|Liver|Hy's Law/,
  },
  {
    type: 'ACRONYMS_SET',
    label: 'ACR_ECG',
    content: "ECG = Electrocardiogram; QTcF = QT Interval Corrected by Fridericia's Formula",
    fits: /ECG|QTcF/,
  },
  {
    type: 'ACRONYMS_SET',
    label: 'ACR_ATC',
    content: 'ATC = Anatomical Therapeutic Chemical Classification',
    fits: /ATC/,
  },
] as const;
