import { refusal } from '../../../kernel/index.ts';
import { lengthOf, longest } from '../reporting-effort-item/code-template.ts';
import { misfit } from '../reporting-effort-item/extras.ts';
import type { Changes, Extras, NewItem } from '../reporting-effort-item/home.ts';
import type { Refusal } from '../reporting-effort-item/texts.ts';
import { datasetTypes, tlfTypes } from '../tables.ts';
import {
  columnOf,
  type Known,
  type OwnText,
  planTexts,
  type TextCells,
  typesInOrder,
} from './item-text.ts';
import { lineOf } from './meant-text.ts';

/* What a row of a file makes of an item. */

/** What a file says of an item. A column that it has not is missing; an empty cell is null. */
export type ItemCells = TextCells & {
  readonly itemCode?: string;
  readonly itemType?: NewItem['itemType'] | undefined;
  readonly itemStatus?: NewItem['itemStatus'];
  readonly itemSubtype?: string | null | undefined;
  readonly itemDescription?: string | null | undefined;
  readonly runOrder?: number | null | undefined;
  readonly primaryEndpoint?: boolean | null | undefined;
  readonly analysisPopulation?: string | null | undefined;
  readonly dataSource?: string | null | undefined;
  readonly recordCount?: number | null | undefined;
};

/** An item as it is. */
export type OwnItem = Omit<ItemCells, keyof TextCells> & {
  readonly id: number;
  readonly itemCode: string;
  readonly itemType: NewItem['itemType'];
  readonly texts: readonly OwnText[];
};

const plainColumns = [
  'itemDescription',
  'itemStatus',
  'runOrder',
  'itemSubtype',
  'primaryEndpoint',
  'analysisPopulation',
  'dataSource',
  'recordCount',
] as const;

/** The details that cells speak of: those of the subtype, whatever the item is. */
const detailsOf = (cells: ItemCells, itemType: NewItem['itemType']) => {
  const { itemSubtype, primaryEndpoint, analysisPopulation, dataSource, recordCount } = cells;
  const none = (type: NewItem['itemType']) =>
    itemSubtype === null && itemType === type ? null : undefined;
  const tlfType = tlfTypes.find((each) => each === itemSubtype) ?? none('TLF');
  const datasetType = datasetTypes.find((each) => each === itemSubtype) ?? none('DATASET');
  return {
    tlfDetails: { tlfType, primaryEndpoint, analysisPopulation },
    datasetDetails: { datasetType, dataSource, recordCount },
  };
};

type Content = string | number | boolean | null | undefined | readonly string[];

export type Plan =
  | { readonly kind: 'refused'; readonly refused: Refusal; readonly column: string | null }
  | { readonly kind: 'new'; readonly cells: ItemCells; readonly item: NewItem }
  | {
      readonly kind: 'known';
      readonly cells: ItemCells;
      readonly own: OwnItem;
      readonly values: Changes;
      readonly extras: Extras;
      readonly changes: readonly {
        readonly column: string;
        readonly before: Content;
        readonly after: Content;
      }[];
    };

/** A row that the commands refuse. */
export const refusedPlan = (refused: Refusal, cells: ItemCells) => ({
  kind: 'refused' as const,
  refused,
  column: columnOfRefusal(refused, cells),
});

const filled = <Values extends object>(values: Values): Values | undefined =>
  Object.values(values).some((value) => value != null) ? values : undefined;

/** What a row says without saying it: a subtype tells the type, and a population that of the analysis. */
const complete = (cells: ItemCells, own: OwnItem | undefined): ItemCells => {
  const { population, analysisPopulation } = cells;
  const itemSubtype = cells.itemSubtype?.toUpperCase() ?? cells.itemSubtype;
  const isTlf = tlfTypes.some((each) => each === itemSubtype);
  const itemType =
    cells.itemType ?? own?.itemType ?? (itemSubtype ? (isTlf ? 'TLF' : 'DATASET') : undefined);
  const isForAnalysis =
    itemType === 'TLF' && analysisPopulation === undefined && population != null;
  return {
    ...cells,
    itemType,
    itemSubtype,
    ...(isForAnalysis && { analysisPopulation: lineOf(population[0] ?? '') || null }),
  };
};

const wrong = (column: string, message: string): Plan => ({
  kind: 'refused',
  refused: refusal('BAD_USER_INPUT', message, { field: column }),
  column,
});

/** What a row is to do: make an item, or change the one that there is. */
export const planItem = (given: ItemCells, own: OwnItem | undefined, known: Known): Plan => {
  const cells = complete(given, own);
  const { itemCode, itemType } = cells;
  if (itemCode === undefined) return wrong('itemCode', 'The item has no code.');
  if (itemType === undefined) {
    return wrong('itemType', 'Say whether it is a TLF or a DATASET, or give its item_subtype.');
  }
  if (lengthOf(cells.analysisPopulation ?? '') > longest) {
    return wrong(
      'population',
      `Of the analysis, a population may have at most ${longest} characters: give a column analysis_population, too.`,
    );
  }
  const { textElements, changes } = planTexts(cells, own?.texts ?? [], known);
  if (!own)
    return { kind: 'new', cells, item: newItem({ ...cells, itemCode, itemType }, textElements) };
  if (itemType !== own.itemType) {
    return wrong('itemType', `“${own.itemCode}” is a ${own.itemType}, which cannot be changed.`);
  }
  const changed = plainColumns.filter(
    (column) => cells[column] !== undefined && cells[column] !== own[column],
  );
  const is = (...columns: readonly (typeof plainColumns)[number][]) =>
    columns.some((column) => changed.includes(column));
  const { tlfDetails, datasetDetails } = detailsOf(cells, itemType);
  const isSubtype = is('itemSubtype');
  const isTlf =
    is('primaryEndpoint', 'analysisPopulation') || (isSubtype && tlfDetails.tlfType !== undefined);
  const isDataset =
    is('dataSource', 'recordCount') || (isSubtype && datasetDetails.datasetType !== undefined);
  const extras: Extras = {
    ...(isTlf && { tlfDetails }),
    ...(isDataset && { datasetDetails }),
    ...(textElements && { textElements }),
  };
  const values: Changes = {
    ...(is('itemDescription') && { itemDescription: cells.itemDescription ?? null }),
    ...(is('itemStatus') && { itemStatus: cells.itemStatus }),
    ...(is('runOrder') && { runOrder: cells.runOrder ?? null }),
  };
  const refused = misfit(itemType, extras);
  if (refused) return refusedPlan(refused, cells);
  const plain = changed.map((column) => ({ column, before: own[column], after: cells[column] }));
  return { kind: 'known', cells, own, values, extras, changes: [...plain, ...changes] };
};

/** A new row has its defaults where cells are empty. */
const newItem = (
  cells: ItemCells & Pick<OwnItem, 'itemCode' | 'itemType'>,
  textElements: Extras['textElements'],
): NewItem => {
  const { itemCode, itemType, itemDescription, itemStatus, runOrder } = cells;
  const { tlfDetails, datasetDetails } = detailsOf(
    {
      itemSubtype: cells.itemSubtype ?? undefined,
      primaryEndpoint: cells.primaryEndpoint ?? undefined,
      analysisPopulation: cells.analysisPopulation ?? undefined,
      dataSource: cells.dataSource ?? undefined,
      recordCount: cells.recordCount ?? undefined,
    },
    itemType,
  );
  return {
    itemCode,
    itemType,
    itemDescription,
    itemStatus,
    runOrder,
    tlfDetails: filled(tlfDetails),
    datasetDetails: filled(datasetDetails),
    textElements,
  };
};

/** The column whose value is refused, where the commands name a field that files have not. */
const columnOfRefusal = ({ extensions, message }: Refusal, cells: ItemCells): string | null => {
  const { field } = extensions;
  if (field === 'textElements') {
    const named = typesInOrder
      .map((type) => columnOf[type])
      .filter((column) => cells[column]?.length);
    const says = (text: string) => message.includes(text.slice(0, 100));
    return named.find((column) => cells[column]?.some(says)) ?? named[0] ?? null;
  }
  const isSubtype = (types: readonly string[]) => types.some((each) => each === cells.itemSubtype);
  if (field === 'tlfDetails') {
    if (isSubtype(tlfTypes)) return 'itemSubtype';
    return cells.analysisPopulation != null ? 'analysisPopulation' : 'primaryEndpoint';
  }
  if (field === 'datasetDetails') {
    if (isSubtype(datasetTypes)) return 'itemSubtype';
    return cells.dataSource != null ? 'dataSource' : 'recordCount';
  }
  return typeof field === 'string' ? field : null;
};
