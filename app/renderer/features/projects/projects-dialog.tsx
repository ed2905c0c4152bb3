import { Button, Modal, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { OpenProject, ProjectSummary } from '../../../contract/services/project-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { switchProject } from '../../commands/project-commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import { SvgPicture } from '../../ui/svg-picture.tsx';
import classes from './projects.module.css';
import { projectsTexts } from './projects.texts.ts';

/** Templates with their pictures, recent projects, a new one, or a folder by its path. */
export default function ProjectsDialog() {
  const say = useTexts(projectsTexts);
  const localize = useLocalize();
  const studio = useStudio();
  const templates = useCatalogueStore(state => state.templates);
  const openPath = useDocumentStore(state => state.path);
  const [recent, setRecent] = useState<readonly ProjectSummary[]>([]);
  const [name, setName] = useState('');
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  const close = useViewStore.getState().closeOverlay;
  useEffect(() => {
    studio.project.recent({}).then(setRecent, reportFailure);
  }, [studio]);
  const go = (open: () => Promise<OpenProject>) => {
    setBusy(true);
    switchProject(open)
      .catch(reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened onClose={close} title={say('title')} size={860}>
      {templates.length > 0 && (
        <section>
          <h3 className={classes.heading}>{say('templates')}</h3>
          <p className={classes.note}>{say('templatesText')}</p>
          <div className={classes.gallery}>
            {templates.map(template => (
              <button
                key={template.id}
                type="button"
                className={classes.card}
                disabled={isBusy}
                onClick={() => go(() => studio.project.openTemplate({ templateId: template.id }))}
              >
                <SvgPicture svg={template.picture} alt="" className={classes.picture} />
                <div className={classes.cardWords}>
                  <strong>{localize(template.title)}</strong>
                  <span>{localize(template.summary)}</span>
                </div>
              </button>
            ))}
          </div>
        </section>
      )}
      <div className={classes.split}>
        <section>
          <h3 className={classes.heading}>{say('recent')}</h3>
          {recent.length === 0 && <p className={classes.note}>{say('noRecent')}</p>}
          <ul className={classes.recent}>
            {recent.slice(0, 8).map(project => (
              <li key={project.path}>
                <button
                  type="button"
                  title={project.path}
                  disabled={isBusy}
                  onClick={() =>
                    project.path === openPath
                      ? close()
                      : go(() => studio.project.open({ path: project.path }))
                  }
                >
                  {project.name}
                  <small>{project.path === openPath ? say('isOpen') : project.path}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <form
            className={classes.inline}
            onSubmit={event => {
              event.preventDefault();
              go(() => studio.project.create({ name: name.trim() || say('newNameDefault') }));
            }}
          >
            <TextInput
              label={say('newProject')}
              aria-label={say('newName')}
              placeholder={say('newNameDefault')}
              maxLength={200}
              value={name}
              onChange={event => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={isBusy}>
              {say('create')}
            </Button>
          </form>
          <form
            className={classes.inline}
            style={{ marginTop: 16 }}
            onSubmit={event => {
              event.preventDefault();
              if (path.trim() !== '') go(() => studio.project.open({ path: path.trim() }));
            }}
          >
            <TextInput
              label={say('openPath')}
              placeholder={say('openPathPlaceholder')}
              spellCheck={false}
              value={path}
              onChange={event => setPath(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={path.trim() === ''} loading={isBusy}>
              {say('open')}
            </Button>
          </form>
        </section>
      </div>
    </Modal>
  );
}
