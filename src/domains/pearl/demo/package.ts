import { stamped } from './calendar.ts';
import { catalogue } from './catalogue.ts';
import { contentOf, isOutput, type Library } from './library.ts';
import { areas } from './names.ts';
import { notCopied, type Rows } from './rows.ts';

/** One package for each of the first areas, and one of what every yearly safety report needs. */
const packages = [
  ...areas.slice(0, 4).map((area) => ({
    name: `${area.name} Standard Package`,
    indication: area.indication,
    area,
    therapeuticArea: area.name,
    parts: /./,
    perPart: 6,
  })),
  {
    name: 'DSUR Safety Package',
    indication: null,
    area: areas[0],
    therapeuticArea: null,
    parts: /^([A-Z]|t14\.1\.|[tf]14\.3)/,
    perPart: 8,
  },
];

export const addPackages = (rows: Rows, textsOf: Library, made: number) => {
  for (const { name, indication, therapeuticArea, area, parts, perPart } of packages) {
    const packageId = rows.packages.push({
      packageName: name,
      studyIndication: indication,
      therapeuticArea,
      ...stamped(made),
    });
    const entries = catalogue(area)
      .filter(([first]) => first && parts.test(first.code))
      .flatMap((part) => part.slice(0, perPart));
    for (const [place, entry] of entries.entries()) {
      const packageItemId = rows.packageItems.push({
        packageId,
        itemCode: entry.code,
        itemDescription: entry.title,
        itemType: isOutput(entry) ? 'TLF' : 'DATASET',
        runOrder: place + 1,
        ...notCopied,
        ...stamped(made),
      });
      if (isOutput(entry)) {
        rows.packageTlfDetails.push({
          packageItemId,
          tlfType: entry.kind,
          primaryEndpoint: entry.primaryEndpoint,
          analysisPopulation: contentOf(entry.population),
          ...stamped(made),
        });
      } else {
        rows.packageDatasetDetails.push({
          packageItemId,
          datasetType: entry.kind,
          dataSource: entry.source,
          recordCount: null,
          ...stamped(made),
        });
      }
      textsOf(entry).forEach((textElementId, at) => {
        rows.packageItemTexts.push({
          packageItemId,
          textElementId,
          sequenceNumber: at + 1,
          ...stamped(made),
        });
      });
    }
  }
};
