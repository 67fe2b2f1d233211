package io.github.backup4j;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupListener.Call;
import io.github.backup4j.BackupListener.CallEnd;
import io.github.backup4j.BackupListener.WorkStart;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the driver calls of one {@link CloudBackup}: refuses closed backups, missing capabilities and exceeded limits, supplies
 * request keys, and reports to listeners.
 */
final class Calls {
    /** The code of an invalid argument. */
    static final String MALFORMED = "MALFORMED";

    private static final String WITHIN_LIMITS = "name, description and tags are within the limits, none is reserved";

    private final BackupDriver driver;
    private final Set<Capability> capabilities;
    private final Limits limits;
    private final Listeners listeners;
    private final AtomicBoolean closed;

    /**
     * Creates the calls of a backup.
     *
     * @param closed whether the backup is closed; shared by all backups that share the connections of a driver
     */
    Calls(BackupDriver driver, AtomicBoolean closed) {
        this.driver = driver;
        this.closed = closed;
        capabilities = Set.copyOf(driver.capabilities());
        limits = driver.limits();
        listeners = driver.listeners();
    }

    BackupDriver driver() {
        return driver;
    }

    Set<Capability> capabilities() {
        return capabilities;
    }

    Limits limits() {
        return limits;
    }

    Listeners listeners() {
        return listeners;
    }

    TimeSource time() {
        return driver.time();
    }

    // ---- calls

    /**
     * Calls the driver, and reports the call to the listeners.
     *
     * @param name the service and the method, such as {@code "vaults.create"}
     * @param subject the id or name of the resource; null: none
     * @param body calls the given driver
     */
    <T> T call(String name, @Nullable String subject, Function<BackupDriver, T> body) {
        checkOpen();
        return callEvenIfClosed(name, subject, body);
    }

    /** Calls the driver even if the backup is closed: for what the cloud has done already, which needs no further request. */
    <T> T callEvenIfClosed(String name, @Nullable String subject, Function<BackupDriver, T> body) {
        return listeners.isEmpty() ? body.apply(driver) : observed(new Call(name, subject), new Attempts(driver), body);
    }

    /** Calls a driver method that returns nothing. */
    void run(String name, String subject, Consumer<BackupDriver> body) {
        boolean unused = call(name, subject, through -> {
            body.accept(through);
            return true;
        });
    }

    /** Calls a driver method that starts long-running work. */
    <T> Operation<T> start(String name, String subject, Function<BackupDriver, OperationDriver<T>> body) {
        OperationDriver<T> work = call(name, subject, body);
        if (listeners.isEmpty()) {
            return operation(name, subject, "", work);
        }
        String token = work.token();
        reportStarted(name, subject, token);
        return operation(name, subject, token, work);
    }

    /**
     * Calls a driver method that overwrites a resource. If the outcome of a call without a key is unknown, the exception carries
     * none: a generated key may not be recorded on the resource, so a repeat with it could overwrite newer data.
     *
     * @param overwritten the resource that is overwritten
     */
    <T> Operation<T> overwrite(
            String name,
            String subject,
            Resource overwritten,
            CallKey key,
            Function<BackupDriver, OperationDriver<T>> body) {
        return start(name, subject, through -> {
            try {
                return body.apply(through);
            } catch (AmbiguousOutcome lost) {
                throw key.chosen() ? lost : lost.withoutKey(overwritten);
            }
        });
    }

    /** Reports long-running work that was started to the listeners. */
    void reportStarted(String name, String subject, String token) {
        listeners.workStarted(new WorkStart(name, subject, token));
    }

    /**
     * Returns the operation of work, which reports its polls to the listeners.
     *
     * @param name the service and the method that started it
     * @param subject the id or name of what it is about; null: not known
     * @param firstToken the token by which listeners know it
     */
    <T> Operation<T> operation(String name, @Nullable String subject, String firstToken, OperationDriver<T> work) {
        return Operation.of(time(), new ObservedWork<>(name, subject, firstToken, work, this));
    }

    /**
     * Lists the elements that match a filter. The driver is called when the stream is used.
     *
     * @param name the service and the method
     * @param list calls the given driver
     * @param filter returns whether an element matches
     * @param order the promised order; null: none is promised
     */
    <T> Stream<T> list(
            String name,
            Function<BackupDriver, Listing<T>> list,
            Predicate<? super T> filter,
            @Nullable Comparator<? super T> order) {
        checkOpen();
        return StreamSupport.stream(
                new LazyListing<>(this, name, through -> {
                    Listing<T> listing = list.apply(through);
                    Stream<T> matching = listing.elements().filter(filter);
                    return order == null || listing.inOrder() ? matching : matching.sorted(order);
                }),
                false);
    }

    /**
     * Returns an order by time, in which elements without a time come last.
     *
     * @param time the time of an element; null: the cloud does not report it
     * @param newestFirst whether the latest comes first, or the earliest
     */
    static <T> Comparator<T> byTime(Function<? super T, @Nullable Instant> time, boolean newestFirst) {
        Comparator<Instant> order = newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        Comparator<@Nullable Instant> unknownLast = Comparator.nullsLast(order);
        return (one, other) -> unknownLast.compare(time.apply(one), time.apply(other));
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Returns the failure of a call that is one of several, which the closing of the backup has cut short. */
    Unavailable closedMeanwhile() {
        return new Unavailable(
                driver
                        + " was closed meanwhile; nothing more was sent; work in the cloud is not cancelled: open the cloud again,"
                        + " and resume it by its token",
                Detail.code("CLOSED"),
                null);
    }

    void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException(driver + " is closed");
        }
    }

    /**
     * Calls the driver, counts the requests, and reports the call to the listeners.
     *
     * @param attempts counts the requests; zero so far
     */
    <T> T observed(Call call, Attempts attempts, Function<BackupDriver, T> body) {
        listeners.callBegun(call);
        Duration begun = time().elapsed();
        Throwable failure = null;
        try {
            return body.apply(attempts.driver());
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            listeners.callEnded(new CallEnd(call, time().elapsed().minus(begun), attempts.count(), failure));
        }
    }

    // ---- keys

    /** Returns a fresh key, for a call without one. */
    CallKey fresh() {
        return CallKey.fresh(time().now());
    }

    /** Returns the key that the caller chose. */
    static CallKey chosen(RequestKey key) {
        return CallKey.chosen(Require.nonNull(key, "key"));
    }

    // ---- checks

    /**
     * Refuses a call that needs a capability which the cloud does not have.
     *
     * @param subject the resource, for the message
     */
    void require(Capability capability, String subject) {
        if (!capabilities.contains(capability)) {
            throw new Unsupported(
                    subject + " needs " + capability + ", which " + driver + " does not have; it has "
                            + capabilities.stream().sorted().toList() + "; nothing was changed",
                    capability);
        }
    }

    /** Refuses names that are reserved for marks. */
    void refuseReserved(Object... parameters) {
        if (driver.reservesNames()) {
            ReservedNames.refuse(parameters);
        }
    }

    /** Refuses a name, a description or tags that are reserved for marks. */
    void refuseReserved(String kind, String name, String description, Map<String, String> tags) {
        if (driver.reservesNames()) {
            ReservedNames.refuse(kind, name, description, tags);
        }
    }

    /** Refuses a project to which nothing can be offered. */
    void requireOther(String project, String subject) {
        if (project.equals(driver.site().project())) {
            throw invalid("SAME_PLACE", "project is " + project + ", which owns " + subject + "; nothing was offered");
        }
    }

    /** Refuses a name that is longer than the cloud accepts; not for images. */
    void requireName(String name, String what) {
        requireLength(name, what, limits.nameLength());
    }

    /** Refuses a text that is longer than the cloud accepts. */
    void requireLength(String text, String what, int longest) {
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            throw invalid(
                    MALFORMED,
                    what + " has " + length + " characters, more than the " + longest + " that " + driver
                            + " takes; nothing was changed");
        }
    }

    /** Refuses more incremental backups between full ones than the cloud accepts. */
    void requireIncrementals(PolicySpec spec) {
        Integer incrementals = spec.incrementalsBetweenFulls();
        if (incrementals != null && incrementals > limits.incrementalsBetweenFulls()) {
            throw invalid(
                    MALFORMED,
                    "incrementalsBetweenFulls of policy \"" + spec.name() + "\" is " + incrementals + ", more than the "
                            + limits.incrementalsBetweenFulls() + " that " + driver + " takes; nothing was changed");
        }
    }

    /** Refuses weeks that begin on a day on which they do not for the cloud. */
    void requireWeeks(PolicySpec spec) {
        limits.requiredWeekStart(spec.retention()).ifPresent(day -> {
            throw invalid(
                    MALFORMED,
                    "retention of policy \"" + spec.name() + "\" is " + spec.retention() + ", but for " + driver
                            + " weeks start on " + ScheduleText.day(day) + "; nothing was changed");
        });
    }

    /** Refuses more tags, or longer ones, than the cloud accepts. */
    void requireTags(Map<String, String> tags, String what) {
        requireTags(tags, what, limits.tags().count());
    }

    /** Refuses a rule with more tags, or longer ones, than the cloud accepts. */
    void requireRule(AutoBind rule, String what) {
        requireTags(rule.tags(), "the auto-bind rule of " + what, limits.tags().autoBind());
    }

    private void requireTags(Map<String, String> tags, String what, int most) {
        if (tags.size() > most) {
            throw invalid(
                    MALFORMED,
                    what + " has " + tags.size() + " tags, more than the " + most + " that " + driver
                            + " takes; nothing was changed");
        }
        tags.forEach((key, value) -> {
            requireLength(
                    key, "tag key \"" + key + "\" of " + what, limits.tags().keyLength());
            requireLength(
                    value,
                    "the value of tag " + key + " of " + what,
                    limits.tags().valueLength());
        });
    }

    /** Refuses a new disk whose name, description or tags exceed the cloud's limits. */
    void requirePossible(DiskSpec disk) {
        refuseReserved(disk);
        requireName(disk.name(), "disk name");
        requireLength(disk.description(), "disk description", limits.diskDescriptionLength());
        requireTags(disk.tags(), "disk \"" + disk.name() + "\"");
    }

    /** Refuses a new server whose names or tags exceed the cloud's limits. */
    void requirePossible(ServerSpec server) {
        refuseReserved(server);
        requireName(server.name(), "server name");
        if (server.keyPair() != null) {
            requireName(server.keyPair(), "keyPair");
        }
        requireTags(server.tags(), "server \"" + server.name() + "\"");
    }

    /** Checks what is refused of a new disk before the driver is called. */
    void check(Checks checks, DiskSpec disk) {
        checks.check(Kind.SPEC, () -> requirePossible(disk), () -> "disk \"" + disk.name() + "\": " + WITHIN_LIMITS);
        Resource.Server server = disk.attachedTo();
        if (server != null) {
            checks.check(
                    Kind.CAPABILITY,
                    () -> require(Capability.DISK_ATTACHMENT, "disk \"" + disk.name() + "\" attached to " + server),
                    () -> driver + " has " + Capability.DISK_ATTACHMENT);
        }
    }

    /**
     * Checks what is refused of a new server before the driver is called.
     *
     * @param subject what the server is created from, for the message
     */
    void check(Checks checks, ServerSpec server, String subject) {
        checks.check(
                Kind.SPEC, () -> requirePossible(server), () -> "server \"" + server.name() + "\": " + WITHIN_LIMITS);
        checks.check(
                Kind.CAPABILITY,
                () -> require(Capability.RESTORE_TO_NEW_SERVER, subject),
                () -> driver + " has " + Capability.RESTORE_TO_NEW_SERVER);
    }

    /** Returns whether the cloud has what a restore to a target needs. */
    boolean offers(RestoreTarget target) {
        if (target instanceof DiskSpec disk) {
            return disk.attachedTo() == null || capabilities.contains(Capability.DISK_ATTACHMENT);
        }
        return !(target instanceof ServerSpec) || capabilities.contains(Capability.RESTORE_TO_NEW_SERVER);
    }

    /** Returns a copy of a list of resources; refuses an empty list, and a resource that is named twice. */
    static List<Resource> resources(Collection<? extends Resource> resources) {
        List<Resource> distinct = Require.distinct(resources, "resources");
        if (distinct.isEmpty()) {
            throw invalid(MALFORMED, "resources is empty; name at least one disk or server; nothing was changed");
        }
        return distinct;
    }

    /**
     * Returns an exception with a portable reason as its code.
     *
     * @param code the reason, in place of a provider's code
     */
    static Invalid invalid(String code, String message) {
        return new Invalid(message, Detail.code(code), null);
    }
}
