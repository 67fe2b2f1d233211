package io.github.backup4j.testkit;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.PlannedFaults;
import java.util.List;
import java.util.function.Supplier;

/**
 * The faults that a test injects into an {@link InMemoryCloud}. Get it from {@link InMemoryCloud#faults()}.
 *
 * <p>Faults of one call or of one operation happen once, in the order of injection; the others last until {@link #clear()}. A fault that
 * never happened proves nothing: {@link #pending()} lists those. Safe for use by many threads.
 *
 * <pre>{@code
 * cloud.faults().failAll(() -> new Denied("the credentials have expired"));
 * assertThat(reconciler.run()).isEqualTo(Report.NO_ACCESS);
 * cloud.faults().clear();
 * }</pre>
 */
public final class Faults {
    private final PlannedFaults planned;

    Faults(PlannedFaults planned) {
        this.planned = planned;
    }

    /**
     * Refuses the next calls, whichever they are, with {@link Throttled} and a wait of one second. Polls of operations
     * count.
     *
     * @param calls the number of calls
     */
    public void throttle(int calls) {
        planned.throttle(calls);
    }

    /**
     * Refuses the next call of a method before it does anything.
     *
     * @param call the method
     * @param refusal the exception
     */
    public void failNext(Call call, BackupException refusal) {
        planned.failNext(call, refusal);
    }

    /**
     * Refuses every call before it does anything, until {@link #clear()}, as for a caller whose credentials have expired, or while the
     * cloud is out of service. Polls of operations count; those on behalf of futures meet no faults here, while those of a cloud
     * behind HTTP do. Replaces an earlier refusal of every call.
     *
     * @param refusal makes the exception, once for each call; it must not use the cloud
     */
    public void failAll(Supplier<? extends BackupException> refusal) {
        planned.failAll(refusal);
    }

    /**
     * Refuses every call of a method before it does anything, until {@link #clear()}. Replaces an earlier refusal of every call of that
     * method. A fault that is planned for the next call comes first.
     *
     * @param call the method
     * @param refusal makes the exception, once for each call; it must not use the cloud
     */
    public void failAll(Call call, Supplier<? extends BackupException> refusal) {
        planned.failAll(call, refusal);
    }

    /**
     * Processes the next call of a method and then loses its reply: a call that changes something throws {@link
     * AmbiguousOutcome}, one that reads {@link Unavailable}.
     *
     * @param call the method
     */
    public void loseReplyOf(Call call) {
        planned.loseReplyOf(call);
    }

    /**
     * Processes one of the next calls that change something, whichever it is, and then loses its reply; in place of what an earlier
     * call of this method has planned.
     *
     * @param before how many such calls get their reply before
     * @throws IllegalArgumentException if the number is negative
     */
    public void loseReplyOfChange(int before) {
        planned.loseReplyOfChange(before);
    }

    /** Returns whether the reply that {@link #loseReplyOfChange} loses is still to come. */
    public boolean willLoseReplyOfChange() {
        return planned.willLoseReplyOfChange();
    }

    /**
     * Fails the next work of a kind at its end. A {@link Work#RESTORE} over existing data and a {@link Work#ROLL_BACK} leave the disk
     * half-written, since no real cloud says how far it got: the first half is new. Of {@link Work#DELETE}, only the
     * deletion of a temporary disk or server fails, and leaves it as it was.
     *
     * @param work the kind of work
     * @param code the code of the failure
     * @param reason the message of the failure
     */
    public void failNext(Work work, String code, String reason) {
        planned.failNext(work, code, reason);
    }

    /**
     * Stops the next work of a kind until {@link #release()}.
     *
     * @param work the kind of work
     * @param percent its percentage at that time, 0 to 99
     * @throws IllegalArgumentException if the percentage is out of range, or for {@link Work#DELETE}
     */
    public void stickNext(Work work, int percent) {
        planned.stickNext(work, percent);
    }

    /** Resumes all stopped work. */
    public void release() {
        planned.release();
    }

    /**
     * Makes backup runs skip a resource, until {@link #clear()}.
     *
     * @param resource the disk or server
     * @param code the code of the reason
     * @param reason the message of the failure
     */
    public void skip(Resource resource, String code, String reason) {
        planned.skip(resource, code, reason);
    }

    /**
     * Fails the backups of a resource at their end, until {@link #clear()}.
     *
     * @param resource the disk or server
     * @param code the code of the failure
     * @param reason the message of the failure
     */
    public void failBackupsOf(Resource resource, String code, String reason) {
        planned.failBackupsOf(resource, code, reason);
    }

    /**
     * Lets the agent in a server fail, until {@link #clear()}: its backups in application-consistent vaults succeed, but are only
     * crash-consistent, and say why.
     *
     * @param server the server
     * @param code the code of the failure
     * @param reason the message of the failure
     */
    public void failAgentOf(Resource.Server server, String code, String reason) {
        planned.failAgentOf(server, code, reason);
    }

    /**
     * Fills a vault with data that belongs to nobody, until {@link #clear()}.
     *
     * @param vault the vault
     * @param left the free capacity that is left
     * @throws IllegalArgumentException if there is no such vault
     */
    public void fill(VaultId vault, DataSize left) {
        planned.fill(vault, left);
    }

    /**
     * Returns the faults that were injected and have not happened, such as {@code "loseReplyOf(VAULTS_CREATE)"}: the code under test has
     * never reached the call or the work. A lasting fault is listed until it has happened once. {@link #fill} and cleared faults are not
     * listed.
     *
     * @see io.github.backup4j.testkit.junit.InMemoryCloudExtension#failingOnPendingFaults()
     */
    public List<String> pending() {
        return planned.pending();
    }

    /** Removes all pending and lasting faults, and lets stopped work continue. */
    public void clear() {
        planned.clear();
    }
}
