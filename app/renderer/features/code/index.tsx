import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './code.module.css';
import { codeTexts } from './code.texts.ts';
import { baseName, byFolder, type CodeFile, nodeFileKey, nodeFiles } from './code-files.ts';
import { GeneratedFile } from './generated-file.tsx';
import { NodeFile } from './node-file.tsx';
import { ProfileFile } from './profile-file.tsx';
import { type BuildState, useBuild } from './use-build.ts';

const profileFile: CodeFile = { kind: 'profile', key: 'profile' };

/** The Code tab: the profile as text, the Python of its nodes, and what the compiler makes of it. */
export default function Code() {
  const say = useTexts(codeTexts);
  const language = useLanguage();
  const nodes = useDocumentStore(state => state.profile.nodes);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const codeTarget = useViewStore(state => state.codeTarget);
  const build = useBuild();
  const [chosenKey, setChosenKey] = useState<string>(
    codeTarget === null ? 'profile' : nodeFileKey(codeTarget.node, codeTarget.property),
  );
  useEffect(() => {
    if (codeTarget !== null) setChosenKey(nodeFileKey(codeTarget.node, codeTarget.property));
  }, [codeTarget]);
  const ofNodes = useMemo(() => nodeFiles({ nodes }, catalogue, language), [nodes, catalogue, language]);
  const generated = build.last?.files ?? [];
  const built = generated.find(file => `generated/${file.path}` === chosenKey);
  const ofNode = ofNodes.find(file => file.key === chosenKey);
  const isChosen = (key: string) =>
    key === chosenKey || (key === 'profile' && built === undefined && ofNode === undefined);
  return (
    <div className={classes.code}>
      <nav className={classes.files} aria-label={say('files')}>
        <FileGroup title={say('groupProfile')}>
          <FileButton
            file={profileFile}
            title={say('profileFile')}
            isChosen={isChosen('profile')}
            onChoose={setChosenKey}
          />
        </FileGroup>
        {ofNodes.length > 0 && (
          <FileGroup title={say('groupNodes')}>
            {ofNodes.map(file => (
              <FileButton
                key={file.key}
                file={file}
                title={file.title}
                isChosen={isChosen(file.key)}
                onChoose={setChosenKey}
              />
            ))}
          </FileGroup>
        )}
        <FileGroup title={say('groupGenerated')}>
          {byFolder(generated).map(([folder, files]) => (
            <div key={folder}>
              {folder !== '' && <p className={classes.folder}>{folder}</p>}
              {files.map(({ path, bytes }) => (
                <FileButton
                  key={path}
                  file={{ kind: 'generated', key: `generated/${path}`, path, bytes }}
                  title={path}
                  isChosen={isChosen(`generated/${path}`)}
                  onChoose={setChosenKey}
                />
              ))}
            </div>
          ))}
          <BuildNote build={build} onRetry={build.retry} />
        </FileGroup>
      </nav>
      <div className={classes.content}>
        {built !== undefined ? (
          <GeneratedFile path={built.path} bytes={built.bytes} text={built.text} />
        ) : ofNode !== undefined ? (
          <NodeFile file={ofNode} />
        ) : (
          <ProfileFile />
        )}
      </div>
    </div>
  );
}

function FileGroup({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section>
      <h3 className={classes.groupTitle}>{title}</h3>
      {children}
    </section>
  );
}

function FileButton({
  file,
  title,
  isChosen,
  onChoose,
}: {
  readonly file: CodeFile;
  readonly title: string;
  readonly isChosen: boolean;
  readonly onChoose: (key: string) => void;
}) {
  return (
    <button
      type="button"
      className={classes.file}
      aria-current={isChosen ? 'true' : undefined}
      title={title}
      onClick={() => onChoose(file.key)}
    >
      <Icon
        name={file.kind === 'profile' ? 'braces' : file.kind === 'node' ? 'brand-python' : 'file'}
        size={14}
      />
      <span className={classes.fileName}>{file.kind === 'generated' ? baseName(title) : title}</span>
      {file.kind === 'generated' && <small>{formatBytes(file.bytes)}</small>}
    </button>
  );
}

function BuildNote({ build, onRetry }: { readonly build: BuildState; readonly onRetry: () => void }) {
  const say = useTexts(codeTexts);
  const language = useLanguage();
  switch (build.kind) {
    case 'building':
      return build.last === null ? <p className={classes.quiet}>{say('building')}</p> : null;
    case 'failed': {
      const { title, nextStep } = describeError(build.error, language);
      return (
        <div className={classes.note} role="alert">
          <p>
            {say('buildFailed')}: {title}. {nextStep}
          </p>
          <Button h={24} px="sm" fz="xs" variant="default" onClick={onRetry}>
            {say('tryAgain')}
          </Button>
        </div>
      );
    }
    case 'built':
      if (build.last.hash !== null) return null;
      return (
        <div className={classes.note}>
          <p>{say('cannotBuild')}</p>
          <Button
            h={24}
            px="sm"
            fz="xs"
            variant="default"
            onClick={() => useViewStore.getState().showTab('problems')}
          >
            {say('showProblems')}
          </Button>
        </div>
      );
  }
}
