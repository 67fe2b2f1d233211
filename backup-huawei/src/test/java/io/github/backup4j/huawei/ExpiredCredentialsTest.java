package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Operation;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.support.SmallWorld;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Credentials that expire while the provider is in use, and are replaced. */
class ExpiredCredentialsTest {
    private final AtomicBoolean expired = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();
    private final SmallWorld world = new SmallWorld((method, target) -> {
        if (expired.get()) {
            refused.incrementAndGet();
            return Fault.UNAUTHENTICATED;
        }
        return Fault.NONE;
    });
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void anyCall_expired_deniedOnceWithTheCodeOfTheGateway() {
        expired.set(true);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> backup.vaults().get(world.disks),
                () -> backup.vaults().create(VaultSpec.forDisks("more", DataSize.gib(100))),
                () -> backup.snapshots().get(world.snapshot),
                () -> backup.images().get(world.freeImage),
                () -> backup.resources().get(world.web),
                () -> backup.restorePoints().take(BackupSpec.of(world.disks)))) {
            refused.set(0);
            assertThatThrownBy(call).isInstanceOfSatisfying(Denied.class, denied -> {
                assertThat(denied.code()).contains("APIGW.0301");
                assertThat(denied.httpStatus()).hasValue(401);
                assertThat(denied.retryable()).isFalse();
            });
            assertThat(refused).as("requests: a refusal is not retried").hasValue(1);
        }
        assertThat(world.cloud.backup().vaults().list()).hasSize(2);
    }

    @Test
    void await_expiredWhileItWaits_endsTheWaitAndNotTheWork() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(world.disks));
        expired.set(true);

        assertThatThrownBy(() -> operation.await(SmallWorld.LONG)).isInstanceOf(Denied.class);
        expired.set(false);

        assertThat(operation.await(SmallWorld.LONG).complete()).isTrue();
    }
}
