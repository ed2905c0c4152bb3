import { Button, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { approvalRequestSchema } from '../../../contract/services/tools-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './tools.module.css';
import { toolsTexts } from './tools.texts.ts';

type Request = z.infer<typeof approvalRequestSchema>;

/** Asks a person before a persona's tool call is made, with exactly what it would be made with. One after the other. */
export function ApprovalDialog() {
  const say = useTexts(toolsTexts);
  const localize = useLocalize();
  const studio = useStudio();
  const [requests, setRequests] = useState<readonly Request[]>([]);
  useEffect(() => {
    const drop = (approvalId: string) =>
      setRequests(known => known.filter(request => request.approvalId !== approvalId));
    const stops = [
      studio.tools.on('onDidAskForApproval', request => setRequests(known => [...known, request])),
      studio.tools.on('onDidWithdrawApproval', ({ approvalId }) => drop(approvalId)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [studio]);
  const [request] = requests;
  if (request === undefined) return null;
  const answer = (accepted: boolean) => {
    const { approvalId } = request;
    setRequests(known => known.filter(other => other.approvalId !== approvalId));
    studio.tools.answerApproval({ approvalId, accepted }).catch(reportFailure);
  };
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title={say('askTitle', { persona: request.persona })}
      size={520}
      closeButtonProps={{ 'aria-label': say('refuse') }}
    >
      <p className={classes.askTool}>
        <b>{localize(request.title)}</b> <code>{request.tool}</code>
      </p>
      <p className={classes.hint}>{say('askWith')}</p>
      <pre className={classes.exact}>{JSON.stringify(request.arguments, null, 2)}</pre>
      <p className={classes.hint}>{say('askHint')}</p>
      <div className={classes.answers}>
        <Button variant="default" data-autofocus onClick={() => answer(false)}>
          {say('refuse')}
        </Button>
        <Button onClick={() => answer(true)}>{say('allow')}</Button>
      </div>
    </Modal>
  );
}
