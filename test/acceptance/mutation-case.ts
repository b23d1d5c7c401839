import type { Api } from '../support/api.ts';
import { type Plant, password } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';

export type Case = {
  /** The field, or what makes it. */
  readonly call: string | ((plant: Plant, api: Api) => string | Promise<string>);
  /** The user who calls it, unless that is admin; of the planted one, the name is known only then. */
  readonly as?: 'the planted user';
  readonly leaves: Readonly<Record<string, number>>;
};

export const signedIn = async (api: Api, { username }: Plant): Promise<string> => {
  const { data } = await succeeded(
    api
      .as(null)
      .run<{ signIn: { refreshToken: string } }, unknown>(
        `mutation { signIn(username: "${username}", password: "${password}") { refreshToken } }`,
      ),
  );
  return data.signIn.refreshToken;
};

export const deleted = async (api: Api, field: string): Promise<string> => {
  const { data } = await succeeded(
    api
      .as('admin')
      .run<Record<string, { auditLogId: string }>, unknown>(`mutation { ${field} { auditLogId } }`),
  );
  return String(Object.values(data)[0]?.auditLogId);
};

export const item = {
  ReportingEffortItem: 1,
  ReportingEffortTlfDetails: 1,
  ReportingEffortItemTextElement: 1,
  Tracker: 1,
  TrackerTag: 1,
};
export const effort = {
  ReportingEffort: 1,
  ReportingEffortItem: 3,
  ReportingEffortTlfDetails: 1,
  ReportingEffortDatasetDetails: 1,
  ReportingEffortItemTextElement: 1,
  Tracker: 3,
  TrackerTag: 1,
  TrackerComment: 3,
};
export const packageItem = { PackageItem: 1, PackageTlfDetails: 1, PackageItemTextElement: 1 };

export const each = (action: string, counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([type, count]) => [`${action} ${type}`, count]));

export const one = (action: string, type: string) => each(action, { [type]: 1 });
export const removed = (key: keyof Plant, counts: Readonly<Record<string, number>>, more = '') => ({
  call: (at: Plant) => `FIELD(id: ${at[key]}, cascade: true${more}) { entityId }`,
  leaves: each('DELETE', counts),
});
