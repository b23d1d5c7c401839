export const textNames: Readonly<Record<string, string>> = {
  TITLE: 'Title',
  FOOTNOTE: 'Footnote',
  POPULATION_SET: 'Population',
  ACRONYMS_SET: 'Abbreviations',
};
