import { Portal, Tooltip } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CameraCapture } from './camera-capture.ts';
import classes from './stand-ins.module.css';
import { standInsTexts } from './stand-ins.texts.ts';
import { type Problems, sendFrame } from './use-stand-ins.ts';

/** Time between two stills of a node, as the document says now. */
function intervalMs(node: string): number {
  const value = useDocumentStore.getState().profile.nodes[node]?.properties?.everyMs;
  return typeof value === 'number' ? Math.max(200, value) : 1_000;
}

/** Switches the camera on and off. While it is on the button says so in red, and a preview shows what it sees. */
export function CameraSwitch({
  kitId,
  nodes,
  problems,
}: {
  readonly kitId: string | null;
  readonly nodes: readonly string[];
  readonly problems: Problems;
}) {
  const say = useTexts(standInsTexts);
  const [camera, setCamera] = useState<CameraCapture | null>(null);
  const wanted = useRef(false);
  const { report, reportCapture } = problems;

  const close = useCallback(() => {
    wanted.current = false;
    setCamera(current => {
      current?.close();
      return null;
    });
  }, []);
  const toggle = () => {
    if (camera !== null || wanted.current) {
      close();
      return;
    }
    if (kitId === null) return;
    report(null);
    wanted.current = true;
    CameraCapture.open(close).then(
      opened => {
        if (wanted.current) setCamera(opened);
        else opened.close();
      },
      (error: unknown) => {
        wanted.current = false;
        reportCapture('camera', error);
      },
    );
  };

  useEffect(() => close, [close]);
  useEffect(() => {
    if (kitId === null) close();
  }, [kitId, close]);
  useEffect(() => {
    if (camera === null || kitId === null) return;
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const take = (node: string) => {
      const still = camera.take();
      if (still !== null) sendFrame(kitId, [node], { ...still }, report);
      timers.set(node, setTimeout(take, intervalMs(node), node));
    };
    for (const node of nodes) take(node);
    return () => {
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [camera, kitId, nodes, report]);

  const isLive = camera !== null;
  useEffect(() => {
    if (isLive) announce(say('cameraLive'));
  }, [isLive, say]);
  const why = kitId === null ? say('notRunning') : say(isLive ? 'cameraOff' : 'cameraOnWhy');
  return (
    <>
      <Tooltip label={why}>
        <button
          type="button"
          className={classes.button}
          data-live={isLive || undefined}
          aria-pressed={isLive}
          aria-disabled={kitId === null}
          onClick={toggle}
        >
          {isLive && <span className={classes.dot} aria-hidden="true" />}
          <Icon name="camera" />
          {say(isLive ? 'cameraLive' : 'cameraOn')}
        </button>
      </Tooltip>
      {isLive && (
        <Portal>
          <figure className={classes.preview}>
            <figcaption>
              <span className={classes.dot} aria-hidden="true" />
              {say('preview')}
            </figcaption>
            <video
              ref={element => {
                if (element !== null && element.srcObject !== camera.stream)
                  element.srcObject = camera.stream;
              }}
              autoPlay
              muted
              playsInline
              aria-label={say('preview')}
            />
          </figure>
        </Portal>
      )}
    </>
  );
}
