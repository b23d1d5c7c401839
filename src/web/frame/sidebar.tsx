import { useEffect, useState } from 'preact/hooks';
import { connection, isCut } from '../api/connection.ts';
import { failureOf } from '../api/failure.ts';
import { may, me } from '../api/me.ts';
import { session, signOut } from '../api/session.ts';
import { DomainLists } from '../domains/lists.tsx';
import type { TreeQuery } from '../gql/graphql.ts';
import mark from '../mark.svg';
import { isFinding } from '../palette/finding.ts';
import { address, path, realm } from '../route.ts';
import { settings } from '../settings.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Avatar } from '../ui/marks.tsx';
import { theme, turnTheme } from '../ui/theme.ts';
import { Refusal, sayFailure } from '../ui/toast.tsx';
import { isNavigating } from './page.tsx';
import { useTree } from './tree.ts';

/** The page, or one of the pages below it. */
const here = (href: string) => `${address.value.pathname}/`.startsWith(`${href}/`);

const Entry = ({
  href,
  icon,
  children,
}: {
  readonly href: string;
  readonly icon: IconName;
  readonly children: string;
}) => (
  <a class="entry" href={href} aria-current={here(href) ? 'page' : undefined}>
    <Icon name={icon} />
    <span>{children}</span>
  </a>
);

type Study = TreeQuery['studies']['nodes'][number];

const StudyTree = ({ study }: { readonly study: Study }) => {
  const efforts = study.databaseReleases.nodes.flatMap(
    ({ reportingEfforts }) => reportingEfforts.nodes,
  );
  const isHere = efforts.some(({ id }) => path.value[0] === 'efforts' && path.value[1] === id);
  const [isOpen, setOpen] = useState(isHere);
  useEffect(() => {
    if (isHere) setOpen(true);
  }, [isHere]);
  return (
    <li>
      <button
        type="button"
        class="entry study"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'down' : 'right'} />
        <span>{study.studyLabel}</span>
      </button>
      {isOpen && (
        <ul>
          {study.databaseReleases.nodes.map((release) => (
            <li key={release.id}>
              <p class="release" title={`Data cut of ${release.databaseReleaseDate}`}>
                {release.databaseReleaseLabel}
              </p>
              <ul>
                {release.reportingEfforts.nodes.map(({ id, databaseReleaseLabel }) => (
                  <li key={id}>
                    <Entry href={`/efforts/${id}`} icon="board">
                      {databaseReleaseLabel}
                    </Entry>
                  </li>
                ))}
                {release.reportingEfforts.nodes.length === 0 && <li class="none">No effort yet</li>}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};

const Pearl = () => {
  const { data, failure, again } = useTree();
  return (
    <>
      <button
        type="button"
        class="entry"
        onClick={() => {
          isFinding.value = true;
        }}
      >
        <Icon name="search" />
        <span>Go to …</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Entry href="/" icon="inbox">
        My work
      </Entry>
      <Entry href="/dashboard" icon="chart">
        Dashboard
      </Entry>
      <Entry href="/pearl/packages" icon="domains">
        Packages
      </Entry>
      <Entry href="/pearl/textElements" icon="text">
        Texts
      </Entry>
      {may.value.lead && (
        <Entry href="/deleted" icon="trash">
          Deleted
        </Entry>
      )}
      <h2>Studies</h2>
      {failure && <Refusal failure={failure} again={again} />}
      <ul class="tree">
        {data?.studies.nodes.map((study) => (
          <StudyTree key={study.id} study={study} />
        ))}
      </ul>
    </>
  );
};

const states = {
  refused: ['bad', 'Not connected'],
  connecting: ['waiting', 'Connecting …'],
  'catching up': ['waiting', 'Catching up …'],
  live: ['good', 'Live'],
} as const;

/** How the connection is, where something is followed on it. */
const Connection = () => {
  if (connection.value === 'idle') return null;
  const [tone, words] = states[connection.value];
  return (
    <p class={`connection ${tone}`} role="status">
      <span class="light" aria-hidden="true" />
      {isCut.value ? 'Connection lost' : words}
    </p>
  );
};

export const Sidebar = () => {
  const isPearl = realm.value === 'pearl';
  const others = settings.domains.filter(({ name }) => name !== realm.value);
  const who = me.value?.username ?? session.value?.who ?? '';
  return (
    <nav class={isNavigating.value ? 'sidebar open' : 'sidebar'} aria-label="Main">
      <div class="brand">
        <img src={mark} alt="" width="20" height="20" />
        <strong>{isPearl ? 'PEARL' : titleOf(realm.value)}</strong>
        <Connection />
      </div>
      <div class="entries">{isPearl ? <Pearl /> : <DomainLists />}</div>
      <div class="foot">
        {others.length > 0 && (
          <details>
            <summary>
              <Icon name="domains" /> Other systems
            </summary>
            <ul>
              {others.map(({ name }) => (
                <li key={name}>
                  <a class="entry" href={name === 'pearl' ? '/' : `/${name}`}>
                    {titleOf(name)}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        )}
        {settings.graphiql && (
          <a class="entry" href="/graphql">
            <Icon name="link" />
            <span>GraphiQL</span>
          </a>
        )}
        <div class="who">
          <Avatar name={who} />
          <span class="name" title={me.value ? `${who}, ${me.value.role}` : who}>
            {who}
            {isPearl && me.value && <small>{me.value.role.toLowerCase()}</small>}
          </span>
          <button
            type="button"
            class="bare"
            aria-label={`Colours: ${theme.value}`}
            title={`Colours: ${theme.value}`}
            onClick={turnTheme}
          >
            <Icon name={theme.value === 'dark' ? 'moon' : 'sun'} />
          </button>
          <button
            type="button"
            class="bare"
            aria-label="Sign out"
            title="Sign out"
            onClick={() => void signOut().catch((error: unknown) => sayFailure(failureOf(error)))}
          >
            <Icon name="signOut" />
          </button>
        </div>
      </div>
    </nav>
  );
};

const titleOf = (name: string) => {
  const title = settings.domains.find((each) => each.name === name)?.title ?? name;
  return title.replace(/^the /, '').replace(/^./, (first) => first.toUpperCase());
};
