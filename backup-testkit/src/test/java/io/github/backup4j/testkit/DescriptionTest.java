package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What a cloud says about itself")
class DescriptionTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();

    @Nested
    @DisplayName("The description")
    class Describing {
        @Test
        void describe_disksAndServers_namesEachOnceWithItsState() {
            Resource.Disk free =
                    cloud.addDisk(DiskSetup.of("free", DataSize.gib(3)).encryptedToo());
            Resource.Disk system = cloud.addDisk("system", DataSize.gib(40));
            cloud.write(system, "12345");
            Resource.Server server = cloud.addServer("shop", system);
            cloud.stop(server);

            assertThat(cloud.describe().lines())
                    .contains(
                            "  server server-1 \"shop\" SHUTOFF",
                            "    disk disk-2 \"system\" 40 GiB in-use, 5 bytes written",
                            "  disk disk-1 \"free\" 3 GiB available, 0 bytes written, encrypted")
                    .filteredOn(line -> line.contains(system.toString()) || line.contains(free.toString()))
                    .hasSize(2);
        }

        @Test
        void describe_vault_namesMembersPoliciesAndPoints() {
            Resource.Disk system = cloud.addDisk("system", DataSize.gib(40));
            Resource.Disk data = cloud.addDisk("data", DataSize.gib(40));
            Resource.Server server = cloud.addServer("shop", system, data);
            Vault vault = backup.vaults().create(VaultSpec.forServers("nightly", DataSize.gib(100)));
            backup.vaults().addServerExcluding(vault.id(), server, Set.of(data));
            backup.vaults().suspend(vault.id(), List.of(server));
            backup.vaults().lockForever(vault.id());
            Policy policy = backup.policies()
                    .create(PolicySpec.backup("daily", Schedule.dailyAt("02:00"), Retention.days(3))
                            .withEnabled(false));
            backup.policies().attach(policy.id(), vault.id());
            cloud.write(system, "content");
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThat(cloud.describe().lines())
                    .contains(
                            "  vault-1 \"nightly\" for SERVER, AVAILABLE, 4096 bytes of 100 GiB, locked",
                            "    member server server-1 PROTECTING, suspended, without [disk disk-2]",
                            "    policy policy-1",
                            "    2 restore points of server server-1, newest first:",
                            "      point-2 2026-01-01T00:10:00Z PROTECTING by hand incremental, 0 bytes",
                            "      point-1 2026-01-01T00:00:00Z AVAILABLE by hand full, 4096 bytes",
                            "  job-2 BackupRun 0 %")
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("  policy-1 \"daily\" for BACKUP, disabled: ")
                            .contains("02:00")
                            .contains("; keeps ")
                            .contains("3"));
        }

        @Test
        void describe_automaticPoints_saysWhenTheyExpireAndWhatHoldsThem() {
            Resource.Server server = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(1)));
            VaultId vault = protect(server, VaultSpec.forServers("v", DataSize.gib(10)), Retention.days(9));
            cloud.time().advance(Duration.ofHours(3));
            RestorePoint point = backup.restorePoints().list().findFirst().orElseThrow();
            Image image = backup.images()
                    .build(ImageSpec.of("golden", ImageSource.restorePoint(point.id())))
                    .await(LONG);

            assertThat(cloud.describe().lines())
                    .contains(
                            "      point-1 2026-01-01T02:00:00Z AVAILABLE automatic full, 0 bytes, expires "
                                    + "2026-01-10T02:00:00Z, held by [image-1]",
                            "  image-1 \"golden\" WHOLE_SERVER ACTIVE of " + image.source() + ", data in point-1",
                            "  vault-1 \"v\" for SERVER, AVAILABLE, 0 bytes of 10 GiB");
            assertThat(vault.value()).isEqualTo("vault-1");
        }

        @Test
        void describe_manyPoints_showsTheNewestFiveAndTheAgeOfTheOldest() {
            protect(
                    cloud.addDisk("d", DataSize.gib(1)),
                    VaultSpec.forDisks("v", DataSize.gib(10)),
                    Retention.forever());
            cloud.time().advance(Duration.ofDays(5));
            assertThat(cloud.describe())
                    .contains("5 restore points of disk disk-1")
                    .doesNotContain("...");
            cloud.time().advance(Duration.ofDays(20));

            assertThat(cloud.describe())
                    .contains(
                            "25 restore points of disk disk-1, newest first:", "... the oldest of 2026-01-01T02:00:00Z")
                    .contains("      point-25 ", "      point-21 ")
                    .doesNotContain("      point-20 ");
        }

        @Test
        void describe_filledVault_countsWhatFillsIt() {
            Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));
            cloud.faults().fill(vault.id(), DataSize.ZERO);

            assertThat(cloud.describe()).contains("vault-1 \"v\" for DISK, AVAILABLE, 10737418240 bytes of 10 GiB\n");
        }

        @Test
        void describe_snapshotAndPlainImage_areNamed() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            backup.snapshots().take(SnapshotSpec.of(disk, "before")).await(LONG);
            backup.images().build(ImageSpec.of("copy", ImageSource.disk(disk)));

            assertThat(cloud.describe().lines())
                    .contains("  snapshot-1 \"before\" of disk disk-1 AVAILABLE 2026-01-01T00:00:00Z")
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("  image-1 \"copy\" DATA_DISK SAVING of ")
                            .doesNotContain("data in"));
        }

        @Test
        void describe_endedWork_isNoLongerListed() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            backup.snapshots().take(SnapshotSpec.of(disk, "one")).await(LONG);

            assertThat(cloud.describe()).doesNotContain("job-1");
        }

        @Test
        void describe_longHistory_showsTheLastTwenty() {
            for (int i = 1; i <= 30; i++) {
                backup.vaults()
                        .lockForever(backup.vaults()
                                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                                .id());
            }

            String said = cloud.describe();
            assertThat(said.substring(said.indexOf("what happened last:"))
                            .lines()
                            .skip(1))
                    .hasSize(20)
                    .last()
                    .isEqualTo("  2026-01-01T00:00:00Z vaults lock forever vault-30");
            assertThat(said).contains(" vaults lock forever vault-21\n").doesNotContain("lock forever vault-20\n");
        }

        @Test
        void describe_severalSites_saysWhatIsInEach() {
            cloud.addDisk("over here", DataSize.gib(1));
            InMemoryCloud there = cloud.at(new Site("region-2", "project-2"));
            there.addDisk("over there", DataSize.gib(1));

            assertThat(cloud.describe())
                    .isEqualTo(there.describe())
                    .containsSubsequence(
                            "in-memory cloud at 2026-01-01T00:00:00Z",
                            "site region-1/project-1",
                            "over here",
                            "site region-2/project-2",
                            "over there",
                            "what happened last:");
        }
    }

    @Nested
    @DisplayName("The history")
    class History {
        @Test
        void history_callsThatRead_areNotInIt() {
            Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));
            backup.vaults().get(vault.id());
            assertThat(backup.vaults().list()).hasSize(1);

            assertThat(cloud.history()).hasSize(1);
        }

        @Test
        void history_callThatIsRefused_isNotInIt() {
            assertThatThrownBy(() -> backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(1))))
                    .isInstanceOf(Invalid.class);

            assertThat(cloud.history()).isEmpty();
        }

        @Test
        void history_aBackup_tellsItsLifeInOrder() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            protect(disk, VaultSpec.forDisks("v", DataSize.gib(10)), Retention.latest(1));
            cloud.time().advance(Duration.ofDays(2));

            assertThat(cloud.history())
                    .extracting(HistoryEntry::event)
                    .containsExactly(
                            "vaults create",
                            "vaults add",
                            "policies create",
                            "policies attach",
                            "backup finished",
                            "backup finished",
                            "restore point expired");
            assertThat(cloud.history()).last().satisfies(entry -> {
                assertThat(entry.site()).isEqualTo(cloud.site());
                assertThat(entry.at()).isEqualTo("2026-01-02T02:10:00Z");
                assertThat(entry.subject()).isEqualTo("point-1");
                assertThat(entry.detail()).isEqualTo("disk disk-1, made 2026-01-01T02:00:00Z");
                assertThat(entry)
                        .hasToString("2026-01-02T02:10:00Z restore point expired point-1 (disk disk-1, made "
                                + "2026-01-01T02:00:00Z)");
            });
        }

        @Test
        void history_entryWithoutDetail_hasNoBrackets() {
            backup.vaults()
                    .lockForever(backup.vaults()
                            .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                            .id());

            assertThat(cloud.history()).last().hasToString("2026-01-01T00:00:00Z vaults lock forever vault-1");
        }

        @Test
        void history_veryLong_keepsTheLastTenThousand() {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                    .id();
            for (int i = 0; i < 9_999; i++) {
                backup.vaults().lockForever(vault);
            }
            assertThat(cloud.history())
                    .hasSize(10_000)
                    .first()
                    .extracting(HistoryEntry::event)
                    .isEqualTo("vaults create");

            backup.vaults().lockForever(vault);

            assertThat(cloud.history())
                    .hasSize(10_000)
                    .first()
                    .extracting(HistoryEntry::event)
                    .isEqualTo("vaults lock forever");
        }

        @Test
        void history_returned_doesNotChangeLater() {
            List<HistoryEntry> before = cloud.history();
            backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));

            assertThat(before).isEmpty();
        }
    }

    @Nested
    @DisplayName("Its fidelity")
    class ItsFidelity {
        @Test
        void fidelity_all_nameBehaviourBasisAndSource() {
            assertThat(cloud.fidelity()).hasSizeGreaterThan(30).allSatisfy(entry -> {
                assertThat(entry.behaviour()).isNotBlank();
                assertThat(entry.source()).isNotBlank();
                assertThat(entry).hasToString(entry.basis() + ": " + entry.behaviour() + " (" + entry.source() + ")");
            });
            assertThat(cloud.fidelity()).extracting(Fidelity::behaviour).doesNotHaveDuplicates();
        }

        @Test
        void fidelity_bases_areAllThere() {
            assertThat(cloud.fidelity().stream().map(Fidelity::basis).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(Fidelity.Basis.values());
        }

        @Test
        void fidelity_returned_cannotBeChanged() {
            assertThatThrownBy(() -> cloud.fidelity().clear()).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private VaultId protect(Resource resource, VaultSpec spec, Retention retention) {
        VaultId vault = backup.vaults().create(spec).id();
        backup.vaults().add(vault, resource);
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.backup("p", Schedule.dailyAt("02:00"), retention))
                                .id(),
                        vault);
        return vault;
    }
}
