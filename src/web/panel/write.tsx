import { useState } from 'preact/hooks';

export type CommentType = 'GENERAL' | 'QUESTION' | 'ISSUE' | 'RESPONSE';

export const commentNames: Readonly<Record<CommentType, string>> = {
  GENERAL: 'Note',
  QUESTION: 'Question',
  ISSUE: 'Issue',
  RESPONSE: 'Answer',
};

type WriteProps = {
  readonly label: string;
  readonly placeholder?: string;
  readonly text?: string;
  readonly withType?: boolean;
  /** Whether it has been taken: what has not stays there to be sent again. */
  readonly onSend: (text: string, type: CommentType) => Promise<boolean>;
};

/** A place to write in. It grows with the text; Ctrl Enter sends. */
export const Write = ({ label, placeholder, text: given = '', withType, onSend }: WriteProps) => {
  const [text, setText] = useState(given);
  const [type, setType] = useState<CommentType>('QUESTION');
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (!text.trim() || isBusy) return;
    setBusy(true);
    if (await onSend(text, withType ? type : 'GENERAL')) setText('');
    setBusy(false);
  };
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        aria-label={label}
        placeholder={placeholder}
        rows={Math.min(12, Math.max(text.split('\n').length, text ? 2 : 1))}
        maxLength={10_000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
        }}
      />
      {text.trim() !== '' && (
        <div class="line">
          {withType && (
            <select
              aria-label="What it is"
              value={type}
              onChange={(event) => setType(event.currentTarget.value as CommentType)}
            >
              {(['QUESTION', 'ISSUE', 'GENERAL'] as const).map((each) => (
                <option key={each} value={each}>
                  {commentNames[each]}
                </option>
              ))}
            </select>
          )}
          <span class="grow" />
          <button type="submit" class="primary" disabled={isBusy}>
            Send
          </button>
        </div>
      )}
    </form>
  );
};
