import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.ts';
import { may } from '../api/me.ts';
import { newId } from '../api/post.ts';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { ImportTargetDocument } from '../gql/graphql.ts';
import { path } from '../route.ts';
import { Refusal } from '../ui/toast.tsx';
import { cancelImport, ImportProgress } from './import-progress.tsx';
import { ImportReport } from './import-report.tsx';
import { type Report, sendFile } from './send-file.ts';

type Tried = { readonly file: File; readonly report?: Report; readonly isCancelled?: boolean };
type Running = { readonly id: string; readonly ending: AbortController };

/** Takes the items of a file into an effort: first it is said what would change, then somebody decides. */
const ImportPage = ({ effort }: { readonly effort: string }) => {
  const about = useQuery(ImportTargetDocument, { effort });
  const [tried, setTried] = useState<Tried>();
  const [failure, setFailure] = useState<Failure>();
  const [running, setRunning] = useState<Running>();
  const leaving = useRef<Running | undefined>(undefined);
  // a dry run that nobody waits for is given up; what is written goes on
  useEffect(
    () => () => {
      if (!leaving.current) return;
      leaving.current.ending.abort();
      cancelImport(leaving.current.id).catch(() => {});
    },
    [],
  );
  const target = about.data?.reportingEffort;

  const send = async (given: Tried, dryRun: boolean) => {
    const now = { id: newId(), ending: new AbortController() };
    const { signal } = now.ending;
    leaving.current = dryRun ? now : undefined;
    setRunning(now);
    setFailure(undefined);
    setTried(given);
    try {
      const { file } = given;
      setTried({ file, report: await sendFile({ effort, file, dryRun, id: now.id, signal }) });
    } catch (error) {
      const why = failureOf(error);
      if (signal.aborted || why.code === 'ABORTED')
        setTried({ file: given.file, isCancelled: true });
      else setFailure(why);
    }
    leaving.current = undefined;
    setRunning(undefined);
  };
  const choose = async (from: HTMLInputElement) => {
    const [file] = from.files ?? [];
    if (!file) return;
    await send({ file }, true);
    from.value = ''; // the same file once more, when it has been mended
  };

  const { report, file } = tried ?? {};
  const name = file?.name ?? '';
  const isBusy = running !== undefined;
  const changes = report ? report.createdCount + report.updatedCount : 0;
  const { study, databaseReleaseLabel: release } = target?.databaseRelease ?? {};
  const isOver = !report || report.isWritten || report.problemCount !== 0 || changes === 0;
  return (
    <Page
      title={target ? `Import into ${target.databaseReleaseLabel}` : ''}
      crumbs={study && release ? [study.studyLabel, release] : []}
    >
      {about.failure && <Refusal failure={about.failure} again={about.again} />}
      {about.data && !target && <p class="empty">There is no effort at this address.</p>}
      {target && !may.value.lead && <p class="empty">Only administrators import items.</p>}
      {target && may.value.lead && (
        <div class="import">
          <p>
            A CSV or XLSX file whose first row names its columns. Items are found by their code: new
            ones are made, others changed. Nothing is written before you have seen what would be.
          </p>
          <p class="acts">
            <label>
              File of items{' '}
              <input
                type="file"
                accept=".csv,.tsv,.txt,.xlsx"
                disabled={isBusy}
                onChange={(event) => void choose(event.currentTarget)}
              />
            </label>
            {tried && !isOver && (
              <button
                type="button"
                class="main"
                disabled={isBusy}
                onClick={() => void send(tried, false)}
              >
                Import {changes} {changes === 1 ? 'item' : 'items'}
              </button>
            )}
            <a href={`/efforts/${effort}`}>To the board</a>
          </p>
          {isBusy && <p role="status">Reading {name} …</p>}
          {running && (
            <ImportProgress
              key={running.id}
              id={running.id}
              name={name}
              onCancel={() => running.ending.abort()}
            />
          )}
          {tried?.isCancelled && (
            <p role="status">
              <b>{name}</b>: cancelled, nothing is imported.
            </p>
          )}
          {failure && <Refusal failure={failure} again={() => tried && void send(tried, true)} />}
          {report && !isBusy && !failure && <ImportReport name={name} {...report} />}
        </div>
      )}
    </Page>
  );
};

/** The import of the effort that the address names. */
export const ImportRoute = () => {
  const [, effort = ''] = path.value;
  return <ImportPage key={effort} effort={effort} />;
};
