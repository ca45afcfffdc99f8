import type { LogEvent } from '../../store/till/event-reading.js';
import { createTopic, type Topic } from './topic.js';

/** What a reader follows. Of an order, its merchant is the reader's to look at. */
export type Subject =
  | { readonly kind: 'all' }
  | { readonly kind: 'merchant'; readonly id: string }
  | { readonly kind: 'order'; readonly id: string };

/** The subjects that somebody follows. An event costs what those who follow its subjects cost, and nothing for others. */
export interface Topics {
  /** The caller joins it at once, and says `left` when it has left. */
  of(subject: Subject, publishedUpTo: bigint): Topic;
  left(subject: Subject): void;
  publish(events: readonly LogEvent[]): void;
  /** Wakes every reader. What they followed is kept for nobody else. */
  end(): void;
}

const ALL = 'all';

export function createTopics(): Topics {
  const topics = new Map<string, Topic>();

  return {
    of(subject, publishedUpTo) {
      const key = keyOf(subject);
      const known = topics.get(key);
      if (known) return known;
      const topic = createTopic(publishedUpTo);
      topics.set(key, topic);
      return topic;
    },
    left(subject) {
      const key = keyOf(subject);
      if (topics.get(key)?.readers === 0) topics.delete(key);
    },
    publish(events) {
      const bySubject = new Map<Topic, LogEvent[]>();
      for (const event of events) {
        const keys = [ALL, `merchant ${event.merchantId}`, `order ${event.orderId ?? ''}`];
        for (const key of keys) {
          const topic = topics.get(key);
          if (!topic) continue;
          const gathered = bySubject.get(topic);
          if (gathered) gathered.push(event);
          else bySubject.set(topic, [event]);
        }
      }
      for (const [topic, gathered] of bySubject) topic.add(gathered);
    },
    end() {
      const ended = [...topics.values()];
      topics.clear();
      for (const topic of ended) topic.wake();
    },
  };
}

function keyOf(subject: Subject): string {
  return subject.kind === 'all' ? ALL : `${subject.kind} ${subject.id}`;
}
