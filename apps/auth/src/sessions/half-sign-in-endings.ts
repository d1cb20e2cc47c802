import { Injectable } from '@nestjs/common';
import { Endings } from '../endings/endings.js';
import { ChallengesRepository } from '../factors/challenges.repository.js';

/** Where all sessions of a person end, a sign-in that is half done ends with them. */
@Injectable()
export class HalfSignInEndings {
  constructor(endings: Endings, challenges: ChallengesRepository) {
    endings.register('sessions', async (extent, { userId, before }) => {
      if (extent !== 'this') await challenges.removeAll(userId, before);
    });
  }
}
