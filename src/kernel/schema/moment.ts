/** A moment as a column without a time zone holds it: in UTC. As it stands, Postgres would drop the offset. */
const inUtc = (moment: string): string => {
  const [, second = '', fraction = '', zone = ''] = /^(.{19})(\.\d+)?(.*)$/.exec(moment) ?? [];
  return new Date(second + zone).toISOString().slice(0, 19) + fraction;
};

/** A value as a column of this type takes it. */
export const asStored = <Value>(value: Value, sqlType: string): Value | string =>
  typeof value === 'string' && /^timestamp(?!.*with time zone)/.test(sqlType)
    ? inUtc(value)
    : value;
