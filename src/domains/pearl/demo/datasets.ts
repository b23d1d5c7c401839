/* A dataset a line: its name and label, where it comes from, how many records a subject has. */
export const sdtm = `
DM Demographics | EDC | 1
AE Adverse Events | EDC | 6.4
CM Concomitant Medications | EDC | 7.8
VS Vital Signs | EDC | 61
LB Laboratory Test Results | Central Laboratory | 214
EX Exposure | EDC | 9.3
EC Exposure as Collected | EDC | 11.6
DS Disposition | EDC | 2.7
MH Medical History | EDC | 4.9
EG ECG Test Results | ECG Core Laboratory | 38
PE Physical Examination | EDC | 17
QS Questionnaires | ePRO | 96
DV Protocol Deviations | CTMS | 0.8
DA Drug Accountability | IRT | 8.1
IE Inclusion/Exclusion Criteria Not Met | EDC | 0.1
SV Subject Visits | EDC | 12.4
SE Subject Elements | Derived | 3.1
FA Findings About Events or Interventions | EDC | 2.2
PC Pharmacokinetic Concentrations | Bioanalytical Laboratory | 14
PP Pharmacokinetic Parameters | Derived | 5.5
IS Immunogenicity Specimen Assessments | Bioanalytical Laboratory | 4.2
SC Subject Characteristics | EDC | 1.6
SU Substance Use | EDC | 2
SUPPAE Supplemental Qualifiers for AE | EDC | 5.1
SUPPDM Supplemental Qualifiers for DM | EDC | 2.4
RELREC Related Records | Derived | 3.3`;

export const adam = `
ADSL Subject-Level Analysis Dataset | DM, DS, EX, SUPPDM | 1
ADAE Adverse Event Analysis Dataset | AE, SUPPAE, ADSL | 6.4
ADTTE Time-to-Event Analysis Dataset | DS, ADSL, ADEFF | 4
ADEFF Efficacy Analysis Dataset | QS, FA, ADSL | 24
ADLB Laboratory Analysis Dataset | LB, ADSL | 231
ADVS Vital Signs Analysis Dataset | VS, ADSL | 68
ADEG ECG Analysis Dataset | EG, ADSL | 41
ADEX Exposure Analysis Dataset | EX, EC, ADSL | 13
ADCM Concomitant Medication Analysis Dataset | CM, ADSL | 7.8
ADMH Medical History Analysis Dataset | MH, ADSL | 4.9
ADDV Protocol Deviation Analysis Dataset | DV, ADSL | 0.8
ADQS Questionnaire Analysis Dataset | QS, ADSL | 104
ADPC Pharmacokinetic Concentration Analysis Dataset | PC, ADSL | 14
ADIS Immunogenicity Analysis Dataset | IS, ADSL | 4.2`;
