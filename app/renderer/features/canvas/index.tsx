import '@xyflow/react/dist/base.css';
import { ReactFlowProvider } from '@xyflow/react';
import { Canvas } from './canvas.tsx';

/** The canvas feature: the graph of the document, drawn and edited. */
export default function CanvasFeature() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}
