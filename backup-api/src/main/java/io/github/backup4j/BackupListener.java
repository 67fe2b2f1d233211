package io.github.backup4j;

import java.util.List;

/**
 * Receives events of a provider that no return value can carry. Each method does nothing by default. Give an implementation to the
 * builder of a provider.
 *
 * <p>Methods are called on the thread on which the event occurs, so they must return soon and must be safe for use by many
 * threads. What they throw is logged and has no effect on the call.
 *
 * <pre>{@code
 * BackupListener alarms = new BackupListener() {
 *     public void duplicated(Duplicate duplicate) {
 *         pager.tell(duplicate.advice());
 *     }
 * };
 * }</pre>
 */
public interface BackupListener {
    /**
     * A resource exists more than once, although it was asked for once: a request was delivered twice, or two callers used one
     * request key at the same moment. Nothing is removed, since somebody may use it; an order may have been paid twice. May be
     * called again with the same duplicate when the call is repeated.
     *
     * @param duplicate what is there, and what to do about it
     */
    default void duplicated(Duplicate duplicate) {}

    /**
     * Resources that exist beside the one that a call returns.
     *
     * @param kind what they are, in one word: {@code vault}, {@code policy}, {@code snapshot}, {@code image}, {@code backup run},
     *     {@code disk} or {@code server}
     * @param kept the id of the one that the call returns
     * @param surplus the ids of the others, at least one
     * @param advice what to do, for a person to read
     */
    record Duplicate(String kind, String kept, List<String> surplus, String advice) {
        /** Refuses null, and an empty list. */
        public Duplicate {
            Require.nonNull(kind, "kind");
            Require.nonNull(kept, "kept");
            surplus = List.copyOf(Require.nonNull(surplus, "surplus"));
            Require.nonNull(advice, "advice");
            if (surplus.isEmpty()) {
                throw new Invalid("surplus is empty: there is no duplicate");
            }
        }
    }
}
