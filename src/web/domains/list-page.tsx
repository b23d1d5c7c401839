import { useState } from 'preact/hooks';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { address, go, realm, withQuery } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { textOf } from '../ui/text.ts';
import { Refusal } from '../ui/toast.tsx';
import type { Field, Listing } from './description.ts';
import { columnsOf, listDocument, nameIn, toldDocuments } from './documents.ts';
import { choiceName, linkTo, Value } from './value.tsx';

type ListProps = { readonly all: readonly Listing[]; readonly listing: Listing };

const page = 50;

const orderNameOf = (field: string) => field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

const given = () => address.value.searchParams;

/** What the address asks for, as the API's filter. */
const filterOf = ({ fields, filters, name }: Listing): Record<string, unknown> => {
  const text = given().get('q');
  const filter: Record<string, unknown> = {};
  if (text && name && filters.includes(name)) filter[name] = { contains: text };
  for (const field of fields) {
    const value = given().get(`f.${field.name}`);
    if (!value || !filters.includes(field.name)) continue;
    filter[field.name] = { eq: field.kind === 'flag' ? value === 'true' : value };
  }
  return filter;
};

const Choice = ({ field }: { readonly field: Field }) => {
  const values = field.kind === 'flag' ? ['true', 'false'] : (field.values ?? []);
  const name = `f.${field.name}`;
  return (
    <select
      aria-label={field.title}
      value={given().get(name) ?? ''}
      onChange={(event) => go(withQuery({ [name]: event.currentTarget.value }), { replace: true })}
    >
      <option value="">{field.title}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {field.kind === 'flag' ? (value === 'true' ? 'Yes' : 'No') : choiceName(value)}
        </option>
      ))}
    </select>
  );
};

/** The rows of a type: filtered, sorted, live. */
export const ListPage = ({ all, listing }: ListProps) => {
  const [first, setFirst] = useState(page);
  const { orders, filters, name, title, about } = listing;
  const columns = columnsOf(listing);
  const sort = given().get('sort') ?? '';
  const by = orderNameOf(sort.replace('-', ''));
  const orderBy = orders.includes(by)
    ? [{ field: by, direction: sort.startsWith('-') ? 'DESC' : 'ASC' }]
    : [];
  const asked = { first, filter: filterOf(listing), orderBy };
  const { data, failure, again } = useQuery(
    listDocument(all, listing),
    asked,
    toldDocuments(listing),
  );
  const rows = data?.rows;
  const find = `Find by ${listing.fields.find((field) => field.name === name)?.title.toLowerCase()}`;
  const choices = listing.fields.filter(
    (field) => ['choice', 'flag'].includes(field.kind) && filters.includes(field.name),
  );
  // filters that came with a link, and for which nothing stands here
  const hidden = [...given().keys()].filter(
    (key) => key.startsWith('f.') && !choices.some((field) => key === `f.${field.name}`),
  );
  return (
    <Page title={title} crumbs={[about]} class="list-page">
      <div class="filters" role="search">
        {name && filters.includes(name) && (
          <label class="find">
            <Icon name="search" />
            <input
              type="search"
              aria-label={find}
              placeholder={find}
              value={given().get('q') ?? ''}
              onInput={(event) =>
                go(withQuery({ q: event.currentTarget.value }), { replace: true })
              }
            />
          </label>
        )}
        {choices.map((field) => (
          <Choice key={field.name} field={field} />
        ))}
        {hidden.length > 0 && (
          <a
            class="quiet"
            href={withQuery(Object.fromEntries(hidden.map((each) => [each, undefined])))}
          >
            Show all, not only these
          </a>
        )}
        <output class="count" aria-live="polite">
          {rows && `${rows.totalCount} ${rows.totalCount === 1 ? 'row' : 'rows'}`}
        </output>
      </div>
      {failure && <Refusal failure={failure} again={again} />}
      {rows && (
        <div class="scroll" tabIndex={0} role="region" aria-label={title}>
          <table class="rows-table">
            <thead>
              <tr>
                {columns.map((field) => {
                  const isSorted = sort.replace('-', '') === field.name;
                  const isDown = sort.startsWith('-');
                  return (
                    <th
                      key={field.name}
                      scope="col"
                      title={field.about}
                      aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}
                    >
                      {orders.includes(orderNameOf(field.name)) ? (
                        <button
                          type="button"
                          onClick={() =>
                            go(
                              withQuery({
                                sort: isSorted
                                  ? isDown
                                    ? undefined
                                    : `-${field.name}`
                                  : field.name,
                              }),
                              { replace: true },
                            )
                          }
                        >
                          {field.title}
                          {isSorted && <span aria-hidden="true">{isDown ? '↓' : '↑'}</span>}
                        </button>
                      ) : (
                        field.title
                      )}
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>
              {rows.nodes.map((row) => (
                <tr key={row.id}>
                  {columns.map((field, at) => (
                    <td key={field.name}>
                      {at === 0 && listing.one && field.kind !== 'one' ? (
                        <a href={linkTo(listing, row.id)}>
                          {textOf(row[field.name] ?? nameIn(listing, row))}
                        </a>
                      ) : (
                        <Value all={all} field={field} value={row[field.name]} />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.nodes.length === 0 && (
            <p class="empty">There is nothing like that in {realm.value}.</p>
          )}
        </div>
      )}
      {rows?.pageInfo.hasNextPage && first < 1000 && (
        <button type="button" class="quiet" onClick={() => setFirst(Math.min(1000, first * 3))}>
          More
        </button>
      )}
    </Page>
  );
};
