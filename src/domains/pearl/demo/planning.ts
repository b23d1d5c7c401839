import { anything, dataset, output, type Part, table } from './conversation.ts';

export const plan: Part[] = [
  [
    'QUESTION',
    output,
    'Is {code} still part of this delivery? I cannot find it in the current list of shells.',
    'Yes, it is shell {n}.2; the numbering changed with version 2 of the SAP.',
    'Thanks, found it.',
  ],
  [
    'GENERAL',
    anything,
    'The due date moved by one week, as agreed with the study lead.',
    'Noted. I moved what depends on it as well.',
  ],
  [
    'QUESTION',
    /^SDTM/,
    'Which implementation guide applies to {code}, 3.3 or 3.4?',
    'Version 3.4, see section {n} of the data standards plan.',
    'Good, I updated the specification.',
  ],
  [
    'GENERAL',
    output,
    'The shell of {code} was updated after the dry run: footnote 2 is new.',
    'Thanks, I take it over.',
  ],
  [
    'QUESTION',
    table,
    'Should {code} be repeated for the subjects enrolled under protocol amendment {n}?',
    'Not for this delivery. The team wants that in the final report only.',
    'Understood, I took it off my list.',
  ],
  ['GENERAL', output, 'Please take this one early: medical writing needs it for the first draft.'],
  [
    'QUESTION',
    anything,
    'Do we have test data for {code}, or only the blank forms?',
    'Dummy data of {n}0 subjects is in the test area.',
    'That is enough to begin.',
  ],
  [
    'GENERAL',
    anything,
    'After the data refresh on Monday {code} has to be run again.',
    'It is part of the nightly batch, so there is nothing to do by hand.',
  ],
  [
    'GENERAL',
    dataset,
    'The specification of {code} is final. Only the controlled terminology version may still change.',
    'Thanks. I start with the terminology of March and swap it later.',
  ],
  [
    'QUESTION',
    /^ADAM/,
    'Do we need {code} for this delivery, or can the tables read the SDTM domain directly?',
    'We need it: the define.xml goes into the submission with all analysis datasets.',
  ],
];
