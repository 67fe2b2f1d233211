package io.github.backup4j.testkit.thin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.DataSize;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.RestorePointsDriver.Take;
import io.github.backup4j.spi.Started;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backups of several vaults by a provider that does not override how they are started. */
class TakesOneAfterTheOtherTest {
    private static final VaultId VAULT = new VaultId("the-vault");
    private static final Take GOOD = take(VAULT, "good");
    private static final Take BAD = take(new VaultId("no-vault"), "bad");

    private final MapWorld world = new MapWorld(VirtualTime.create(), Duration.ofSeconds(30));
    private final RestorePointsDriver driver = new MapDriver(world, new Site("region-1", "project-1")).restorePoints();

    @Test
    void takeAll_oneRefused_tellsAndStartsTheOther() {
        var unused = world.add(DiskSetup.of("disk", DataSize.gib(10)), new byte[0]);
        List<String> told = new ArrayList<>();

        List<Started<BackupRun>> started =
                driver.takeAll(List.of(BAD, GOOD), () -> true, (vault, token) -> told.add(vault.value()));

        assertThat(started.get(0)).isInstanceOf(Started.Refused.class);
        assertThat(started.get(1)).isInstanceOf(Started.Work.class);
        assertThat(told).containsExactly("the-vault");
    }

    @Test
    void takeAll_whoIsToldFails_isThrownAndTheRunIsNotCalledRefused() {
        var unused = world.add(DiskSetup.of("disk", DataSize.gib(10)), new byte[0]);
        Unavailable failure = new Unavailable("the store of tokens is down");

        assertThatThrownBy(() -> driver.takeAll(List.of(GOOD), () -> true, (vault, token) -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private static Take take(VaultId vault, String key) {
        return new Take(BackupSpec.of(vault), CallKey.chosen(RequestKey.of(key)));
    }
}
