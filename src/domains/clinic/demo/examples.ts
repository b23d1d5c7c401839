/** Documents to begin with in the explorer. */
export const examples = (): readonly string[] => [
  `# The patients whom you see, with what is still to be written
query Patients {
  clinicPatients(first: 20, orderBy: [{ field: NAME }]) {
    totalCount
    nodes {
      id
      name
      uniqueIdentifier
      clinicians { nodes { role clinician { name } } }
      openDocumentCount
      openNoteCount
    }
  }
}`,
  `# The chart of a patient. Who looks at it is noted: see looks
query Chart($id: ID! = 1) {
  clinicPatient(id: $id) {
    name
    communicationNeeds
    sessions(orderBy: [{ field: SESSION_DATE }]) {
      nodes { title sessionDate sessionNotes { nodes { status notes amendments { nodes { text reason } } } } }
    }
    documents { nodes { title type status dueDate isOverdue } }
    looks(last: 5) { nodes { day username } }
  }
}`,
  `# Two weeks of the calendar
query Calendar($from: Date! = "${new Date().toISOString().slice(0, 10)}") {
  clinicWeeks(from: $from, count: 2) {
    monday
    sessionCount
    days {
      day
      sessions { nodes { sessionDate duration location title patient { name } therapist { name } } }
    }
  }
}`,
  `# A chart as it changes. Run this, open this page in a second window, and run Note there
subscription FollowChart($patientId: ID! = 1) {
  clinicChartChanged(patientId: $patientId) {
    cursor
    action
    entityType
    changedFields
    actor { name }
    clinicSessionNote { status notes }
    clinicDocument { title status }
  }
}`,
  `mutation Note($sessionId: ID! = 1) {
  createClinicSessionNote(input: { sessionId: $sessionId, notes: "Hummed along.", moodRating: 7 }) {
    id
    status
    patient { name openNoteCount }
  }
}`,
];
