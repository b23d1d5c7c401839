import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { Refusal } from '../ui/toast.tsx';
import type { Listing } from './description.ts';
import { factsOf, nameIn, oneDocument, toldDocuments } from './documents.ts';
import { Value } from './value.tsx';

type RowProps = {
  readonly all: readonly Listing[];
  readonly listing: Listing;
  readonly id: string;
};

/** One row: its values, what it belongs to, and what belongs to it. */
export const RowPage = ({ all, listing, id }: RowProps) => {
  const { data, failure, again } = useQuery(
    oneDocument(all, listing),
    { id },
    toldDocuments(listing),
  );
  const row = data?.row;
  const facts = factsOf(listing).filter(
    ({ of, kind }) =>
      !['one', 'rows', 'many'].includes(kind) || all.some(({ type }) => type === of),
  );
  return (
    <Page
      title={row ? nameIn(listing, row) : listing.title}
      crumbs={[listing.title]}
      class="row-page"
    >
      {failure && <Refusal failure={failure} again={again} />}
      {data && !row && <p class="empty">It is not there, or not for you to see.</p>}
      {row && (
        <dl class="facts wide">
          {facts.map((field) => (
            <div key={field.name} class={['rows', 'many'].includes(field.kind) ? 'related' : ''}>
              <dt title={field.about}>{field.title}</dt>
              <dd>
                <Value all={all} field={field} value={row[field.name]} of={{ listing, id }} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Page>
  );
};
