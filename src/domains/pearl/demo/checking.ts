import { anything, dataset, output, type Part } from './conversation.ts';

export const check: Part[] = [
  [
    'ISSUE',
    output,
    'My numbers differ in {n} cells of the last page.',
    'My run was older than the last one of ADSL. It is up to date now.',
    'The comparison is clean now.',
  ],
  [
    'ISSUE',
    /by Visit|over Time|Repeated Measures/,
    'My numbers differ in {n} cells, all of them in the column of {visit}.',
    'My window for {visit} was plus or minus 7 days and should be 3. Rerun.',
    'The comparison is clean now.',
  ],
  [
    'GENERAL',
    anything,
    'Programmed independently: no differences for {N} subjects.',
    'Thank you for the quick check.',
  ],
  [
    'ISSUE',
    output,
    'The numbers agree. The second footnote still has a typing error ("treament").',
    'Corrected, and the same in the shell.',
    'Passed.',
  ],
  [
    'ISSUE',
    /^TABLE.*(Test|Regression|Subgroup Analysis|Repeated Measures)/,
    'The p-value is 0.03{n} here and 0.03{m} in my program.',
    'I had left one stratification factor out of the model. It is in now.',
    'Agrees to the last digit.',
  ],
  [
    'QUESTION',
    anything,
    'Which cut-off did you use? I still have the data of last month.',
    'The transfer of Monday. The path in the setup file is current.',
    'Found it, I run again with that.',
    'Let me know if anything is left.',
  ],
  [
    'ISSUE',
    /^ADAM/,
    'PROC COMPARE finds {n} records that are only in your version.',
    'They are screen failures and should not be there. The filter is in now.',
    'Both sides have the same records now.',
  ],
  [
    'ISSUE',
    dataset,
    'Two labels and one length differ from the specification.',
    'The specification was newer than my program. Aligned.',
    'Confirmed.',
  ],
  [
    'GENERAL',
    output,
    'Titles, footnotes and population line are compared with the shell: all the same.',
  ],
  [
    'ISSUE',
    anything,
    'The header of the program still names another study.',
    'Copied from the sister study. Corrected.',
  ],
  [
    'ISSUE',
    anything,
    'The log has {n} notes about uninitialized variables.',
    'They came from an old macro version; the current one is quiet.',
  ],
];
