/** Shows response requests where people are. Adapter: src/bot/card-publisher.ts. */
export interface CardPublisher {
  /**
   * Posts the request's card where it is missing (where it was asked, the approvals channel, the approvers) and brings
   * every copy up to the stored state. Safe to repeat; calls for one request are run one after another. Rejects when a
   * copy could not be brought up to date, so that a job may try again.
   */
  publish(requestId: string): Promise<void>;
}
