package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.testkit.ServerPlacement;
import io.github.backup4j.testkit.ServerSetup;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * That a new server is where its {@link ServerSpec} says, and of that size: a server with restored data in the wrong network may be
 * taken for the original, or be open to everybody.
 */
@DisplayName("A new server")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class PlacementsContract extends ContractTest {
    /** Nothing in it is as the source has it. */
    private static final ServerSpec ELSEWHERE = ServerSpec.of("made")
            .withFlavor("c6.xlarge.4")
            .inZone("zone-2")
            .inNetwork("network-9", "subnet-9")
            .withSecurityGroups("group-8", "group-9")
            .withKeyPair("pair-9");

    private static final ServerSpec LIKE_THE_SOURCE = ServerSpec.of("made");

    /** It names nothing but the network. */
    private static final ServerSpec OTHER_NETWORK = ServerSpec.of("made").inNetwork("network-9", "subnet-9");

    @Nested
    @DisplayName("from a restore point")
    class FromAPoint {
        private RestorePointId point() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = shop();
            return pointOf(shop, serverVault("shops", shop)).id();
        }

        @Test
        @DisplayName("is where the spec says, and of that size")
        void newServer_everythingNamed_asTheSpecSays() {
            RestorePointId point = point();
            assertElsewhere(each(
                    () -> backup.restorePoints().restore(point, ELSEWHERE),
                    key -> backup.restorePoints().restore(point, ELSEWHERE, key)));
        }

        @Test
        @DisplayName("is where the source is, and of its size, if the spec says nothing")
        void newServer_nothingNamed_asTheSource() {
            RestorePointId point = point();
            assertLikeTheSource(each(
                    () -> backup.restorePoints().restore(point, LIKE_THE_SOURCE),
                    key -> backup.restorePoints().restore(point, LIKE_THE_SOURCE, key)));
        }

        @Test
        @DisplayName("is in the network that the spec names, and otherwise as the source")
        void newServer_networkNamed_restAsTheSource() {
            RestorePointId point = point();
            assertOtherNetwork(each(
                    () -> backup.restorePoints().restore(point, OTHER_NETWORK),
                    key -> backup.restorePoints().restore(point, OTHER_NETWORK, key)));
        }

        @Test
        @DisplayName("is where the spec says if the source is gone")
        void newServer_sourceGone_asTheSpecSays() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = shop();
            RestorePointId point = pointOf(shop, serverVault("shops", shop)).id();
            harness.delete(shop);

            assertElsewhere(each(
                    () -> backup.restorePoints().restore(point, ELSEWHERE),
                    key -> backup.restorePoints().restore(point, ELSEWHERE, key)));
        }
    }

    @Nested
    @DisplayName("from an image of a system disk")
    class FromASystemDisk {
        private ImageId image() {
            return build(ImageSource.systemDiskOf(shop()));
        }

        @Test
        @DisplayName("is where the spec says, and of that size")
        void newServer_everythingNamed_asTheSpecSays() {
            ImageId image = image();
            assertElsewhere(each(
                    () -> backup.images().restore(image, ELSEWHERE),
                    key -> backup.images().restore(image, ELSEWHERE, key)));
        }

        @Test
        @DisplayName("is where the source is, and of its size, if the spec says nothing")
        void newServer_nothingNamed_asTheSource() {
            ImageId image = image();
            assertLikeTheSource(each(
                    () -> backup.images().restore(image, LIKE_THE_SOURCE),
                    key -> backup.images().restore(image, LIKE_THE_SOURCE, key)));
        }

        @Test
        @DisplayName("is in the network that the spec names, and otherwise as the source")
        void newServer_networkNamed_restAsTheSource() {
            ImageId image = image();
            assertOtherNetwork(each(
                    () -> backup.images().restore(image, OTHER_NETWORK),
                    key -> backup.images().restore(image, OTHER_NETWORK, key)));
        }
    }

    @Nested
    @DisplayName("from an image of a whole server")
    class FromAWholeServer {
        private ImageId image() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = shop();
            Vault vault = serverVault("shops", shop);
            return build(ImageSource.wholeServer(shop, vault.id()));
        }

        @Test
        @DisplayName("is where the spec says, and of that size")
        void newServer_everythingNamed_asTheSpecSays() {
            ImageId image = image();
            assertElsewhere(each(
                    () -> backup.images().restore(image, ELSEWHERE),
                    key -> backup.images().restore(image, ELSEWHERE, key)));
        }

        @Test
        @DisplayName("is where the source is, and of its size, if the spec says nothing")
        void newServer_nothingNamed_asTheSource() {
            ImageId image = image();
            assertLikeTheSource(each(
                    () -> backup.images().restore(image, LIKE_THE_SOURCE),
                    key -> backup.images().restore(image, LIKE_THE_SOURCE, key)));
        }
    }

    /** A server of which nothing is as it is by default. */
    private Resource.Server shop() {
        Resource.Disk system = harness.addDisk("shop-system", DataSize.gib(40));
        write(system, "system");
        Resource.Server shop = harness.addServer(ServerSetup.of("shop", system, disk("shop-data", "data"))
                .ofFlavor("s6.large.4")
                .inNetwork("network-5", "subnet-5")
                .withSecurityGroups("group-5", "group-6"));
        Assumptions.assumeTrue(
                harness.placementOf(shop).isPresent(), "this harness cannot tell where a server is placed");
        return shop;
    }

    private ImageId build(ImageSource source) {
        return done(backup.images().build(ImageSpec.of("shop", source))).id();
    }

    private List<ServerPlacement> each(
            Supplier<Operation<Resource.Server>> without, Function<RequestKey, Operation<Resource.Server>> with) {
        return withoutAndWithKey(without, with).stream()
                .map(harness::placementOf)
                .map(Optional::orElseThrow)
                .toList();
    }

    private static void assertElsewhere(List<ServerPlacement> placements) {
        assertThat(placements)
                .containsOnly(new ServerPlacement(
                        "zone-2", "c6.xlarge.4", "network-9", "subnet-9", List.of("group-8", "group-9"), "pair-9"));
    }

    private static void assertLikeTheSource(List<ServerPlacement> placements) {
        assertThat(placements)
                .containsOnly(new ServerPlacement(
                        "zone-1", "s6.large.4", "network-5", "subnet-5", List.of("group-5", "group-6"), null));
    }

    private static void assertOtherNetwork(List<ServerPlacement> placements) {
        assertThat(placements)
                .containsOnly(new ServerPlacement(
                        "zone-1", "s6.large.4", "network-9", "subnet-9", List.of("group-5", "group-6"), null));
    }
}
