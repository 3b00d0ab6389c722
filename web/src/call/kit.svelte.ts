/**
 * Camera, microphone and speaker as one page uses them: open, shut, switched, pulled out, taken by another program. Knows
 * nothing of calls: who extends it hears of every change, and says when nothing may be opened.
 */
import {
  cameraAfter,
  canBlur,
  choices,
  NO_CHOICES,
  openCamera,
  openDevices,
  openMicrophone,
  setBlur,
  troubleOf,
  type Choices,
  type Trouble,
} from './devices';

export abstract class Kit {
  camera = $state.raw<MediaStreamTrack | null>(null);
  microphone = $state.raw<MediaStreamTrack | null>(null);
  cameraTrouble = $state<Trouble | null>(null);
  microphoneTrouble = $state<Trouble | null>(null);
  /** The person wants it on; the device itself may still be opening or missing. */
  wantCamera = $state(true);
  wantMicrophone = $state(true);
  opening = $state(false);
  blurred = $state(false);
  blurOffered = $state(false);
  choices = $state.raw<Choices>(NO_CHOICES);
  /** Where the other end is heard; empty: where the system plays. */
  speaker = $state('');
  /** Nothing may be opened; what is still on its way is stopped when it comes. */
  protected shut = false;
  #opened = false;

  protected abstract cameraChanged(): Promise<void>;
  protected abstract microphoneChanged(): Promise<void>;
  /** The person has switched something on or off. */
  protected abstract chosen(): void;

  get otherCamera(): boolean {
    return this.choices.cameras.length > 1;
  }

  get cameraId(): string {
    return this.camera?.getSettings().deviceId ?? '';
  }

  get microphoneId(): string {
    return this.microphone?.getSettings().deviceId ?? '';
  }

  /** For the private preview: opens what is wanted and not yet open. Sends nothing. */
  async openAll(): Promise<void> {
    if (this.#opened || this.shut) return;
    this.#opened = true;
    this.opening = true;
    const opened = await openDevices({ camera: this.wantCamera, microphone: this.wantMicrophone });
    this.opening = false;
    this.cameraTrouble = opened.cameraTrouble;
    this.microphoneTrouble = opened.microphoneTrouble;
    await this.#useCamera(opened.camera);
    await this.#useMicrophone(opened.microphone);
    await this.countDevices();
  }

  /** After the person has mended what was in the way. */
  async retry(): Promise<void> {
    this.#opened = false;
    await this.openAll();
  }

  async toggleCamera(): Promise<void> {
    this.wantCamera = this.camera === null;
    this.chosen();
    if (this.wantCamera) {
      await this.#open(async () => this.#useCamera(await openCamera()), (trouble) => (this.cameraTrouble = trouble));
    } else {
      await this.#useCamera(null); // stopped, not muted: its light goes out
    }
  }

  async toggleMicrophone(): Promise<void> {
    this.wantMicrophone = this.microphone === null || !this.wantMicrophone;
    this.chosen();
    if (this.microphone) {
      this.microphone.enabled = this.wantMicrophone;
      await this.microphoneChanged();
    } else {
      await this.#open(async () => this.#useMicrophone(await openMicrophone()), (trouble) => (this.microphoneTrouble = trouble));
    }
  }

  async flipCamera(): Promise<void> {
    const next = cameraAfter(this.camera, (await choices()).cameras.map(({ id }) => id));
    if (next !== null) await this.chooseCamera(next);
  }

  async chooseCamera(id: string): Promise<void> {
    this.wantCamera = true;
    await this.#useCamera(null); // phones open only one at a time
    await this.#open(async () => this.#useCamera(await openCamera(id)), (trouble) => (this.cameraTrouble = trouble));
  }

  async chooseMicrophone(id: string): Promise<void> {
    await this.#open(async () => this.#useMicrophone(await openMicrophone(id)), (trouble) => (this.microphoneTrouble = trouble));
  }

  async toggleBlur(): Promise<void> {
    if (this.camera && (await setBlur(this.camera, !this.blurred))) this.blurred = !this.blurred;
    this.chosen();
  }

  protected async countDevices(): Promise<void> {
    this.choices = await choices();
    if (!this.choices.speakers.some(({ id }) => id === this.speaker)) this.speaker = this.choices.speakers[0]?.id ?? '';
  }

  protected stopDevices(): void {
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = null;
    this.microphone = null;
    this.#opened = false;
  }

  async #open(open: () => Promise<void>, failed: (trouble: Trouble | null) => void): Promise<void> {
    failed(null);
    this.opening = true;
    try {
      await open();
    } catch (error) {
      failed(troubleOf(error));
    }
    this.opening = false;
  }

  async #useCamera(track: MediaStreamTrack | null): Promise<void> {
    if (track && (this.shut || !this.wantCamera)) return track.stop();
    if (this.camera !== track) this.camera?.stop();
    this.camera = track;
    this.blurOffered = canBlur(track);
    if (track) {
      track.onended = () => this.#lost(track);
      watchMute(track, (trouble) => (this.cameraTrouble = trouble));
      if (this.blurred && this.blurOffered) this.blurred = await setBlur(track, true);
    }
    await this.cameraChanged();
  }

  async #useMicrophone(track: MediaStreamTrack | null): Promise<void> {
    if (track && this.shut) return track.stop();
    if (this.microphone !== track) this.microphone?.stop();
    this.microphone = track;
    if (track) {
      track.enabled = this.wantMicrophone;
      track.onended = () => this.#lost(track);
      watchMute(track, (trouble) => (this.microphoneTrouble = trouble));
    }
    await this.microphoneChanged();
  }

  /**
   * Pulled out, or the permission was taken back. Another microphone may stand in at once, for the talk goes on; another
   * camera looks somewhere else, so that is the person's to choose.
   */
  #lost(track: MediaStreamTrack): void {
    if (track === this.camera) {
      this.cameraTrouble = 'missing';
      void this.#useCamera(null);
    } else if (track === this.microphone) {
      void this.#useMicrophone(null);
      void this.#open(async () => this.#useMicrophone(await openMicrophone()), (trouble) => (this.microphoneTrouble = trouble));
    }
  }
}

/** The system or another program (a telephone call, say) holds the device for a while; the track itself stays. */
function watchMute(track: MediaStreamTrack, became: (trouble: Trouble | null) => void): void {
  track.onmute = () => became('busy');
  track.onunmute = () => became(null);
}
