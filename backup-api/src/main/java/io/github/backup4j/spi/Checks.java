package io.github.backup4j.spi;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a restore, which are written once and run in two ways: a restore runs them {@linkplain #throwing() throwing}, so
 * that the first failure ends it, and a {@link Preflight} runs them {@linkplain #collecting() collecting}, so that each has a
 * result. In both cases a check fails by throwing the exception of the restore.
 *
 * <pre>{@code
 * Found<RestorePoint> point = checks.find(Kind.SOURCE, () -> readPoint(id), found -> "restore point " + id + " exists");
 * Found<Disk> disk = checks.find(Kind.TARGET, () -> readDisk(target), found -> target + " has " + found.size());
 * checks.check(Kind.SIZE, () -> requireRoom(point.get(), disk.get()), () -> "it is large enough");
 * }</pre>
 *
 * <p>A collected check that uses what an earlier check could not find is {@link Result#UNKNOWN}. For use by one thread.
 */
public final class Checks {
    private final boolean collecting;
    private final List<Check> results = new ArrayList<>();

    private Checks(boolean collecting) {
        this.collecting = collecting;
    }

    /** Returns the checks of a restore: the first failure is thrown, and no evidence is computed. */
    public static Checks throwing() {
        return new Checks(false);
    }

    /** Returns the checks of a preflight: all run, and the results are kept. */
    public static Checks collecting() {
        return new Checks(true);
    }

    /** Returns whether these are the checks of a preflight. */
    public boolean collects() {
        return collecting;
    }

    /** Returns whether a check has failed. */
    public boolean failed() {
        return results.stream().anyMatch(check -> check.result() == Result.FAILS);
    }

    /** Returns the results so far, in the order of the checks; none if these are the checks of a restore. */
    public List<Check> results() {
        return List.copyOf(results);
    }

    /**
     * Reads what later checks and the restore need.
     *
     * @param kind what the check is about
     * @param read reads it, or throws the exception of the restore
     * @param evidence the evidence of a check that passes, from what was read
     * @param <T> what is read
     * @throws BackupException if these are the checks of a restore and this one fails; in a preflight, if the cloud does not answer
     */
    public <T> Found<T> find(Kind kind, Supplier<T> read, Function<? super T, String> evidence) {
        if (!collecting) {
            return new Found<>(read.get(), "");
        }
        try {
            T value = Objects.requireNonNull(read.get(), "a check read null");
            results.add(new Check(kind, Result.PASSES, evidence.apply(value), null));
            return new Found<>(value, "");
        } catch (MissingBefore missing) {
            results.add(dependent(kind, missing));
        } catch (BackupException failure) {
            results.add(failed(kind, failure));
        }
        return Found.missing("depends on " + kind + ", which did not pass");
    }

    /**
     * Checks a condition.
     *
     * @param kind what the check is about
     * @param require throws the exception of the restore if the condition is not met
     * @param evidence the evidence if it is met
     * @throws BackupException if these are the checks of a restore and this one fails; in a preflight, if the cloud does not answer
     */
    public void check(Kind kind, Runnable require, Supplier<String> evidence) {
        var unused = find(
                kind,
                () -> {
                    require.run();
                    return true;
                },
                met -> evidence.get());
    }

    /**
     * Adds what a preflight alone reads, because a restore leaves it to the cloud or does not depend on it. Does nothing in a restore.
     * If the answer cannot be read, the check is {@link Result#UNKNOWN}, with the reason.
     *
     * @param kind what the check is about
     * @param read reads the answer
     * @throws AmbiguousOutcome in a preflight, if reading it may have changed something
     */
    public void report(Kind kind, Supplier<Finding> read) {
        if (!collecting) {
            return;
        }
        try {
            Finding finding = read.get();
            results.add(new Check(kind, finding.result(), finding.evidence(), finding.failure()));
        } catch (MissingBefore missing) {
            results.add(dependent(kind, missing));
        } catch (AmbiguousOutcome changed) {
            throw changed;
        } catch (BackupException unread) {
            results.add(new Check(kind, Result.UNKNOWN, unread(unread), null));
        }
    }

    /**
     * Checks what a restore must not leave to the cloud, since it would change something before the cloud refuses it. The check fails
     * if the finding says that the condition is not met, or if what is read is not there. It is {@link Result#UNKNOWN} if the caller
     * may not read the answer: whoever may restore need not be allowed to. In a restore, a check that fails is thrown; with one that is
     * unknown, the restore goes on, and the cloud decides.
     *
     * @param kind what the check is about
     * @param read reads the answer
     * @param finding what the answer says of the condition
     * @param <T> what is read
     * @return what was read; missing if it could not be
     * @throws BackupException if these are the checks of a restore, and this one fails or the cloud does not answer
     * @throws AmbiguousOutcome in a preflight, if reading it may have changed something
     */
    public <T> Found<T> require(Kind kind, Supplier<T> read, Function<? super T, Finding> finding) {
        if (!collecting) {
            return requireNow(read, finding);
        }
        try {
            T value = Objects.requireNonNull(read.get(), "a check read null");
            report(kind, () -> finding.apply(value));
            return new Found<>(value, "");
        } catch (MissingBefore missing) {
            results.add(dependent(kind, missing));
            return Found.missing(missing.reason);
        } catch (AmbiguousOutcome changed) {
            throw changed;
        } catch (NotFound gone) {
            results.add(failed(kind, gone));
            return Found.missing(unread(gone));
        } catch (BackupException unread) {
            results.add(new Check(kind, Result.UNKNOWN, unread(unread), null));
            return Found.missing(unread(unread));
        }
    }

    private static <T> Found<T> requireNow(Supplier<T> read, Function<? super T, Finding> finding) {
        T value;
        try {
            value = read.get();
        } catch (Denied unread) {
            return Found.missing(unread(unread));
        } catch (MissingBefore missing) {
            return Found.missing(missing.reason);
        }
        BackupException refusal = finding.apply(value).failure();
        if (refusal != null) {
            throw refusal;
        }
        return new Found<>(value, "");
    }

    /**
     * Reads once what several {@linkplain #report reports} need; if it cannot be read, these are {@link Result#UNKNOWN}. Reads
     * nothing in a restore.
     *
     * @param read reads it
     * @param <T> what is read
     */
    public <T> Found<T> readForReports(Supplier<T> read) {
        if (!collecting) {
            return Found.missing("is not read in a restore");
        }
        try {
            return new Found<>(read.get(), "");
        } catch (MissingBefore missing) {
            return Found.missing(missing.reason);
        } catch (BackupException unread) {
            return Found.missing(unread(unread));
        }
    }

    private static String unread(BackupException unread) {
        return "could not be read: " + unread.getMessage();
    }

    /**
     * Returns a finding that the condition is met.
     *
     * @param evidence why, with ids and figures
     */
    public static Finding passes(String evidence) {
        return new Finding(Result.PASSES, evidence, null);
    }

    /**
     * Returns a finding that the condition is not met.
     *
     * @param refusal the exception that the restore would throw
     */
    public static Finding fails(BackupException refusal) {
        return new Finding(Result.FAILS, String.valueOf(refusal.getMessage()), refusal);
    }

    /**
     * Returns a finding that it is not known whether the condition is met.
     *
     * @param reason why not
     */
    public static Finding unknown(String reason) {
        return new Finding(Result.UNKNOWN, reason, null);
    }

    /** A cloud that does not answer has refused nothing. */
    private static Check failed(Kind kind, BackupException failure) {
        if (failure instanceof Throttled || failure instanceof Unavailable || failure instanceof AmbiguousOutcome) {
            throw failure;
        }
        return new Check(kind, Result.FAILS, String.valueOf(failure.getMessage()), failure);
    }

    private static Check dependent(Kind kind, MissingBefore missing) {
        return new Check(kind, Result.UNKNOWN, missing.reason, null);
    }

    /**
     * What a check read; in a preflight it may be missing, because the check did not pass.
     *
     * @param <T> what was read
     */
    public static final class Found<T> {
        private final @Nullable T value;

        /** Why it is missing; "" if it is not. */
        private final String reason;

        private Found(@Nullable T value, String reason) {
            this.value = value;
            this.reason = reason;
        }

        /**
         * Returns that nothing was read.
         *
         * @param reason why not, for the checks that need it
         * @param <T> what was not read
         */
        public static <T> Found<T> missing(String reason) {
            return new Found<>(null, Objects.requireNonNull(reason, "reason == null"));
        }

        /** Returns what was read. If it is missing, it ends the check that calls this, which is then unknown. */
        public T get() {
            if (value == null) {
                throw new MissingBefore(reason);
            }
            return value;
        }

        /** Returns what was read, or null if it is missing. */
        public @Nullable T orNull() {
            return value;
        }
    }

    /** The answer to a check that a preflight alone makes; create it with the methods of {@link Checks}. */
    public static final class Finding {
        private final Result result;
        private final String evidence;
        private final @Nullable BackupException failure;

        private Finding(Result result, String evidence, @Nullable BackupException failure) {
            this.result = result;
            this.evidence = evidence;
            this.failure = failure;
        }

        private Result result() {
            return result;
        }

        private String evidence() {
            return evidence;
        }

        private @Nullable BackupException failure() {
            return failure;
        }
    }

    /** Ends a check that needs what an earlier check did not find. */
    private static final class MissingBefore extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        MissingBefore(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}
