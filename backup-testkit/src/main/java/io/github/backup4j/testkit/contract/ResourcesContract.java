package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Resources} promises. */
@DisplayName("Resources")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class ResourcesContract extends ContractTest {
    private static final int MORE_THAN_A_PAGE = 25;
    private static final Resource.Disk NO_DISK = Resource.disk("00000000-0000-0000-0000-000000000001");
    private static final Resource.Server NO_SERVER = Resource.server("00000000-0000-0000-0000-000000000002");

    @Nested
    @DisplayName("A disk")
    class ADisk {
        @Test
        @DisplayName("is described as it is")
        void get_disk_asItIs() {
            requires(Capability.VAULTS);
            Resource.Disk disk = harness.addDisk(
                    DiskSetup.of("data", DataSize.gib(10)).inZone("zone-2").withTags(Map.of("team", "shop")));

            ProtectableResource found = backup.resources().get(disk);

            assertThat(found.resource()).isEqualTo(disk);
            assertThat(found.name()).isEqualTo("data");
            assertThat(found.size()).isEqualTo(DataSize.gib(10));
            assertThat(found.status()).isEqualTo(ProtectableResource.Status.AVAILABLE);
            assertThat(found.zone()).isEqualTo("zone-2");
            assertThat(found.encrypted()).isFalse();
            assertThat(found.disks()).isEmpty();
            assertThat(found.servers()).isEmpty();
            assertThat(found.tags()).isEqualTo(Map.of("team", "shop"));
            assertThat(found.vault()).isNull();
            assertThat(found.protectable()).isTrue();
            assertThat(found.obstacle()).isNull();
        }

        @Test
        @DisplayName("that is encrypted says so")
        void get_encryptedDisk_encrypted() {
            Resource.Disk disk =
                    harness.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo());

            assertThat(backup.resources().get(disk).encrypted()).isTrue();
        }

        @Test
        @DisplayName("that is attached names its server, and can be protected all the same")
        void get_attachedDisk_inUse() {
            Resource.Disk disk = harness.addDisk("system", DataSize.gib(40));
            Resource.Server server = harness.addServer("shop", disk);

            ProtectableResource found = backup.resources().get(disk);

            assertThat(found.status()).isEqualTo(ProtectableResource.Status.IN_USE);
            assertThat(found.servers()).containsExactly(server);
            assertThat(found.protectable()).isTrue();
        }

        @Test
        @DisplayName("that was detached belongs to no server")
        void get_detachedDisk_available() {
            Resource.Disk data = harness.addDisk("data", DataSize.gib(10));
            Resource.Server server = harness.addServer("shop", harness.addDisk("system", DataSize.gib(40)), data);

            harness.detach(data);

            assertThat(backup.resources().get(data).status()).isEqualTo(ProtectableResource.Status.AVAILABLE);
            assertThat(backup.resources().get(data).servers()).isEmpty();
            assertThat(backup.resources().get(server).disks()).doesNotContain(data);
        }

        @Test
        @DisplayName("that was enlarged has its new size")
        void get_enlargedDisk_newSize() {
            Resource.Disk disk = harness.addDisk("data", DataSize.gib(10));

            harness.enlarge(disk, DataSize.gib(20));

            assertThat(backup.resources().get(disk).size()).isEqualTo(DataSize.gib(20));
        }

        @Test
        @DisplayName("that is not there is not found")
        void get_noSuchDisk_notFound() {
            assertThatThrownBy(() -> backup.resources().get(NO_DISK)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("that was deleted is not found")
        void get_deletedDisk_notFound() {
            Resource.Disk disk = harness.addDisk("data", DataSize.gib(10));

            harness.delete(disk);

            assertThatThrownBy(() -> backup.resources().get(disk)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is not found by the id of a server")
        void get_diskByIdOfServer_notFound() {
            Resource.Server server = server("shop", "one");

            assertThatThrownBy(() -> backup.resources().get(Resource.disk(server.id())))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A server")
    class AServer {
        @Test
        @DisplayName("is described as it is, with the disk it starts from first")
        void get_server_asItIs() {
            Resource.Disk system =
                    harness.addDisk(DiskSetup.of("system", DataSize.gib(40)).inZone("zone-2"));
            Resource.Disk first =
                    harness.addDisk(DiskSetup.of("first", DataSize.gib(100)).inZone("zone-2"));
            Resource.Disk second =
                    harness.addDisk(DiskSetup.of("second", DataSize.gib(10)).inZone("zone-2"));
            Resource.Server server = harness.addServer(ServerSetup.of("shop", system, first, second)
                    .inZone("zone-2")
                    .withTags(Map.of("team", "shop")));

            ProtectableResource found = backup.resources().get(server);

            assertThat(found.resource()).isEqualTo(server);
            assertThat(found.name()).isEqualTo("shop");
            assertThat(found.size()).isEqualTo(DataSize.gib(150));
            assertThat(found.status()).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(found.zone()).isEqualTo("zone-2");
            assertThat(found.encrypted()).isFalse();
            assertThat(found.disks()).startsWith(system).containsExactlyInAnyOrder(system, first, second);
            assertThat(found.servers()).isEmpty();
            assertThat(found.tags()).isEqualTo(Map.of("team", "shop"));
            assertThat(found.vault()).isNull();
            assertThat(found.protectable()).isTrue();
            assertThat(found.obstacle()).isNull();
        }

        @Test
        @DisplayName("with one encrypted disk is encrypted")
        void get_serverWithEncryptedDisk_encrypted() {
            Resource.Server server = harness.addServer(
                    "shop",
                    harness.addDisk("system", DataSize.gib(40)),
                    harness.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo()));

            assertThat(backup.resources().get(server).encrypted()).isTrue();
        }

        @Test
        @DisplayName("that was stopped is stopped, and can be protected all the same")
        void get_stoppedServer_stopped() {
            Resource.Server server = server("shop", "one");

            harness.stop(server);

            assertThat(backup.resources().get(server).status()).isEqualTo(ProtectableResource.Status.STOPPED);
            assertThat(backup.resources().get(server).protectable()).isTrue();
        }

        @Test
        @DisplayName("that is not there is not found")
        void get_noSuchServer_notFound() {
            assertThatThrownBy(() -> backup.resources().get(NO_SERVER)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("that was deleted is not found; its disks are, free")
        void get_deletedServer_notFound() {
            Resource.Disk disk = disk("system", "one");
            Resource.Server server = harness.addServer("shop", disk);

            harness.delete(server);

            assertThatThrownBy(() -> backup.resources().get(server)).isInstanceOf(NotFound.class);
            assertThat(backup.resources().get(disk).status()).isEqualTo(ProtectableResource.Status.AVAILABLE);
            assertThat(backup.resources().get(disk).servers()).isEmpty();
        }
    }

    @Nested
    @DisplayName("A member of a vault")
    class AMember {
        @Test
        @DisplayName("names the vault, and cannot be taken in by another")
        void get_member_namesVault() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            ProtectableResource found = backup.resources().get(disk);

            assertThat(found.vault()).isEqualTo(vault.id());
            assertThat(found.protectable()).isFalse();
            assertThat(found.obstacle()).isNotEmpty();
        }

        @Test
        @DisplayName("that is a server does not make its disks members")
        void get_diskOfProtectedServer_noVault() {
            Resource.Server server = server("shop", "one");
            Vault vault = serverVault("shops", server);

            assertThat(backup.resources().get(server).vault()).isEqualTo(vault.id());
            assertThat(backup.resources().get(harness.disksOf(server).get(0)).vault())
                    .isNull();
        }

        @Test
        @DisplayName("names no vault any more once it was taken out")
        void get_formerMember_noVault() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            backup.vaults().remove(vault.id(), disk, Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.resources().get(disk).vault()).isNull();
            assertThat(backup.resources().get(disk).protectable()).isTrue();
        }
    }

    @Nested
    @DisplayName("Listing resources")
    class Listing {
        @Test
        @DisplayName("finds nothing where there is nothing")
        void list_nothing_empty() {
            assertThat(backup.resources().list()).isEmpty();
        }

        @Test
        @DisplayName("finds disks first, then servers, each as get returns it")
        void list_all_disksFirst() {
            Resource.Server server = server("shop", "one");
            Resource.Disk system = harness.disksOf(server).get(0);
            Resource.Disk free = disk("data", "two");
            diskVault("orders", free);

            List<ProtectableResource> listed = backup.resources().list().toList();

            assertThat(listed)
                    .extracting(ProtectableResource::resource)
                    .hasSize(3)
                    .endsWith(server);
            assertThat(listed)
                    .containsExactlyInAnyOrder(
                            backup.resources().get(system),
                            backup.resources().get(free),
                            backup.resources().get(server));
        }

        @Test
        @DisplayName("finds all of them over many pages, each once")
        void list_moreThanAPage_allOnce() {
            List<Resource> disks = new ArrayList<>();
            List<Resource> servers = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                Resource.Disk disk = harness.addDisk("disk-" + i, DataSize.gib(10));
                disks.add(disk);
                servers.add(harness.addServer("server-" + i, disk));
            }

            List<Resource> listed =
                    backup.resources().list().map(ProtectableResource::resource).toList();

            assertThat(listed.subList(0, MORE_THAN_A_PAGE)).containsExactlyInAnyOrderElementsOf(disks);
            assertThat(listed.subList(MORE_THAN_A_PAGE, listed.size())).containsExactlyInAnyOrderElementsOf(servers);
        }

        @Test
        @DisplayName("reads no more than the stream is asked for")
        void list_limited_one() {
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                harness.addDisk("disk-" + i, DataSize.gib(10));
            }

            assertThat(backup.resources().list().limit(1)).hasSize(1);
        }

        @Test
        @DisplayName("by kind finds disks, or servers")
        void list_ofKind_thatKind() {
            Resource.Server server = server("shop", "one");
            Resource.Disk system = harness.disksOf(server).get(0);

            assertThat(resources(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .containsExactly(system);
            assertThat(resources(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                    .containsExactly(server);
        }

        @Test
        @DisplayName("by name finds those of exactly that name, of both kinds")
        void list_named_exactName() {
            Resource.Disk disk = harness.addDisk("shop", DataSize.gib(40));
            harness.addDisk("shop-2", DataSize.gib(10));
            Resource.Server server = harness.addServer("shop", disk);
            harness.addServer("my-shop", harness.addDisk("Shop", DataSize.gib(10)));

            assertThat(resources(ResourceFilter.all().named("shop"))).containsExactly(disk, server);
        }

        @Test
        @DisplayName("finds those that no vault backs up: neither members nor the disks of a protected server")
        void list_unprotectedOnly_neitherMembersNorTheirDisks() {
            Resource.Disk member = disk("member", "one");
            diskVault("orders", member);
            Resource.Disk free = disk("free", "two");
            Resource.Server protectedServer = server("protected", "three");
            serverVault("shops", protectedServer);
            Resource.Server freeServer = server("unprotected", "four");

            assertThat(resources(ResourceFilter.all().unprotectedOnly()))
                    .containsExactlyInAnyOrder(free, harness.disksOf(freeServer).get(0), freeServer);
        }

        @Test
        @DisplayName("by several conditions finds those that meet all of them")
        void list_severalConditions_allMet() {
            Resource.Disk member = disk("data", "one");
            diskVault("orders", member);
            Resource.Disk wanted = disk("data", "two");
            disk("other", "three");
            harness.addServer("data", disk("system", "four"));

            assertThat(resources(ResourceFilter.all()
                            .ofKind(Resource.Kind.DISK)
                            .named("data")
                            .unprotectedOnly()))
                    .containsExactly(wanted);
        }

        @Test
        @DisplayName("leaves out what was deleted")
        void list_deletedDisk_leftOut() {
            Resource.Disk gone = disk("gone", "one");
            Resource.Disk there = disk("there", "two");

            harness.delete(gone);

            assertThat(resources(ResourceFilter.all())).containsExactly(there);
        }

        @Test
        @DisplayName("stays within the project")
        void list_otherProject_nothingOfThisOne() {
            disk("data", "one");

            assertThat(harness.backup(harness.otherProject()).resources().list())
                    .isEmpty();
        }

        private List<Resource> resources(ResourceFilter filter) {
            return backup.resources()
                    .list(filter)
                    .map(ProtectableResource::resource)
                    .toList();
        }
    }

    @Nested
    @DisplayName("Null")
    class Null {
        @Test
        @DisplayName("is refused by every call")
        @SuppressWarnings({"NullAway", "DataFlowIssue"})
        void everyCall_null_nullPointerException() {
            assertThatThrownBy(() -> backup.resources().get(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.resources().list(null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Nested
    @DisplayName("A disk of a protected server")
    class ADiskOfAProtectedServer {
        @Test
        @DisplayName("is protected through its server, and says through which and in which vault")
        void get_diskOfAMember_protectedThroughItsServer() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            assertThat(backup.resources().get(data).isProtected()).isFalse();
            Vault vault = serverVault("servers", shop);

            ProtectableResource found = backup.resources().get(data);

            assertThat(found.vault()).isNull();
            assertThat(found.protectedThrough()).containsExactly(new ProtectableResource.Through(shop, vault.id()));
            assertThat(found.isProtected()).isTrue();
            assertThat(backup.resources().get(shop).protectedThrough()).isEmpty();
            assertThat(backup.resources().get(shop).isProtected()).isTrue();
        }

        @Test
        @DisplayName("is not among what is unprotected, but one that is left out there is")
        void list_unprotectedOnly_respectsWhatIsLeftOut() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Resource.Disk data = dataDiskOf(shop);
            Resource.Disk free = disk("free", "f");
            Vault vault = serverVault("servers", shop);

            assertThat(unprotected()).containsExactly(free);
            requires(Capability.DISK_EXCLUSION);
            backup.vaults().addServerExcluding(vault.id(), shop, Set.of(data));

            assertThat(unprotected()).containsExactlyInAnyOrder(free, data);
            assertThat(backup.resources().get(data).isProtected()).isFalse();
            assertThat(backup.resources().get(systemDiskOf(shop)).isProtected()).isTrue();
        }

        private List<Resource> unprotected() {
            return backup.resources()
                    .list(ResourceFilter.all().unprotectedOnly())
                    .map(ProtectableResource::resource)
                    .toList();
        }
    }
}
