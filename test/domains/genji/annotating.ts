import { type Genji, startGenji } from './api.ts';

export let genji: Genji;
export const openGenji = async () => {
  genji = await startGenji();
};
export const closeGenji = () => genji.stop();

export const create = `mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) {
  id version status motivation body target text replyToId classroomId documentId documentElementId
  documentCollectionId created creator { username } owner { username } element { id } } }`;
export const answer = `mutation ($id: ID!, $motivation: String! = "replying", $body: JSON) {
  answerGenjiAnnotation(id: $id, motivation: $motivation, body: $body) { id motivation replyToId classroomId target } }`;

export const annotate = async (who: string, input: object) =>
  (await genji.get(who, create, { input })).createGenjiAnnotation;
