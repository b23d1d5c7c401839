/*
 * Prints what happens to the trackers of a reporting effort, until it is stopped:
 *
 *   npx node examples/follow-trackers.ts ws://localhost:4000/graphql "$(npm run -s token -- viewer)" 1
 */
import { follow, Refused } from './live-client.ts';

const [url = 'ws://localhost:4000/graphql', token = '', reportingEffortId = '1'] =
  process.argv.slice(2);

type Told = {
  readonly cursor: string;
  readonly action: string;
  readonly changedFields: readonly string[];
  readonly tracker: { readonly item: { readonly itemCode: string } } | null;
};

const changes = follow<Told>({
  url,
  token: () => token,
  query: `subscription ($reportingEffortId: ID, $since: String) {
    trackerChanged(reportingEffortId: $reportingEffortId, since: $since) {
      cursor
      action
      changedFields
      tracker { item { itemCode } }
    }
  }`,
  variables: { reportingEffortId },
  onState: (state) => console.error(state),
});

try {
  for await (const { action, changedFields, tracker } of changes) {
    console.log(`${action} ${tracker?.item.itemCode ?? ''} ${changedFields.join(', ')}`);
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`The server says: ${error.message}`);
  process.exitCode = 1;
}
