package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a resource that is there twice: the running call withdraws what it has created itself; nothing else is removed. */
class DuplicatesTest {
    private static final VaultSpec VAULT = VaultSpec.forDisks("orders", DataSize.gib(100));
    private static final PolicySpec POLICY =
            PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final Duration LONG = Duration.ofHours(6);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    // Marks are refused by the API, and ordinary tags and names to the cloud.
    private final CloudBackup world = cloud.reopenForAnEmulator();
    private final List<BackupListener.Duplicate> told = new ArrayList<>();
    private BiFunction<String, URI, Fault> fault = (method, target) -> Fault.NONE;
    private @Nullable Runnable afterCreate;
    private UnaryOperator<JsonNode> shownOfPost = answer -> answer;

    private final HuaweiEmulator emulator;
    private final CloudBackup backup;

    DuplicatesTest() throws IOException {
        Interference interference = new Interference() {
            @Override
            public Fault before(String method, URI target) {
                return fault.apply(method, target);
            }

            @Override
            public void after(String method, URI target, int status, JsonNode answer) {
                Runnable then = afterCreate;
                if (then != null && method.equals("POST")) {
                    afterCreate = null;
                    then.run();
                }
            }

            @Override
            public JsonNode shown(String method, URI target, JsonNode answer) {
                return method.equals("POST") ? shownOfPost.apply(answer.deepCopy()) : answer;
            }
        };
        emulator =
                HuaweiEmulator.builder().cloud(cloud).interference(interference).start();
        backup = provider();
    }

    private CloudBackup provider() {
        return HuaweiBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .account("account-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .listener(new BackupListener() {
                    @Override
                    public void duplicated(Duplicate duplicate) {
                        told.add(duplicate);
                        throw new IllegalStateException("a listener that fails");
                    }
                })
                .build();
    }

    @AfterEach
    void close() {
        backup.close();
        emulator.close();
    }

    private void twice(String path, Fault how) {
        boolean[] done = new boolean[1];
        fault = (method, target) -> {
            if (method.equals("POST") && target.getPath().endsWith(path) && !done[0]) {
                done[0] = true;
                return how;
            }
            return Fault.NONE;
        };
    }

    // ---- the running call withdraws its own

    @Test
    void createVault_deliveredTwice_oneIsLeftAndNothingTold() {
        twice("/vaults", Fault.TWICE_WITH_SECOND_ANSWER);

        Vault vault = backup.vaults().create(VAULT, KEY);

        cloud.time().advance(Duration.ofHours(1));
        assertThat(world.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
        assertThat(told).isEmpty();
    }

    @Test
    void createPolicy_deliveredTwice_oneIsLeft() {
        twice("/policies", Fault.TWICE_WITH_FIRST_ANSWER);

        Policy policy = backup.policies().create(POLICY, KEY);

        assertThat(world.policies().list()).extracting(Policy::id).containsExactly(policy.id());
    }

    @Test
    void createVault_deliveredTwiceAndUsedAtOnce_bothStayAndAreTold() {
        twice("/vaults", Fault.TWICE_WITH_FIRST_ANSWER);
        afterCreate = () -> world.vaults().list().forEach(vault -> {
            Resource.Disk member = cloud.addDisk("of " + vault.id(), DataSize.gib(1));
            world.vaults().add(vault.id(), member);
        });

        Vault vault = backup.vaults().create(VAULT, KEY);

        assertThat(world.vaults().list()).hasSize(2);
        assertThat(told).singleElement().satisfies(duplicate -> {
            assertThat(duplicate.kind()).isEqualTo("vault");
            assertThat(duplicate.kept()).isEqualTo(vault.id().value());
            assertThat(duplicate.surplus()).hasSize(1);
            assertThat(duplicate.advice()).contains("order 4711", vault.id().value(), "may be in use");
        });
    }

    // ---- the backup is closed meanwhile

    @Test
    void createVault_closedOnceItIsThere_isReturned() {
        afterCreate = backup::close;

        Vault vault = backup.vaults().create(VAULT, KEY);

        assertThat(world.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
    }

    @Test
    void createVault_closedAndReplyLost_ambiguousWithTheKey() {
        fault = (method, target) -> {
            if (method.equals("POST")) {
                backup.close();
                return Fault.LOST_REPLY;
            }
            return Fault.NONE;
        };

        assertThatThrownBy(() -> backup.vaults().create(VAULT, KEY))
                .isInstanceOfSatisfying(
                        AmbiguousOutcome.class,
                        ambiguous -> assertThat(ambiguous.requestKey().map(RequestKey::value))
                                .contains(KEY.value()));

        assertThat(world.vaults().list()).hasSize(1);
    }

    // ---- what a response takes for the new one and this call has not created

    @Test
    void createVault_responseNamesAVaultOfOthers_thatStays() {
        Vault other = world.vaults().create(VAULT);
        answersAsIfCreatedLater("vault", other.id().value());

        backup.vaults().create(VAULT, KEY);

        cloud.time().advance(Duration.ofHours(1));
        assertThat(world.vaults().list()).extracting(Vault::id).hasSize(2).contains(other.id());
    }

    @Test
    void takeSnapshot_responseNamesASnapshotOfOthers_thatStays() {
        SnapshotSpec spec = SnapshotSpec.of(disk, "before");
        Snapshot other = world.snapshots().take(spec).await(LONG);
        answersAsIfCreatedLater("snapshot", other.id().value());

        backup.snapshots().take(spec, KEY).await(LONG);

        cloud.time().advance(Duration.ofHours(1));
        assertThat(world.snapshots().list()).extracting(Snapshot::id).hasSize(2).contains(other.id());
    }

    /** The name of a policy is the only place for a mark, and anybody may change it between a list and the deletion. */
    @Test
    void createPolicy_duplicateHasTheMarkOfAnotherCallMeanwhile_bothStay() {
        boolean[] created = new boolean[1];
        fault = (method, target) -> {
            String path = target.getPath();
            if (method.equals("POST") && path.endsWith("/policies") && !created[0]) {
                created[0] = true;
                return Fault.TWICE_WITH_FIRST_ANSWER;
            }
            String id = path.substring(path.lastIndexOf('/') + 1);
            if (method.equals("GET") && path.contains("/policies/")) {
                Policy seen = world.policies().get(new PolicyId(id));
                String marked = seen.name().replaceFirst("_b4p_.{20}$", "_b4p_abcdefghijklmnopqrst");
                world.policies().update(seen.id(), seen.toSpec().named(marked));
            }
            return Fault.NONE;
        };

        backup.policies().create(POLICY, KEY);

        assertThat(world.policies().list())
                .hasSize(2)
                .extracting(Policy::name)
                .anyMatch(name -> name.endsWith("_b4p_abcdefghijklmnopqrst"));
    }

    private void answersAsIfCreatedLater(String kind, String id) {
        shownOfPost = answer -> {
            if (answer.path(kind) instanceof ObjectNode made) {
                made.put("id", id);
                made.put("created_at", made.path("created_at").asText().replaceFirst("^\\d{4}", "2999"));
            }
            return answer;
        };
    }

    // ---- a repeat removes nothing

    @Test
    void createVault_tagsCopiedToAnUsedVault_thatStaysAndTheOriginalIsReturned() {
        Vault other = backup.vaults().create(VaultSpec.forDisks("of-others", DataSize.gib(50)));
        backup.vaults().add(other.id(), disk);
        RestorePoint point = backup.restorePoints()
                .take(BackupSpec.of(other.id()))
                .await(LONG)
                .restorePoints()
                .get(0);
        cloud.time().advance(Duration.ofDays(1));
        Vault vault = backup.vaults().create(VAULT, KEY);
        copyTags(vault, other);

        assertThat(backup.vaults().create(VAULT, KEY).id()).isEqualTo(vault.id());

        assertThat(world.vaults().list()).extracting(Vault::id).containsExactlyInAnyOrder(other.id(), vault.id());
        assertThat(world.restorePoints().get(point.id()).status()).isEqualTo(RestorePoint.Status.AVAILABLE);
    }

    @Test
    void createVault_tagsCopiedToANewerVault_bothStayAndAreTold() {
        Vault vault = backup.vaults().create(VAULT, KEY);
        cloud.time().advance(Duration.ofHours(1));
        Vault other = backup.vaults().create(VAULT.withTags(java.util.Map.of("of", "others")));
        copyTags(vault, other);

        assertThat(provider().vaults().create(VAULT, KEY).id()).isEqualTo(vault.id());

        assertThat(world.vaults().list()).hasSize(2);
        assertThat(told)
                .singleElement()
                .satisfies(duplicate -> assertThat(duplicate.surplus())
                        .containsExactly(other.id().value()));
    }

    // ---- a policy that the process that created it has left pending

    @Test
    void createPolicy_leftPending_repeatReturnsAndSettlesIt() {
        Policy policy = pending(backup.policies().create(POLICY, KEY));

        assertThat(provider().policies().create(POLICY, KEY).id()).isEqualTo(policy.id());

        assertThat(world.policies().list()).singleElement().satisfies(settled -> {
            assertThat(settled.name()).contains("_b4j_");
            assertThat(settled.toSpec().named("x")).isEqualTo(policy.toSpec().named("x"));
        });
        assertThat(told).isEmpty();
    }

    /** A retention that was prolonged keeps restore points: to write back what was asked for once would delete them. */
    @Test
    void createPolicy_leftPendingAndChangedSince_repeatLeavesTheChange() {
        Policy policy = pending(backup.policies().create(POLICY, KEY));
        Policy changed = world.policies()
                .update(
                        policy.id(),
                        policy.toSpec()
                                .withRetention(Retention.days(365))
                                .withSchedule(Schedule.dailyAt("05:00"))
                                .withEnabled(false));

        Policy again = provider().policies().create(POLICY, KEY);

        assertThat(again.id()).isEqualTo(policy.id());
        Policy left = world.policies().get(policy.id());
        assertThat(left.toSpec().named("x")).isEqualTo(changed.toSpec().named("x"));
    }

    @Test
    void createPolicy_replyToSettlingLost_saidSoWithTheKeyAndARepeatReturnsIt() {
        fault = (method, target) -> method.equals("PUT") ? Fault.LOST_REPLY : Fault.NONE;

        assertThatThrownBy(() -> backup.policies().create(POLICY, KEY))
                .isInstanceOfSatisfying(
                        AmbiguousOutcome.class,
                        ambiguous -> assertThat(ambiguous.requestKey().map(RequestKey::value))
                                .contains(KEY.value()))
                .hasMessageContaining(
                        world.policies().list().findFirst().orElseThrow().id().value())
                .hasMessageContaining("pending")
                .hasMessageContaining("repeat the call", KEY.value())
                .hasMessageNotContaining("another caller");
        fault = (method, target) -> Fault.NONE;

        Policy policy = backup.policies().create(POLICY, KEY);
        assertThat(world.policies().list()).extracting(Policy::id).containsExactly(policy.id());
    }

    /** Two that are pending are told only if both stay. */
    @Test
    void createPolicy_twoLeftPendingAndOneWithdrawnMeanwhile_nothingTold() {
        Policy policy = pending(backup.policies().create(POLICY, KEY));
        Policy other = world.policies().create(policy.toSpec());
        Policy smaller = policy.id().value().compareTo(other.id().value()) < 0 ? policy : other;
        Policy larger = smaller.equals(policy) ? other : policy;
        int[] lists = new int[1];
        fault = (method, target) -> {
            boolean list = method.equals("GET") && target.getPath().endsWith("/policies");
            if (list && ++lists[0] == 2) {
                world.policies().delete(larger.id());
            }
            return Fault.NONE;
        };

        assertThat(provider().policies().create(POLICY, KEY).id()).isEqualTo(smaller.id());

        assertThat(told).isEmpty();
    }

    /** Another caller that found it may have returned it. */
    @Test
    void createPolicy_settledByAnotherCallerWhileItsOwnWithdrawsIt_stays() {
        List<Policy> made = new ArrayList<>();
        afterCreate = () -> {
            Policy own = world.policies().list().findFirst().orElseThrow();
            made.add(own);
            made.add(world.policies().create(own.toSpec().named(own.name().replace("_b4p_", "_b4j_"))));
        };
        fault = (method, target) -> {
            boolean show = method.equals("GET") && target.getPath().contains("/policies/");
            if (show && target.getPath().endsWith(made.get(0).id().value())) {
                Policy own = made.get(0);
                world.policies().update(own.id(), own.toSpec().named(own.name().replace("_b4p_", "_b4j_")));
            }
            return Fault.NONE;
        };

        Policy policy = backup.policies().create(POLICY, KEY);

        assertThat(policy.id()).isEqualTo(made.get(1).id());
        assertThat(world.policies().list())
                .extracting(Policy::id)
                .containsExactlyInAnyOrder(made.get(0).id(), made.get(1).id());
        assertThat(told)
                .singleElement()
                .satisfies(duplicate -> assertThat(duplicate.surplus())
                        .containsExactly(made.get(0).id().value()));
    }

    /** A policy as it is when the process that creates it dies before it has looked for others. */
    private Policy pending(Policy policy) {
        Policy settled = world.policies().get(policy.id());
        return world.policies()
                .update(policy.id(), settled.toSpec().named(settled.name().replace("_b4j_", "_b4p_")));
    }

    @Test
    void createPolicy_nameCopied_bothStay() {
        Policy policy = backup.policies().create(POLICY, KEY);
        Policy copy = world.policies()
                .create(PolicySpec.backup(
                        world.policies().get(policy.id()).name(), Schedule.dailyAt("03:00"), Retention.days(7)));

        Policy again = backup.policies().create(POLICY, KEY);

        assertThat(again.id()).isIn(policy.id(), copy.id());
        assertThat(world.policies().list()).hasSize(2);
        assertThat(told).hasSize(1);
    }

    /** The letters of its id in a settled mark tell a policy from one to which somebody has copied its name. */
    @Test
    void createPolicy_nameCopiedToSmallerIds_originalIsReturnedAndTheCopiesAreTold() {
        Policy policy = backup.policies().create(POLICY, KEY);
        List<Policy> others = smallerIds(policy.id());
        String name = world.policies().get(policy.id()).name();
        others.forEach(
                other -> world.policies().update(other.id(), other.toSpec().named(name)));

        assertThat(provider().policies().create(POLICY, KEY).id()).isEqualTo(policy.id());

        assertThat(world.policies().list())
                .extracting(Policy::id)
                .containsAll(others.stream().map(Policy::id).toList());
        assertThat(told)
                .singleElement()
                .satisfies(duplicate -> assertThat(duplicate.surplus())
                        .containsExactlyInAnyOrderElementsOf(
                                others.stream().map(other -> other.id().value()).toList()));
    }

    /** Changing a copy makes no original of it. */
    @Test
    void updatePolicy_nameCopied_remainsACopy() {
        Policy policy = backup.policies().create(POLICY, KEY);
        Policy other = smallerIds(policy.id()).get(0);
        String name = world.policies().get(policy.id()).name();
        world.policies().update(other.id(), other.toSpec().named(name));

        var unused = backup.policies()
                .update(other.id(), backup.policies().get(other.id()).toSpec());

        assertThat(backup.policies().create(POLICY, KEY).id()).isEqualTo(policy.id());
    }

    /** One that its process has left pending is settled by whoever changes it, and is known by its key from then on. */
    @Test
    void updatePolicy_leftPending_settlesIt() {
        Policy policy = pending(backup.policies().create(POLICY, KEY));
        Policy other = smallerIds(policy.id()).get(0);

        var unused = backup.policies()
                .update(policy.id(), backup.policies().get(policy.id()).toSpec());
        String name = world.policies().get(policy.id()).name();
        world.policies().update(other.id(), other.toSpec().named(name));

        assertThat(backup.policies().create(POLICY, KEY).id()).isEqualTo(policy.id());
    }

    private List<Policy> smallerIds(PolicyId than) {
        List<Policy> smaller = new ArrayList<>();
        while (smaller.size() < 2) {
            Policy other = world.policies().create(POLICY.named("of others"));
            if (other.id().value().compareTo(than.value()) < 0) {
                smaller.add(other);
            } else {
                world.policies().delete(other.id());
            }
        }
        return smaller;
    }

    /** The first snapshot holds what its name says; what a late request has taken is newer. */
    @Test
    void takeSnapshot_deliveredAgainAfterTheUpgrade_firstIsReturnedAndBothStay() {
        cloud.write(disk, "good");
        SnapshotSpec spec = SnapshotSpec.of(disk, "before upgrade");
        Snapshot first = backup.snapshots().take(spec, KEY).await(LONG);
        String mark = cloud.describe();
        cloud.write(disk, "broken");
        cloud.time().advance(Duration.ofMinutes(3));
        deliverSnapshotAgain(first);

        Snapshot again = provider().snapshots().take(spec, KEY).await(LONG);

        assertThat(again.id()).as(mark).isEqualTo(first.id());
        assertThat(world.snapshots().list()).hasSize(2);
        assertThat(told)
                .isNotEmpty()
                .allSatisfy(duplicate ->
                        assertThat(duplicate.kept()).isEqualTo(first.id().value()));
    }

    @Test
    void takeSnapshot_deliveredTwice_oneIsLeftOrBothAreTold() {
        twice("/cloudsnapshots", Fault.TWICE_WITH_FIRST_ANSWER);

        Snapshot snapshot =
                backup.snapshots().take(SnapshotSpec.of(disk, "before"), KEY).await(LONG);

        List<Snapshot> left = world.snapshots().list().toList();
        assertThat(left).extracting(Snapshot::id).contains(snapshot.id());
        assertThat(left.size() == 1 || !told.isEmpty()).as("%s", left).isTrue();
    }

    @Test
    void buildImage_deliveredTwice_oldestIsReturnedAndBothAreTold() {
        twice("/cloudimages/action", Fault.TWICE_WITH_SECOND_ANSWER);

        Image image = backup.images()
                .build(ImageSpec.of("orders", ImageSource.disk(disk)), KEY)
                .await(LONG);

        List<Image> left = world.images().list().toList();
        assertThat(left).extracting(Image::id).contains(image.id());
        assertThat(left.size() == 1 || !told.isEmpty()).as("%s", left).isTrue();
    }

    // ---- orders

    @Test
    void subscribe_orderDeliveredTwice_bothStayAndAreTold() {
        twice("/vaults/order", Fault.TWICE_WITH_FIRST_ANSWER);

        Vault vault =
                backup.vaults().subscribe(VAULT, Subscription.months(1), KEY).await(LONG);
        cloud.time().advance(Duration.ofHours(1));
        Vault again = provider()
                .vaults()
                .subscribe(VAULT, Subscription.months(1), KEY)
                .await(LONG);

        assertThat(again.id()).isEqualTo(vault.id());
        assertThat(world.vaults().list()).hasSize(2);
        assertThat(told).isNotEmpty().allSatisfy(duplicate -> {
            assertThat(duplicate.kept()).isEqualTo(vault.id().value());
            assertThat(duplicate.surplus()).hasSize(1);
        });
    }

    // ---- services that know a request again

    @Test
    void restoreToNewDisk_deletedMeanwhile_anotherIsCreatedEachTime() {
        Snapshot snapshot = backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(LONG);
        DiskSpec spec = DiskSpec.of("copy");
        List<Resource.Disk> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Resource.Disk copy =
                    backup.snapshots().restore(snapshot.id(), spec, KEY).await(LONG);
            assertThat(provider().snapshots().restore(snapshot.id(), spec, KEY).await(LONG))
                    .isEqualTo(copy);
            made.add(copy);
            cloud.delete(copy);
        }
        assertThat(made).doesNotHaveDuplicates();
    }

    @Test
    void createVault_sameKeyOtherParameters_refusedAndNothingRemoved() {
        Vault vault = backup.vaults().create(VAULT, KEY);

        assertThatThrownBy(() -> backup.vaults().create(VAULT.withCapacity(DataSize.gib(200)), KEY))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("order 4711");

        assertThat(world.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
    }

    @Test
    void createVault_firstIsDeleted_keyIsFree() {
        Vault vault = backup.vaults().create(VAULT, KEY);
        backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));

        assertThat(backup.vaults().create(VAULT, KEY).id()).isNotEqualTo(vault.id());
    }

    private void copyTags(Vault from, Vault to) {
        Vault marked = world.vaults().get(from.id());
        Vault other = world.vaults().get(to.id());
        world.vaults().update(to.id(), other.toSpec().withTags(marked.tags()));
    }

    private void deliverSnapshotAgain(Snapshot first) {
        String snapshots = "/v2/" + cloud.site().project() + "/cloudsnapshots";
        JsonNode metadata = WireData.parse(send("GET", snapshots + "/" + first.id(), ""))
                .path("snapshot")
                .path("metadata");
        String taken = send(
                "POST",
                snapshots,
                "{\"snapshot\":{\"volume_id\":\"" + disk.id() + "\",\"name\":\"before upgrade\",\"metadata\":"
                        + metadata + "}}");
        assertThat(taken).contains("creating");
        cloud.time().advance(Duration.ofHours(1));
    }

    private String send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(emulator.address().resolve(path))
                .header("X-Auth-Token", "token")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
