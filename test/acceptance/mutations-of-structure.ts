import { password } from '../support/plant.ts';
import { type Case, each, effort, item, one, packageItem, removed } from './mutation-case.ts';

/** The mutations of what there is to do, and the deletes, each with a call and what that leaves in the audit trail. */
export const casesOfStructure: Readonly<Record<string, Case>> = {
  copyItems: {
    call: ({ pack, effort, name }) =>
      `FIELD(from: { packageId: ${pack} }, to: { reportingEffortId: ${effort} }, codeTemplate: "${name} {code}") { copied }`,
    leaves: each('CREATE', {
      ReportingEffortItem: 1,
      ReportingEffortTlfDetails: 1,
      ReportingEffortItemTextElement: 1,
      Tracker: 1,
    }),
  },
  createDatabaseRelease: {
    call: ({ study }) =>
      `FIELD(input: { studyId: ${study}, databaseReleaseLabel: "new", databaseReleaseDate: "2026-03-01" }) { id }`,
    leaves: one('CREATE', 'DatabaseRelease'),
  },
  createPackage: {
    call: ({ name }) => `FIELD(input: { packageName: "${name} new" }) { id }`,
    leaves: one('CREATE', 'Package'),
  },
  createPackageItem: {
    call: ({ pack, text }) =>
      `FIELD(input: { packageId: ${pack}, itemCode: "new", itemType: TLF, tlfDetails: { tlfType: TABLE }, textElementIds: [${text}] }) { id }`,
    leaves: each('CREATE', packageItem),
  },
  createPackageItems: {
    call: ({ pack, text, name }) =>
      `FIELD(packageId: ${pack}, items: [
        { itemCode: "new", itemType: TLF, tlfDetails: { tlfType: TABLE }, textElements: [{ id: ${text} }] }
        { itemCode: "newer", itemType: DATASET, textElements: [{ type: TITLE, label: "${name} new" }] }]) { done }`,
    leaves: each('CREATE', {
      ...packageItem,
      PackageItem: 2,
      TextElement: 1,
      PackageItemTextElement: 2,
    }),
  },
  createReportingEffort: {
    call: ({ release }) =>
      `FIELD(input: { databaseReleaseId: ${release}, databaseReleaseLabel: "new" }) { id }`,
    leaves: one('CREATE', 'ReportingEffort'),
  },
  createReportingEffortItem: {
    call: (at) =>
      `FIELD(input: { reportingEffortId: ${at.effort}, itemCode: "${at.name} new", itemType: DATASET,
        datasetDetails: { recordCount: 1 }, textElementIds: [${at.text}, ${at.spareText}], tracker: { priority: HIGH } }) { id }`,
    leaves: {
      'CREATE ReportingEffortItem': 1,
      'CREATE ReportingEffortDatasetDetails': 1,
      'CREATE ReportingEffortItemTextElement': 2,
      'CREATE Tracker': 1,
    },
  },
  createReportingEffortItems: {
    call: (at) =>
      `FIELD(reportingEffortId: ${at.effort}, items: [
        { itemCode: "${at.name} new", itemType: TLF, tlfDetails: { tlfType: TABLE }, textElements: [{ id: ${at.text} }] }
        { itemCode: "${at.name} newer", itemType: DATASET, textElements: [{ type: TITLE, label: "${at.name} new" }] }]) { done }`,
    leaves: each('CREATE', {
      ReportingEffortItem: 2,
      Tracker: 2,
      ReportingEffortTlfDetails: 1,
      TextElement: 1,
      ReportingEffortItemTextElement: 2,
    }),
  },
  createStudy: {
    call: ({ name }) => `FIELD(input: { studyLabel: "${name} new" }) { id }`,
    leaves: one('CREATE', 'Study'),
  },
  createTag: {
    call: ({ name }) => `FIELD(input: { name: "${name} new" }) { id }`,
    leaves: one('CREATE', 'Tag'),
  },
  createTextElement: {
    call: ({ name }) =>
      `FIELD(input: { type: TITLE, label: "${name} new", content: "text" }) { id }`,
    leaves: one('CREATE', 'TextElement'),
  },
  createUser: {
    call: ({ name }) =>
      `FIELD(input: { username: "${name}.new", role: VIEWER, password: "${password}" }) { id }`,
    leaves: each('CREATE', { User: 1, UserPassword: 1 }),
  },
  deleteComment: removed('thread', { TrackerComment: 2 }),
  deleteDatabaseRelease: removed('release', { DatabaseRelease: 1, ...effort }),
  deletePackage: removed('pack', { Package: 1, ...packageItem }),
  deletePackageItem: removed('packItem', packageItem),
  deleteReportingEffort: removed('effort', effort),
  deleteReportingEffortItem: removed('idle', item),
  deleteReportingEffortItems: {
    call: ({ idle, busy }) => `FIELD(ids: [${idle}, ${busy}], cascade: true) { done }`,
    leaves: each('DELETE', { ...item, ReportingEffortItem: 2, Tracker: 2, TrackerComment: 3 }),
  },
  deleteStudy: removed('study', { Study: 1, DatabaseRelease: 1, ...effort }),
  deleteTag: removed('tag', { Tag: 1, TrackerTag: 1 }),
  deleteTextElement: removed('spareText', { TextElement: 1 }),
  deleteUser: {
    ...removed('user', {}),
    leaves: {
      ...each('DELETE', { User: 1, UserPassword: 1, Session: 1 }),
      ...each('UPDATE', { Tracker: 1, TrackerComment: 1 }),
    },
  },
  mergeTextElements: {
    call: ({ text, spareText }) => `FIELD(from: [${text}], into: ${spareText}) { id }`,
    leaves: {
      'DELETE TextElement': 1,
      ...each('UPDATE', {
        ReportingEffortItemTextElement: 1,
        PackageItemTextElement: 1,
      }),
    },
  },
  importItems: {
    call: ({ effort: id, name }) =>
      `FIELD(reportingEffortId: ${id}, file: "item_code,tlf_type,title\\n${name} new,Table,${name} title") { isWritten }`,
    leaves: each('CREATE', {
      ReportingEffortItem: 1,
      ReportingEffortTlfDetails: 1,
      ReportingEffortItemTextElement: 1,
      TextElement: 1,
      Tracker: 1,
    }),
  },
  importPackageItems: {
    call: ({ pack, name }) =>
      `FIELD(packageId: ${pack}, file: "item_code,tlf_type,title\\n${name} new,Table,${name} title") { isWritten }`,
    leaves: each('CREATE', { ...packageItem, TextElement: 1 }),
  },
  importPackages: {
    call: ({ name }) => `FIELD(file: "package_name\\n${name} new") { isWritten }`,
    leaves: one('CREATE', 'Package'),
  },
  importTextElements: {
    call: ({ name }) => `FIELD(file: "type,content\\ntitle,${name} new") { isWritten }`,
    leaves: one('CREATE', 'TextElement'),
  },
  importTrackers: {
    call: ({ effort: id, name }) =>
      `FIELD(reportingEffortId: ${id}, file: "item_code,programmer,tags\\n${name} idle,analyst,${name} new") { isWritten }`,
    leaves: {
      'UPDATE Tracker': 1,
      ...each('CREATE', { Tag: 1, TrackerTag: 1 }),
      'DELETE TrackerTag': 1,
    },
  },
  importUsers: {
    call: ({ name }) => `FIELD(file: "username,role\\n${name}.new,viewer") { isWritten }`,
    leaves: one('CREATE', 'User'),
  },
  returnToPrimary: {
    call: ({ doneTracker }) => `FIELD(trackerId: ${doneTracker}, reason: "It is wrong.") { id }`,
    leaves: { 'UPDATE Tracker': 1, 'CREATE TrackerComment': 1 },
  },
  updateDatabaseRelease: {
    call: ({ release }) =>
      `FIELD(id: ${release}, input: { databaseReleaseDate: "2026-02-28" }) { id }`,
    leaves: one('UPDATE', 'DatabaseRelease'),
  },
  updatePackage: {
    call: ({ pack }) => `FIELD(id: ${pack}, input: { therapeuticArea: "new" }) { id }`,
    leaves: one('UPDATE', 'Package'),
  },
  updatePackageItem: {
    call: ({ packItem, spareText }) =>
      `FIELD(id: ${packItem}, input: { itemDescription: "new", tlfDetails: { tlfType: FIGURE }, textElementIds: [${spareText}] }) { id }`,
    leaves: {
      'UPDATE PackageItem': 1,
      'UPDATE PackageTlfDetails': 1,
      'DELETE PackageItemTextElement': 1,
      'CREATE PackageItemTextElement': 1,
    },
  },
  updateReportingEffort: {
    call: ({ effort: id }) => `FIELD(id: ${id}, input: { databaseReleaseLabel: "new" }) { id }`,
    leaves: one('UPDATE', 'ReportingEffort'),
  },
  updateReportingEffortItem: {
    call: ({ idle, text, spareText }) =>
      `FIELD(id: ${idle}, input: { itemStatus: COMPLETED, tlfDetails: { tlfType: TABLE }, textElementIds: [${spareText}, ${text}] }) { id }`,
    leaves: {
      'UPDATE ReportingEffortItem': 1,
      'UPDATE ReportingEffortItemTextElement': 1,
      'CREATE ReportingEffortItemTextElement': 1,
    },
  },
  updateStudy: {
    call: ({ study, name }) => `FIELD(id: ${study}, input: { studyLabel: "${name} other" }) { id }`,
    leaves: one('UPDATE', 'Study'),
  },
  updateTag: {
    call: ({ tag }) => `FIELD(id: ${tag}, input: { color: "#000000" }) { id }`,
    leaves: one('UPDATE', 'Tag'),
  },
  updateTextElement: {
    call: ({ text }) => `FIELD(id: ${text}, input: { content: "new" }) { id }`,
    leaves: one('UPDATE', 'TextElement'),
  },
  updateUser: {
    call: ({ user }) => `FIELD(id: ${user}, input: { department: "new" }) { id }`,
    leaves: one('UPDATE', 'User'),
  },
};
