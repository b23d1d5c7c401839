import { useEffect, useRef, useState } from 'preact/hooks';

type SendBackProps = { readonly onSend: (reason: string) => void; readonly onClose: () => void };

/** What did not pass its check goes back with a reason: it becomes a thread. */
export const SendBack = ({ onSend, onClose }: SendBackProps) => {
  const [reason, setReason] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim()) onSend(reason);
      }}
    >
      <label>
        What is wrong with it?
        <textarea
          ref={input}
          rows={3}
          maxLength={10_000}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="line">
        <button type="submit" class="primary" disabled={!reason.trim()}>
          Send back
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
};
