/** How people speak of access. */

/** Ways to reach an app. */
export const REACH: readonly string[] = [
  '(access|accesses|accessing|reach|reaches|reaching|open|opens|opening|use|uses|using|read|reads|reading|see|sees|view|load|loads|launch|join|check|download|sync|send|sends|receive|receives|visit|browse)',
  '(get|gets|getting|log|logs|logging|sign|signs|signing|come|comes|let|lets|letting|logged|signed|connect|connects|connecting|authenticate|authenticating) [back] (in|into|in to|to|on|on to|onto|through|through to)',
  '(log in|login|sign in|signin|logon|log on) [to|into]',
  '(get|gets|getting|work with|works with|connect|connecting|authenticate)',
  '(get|gets|have|has|having|had) access [to]',
];

/** Ways of being shut out. */
export const CANNOT: readonly string[] = [
  '(can|could|do|does|did|is|are|was|will|would|has|have) not',
  'cannot',
  '(unable|blocked|denied|prevented|refused|rejected|barred|forbidden|locked|stopped|excluded|banned|restricted|disallowed|inaccessible) [out] [of|from|to|by]',
  '(stop|stops|stopping|prevent|prevents|preventing|block|blocks|blocking|keep|keeps|keeping|hinder|hinders|deny|denies|denying|refuse|refuses|reject|rejects|locking)',
  '(fail|fails|failed|failing|failure) [to]',
  '(not|no longer|never) (able|allowed|permitted|work|working|get|getting|reach|reaching|access|accessing|open|opening|let|letting)',
  '(no|without|lost|lose|loses|losing|lacks) access',
  '(can|could) no longer',
  '(locked|kicked|shut|thrown) out',
  '(trouble|problem|problems|issues|issue|error|errors|difficulty|difficulties) (accessing|reaching|opening|getting|with|signing|logging|in|on)',
  'access denied',
  'access (blocked|refused)',
];

/** Ways of being let in. */
export const CAN: readonly string[] = [
  '(can|could|able|allowed|permitted|allows|allow|lets|let|permits|permit|grants|granted)',
  '[still] (has|have|having|got|gets|get) access',
  'access',
  'still',
];

/** Asking for the reason. */
export const WHY: readonly string[] = [
  '(why|how come|explain|what lets|what allows|what permits|what stops|what blocks|what prevents|what keeps|what is stopping|what is blocking|what is preventing|what is keeping|whats blocking)',
  '(how is it|how can it be|what is the reason) [that]',
  '(which|what) (policy|policies|rule|control) (is|are|blocks|block|blocking|lets|let|allows|allow|stops|stop|prevents|prevent)',
  'for (which|what) reason',
  '(reason|reasons) (for|why)',
  'how (can|could|is|does|do|are)',
];

/** Asking about a sign-in that has not happened. */
export const WHAT_IF: readonly string[] = [
  '(what if|what happens if|what happens when|what would happen if|what would happen when|what will happen if|whatif|simulate|suppose|supposing|imagine|assume|assuming|hypothetically|would|try out|test whether|what would)',
  'if (were|was) to',
  'will (be|get|have)',
];

/** Asking what would let somebody in. */
export const REMEDIES: readonly string[] = [
  '(smallest|least|minimal|minimum|cheapest|easiest|simplest|quickest|slightest|tiniest|safest) [policy|possible] (change|changes|fix|thing|step|way|tweak|adjustment|edit|exception)',
  '(least|minimum|only thing) (we|i|you|one) (have to|need to|must|can|could|should|would have to) (change|do|fix)',
  'what (would|will|does) it take [for|to]',
  'what (needs to|has to|must|should|would have to|would need to) (change|be changed|happen|be different)',
  'what (do|would|should|must|can|could) (we|i|you) [have to|need to] (change|fix|do|adjust)',
  'how (can|could|do|would|should) (we|i|you) (let|get)',
];

/** What sessions and revocations do in time. */
export const LASTING: readonly string[] =
  'live lives last lasts good valid alive expire expires work works working bite bites effective effect take takes kick kicks keep keeps survive survives stay stays run runs still hold holds have end ends over until till before after'.split(
    ' ',
  );
