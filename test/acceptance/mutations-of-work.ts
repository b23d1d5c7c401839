import { password } from '../support/plant.ts';
import { type Case, deleted, each, item, one, signedIn } from './mutation-case.ts';

/** The mutations of people and of their work, each with a call and what that leaves in the audit trail. */
export const casesOfWork: Readonly<Record<string, Case>> = {
  addComment: {
    call: ({ busyTracker, thread }) =>
      `FIELD(trackerId: ${busyTracker}, commentText: "more", parentCommentId: ${thread}) { id }`,
    leaves: one('CREATE', 'TrackerComment'),
  },
  assignProgrammer: {
    call: ({ idleTracker }) => `FIELD(trackerId: ${idleTracker}, role: PRIMARY, userId: 2) { id }`,
    leaves: one('UPDATE', 'Tracker'),
  },
  assignProgrammers: {
    call: ({ idleTracker, busyTracker }) => `FIELD(assignments: [
      { trackerId: ${idleTracker}, role: PRIMARY, userId: 2 }, { trackerId: ${busyTracker}, role: QC, userId: 2 },
      { trackerId: ${idleTracker}, role: QC, userId: 4 }]) { done }`,
    leaves: { 'UPDATE Tracker': 2 },
  },
  changePassword: {
    call: `FIELD(currentPassword: "${password}", newPassword: "another password") { id }`,
    as: 'the planted user',
    leaves: { 'UPDATE UserPassword': 1, 'UPDATE Session': 1 },
  },
  deactivateUser: {
    call: ({ user }) => `FIELD(id: ${user}) { id }`,
    leaves: each('UPDATE', { User: 1, Session: 1 }),
  },
  editComment: {
    call: ({ reply }) => `FIELD(id: ${reply}, commentText: "said otherwise") { id }`,
    leaves: one('UPDATE', 'TrackerComment'),
  },
  markRead: {
    call: ({ busyTracker }) => `FIELD(trackerId: ${busyTracker}) { id unreadCount }`,
    leaves: one('CREATE', 'ReadMark'),
  },
  reactivateUser: {
    call: async ({ user }, api) => {
      await api.sql`update pearl.users set is_active = false where id = ${user}`;
      return `FIELD(id: ${user}) { id }`;
    },
    leaves: one('UPDATE', 'User'),
  },
  refreshSession: {
    call: async (at, api) => `FIELD(refreshToken: "${await signedIn(api, at)}") { expiresIn }`,
    as: 'the planted user',
    leaves: one('UPDATE', 'Session'),
  },
  resolveComment: {
    call: ({ thread }) => `FIELD(id: ${thread}) { id }`,
    leaves: { 'UPDATE TrackerComment': 2 },
  },
  setPassword: {
    call: ({ user }) => `FIELD(id: ${user}, password: "another password") { id }`,
    leaves: { 'UPDATE UserPassword': 1, 'UPDATE Session': 1 },
  },
  setTrackerStatus: {
    call: ({ busyTracker }) =>
      `FIELD(trackerId: ${busyTracker}, role: PRIMARY, status: COMPLETED) { id }`,
    leaves: one('UPDATE', 'Tracker'),
  },
  setTrackerStatuses: {
    call: ({ busyTracker, doneTracker }) => `FIELD(updates: [
      { trackerId: ${busyTracker}, role: PRIMARY, status: COMPLETED }, { trackerId: ${doneTracker}, role: QC, status: COMPLETED }]) { done }`,
    leaves: one('UPDATE', 'Tracker'),
  },
  signIn: {
    call: ({ username }) => `FIELD(username: "${username}", password: "${password}") { expiresIn }`,
    as: 'the planted user',
    leaves: one('CREATE', 'Session'),
  },
  signOut: {
    call: async (at, api) => `FIELD(refreshToken: "${await signedIn(api, at)}")`,
    as: 'the planted user',
    leaves: one('UPDATE', 'Session'),
  },
  streamTicket: { call: 'FIELD', leaves: {} },
  cancel: {
    call: async (_at, { sql }) => {
      await sql`insert into kernel.commands (realm, user_id, key) values ('pearl', '1', 'begun')`;
      await sql`update kernel.commands set seen_at = now() - interval '1 hour'`;
      return 'FIELD(id: "begun") { state }';
    },
    leaves: {},
  },
  tagTracker: {
    call: ({ busyTracker, tag }) => `FIELD(trackerId: ${busyTracker}, tagId: ${tag}) { id }`,
    leaves: one('CREATE', 'TrackerTag'),
  },
  tagTrackers: {
    call: ({ idleTracker, busyTracker, doneTracker, tag }) =>
      `FIELD(trackerIds: [${idleTracker}, ${busyTracker}, ${doneTracker}], tagId: ${tag}) { done }`,
    leaves: { 'CREATE TrackerTag': 2 },
  },
  unassignProgrammer: {
    call: ({ busyTracker }) => `FIELD(trackerId: ${busyTracker}, role: PRIMARY) { id }`,
    leaves: one('UPDATE', 'Tracker'),
  },
  undoDelete: {
    call: async ({ idle }, api) =>
      `FIELD(auditLogId: ${await deleted(api, `deleteReportingEffortItem(id: ${idle})`)}) { entityId }`,
    leaves: each('CREATE', item),
  },
  unresolveComment: {
    call: async ({ thread, reply }, api) => {
      await api.sql`update pearl.tracker_comments set is_resolved = true, resolved_at = now(), resolved_by_id = 2
        where id in (${thread}, ${reply})`;
      return `FIELD(id: ${thread}) { id }`;
    },
    leaves: { 'UPDATE TrackerComment': 2 },
  },
  untagTracker: {
    call: ({ idleTracker, tag }) => `FIELD(trackerId: ${idleTracker}, tagId: ${tag}) { id }`,
    leaves: one('DELETE', 'TrackerTag'),
  },
  updateTracker: {
    call: ({ idleTracker }) => `FIELD(id: ${idleTracker}, input: { priority: CRITICAL }) { id }`,
    leaves: one('UPDATE', 'Tracker'),
  },
  updateTrackers: {
    call: ({ idleTracker, doneTracker }) =>
      `FIELD(updates: [{ trackerId: ${idleTracker}, qcLevel: 1 }, { trackerId: ${doneTracker}, inProduction: true }]) { done }`,
    leaves: { 'UPDATE Tracker': 2 },
  },
};
