package io.github.backup4j.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A backup that is closed while its driver starts several runs. */
class FleetClosedTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final BackupDriver real = cloud.openDriver();
    private final List<String> tokens = new ArrayList<>();

    /** Closes itself after the first of several starts, as another thread can at any moment, and refuses the next call. */
    private final CloudBackup backup = CloudBackup.of(around(BackupDriver.class, real, this::closing));

    @Test
    void takeAll_driverIsClosedBetweenTwoStarts_hasTheTokenOfTheFirst() {
        FleetSpec both = FleetSpec.of(List.of(BackupSpec.of(vault("one")), BackupSpec.of(vault("other"))));

        FleetResult result = backup.restorePoints().takeAll(both, RequestKey.of("key"), Duration.ofHours(6));

        assertThat(tokens).hasSize(1);
        assertThat(result.runningTokens()).as(result::toString).isEqualTo(tokens);
        assertThat(result.complete()).isFalse();
        assertThat(cloud.backup().operations().resume(tokens.get(0)).await(Duration.ofHours(6)))
                .isNotNull();
    }

    private VaultId vault(String name) {
        VaultId id = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks(name, DataSize.gib(100)))
                .id();
        cloud.backup().vaults().add(id, cloud.addDisk("disk of " + name, DataSize.gib(10)));
        return id;
    }

    private @Nullable Object closing(Method method, @Nullable Object[] arguments) {
        if (!method.getName().equals("restorePoints")) {
            return NOT_HERE;
        }
        return around(RestorePointsDriver.class, real.restorePoints(), this::closingAfterTheFirst);
    }

    @SuppressWarnings("unchecked") // as the driver declares them
    private @Nullable Object closingAfterTheFirst(Method method, @Nullable Object[] arguments) {
        if (!method.getName().equals("takeAll")) {
            return NOT_HERE;
        }
        RestorePointsDriver.Take first = ((List<RestorePointsDriver.Take>) requireNonNull(arguments[0])).get(0);
        String token = real.restorePoints().take(first.spec(), first.key()).token();
        tokens.add(token);
        ((BiConsumer<VaultId, String>) requireNonNull(arguments[2]))
                .accept(first.spec().vault(), token);
        backup.close();
        throw new IllegalStateException("closed");
    }

    // ---- decoration

    private static final Object NOT_HERE = new Object();

    /** What a decoration does itself; {@link #NOT_HERE}: nothing. */
    private interface Decoration {
        @Nullable
        Object call(Method method, @Nullable Object[] arguments);
    }

    private static <T> T around(Class<T> type, T decorated, Decoration decoration) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object own = decoration.call(method, arguments == null ? new Object[0] : arguments);
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
