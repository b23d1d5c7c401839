import { pgSchema, serial, text } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import { builder, roles } from '../../src/kernel/index.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* Every name in the schema says which domain it belongs to. */

const own = pgSchema('genji');
const kinds = ['a', 'b-c'] as const;
const documents = own.table('documents', {
  id: serial('id').primaryKey(),
  kind: text('kind', { enum: kinds }).notNull(),
});

const allow = roles('genji', 'VIEWER');
const genji = toyDomain(own, 'Genji', { Document: documents });

const about = { a: 'One.', 'b-c': 'Another.' };

describe('a domain refuses', () => {
  test('a type without its prefix, and one that only begins with the same letters', () => {
    for (const name of ['Document', 'Genjis', 'DocumentOfGenji'])
      expect(() => genji.entity(name, documents)).toThrow(`genji: the type ${name} does not bear`);
  });

  test('an enum without it', () => {
    expect(() => genji.enum('Kind', kinds, 'Which.', about)).toThrow('name it Genji…');
  });

  test('a list without it, and one whose prefix is written as that of a type', () => {
    for (const many of ['documents', 'GenjiDocuments', 'listGenjiDocuments']) {
      const Document = genji.entity('GenjiDocument', documents);
      const shape = { description: 'A document.', columns: { id: 'Key.' } };
      expect(() => Document.implement({ ...shape, read: { many, allow } })).toThrow(
        `genji: the query ${many} does not bear the prefix: name it genji…`,
      );
    }
  });
});

const field = (name: string) => ({
  domain: genji,
  load: async () => {
    builder.mutationField(name, (t) =>
      t.boolean({ allow, description: 'A command.', resolve: () => true }),
    );
  },
});

test('a server does not start with a type that was made without the domain', async () => {
  const load = async () => {
    builder.objectRef('Loose').implement({ fields: (t) => ({ a: t.int({ resolve: () => 1 }) }) });
  };
  await expect(servedSchema([{ domain: genji, load }])).rejects.toThrow('the type Loose');
});

test('a server does not start with a command that is no verb and type', async () => {
  const Document = genji.entity('GenjiDocument', documents);
  genji.enum('GenjiKind', kinds, 'Which.', about);
  Document.implement({
    description: 'A document.',
    called: ['document', 'documents'],
    columns: { id: 'Key.', kind: 'Which kind.' },
    read: { many: 'genjiDocuments', allow },
  });
  await expect(servedSchema([field('genjiDocumentCreate')])).rejects.toThrow(
    'the mutation genjiDocumentCreate does not bear the prefix: name it createGenji…',
  );
});
