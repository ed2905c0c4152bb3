import { closeStream, openStream } from './capture-problem.ts';

/** A still picture for an input of the hub. */
export interface StillPicture {
  readonly data: string;
  readonly encoding: 'jpeg';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The largest picture as base64: models take up to 256 kB of it. */
export const largestPicture = 256 * 1024;

/** Qualities that are tried until a picture is small enough. */
const qualities = [0.8, 0.6, 0.4, 0.2];

/** The camera while it is switched on: a stream to look at, and stills of it. */
export class CameraCapture {
  readonly stream: MediaStream;
  readonly #video: HTMLVideoElement;
  readonly #canvas = document.createElement('canvas');

  private constructor(stream: MediaStream, video: HTMLVideoElement) {
    this.stream = stream;
    this.#video = video;
  }

  /** Rejects as `getUserMedia` does. */
  static async open(onLost: () => void): Promise<CameraCapture> {
    const stream = await openStream({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'user' },
    });
    for (const track of stream.getTracks()) track.addEventListener('ended', onLost);
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    return new CameraCapture(stream, video);
  }

  /** A still of at most 640 × 480; null while no picture is there yet. */
  take(): StillPicture | null {
    const { videoWidth, videoHeight } = this.#video;
    if (videoWidth === 0 || videoHeight === 0) return null;
    const scale = Math.min(1, 640 / videoWidth, 480 / videoHeight);
    this.#canvas.width = Math.round(videoWidth * scale);
    this.#canvas.height = Math.round(videoHeight * scale);
    const { width, height } = this.#canvas;
    this.#canvas.getContext('2d')?.drawImage(this.#video, 0, 0, width, height);
    for (const quality of qualities) {
      const data = this.#canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? '';
      if (data !== '' && data.length <= largestPicture) {
        return { data, encoding: 'jpeg', widthPx: width, heightPx: height };
      }
    }
    return null;
  }

  close(): void {
    closeStream(this.stream);
    this.#video.srcObject = null;
  }
}
