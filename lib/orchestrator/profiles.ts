/** The profiles that there are. */
import { HARDENED } from './hardened/profile';
import type { ProfileDefinition } from './profile';
import type { Profile } from './fleet/props';
import { UPSTREAM } from './upstream/profile';

/** The contents of a profile. */
export function profileOf(profile: Profile): ProfileDefinition {
  return profile === 'upstream' ? UPSTREAM : HARDENED;
}
