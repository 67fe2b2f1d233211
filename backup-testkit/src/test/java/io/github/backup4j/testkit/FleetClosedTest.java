package io.github.backup4j.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.Started;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup that is closed, or whose driver fails, while it starts several runs. */
class FleetClosedTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final BackupDriver real = cloud.openDriver();
    private final List<String> tokens = new ArrayList<>();
    private final List<RestorePointsDriver.Take> taken = new ArrayList<>();

    /** Closes itself after the first of several starts, as another thread can at any moment, and refuses the next call. */
    private final CloudBackup backup = CloudBackup.of(around(BackupDriver.class, real, this::closing));

    private Decoration starting = this::startingOne;
    private Ending ending = Ending.REFUSED;

    /** Whether the reply to the first start is lost, and the second one finds the backup closed. */
    private boolean losing;

    @ParameterizedTest
    @EnumSource(Ending.class)
    void takeAll_driverEndsBetweenTwoStarts_hasTheTokenOfTheFirst(Ending how) {
        ending = how;
        FleetSpec both = FleetSpec.of(List.of(BackupSpec.of(vault("one")), BackupSpec.of(vault("other"))));

        FleetResult result = take(both);

        assertThat(tokens).hasSize(1);
        assertThat(result.runningTokens()).as(result::toString).isEqualTo(tokens);
        assertThat(result.complete()).isFalse();
        assertThat(cloud.backup().operations().resume(tokens.get(0)).await(Duration.ofHours(6)))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void takeAll_driverEndsBetweenTwoStarts_saysOfEachWhy(Ending how) {
        ending = how;
        FleetSpec both = FleetSpec.of(List.of(specOf("one"), specOf("other")));

        FleetResult result = take(both);

        assertThat(result.outcomes()).as(result::toString).hasSize(2);
        assertThat(result.outcomes().get(0)).isInstanceOfSatisfying(FleetOutcome.Running.class, running -> {
            assertThat(running.token()).isEqualTo(tokens.get(0));
            assertThat(running.lookFailure())
                    .as("it was not polled")
                    .isNotNull()
                    .satisfies(failure -> assertThat(requireNonNull(failure).code())
                            .contains(how == Ending.BUSY ? "BUSY" : "CLOSED"));
        });
        FleetOutcome other = result.outcomes().get(1);
        if (how == Ending.BUSY) {
            assertThat(other)
                    .isInstanceOfSatisfying(
                            FleetOutcome.Skipped.class,
                            skipped -> assertThat(skipped.cause()).isInstanceOf(Busy.class));
        } else {
            assertThat(other)
                    .isInstanceOfSatisfying(
                            FleetOutcome.NotTried.class,
                            notTried -> assertThat(notTried.reason()).contains("repeat the call with the same key"));
        }
    }

    /** What an earlier call of the driver has started has an outcome as well. */
    @Test
    void takeAll_laterCallOfTheDriverFails_keepsTheOutcomesOfTheEarlier() {
        ending = Ending.UNAVAILABLE;
        List<BackupSpec> specs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            specs.add(specOf("vault-" + i));
        }
        starting = (proxy, method, arguments) -> {
            starting = this::startingOne;
            return NOT_HERE;
        };

        FleetResult result = take(FleetSpec.of(specs).atMostRuns(2));

        assertThat(tokens).hasSize(1);
        assertThat(result.outcomes()).as(result::toString).hasSize(4);
        assertThat(result.runningTokens()).as(result::toString).isEqualTo(tokens);
        assertThat(result.restorePoints()).as(result::toString).hasSize(2);
    }

    /** What is known of the first, whose reply was lost, is not lost with the close. */
    @Test
    void takeAll_closedAfterALostReply_theFirstIsNotTakenForNotStarted() {
        losing = true;
        starting = (proxy, method, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments);
        FleetSpec both = FleetSpec.of(List.of(specOf("one"), specOf("other")));

        FleetResult result = take(both);

        assertThat(taken).hasSize(2);
        assertThat(result.outcomes()).as(result::toString).hasSize(2);
        assertThat(result.outcomes().get(0))
                .isInstanceOfSatisfying(
                        FleetOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(AmbiguousOutcome.class));
        assertThat(result.outcomes().get(1)).isInstanceOf(FleetOutcome.NotTried.class);
    }

    /** There is no run and no token: what to do is to repeat the call. */
    @Test
    void takeAll_closedBeforeMembersAreRead_doesNotSpeakOfATokenThatIsNotThere() {
        FleetSpec both = FleetSpec.of(List.of(BackupSpec.of(vault("one")), BackupSpec.of(vault("other"))));

        FleetResult result = take(both);

        assertThat(result.unlisted())
                .as(result::toString)
                .filteredOn(unlisted -> unlisted.token() == null)
                .singleElement()
                .satisfies(unlisted -> assertThat(unlisted.reason())
                        .contains("members could not be read", "repeat the call with the same key")
                        .doesNotContain("token"));
    }

    private FleetResult take(FleetSpec fleet) {
        return backup.restorePoints().takeAll(fleet, RequestKey.of("key"), Duration.ofHours(6));
    }

    private BackupSpec specOf(String name) {
        VaultId id = vault(name);
        Resource member = cloud.backup().vaults().get(id).members().get(0).resource();
        return BackupSpec.of(id).only(member);
    }

    private VaultId vault(String name) {
        VaultId id = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks(name, DataSize.gib(100)))
                .id();
        cloud.backup().vaults().add(id, cloud.addDisk("disk of " + name, DataSize.gib(10)));
        return id;
    }

    /** How the driver ends, after the first of several starts. */
    enum Ending {
        /** It is closed, and refuses the next call. */
        REFUSED,
        /** It is closed, and the next call fails. */
        UNAVAILABLE,
        /** It is closed, and returns what it has. */
        SHORT,
        /** It is closed, and returns refusals, also for what it has started but could not look at again. */
        REFUSALS,
        /** It fails, and is not closed. */
        BUSY
    }

    private @Nullable Object closing(Object proxy, Method method, @Nullable Object[] arguments) {
        if (!method.getName().equals("restorePoints")) {
            return NOT_HERE;
        }
        return around(RestorePointsDriver.class, real.restorePoints(), this::starting);
    }

    private @Nullable Object starting(Object proxy, Method method, @Nullable Object[] arguments) throws Throwable {
        if (method.getName().equals("takeAll")) {
            return starting.call(proxy, method, arguments);
        }
        if (method.getName().equals("take") && losing) {
            taken.add(new RestorePointsDriver.Take(
                    (BackupSpec) requireNonNull(arguments[0]), (CallKey) requireNonNull(arguments[1])));
            if (taken.size() == 1) {
                throw new AmbiguousOutcome("lost", RequestKey.of("key"), BackupException.Detail.NONE, null);
            }
            backup.close();
            throw new IllegalStateException("closed");
        }
        return NOT_HERE;
    }

    @SuppressWarnings("unchecked") // as the driver declares them
    private @Nullable Object startingOne(Object proxy, Method method, @Nullable Object[] arguments) {
        RestorePointsDriver.Take first = ((List<RestorePointsDriver.Take>) requireNonNull(arguments[0])).get(0);
        String token = real.restorePoints().take(first.spec(), first.key()).token();
        tokens.add(token);
        ((BiConsumer<VaultId, String>) requireNonNull(arguments[2]))
                .accept(first.spec().vault(), token);
        if (ending == Ending.BUSY) {
            throw new Busy("busy", BackupException.Detail.code("BUSY"), null);
        }
        backup.close();
        Unavailable closed = new Unavailable(
                "closed; repeat the call with the same key", BackupException.Detail.code("CLOSED"), null);
        if (ending == Ending.SHORT) {
            return List.of();
        } else if (ending == Ending.REFUSALS) {
            return List.of(new Started.Refused<BackupRun>(closed), new Started.Refused<BackupRun>(closed));
        } else if (ending == Ending.UNAVAILABLE) {
            throw closed;
        }
        throw new IllegalStateException("closed");
    }

    // ---- decoration

    private static final Object NOT_HERE = new Object();

    /** What a decoration does itself; {@link #NOT_HERE}: nothing. */
    private interface Decoration {
        @Nullable
        Object call(Object proxy, Method method, @Nullable Object[] arguments) throws Throwable;
    }

    private static <T> T around(Class<T> type, T decorated, Decoration decoration) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object own = decoration.call(proxy, method, arguments == null ? new Object[0] : arguments);
                    if (own != NOT_HERE) {
                        return own;
                    }
                    try {
                        return method.invoke(decorated, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
