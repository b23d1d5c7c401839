import { isEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ann, ask, ben, closeWard, openWard, schema } from './ward.ts';

/* Groups of rows that not everybody sees: one who cares for ANN, and one who cares for BEN. */

beforeAll(openWard);
afterAll(closeWard);

const asked = async (query: string, id: number) => JSON.parse(await ask(query, id));

describe('groups', () => {
  test('are made of the rows that the viewer sees', async () => {
    const query =
      '{ documentGroups(by: [PATIENT_ID, PATIENT_NAME]) { keys { patientId patientName } count } }';
    const ofAnn = [{ keys: { patientId: ann, patientName: 'ANN' }, count: 1 }];
    const ofBen = [{ keys: { patientId: ben, patientName: 'BEN' }, count: 1 }];
    expect(await asked(query, 1)).toEqual({ documentGroups: ofAnn });
    expect(await asked(query, 2)).toEqual({ documentGroups: ofBen });
    expect(await asked(query, 3)).toEqual({ documentGroups: [] });
  });

  test('name no row that the viewer does not see', async () => {
    const query = '{ visitGroups(by: [PATIENT_NAME]) { keys { patientName } count } }';
    const [hers, others] = ['ANN', null].map((patientName) => ({ patientName }));
    expect(await asked(query, 1)).toEqual({
      visitGroups: [
        { keys: hers, count: 1 },
        { keys: others, count: 2 },
      ],
    });
    expect(await asked(query, 3)).toEqual({ visitGroups: [{ keys: others, count: 3 }] });
  });

  test('see as far as a parent’s parent', async () => {
    const query =
      '{ noteGroups(by: [PATIENT_NAME, DOCUMENT_PATIENT_ID]) { keys { patientName documentPatientId } count } }';
    const keys = { patientName: 'BEN', documentPatientId: ben };
    expect(await asked(query, 2)).toEqual({ noteGroups: [{ keys, count: 1 }] });
  });

  test('of what belongs to rows are for those who see these', async () => {
    const query = '{ patients { nodes { name documentGroups { count } } } }';
    const nodes = [{ name: 'ANN', documentGroups: [{ count: 1 }] }];
    expect(await asked(query, 1)).toEqual({ patients: { nodes } });
    expect(await asked(query, 3)).toEqual({ patients: { nodes: [] } });
  });

  test('follow a relation only where the database lets it lead to one row', () => {
    const valuesOf = (name: string) => {
      const type = schema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => value.name) : undefined;
    };
    expect(valuesOf('VisitGroupKey')).toEqual([
      'DOCUMENT_PATIENT_ID',
      'PATIENT_ID',
      'PATIENT_NAME',
    ]);
    expect(valuesOf('TagGroupKey')).toBeUndefined(); // a key alone, and `anyLabel` is one of several
    expect(schema.getQueryType()?.getFields()).not.toHaveProperty('tagGroups');
  });
});
