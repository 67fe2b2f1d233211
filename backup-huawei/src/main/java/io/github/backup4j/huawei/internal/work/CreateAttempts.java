package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.RequestKey;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request whose effect can be found again, by a mark or in a log. Looks for it before it retries a call whose reply was
 * lost, or which was refused as busy: the call itself may have started the work in progress.
 *
 * <p>A mark may not be visible at once, so the class looks for it several times over some seconds. A resource that is
 * not found by then counts as not created, unless the service reported success. If the retry is then refused, the
 * outcome stays ambiguous, since the resource of the first attempt may be the reason.
 */
public final class CreateAttempts {
    private static final int SEARCHES = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(3);

    private final TimeSource time;
    private final ServiceClient client;
    private final RetryRules rules;

    public CreateAttempts(Context context) {
        this(context.time(), context.client());
    }

    CreateAttempts(TimeSource time, ServiceClient client) {
        this.time = time;
        this.client = client;
        rules = client.rules();
    }

    /**
     * Creates a resource, and returns it. Within a poll it is created and looked for once each, without a pause.
     *
     * @param key the request key
     * @param search finds the resource that carries the mark; empty: there is none
     * @param create creates it, with the mark, by a call of mode {@link CallMode#KEYED}
     * @throws AmbiguousOutcome with the key, if it cannot be determined whether the resource was created
     */
    public <T> T create(RequestKey key, Supplier<Optional<T>> search, Supplier<T> create) {
        Duration deadline = time.elapsed().plus(rules.time());
        Duration busyDeadline = time.elapsed().plus(rules.busyTime());
        boolean lost = false;
        for (int attempt = 1; ; attempt++) {
            BackupException failure;
            try {
                return create.get();
            } catch (AmbiguousOutcome e) {
                failure = e;
                lost = true;
            } catch (Busy e) {
                failure = e;
            } catch (BackupException e) {
                if (!lost) {
                    throw e;
                }
                failure = e;
            }
            Optional<T> made = lost ? find(key, search, failure) : findInTheWay(search, (Busy) failure);
            if (made.isPresent()) {
                return made.get();
            }
            boolean busy = failure instanceof Busy;
            Duration again = busy ? time.elapsed().plus(BUSY_PAUSE) : time.elapsed();
            boolean late = again.compareTo(busy ? busyDeadline : deadline) > 0;
            if (!isRepeatable(failure) || attempt >= rules.attempts() || late || (busy && !client.pause(BUSY_PAUSE))) {
                throw lost ? ambiguous(key, failure, "no resource with its mark is found", null) : failure;
            }
        }
    }

    /**
     * Makes a call that is never sent again, since what it has started may not be found. If its reply was lost, this looks for
     * what it has started, as {@link #create} does.
     *
     * @param search finds what the call has started; empty: nothing is found, which does not say that nothing has started
     * @param call makes the call, which is of mode {@link CallMode#CHANGE}
     * @throws AmbiguousOutcome with the key, if nothing is found
     */
    public <T> T once(RequestKey key, Supplier<Optional<T>> search, Supplier<T> call) {
        try {
            return call.get();
        } catch (AmbiguousOutcome e) {
            return find(key, search, e)
                    .orElseThrow(() -> ambiguous(
                            key, e, "nothing that it has started is found, and it is not requested again", null));
        }
    }

    /**
     * Makes a call that the service recognizes on a retry, by a token derived from the request key.
     *
     * @param create makes the call, which is of mode {@link CallMode#IDEMPOTENT}
     * @throws AmbiguousOutcome with the key, if no reply was received
     */
    public static <T> T withToken(RequestKey key, Supplier<T> create) {
        try {
            return create.get();
        } catch (AmbiguousOutcome e) {
            throw ambiguous(key, e, "no attempt got a reply", null);
        }
    }

    /**
     * A call is not retried after a successful response that cannot be read: the resource exists, but is not visible
     * yet.
     */
    private boolean isRepeatable(BackupException failure) {
        boolean done = failure.httpStatus().orElse(0) / 100 == 2;
        boolean repeatable = failure instanceof Busy || (failure instanceof AmbiguousOutcome && !done);
        return repeatable && !client.isPolling();
    }

    /** If the search itself fails, the refusal stands. */
    private static <T> Optional<T> findInTheWay(Supplier<Optional<T>> search, Busy refusal) {
        try {
            return search.get();
        } catch (BackupException e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private <T> Optional<T> find(RequestKey key, Supplier<Optional<T>> search, BackupException failure) {
        Duration pause = FIRST_PAUSE;
        for (int searches = 1; ; searches++) {
            Optional<T> made;
            try {
                made = search.get();
            } catch (BackupException e) {
                throw ambiguous(key, failure, "looking for its mark failed", e);
            }
            if (made.isPresent() || searches == SEARCHES || client.isPolling()) {
                return made;
            }
            if (!client.pause(pause)) {
                throw ambiguous(key, failure, "looking for its mark was interrupted", null);
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** Returns the exception for an unknown outcome, with the key to resolve it. */
    public static AmbiguousOutcome ambiguous(
            RequestKey key, BackupException failure, String why, @Nullable BackupException failedSearch) {
        AmbiguousOutcome ambiguous = new AmbiguousOutcome(
                failure.getMessage() + " (request key " + key.value() + ": " + why + ")",
                key,
                Failures.detailOf(failure),
                failure);
        if (failedSearch != null) {
            ambiguous.addSuppressed(failedSearch);
        }
        return ambiguous;
    }
}
