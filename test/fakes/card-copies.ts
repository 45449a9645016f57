/** The card copies in memory, with the claims of one process; the races are tested on databases. */
import type {
  CardCopy,
  CardCopyStore,
  CardPost,
  KnownCopy,
  KnownPost,
  PostClaim,
  UpdateClaim,
} from '../../src/domain/ports/stores.ts';
import type { Clock } from '../../src/domain/ports/tenant.ts';

interface Post extends CardPost {
  state: KnownPost['state'];
  claim: string | null;
  lookAt: number | null;
}

interface Copy extends CardCopy {
  shown: string | null;
  claim: string | null;
  lookAt: number | null;
  meanwhile: boolean;
}

const MINUTE = 60_000;

export class FakeCopies implements CardCopyStore {
  all: Copy[] = [];
  posts: Post[] = [];
  #claims = 0;
  readonly #clock: Clock;
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(requestId: string): Promise<readonly KnownCopy[]> {
    const theirs = this.all.filter((copy) => copy.requestId === requestId);
    return Promise.resolve(
      theirs.map(({ conversationId, activityId, claim, lookAt }) => ({
        requestId,
        conversationId,
        activityId,
        settled: claim === null && lookAt === null,
      })),
    );
  }
  postsOf(requestId: string): Promise<readonly KnownPost[]> {
    const posts = this.posts.filter((post) => post.requestId === requestId);
    return Promise.resolve(posts.map((post) => ({ ...post, overdue: this.#due(post) })));
  }
  claimPost(post: CardPost): Promise<PostClaim | null> {
    const known = this.#post(post);
    const copied = this.all.some(
      (c) => c.requestId === post.requestId && c.conversationId === post.conversationId,
    );
    if ((known !== undefined && known.state !== 'waiting') || (post.purpose === 'first' && copied)) {
      return Promise.resolve(null);
    }
    const claim = `claim-${++this.#claims}`;
    this.posts = this.posts.filter((one) => one !== known);
    this.posts.push({ ...post, state: 'claimed', claim, lookAt: this.#in(2) });
    return Promise.resolve({ ...post, claim });
  }
  posted(claim: PostClaim, activityId: string, shown: string): Promise<UpdateClaim> {
    Object.assign(this.#post(claim)!, { state: 'posted', claim: null, lookAt: null });
    const { requestId, conversationId } = claim;
    const copy = { requestId, conversationId, activityId, shown, claim: `claim-${++this.#claims}` };
    this.all.push({ ...copy, lookAt: this.#in(2), meanwhile: false });
    return Promise.resolve({ ...copy });
  }
  noted(claim: PostClaim): Promise<void> {
    Object.assign(this.#post(claim)!, { state: 'posted', claim: null, lookAt: null });
    return Promise.resolve();
  }
  notPosted(claim: PostClaim, again: boolean): Promise<void> {
    const post = this.#post(claim)!;
    if (again) Object.assign(post, { state: 'waiting', claim: null, lookAt: this.#in(1) });
    else this.posts = this.posts.filter((one) => one !== post);
    return Promise.resolve();
  }
  unconfirmed(claim: PostClaim): Promise<void> {
    Object.assign(this.#post(claim)!, { state: 'unconfirmed', claim: null, lookAt: null });
    return Promise.resolve();
  }
  overran(post: CardPost): Promise<boolean> {
    const known = this.#post(post)!;
    const lost = known.state === 'claimed' && this.#due(known);
    if (lost) Object.assign(known, { lookAt: null, state: 'unconfirmed', claim: null });
    if (known.state === 'waiting') this.posts = this.posts.filter((one) => one !== known);
    return Promise.resolve(lost);
  }
  missing(
    requestId: string,
    conversationIds: readonly string[],
    activityId: string,
  ): Promise<CardPost | null> {
    const post = this.posts.find(
      (p) =>
        p.requestId === requestId && conversationIds.includes(p.conversationId) && p.state === 'unconfirmed',
    );
    const known = this.all.some((copy) => copy.activityId === activityId);
    return Promise.resolve(post === undefined || known ? null : post);
  }
  confirm(post: CardPost, activityId: string): Promise<'confirmed' | 'known' | 'other'> {
    const missing = this.#post(post)!;
    const { requestId, conversationId } = post;
    if (missing.state !== 'unconfirmed') {
      const copy = this.#copy({ requestId, conversationId, activityId });
      if (copy !== undefined) copy.shown = null;
      return Promise.resolve(copy === undefined ? 'other' : 'known');
    }
    missing.state = 'posted';
    const state = { shown: null, claim: null, lookAt: this.#in(0), meanwhile: false };
    this.all.push({ requestId, conversationId, activityId, ...state });
    return Promise.resolve('confirmed');
  }
  peek(copy: CardCopy): Promise<{ shown: string | null; settled: boolean } | null> {
    const there = this.#copy(copy);
    return Promise.resolve(
      there === undefined
        ? null
        : { shown: there.shown, settled: there.claim === null && there.lookAt === null },
    );
  }
  claimUpdate(copy: CardCopy): Promise<UpdateClaim | 'held' | 'gone'> {
    const there = this.#copy(copy);
    if (there === undefined) return Promise.resolve('gone');
    if (there.claim !== null && !this.#due(there)) {
      there.meanwhile = true;
      return Promise.resolve('held');
    }
    const shown = there.claim === null ? there.shown : null;
    const claim = `claim-${++this.#claims}`;
    Object.assign(there, { shown, claim, lookAt: this.#in(2), meanwhile: false });
    return Promise.resolve({ ...copy, claim, shown });
  }
  updated(claim: UpdateClaim, shown: string): Promise<boolean> {
    const there = this.#copy(claim)!;
    const again = there.meanwhile;
    Object.assign(there, { shown, claim: null, lookAt: again ? this.#in(1) : null, meanwhile: false });
    return Promise.resolve(again);
  }
  notUpdated(claim: UpdateClaim): Promise<void> {
    Object.assign(this.#copy(claim)!, { shown: null, claim: null, lookAt: this.#in(1), meanwhile: false });
    return Promise.resolve();
  }
  remove(copy: CardCopy): Promise<void> {
    this.all = this.all.filter((one) => one.activityId !== copy.activityId);
    return Promise.resolve();
  }
  overdue(): Promise<readonly string[]> {
    return Promise.resolve(
      [...this.posts, ...this.all].filter((one) => this.#due(one)).map((one) => one.requestId),
    );
  }
  breakClaims(): Promise<void> {
    for (const one of [...this.posts, ...this.all]) if (one.claim !== null) one.lookAt = this.#in(0);
    return Promise.resolve();
  }

  #post(post: CardPost): Post | undefined {
    return this.posts.find(
      (one) =>
        one.requestId === post.requestId &&
        one.conversationId === post.conversationId &&
        one.purpose === post.purpose,
    );
  }
  #copy(copy: CardCopy): Copy | undefined {
    return this.all.find((one) => one.requestId === copy.requestId && one.activityId === copy.activityId);
  }
  #in(minutes: number): number {
    return this.#clock.now().getTime() + minutes * MINUTE;
  }
  #due(one: { readonly lookAt: number | null }): boolean {
    return one.lookAt !== null && one.lookAt <= this.#clock.now().getTime();
  }
}
