package io.github.backup4j.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolledOperationsTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final PolledOperations operations = new PolledOperations(() -> backup);
    private final String token = take();

    @Test
    void poll_workInProgress_isToBePolledAgainByTheNewestToken() {
        Polled polled = operations.poll(token);

        assertThat(polled).isInstanceOfSatisfying(Polled.Again.class, again -> {
            assertThat(again.why()).isEqualTo(Polled.Why.RUNNING);
            assertThat(again.type()).isEqualTo("Running");
            assertThat(again.failure()).isNull();
            assertThat(backup.operations().resume(again.token()).poll().ended()).isFalse();
        });
    }

    @Test
    void poll_workDone_hasItsResult() {
        cloud.time().advance(Duration.ofHours(1));

        Polled polled = operations.poll(token);

        assertThat(polled)
                .isInstanceOfSatisfying(
                        Polled.Done.class, done -> assertThat(done.result()).isInstanceOf(BackupRun.class));
        assertThat(polled.outcome()).isEqualTo("done");
        assertThat(polled.text()).contains("made restore points [");
    }

    @Test
    void poll_workFailed_isOver() {
        cloud.faults().failNext(Work.BACKUP, "BackupService.9900", "out of order");
        String failing = take();
        cloud.time().advance(Duration.ofHours(1));

        Polled polled = operations.poll(failing);

        assertThat(polled)
                .isInstanceOfSatisfying(
                        Polled.Over.class, over -> assertThat(over.failure()).isInstanceOf(OperationFailed.class));
        assertThat(polled.outcome()).isEqualTo("failed");
    }

    @Test
    void poll_damagedTokenOrOperationGone_isOver() {
        assertThat(operations.poll("damaged"))
                .isInstanceOfSatisfying(
                        Polled.Over.class, over -> assertThat(over.failure()).isInstanceOf(Invalid.class))
                .returns("lost", Polled::outcome);

        cloud.faults().failNext(Call.OPERATIONS_POLL, new NotFound("there is no such job"));
        assertThat(operations.poll(token)).isInstanceOf(Polled.Over.class).returns("lost", Polled::outcome);
    }

    @Test
    void poll_refused_isToBePolledAgainAsTheCloudsWorkGoesOn() {
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("the permission was revoked"));
        assertThat(operations.poll(token)).returns(Polled.Why.REFUSED, PolledOperationsTest::why);

        Duration wait = Duration.ofSeconds(7);
        BackupException.Detail detail = new BackupException.Detail(null, null, null, wait);
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Unavailable("out of order", detail, null));
        Polled polled = operations.poll(token);
        assertThat(polled).returns(Polled.Why.MAY_PASS, PolledOperationsTest::why);
        assertThat(after(polled)).isEqualTo(wait);
    }

    @Test
    void poll_cloudWithoutRoom_isNotSent() {
        PolledOperations paced = new PolledOperations(() -> {
            throw new Throttled("no room");
        });

        assertThat(paced.poll(token))
                .returns(Polled.Why.NOT_SENT, PolledOperationsTest::why)
                .returns(token, Polled::token);
    }

    @Test
    void pause_growsWithTheTimeThatTheWorkTakes() {
        Duration shortest = Duration.ofSeconds(5);

        assertThat(PolledOperations.pause(shortest, Duration.ZERO)).isEqualTo(shortest);
        assertThat(PolledOperations.pause(shortest, Duration.ofMinutes(3))).isEqualTo(Duration.ofSeconds(15));
        assertThat(PolledOperations.pause(shortest, Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(30));
    }

    private String take() {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("vault", DataSize.gib(100)));
        backup.vaults().add(vault.id(), cloud.addDisk("disk", DataSize.gib(1)));
        return backup.restorePoints().take(BackupSpec.of(vault.id())).token();
    }

    private static Polled.Why why(Polled polled) {
        return ((Polled.Again) polled).why();
    }

    private static @Nullable Duration after(Polled polled) {
        return ((Polled.Again) polled).after();
    }
}
