/** How frames are written for a reader of a push lane; snapshots are JSON always. */
import { Type } from 'typebox';

export const ENCODINGS = ['json', 'binary'] as const;

export type Encoding = (typeof ENCODINGS)[number];

export const EncodingSchema = Type.Enum([...ENCODINGS], {
  description: 'of the frames after the snapshot; "json" where none is named',
});
