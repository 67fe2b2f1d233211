package io.github.backup4j.testkit;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.PlannedFaults;

/**
 * What goes wrong in an {@link InMemoryCloud}, by request of the test. Get it from {@link InMemoryCloud#faults()}.
 *
 * <p>Faults of one call or of one piece of work happen once, in the order in which they were asked for. Safe for use by many
 * threads.
 */
public final class Faults {
    private final PlannedFaults planned;

    Faults(PlannedFaults planned) {
        this.planned = planned;
    }

    /**
     * Lets the next calls, whichever they are, be refused with {@link Throttled} that asks to wait a second. Looks at
     * operations count.
     *
     * @param calls how many
     */
    public void throttle(int calls) {
        planned.throttle(calls);
    }

    /**
     * Lets the next such call be refused before it does anything.
     *
     * @param call which
     * @param refusal what it throws
     */
    public void failNext(Call call, BackupException refusal) {
        planned.failNext(call, refusal);
    }

    /**
     * Lets the next such call do what it does, and then lose the reply: a call that changes something throws {@link
     * AmbiguousOutcome}, one that reads {@link Unavailable}.
     *
     * @param call which
     */
    public void loseReplyOf(Call call) {
        planned.loseReplyOf(call);
    }

    /**
     * Lets the next work of a kind fail when its time is over.
     *
     * @param work which
     * @param code the code of the failure
     * @param reason why, in words
     * @throws IllegalArgumentException for {@link Work#DELETE}, which does not fail
     */
    public void failNext(Work work, String code, String reason) {
        planned.failNext(work, code, reason);
    }

    /**
     * Lets the next work of a kind stand still until {@link #release()}.
     *
     * @param work which
     * @param percent where, 0 to 99
     * @throws IllegalArgumentException if the percentage is out of range, or for {@link Work#DELETE}
     */
    public void stickNext(Work work, int percent) {
        planned.stickNext(work, percent);
    }

    /** Lets all work that stands still go on from where it is. */
    public void release() {
        planned.release();
    }

    /**
     * Lets backup runs skip a resource, until {@link #clear()}.
     *
     * @param resource the disk or server
     * @param code the code of the reason
     * @param reason why, in words
     */
    public void skip(Resource resource, String code, String reason) {
        planned.skip(resource, code, reason);
    }

    /**
     * Lets the backups of a resource fail when their time is over, until {@link #clear()}.
     *
     * @param resource the disk or server
     * @param code the code of the failure
     * @param reason why, in words
     */
    public void failBackupsOf(Resource resource, String code, String reason) {
        planned.failBackupsOf(resource, code, reason);
    }

    /**
     * Fills a vault with data that belongs to nobody, until {@link #clear()}.
     *
     * @param vault the vault
     * @param left how much room is left
     */
    public void fill(VaultId vault, DataSize left) {
        planned.fill(vault, left);
    }

    /** Takes all faults back that have not happened yet or last, and lets work that stands still go on. */
    public void clear() {
        planned.clear();
    }
}
