import type { Report } from './send-file.ts';

const wordsOf = ({ isWritten, problemCount, createdCount, updatedCount }: Report) => {
  if (problemCount > 0)
    return `${problemCount} ${problemCount === 1 ? 'value is' : 'values are'} refused: nothing is imported until the file is mended.`;
  if (createdCount + updatedCount === 0) return 'All is as the file says already.';
  return isWritten ? 'Imported.' : 'This is what an import would do; nothing is written yet.';
};

/** What of a file would be done, or was done, row by row. */
export const ImportReport = ({ name, ...report }: Report & { readonly name: string }) => {
  const { problems, changes, ignoredColumns } = report;
  const counts = [
    ['Rows', report.rowCount],
    ['New', report.createdCount],
    ['Changed', report.updatedCount],
    ['As they are', report.unchangedCount],
  ] as const;
  return (
    <section aria-label={`Report on ${name}`}>
      <p role="status" class={report.problemCount > 0 ? 'bad' : ''}>
        <b>{name}</b>: {wordsOf(report)}
      </p>
      <dl class="counts">
        {counts.map(([what, count]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {ignoredColumns.length > 0 && (
        <p class="muted">Columns that are not read: {ignoredColumns.join(', ')}.</p>
      )}
      {problems.length > 0 && (
        <table class="plain">
          <thead>
            <tr>
              {['Row', 'Column', 'Value', 'Why it is refused'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {problems.map(({ row, column, value, message }) => (
              <tr key={`${row} ${column} ${message}`}>
                <td>{row}</td>
                <td>{column}</td>
                <td>{value}</td>
                <td>{message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More all={report.problemCount} shown={problems.length} />
      {problems.length === 0 && changes.length > 0 && (
        <table class="plain">
          <thead>
            <tr>
              {['Row', 'Item', 'What changes'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map(({ row, label, isNew, cells }) => (
              <tr key={row}>
                <td>{row}</td>
                <th scope="row">{label}</th>
                <td>
                  {isNew && 'new'}
                  {cells.map(({ column, before, after }) => (
                    <div key={column}>
                      {column}: {before && <del>{before}</del>}
                      <span aria-label="becomes"> → </span>
                      <ins>{after ?? 'nothing'}</ins>
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <More all={report.createdCount + report.updatedCount} shown={changes.length} />
    </section>
  );
};

const More = ({ all, shown }: { readonly all: number; readonly shown: number }) =>
  shown > 0 && all > shown ? <p class="muted">And {all - shown} more.</p> : null;
