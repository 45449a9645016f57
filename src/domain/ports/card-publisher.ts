/** Shows response requests where people are. Adapter: src/bot/card-publisher.ts. */
export interface CardPublisher {
  /**
   * Posts the request's card where it was certainly not posted yet (where it was asked, the approvals channel, the
   * approvers) and brings every copy up to the stored state, or leaves that to the process that is at it. Safe to
   * repeat, and from several processes at once. Rejects when something failed, so that a job may try again.
   */
  publish(requestId: string): Promise<void>;
}
