import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import { may } from '../api/me.ts';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { ImportItemsDocument, ImportTargetDocument } from '../gql/graphql.ts';
import { path } from '../route.ts';
import { Refusal } from '../ui/toast.tsx';
import { fileText } from './file-text.ts';
import { ImportReport, type Report } from './import-report.tsx';

type Tried = { readonly name: string; readonly file: string; readonly report?: Report };

/** Takes the items of a file into an effort: first it is said what would change, then somebody decides. */
const ImportPage = ({ effort }: { readonly effort: string }) => {
  const about = useQuery(ImportTargetDocument, { effort });
  const [tried, setTried] = useState<Tried>();
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const target = about.data?.reportingEffort;

  const send = async (given: Tried, dryRun: boolean) => {
    setBusy(true);
    setFailure(undefined);
    setTried(given);
    try {
      const { file } = given;
      const { importItems: report } = await ask(ImportItemsDocument, { effort, file, dryRun });
      if (report) setTried({ ...given, report });
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const choose = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file) return;
    await send({ name: file.name, file: await fileText(file) }, true);
    input.value = ''; // the same file once more, when it has been mended
  };

  const { report } = tried ?? {};
  const changes = report ? report.createdCount + report.updatedCount : 0;
  const { study, databaseReleaseLabel: release } = target?.databaseRelease ?? {};
  const isOver = report?.isWritten || report?.problemCount !== 0 || changes === 0;
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
          {isBusy && <p role="status">Reading {tried?.name} …</p>}
          {failure && <Refusal failure={failure} again={() => tried && void send(tried, true)} />}
          {report && !isBusy && !failure && <ImportReport name={tried?.name ?? ''} {...report} />}
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
