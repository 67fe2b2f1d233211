package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Going on with work that another process has begun. */
public final class Restarts {
    /** How long to wait between two looks at work. */
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /** How long it takes until another process goes on; what was bought is found by its key only when it is delivered. */
    public static final Duration DOWN = Duration.ofMinutes(1);

    private static final int MOST_TRIES = 20;

    private Restarts() {}

    /** The key of the only request in a world. */
    public static RequestKey key(SmallWorld world) {
        return RequestKey.of("restart").madeAt(world.begun);
    }

    /** How many changes work asks for, from its begin to its end. */
    public static int changesOf(LongWork work) {
        Killer nobody = new Killer(0, false);
        try (SmallWorld world = work.world(nobody)) {
            requireSame(world, work, Inventory.of(world.cloud), beginAgain(world, work), "undisturbed");
        }
        return nobody.changes();
    }

    /** Keeps the token of work, if it is another than before. */
    public static void keep(Operation<?> work, List<String> tokens) {
        if (tokens.isEmpty() || !tokens.get(tokens.size() - 1).equals(work.token())) {
            tokens.add(work.token());
        }
    }

    /** Asks for work again with the same key, as long as what was asked for first is in the way; returns its token. */
    public static String beginAgain(SmallWorld world, LongWork work) {
        try (CloudBackup backup = world.open()) {
            for (int tries = 1; ; tries++) {
                try {
                    return work.begin().begin(world, backup, key(world)).token();
                } catch (BackupException e) {
                    if (tries == MOST_TRIES) {
                        throw e;
                    }
                    world.cloud.time().advance(PAUSE);
                }
            }
        }
    }

    /** Goes on with work, and returns whether it ends as work that may have overwritten a disk, which nobody knows. */
    static boolean isUnknown(SmallWorld world, LongWork work, String token) {
        if (!work.name().startsWith("roll back of") && !work.name().equals(LongWorks.PART)) {
            return false;
        }
        try (CloudBackup backup = world.open()) {
            Object unused = work.resume().resume(world, backup, token).await(SmallWorld.LONG);
            return false;
        } catch (OperationFailed e) {
            return String.valueOf(e.getMessage()).contains("may have been overwritten already");
        }
    }

    /** Goes on with work, and requires that what comes of it is the same as if nothing had happened, and nothing else. */
    public static void requireSame(
            SmallWorld world, LongWork work, SortedMap<String, String> before, String token, String when) {
        try (CloudBackup backup = world.open()) {
            Object result = work.resume().resume(world, backup, token).await(SmallWorld.LONG);
            world.cloud.time().advance(Duration.ofMinutes(1));
            SortedMap<String, String> after = Inventory.of(world.cloud);
            assertThat(Inventory.differences(work.expected(world, before, result), after))
                    .as(work + ", " + when)
                    .isEmpty();
        } catch (BackupException e) {
            throw new AssertionError(work + ", " + when + ": " + e.getMessage(), e);
        }
    }
}
