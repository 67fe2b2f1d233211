package io.github.backup4j.testkit.contract;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The base of the contract's parts: a new {@link Harness} for each test, and methods for common steps.
 *
 * <p>The message of a failing test describes the world.
 */
abstract class ContractTest {
    /** Longer than any work takes in a harness. */
    protected static final Duration LONG = Duration.ofHours(12);

    /** Long enough for a deletion to end. */
    protected static final Duration A_WHILE = Duration.ofMinutes(5);

    /** Long enough for a run of a policy to end, and less than the hour that is the minimum between slots. */
    private static final Duration BEFORE_THE_NEXT_SLOT = Duration.ofMinutes(50);

    /** The types that callers see, apart from those that drivers implement. */
    private static final Pattern PORTABLE_TYPE =
            Pattern.compile("io\\.github\\.backup4j\\.((plan|posture|drill)\\.)?[A-Z]\\w*(\\$.*)?");

    /** The world of this test. */
    protected Harness harness;

    /** The provider under test. */
    protected CloudBackup backup;

    @RegisterExtension
    final TestExecutionExceptionHandler describeTheWorld = this::describe;

    @RegisterExtension
    final InvocationInterceptor divergences = new InvocationInterceptor() {
        @Override
        public void interceptTestMethod(
                Invocation<@Nullable Void> invocation,
                ReflectiveInvocationContext<Method> invoked,
                ExtensionContext context)
                throws Throwable {
            suite().divergences().run(Divergences.nameOf(invoked.getExecutable()), invocation::proceed);
        }
    };

    /** Returns the suite that contains this part, which creates the harness. */
    abstract BackupContract suite();

    @BeforeEach
    final void open() {
        harness = suite().newHarness();
        backup = harness.backup();
    }

    @AfterEach
    final void close() {
        harness.close();
    }

    /** Skips the test if the cloud lacks a capability; {@link CapabilitiesContract} tests that the calls are then refused. */
    protected final void requires(Capability capability) {
        Assumptions.assumeTrue(backup.supports(capability), () -> "this cloud has no " + capability);
    }

    /** Returns a text that is one character longer than a limit; skips the test if there is no limit. */
    protected final String longerThan(int limit) {
        Assumptions.assumeTrue(limit < Short.MAX_VALUE, "this cloud has no such limit");
        return "x".repeat(limit + 1);
    }

    /** Returns a limit on a count; skips the test where there is none, or one that would take too long to reach. */
    protected final int countable(int limit) {
        Assumptions.assumeTrue(limit <= 1000, "this cloud has no such limit");
        return limit;
    }

    /** Waits for work to end, and returns its result. */
    protected final <T> T done(Operation<T> operation) {
        return operation.await(LONG);
    }

    /** Adds a disk of 10 GiB with a text on it. */
    protected final Resource.Disk disk(String name, String content) {
        Resource.Disk disk = harness.addDisk(name, DataSize.gib(10));
        write(disk, content);
        return disk;
    }

    /** Adds a running server with one disk of 40 GiB, and a text on it. */
    protected final Resource.Server server(String name, String content) {
        Resource.Disk system = harness.addDisk(name + "-system", DataSize.gib(40));
        write(system, content);
        return harness.addServer(name, system);
    }

    /** Adds a running server with a system disk of 40 GiB and a data disk of 10 GiB, and a text on each. */
    protected final Resource.Server serverWithDataDisk(String name, String systemContent, String dataContent) {
        Resource.Disk system = harness.addDisk(name + "-system", DataSize.gib(40));
        write(system, systemContent);
        return harness.addServer(name, system, disk(name + "-data", dataContent));
    }

    /** Returns the disk that a server starts from. */
    protected final Resource.Disk systemDiskOf(Resource.Server server) {
        return harness.disksOf(server).get(0);
    }

    /** Returns the second disk of a server. */
    protected final Resource.Disk dataDiskOf(Resource.Server server) {
        return harness.disksOf(server).get(1);
    }

    /** Returns whether a disk or server can be worked on. */
    protected final ProtectableResource.Status statusOf(Resource resource) {
        return backup.resources().get(resource).status();
    }

    /** Replaces what is on a disk by a text. */
    protected final void write(Resource.Disk disk, String content) {
        harness.write(disk, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the text that is on a disk. */
    protected final String read(Resource.Disk disk) {
        return new String(harness.read(disk), StandardCharsets.UTF_8);
    }

    /** Creates a vault of 200 GiB for disks, and puts disks into it; in a cloud with vaults of its own, returns the one for disks. */
    protected final Vault diskVault(String name, Resource... disks) {
        if (!backup.supports(Capability.VAULTS)) {
            return backup.vaults()
                    .list(VaultFilter.all().ofKind(Resource.Kind.DISK))
                    .findFirst()
                    .orElseThrow();
        }
        Vault vault = backup.vaults().create(VaultSpec.forDisks(name, DataSize.gib(200)));
        return disks.length == 0 ? vault : backup.vaults().add(vault.id(), disks);
    }

    /** Creates a vault of 400 GiB for servers, and puts servers into it. */
    protected final Vault serverVault(String name, Resource... servers) {
        Vault vault = backup.vaults().create(VaultSpec.forServers(name, DataSize.gib(400)));
        return servers.length == 0 ? vault : backup.vaults().add(vault.id(), servers);
    }

    /** Creates a policy that backs up every night at 02:00 UTC. */
    protected final Policy nightly(Retention retention) {
        return backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), retention));
    }

    /** Lets a policy with a retention create a restore point of a member, which takes a day, and returns it. */
    protected final RestorePoint automaticPointOf(Resource member, Vault vault, Retention retention) {
        backup.policies().attach(nightly(retention).id(), vault.id());
        harness.advance(Duration.ofDays(1));
        return backup.restorePoints()
                .list(RestorePointFilter.of(member).automaticOnly())
                .findFirst()
                .orElseThrow();
    }

    /** Takes a restore point of one member by hand. */
    protected final RestorePoint pointOf(Resource member, Vault vault) {
        return done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(member)))
                .restorePoints()
                .get(0);
    }

    /** Advances the clock to an instant. */
    protected final void passUntil(Instant instant) {
        harness.advance(Duration.between(harness.now(), instant));
    }

    /** Advances the clock over a number of slots of a schedule until the last run has ended, and returns the slots. */
    protected final List<Instant> passRuns(Schedule schedule, int count) {
        List<Instant> slots = schedule.next(harness.now(), count);
        passUntil(slots.get(count - 1).plus(BEFORE_THE_NEXT_SLOT));
        return slots;
    }

    /**
     * A capability that a cloud lacks is not tested; {@link CapabilitiesContract} tests that the calls are then refused. Only the portable
     * types say that it is needed: a driver that refuses what they let through fails.
     */
    private void describe(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof Unsupported refusal && refusesByCapabilities(refusal, backup.capabilities())) {
            Assumptions.abort(String.valueOf(refusal.getMessage()));
        }
        failure.addSuppressed(new WorldAtFailure(harness.describe()));
        throw failure;
    }

    /** Returns whether a portable type has refused a call before the driver was asked, as the cloud lacks what the call needs. */
    static boolean refusesByCapabilities(Unsupported refusal, Set<Capability> has) {
        StackTraceElement[] trace = refusal.getStackTrace();
        return refusal.capability().filter(missing -> !has.contains(missing)).isPresent()
                && trace.length > 0
                && PORTABLE_TYPE.matcher(trace[0].getClassName()).matches();
    }

    /** Adds the description of the world to the report of a failing test. */
    private static final class WorldAtFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WorldAtFailure(String description) {
            super(description, null, false, false);
        }
    }
}
