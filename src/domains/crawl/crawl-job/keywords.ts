import { refusal } from '../../../kernel/index.ts';

/** Keywords in their order, each once whatever its case; there has to be one. */
export const distinctKeywords = (keywords: readonly string[]): string[] => {
  const byText = new Map(keywords.toReversed().map((each) => [each.toLowerCase(), each]));
  if (keywords.length === 0 || byText.size < keywords.length) {
    throw refusal(
      'BAD_USER_INPUT',
      'keywords must be 1 to 50 texts, each once whatever its case.',
      {
        field: 'keywords',
      },
    );
  }
  return [...keywords];
};
