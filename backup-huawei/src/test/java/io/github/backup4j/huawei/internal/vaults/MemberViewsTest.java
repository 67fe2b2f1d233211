package io.github.backup4j.huawei.internal.vaults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is kept of vaults for the next backups, when vaults are listed for them, and how far a list is believed. */
class MemberViewsTest {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration LISTS_LAG = Duration.ofMinutes(2);
    private static final Resource.Disk DISK = Resource.disk("disk-1");
    private static final MemberViews.View HOLDS_DISK = new MemberViews.View(false, Set.of(DISK), Set.of());

    private final VirtualTime time = InMemoryCloud.create().time();
    private final MemberViews views = new MemberViews(time, FRESH);

    /** How many vaults each list was limited to. */
    private final List<Long> lists = new ArrayList<>();

    private List<String> inProject = new ArrayList<>(List.of("one", "two", "three"));

    MemberViewsTest() {
        time.advance(Duration.ofHours(1));
    }

    @Test
    void listed_firstVault_isWorthNoList() {
        assertThat(list("one")).isFalse();

        assertThat(lists).isEmpty();
    }

    @Test
    void listed_secondVaultAndThird_shareAList() {
        assertThat(List.of(list("one"), list("two"), list("three"))).containsExactly(false, true, true);

        assertThat(lists).containsExactly(100L);
        assertThat(views.of(id("two"), List.of())).contains(HOLDS_DISK);
    }

    @Test
    void listed_sameVaultAgain_isWorthNoList() {
        assertThat(list("one")).isFalse();
        assertThat(list("one")).isFalse();

        assertThat(lists).isEmpty();
    }

    @Test
    void listed_anotherVaultLongAfter_isWorthNoList() {
        assertThat(list("one")).isFalse();
        time.advance(FRESH);
        assertThat(list("two")).isFalse();

        assertThat(lists).isEmpty();
    }

    @Test
    void listed_listHasBecomeOld_isReadAgain() {
        assertThat(List.of(list("one"), list("two"))).containsExactly(false, true);
        time.advance(FRESH);

        assertThat(List.of(list("three"), list("one"))).containsExactly(false, true);
        assertThat(lists).hasSize(2);
    }

    /** CBR ignores a resource that is no member, so that a list, which may be behind, says too little about members. */
    @Test
    void of_membersOfListedVault_isEmpty() {
        assertThat(List.of(list("one"), list("two"))).containsExactly(false, true);

        assertThat(views.of(id("two"), List.of(DISK))).isEmpty();
        views.keep(id("two"), HOLDS_DISK);
        assertThat(views.of(id("two"), List.of(DISK))).contains(HOLDS_DISK);
    }

    @Test
    void listed_vaultThatWasChanged_isBelievedOnceListsShowIt() {
        views.forget(id("two"));
        time.advance(LISTS_LAG.minusSeconds(1));
        assertThat(List.of(list("one"), list("two"), list("three"), list("two")))
                .containsExactly(false, false, true, false);

        time.advance(Duration.ofSeconds(10));
        assertThat(List.of(list("one"), list("two"))).containsExactly(false, true);
    }

    @Test
    void listed_backupHasBegunThere_isNotBelieved() {
        assertThat(List.of(list("one"), list("two"), list("three"))).containsExactly(false, true, true);
        views.taken(id("two"), List.of());
        views.taken(id("three"), List.of(DISK));

        assertThat(views.of(id("two"), List.of())).isEmpty();
        assertThat(views.of(id("three"), List.of())).isEmpty();
        time.advance(FRESH.plusSeconds(1));
        assertThat(List.of(list("one"), list("two"), list("three"))).containsExactly(false, false, false);
    }

    /** The list was read before the change, and comes after it. */
    @Test
    void listed_vaultChangesMeanwhile_isNotBelieved() {
        assertThat(list("one")).isFalse();

        boolean shown = views.listed(id("two"), most -> {
                    views.forget(id("two"));
                    return vaults(most);
                })
                .isPresent();

        assertThat(shown).isFalse();
    }

    @Test
    void listed_vaultIsInNoList_doublesTheReadsBeforeTheNextOne() {
        inProject.clear();

        IntStream.range(0, 100).forEach(i -> assertThat(list("vault-" + i)).isFalse());

        assertThat(lists).containsExactly(100L, 200L, 400L, 500L, 500L, 500L, 500L);
    }

    /** Whoever may not list vaults may read each. */
    @Test
    void listed_listIsDenied_triesSeldom() {
        int[] tries = {0};

        for (int i = 0; i < 100; i++) {
            assertThat(views.listed(id("vault-" + i), most -> {
                        tries[0]++;
                        throw new Denied("not you");
                    }))
                    .isEmpty();
        }

        assertThat(tries[0]).isLessThan(10);
    }

    @Test
    void listed_manyAtOnce_waitForOneList() throws InterruptedException {
        assertThat(list("one")).isFalse();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Boolean> shown = new ArrayList<>();
        Thread first = new Thread(() -> shown.add(views.listed(id("two"), most -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return vaults(most);
                })
                .isPresent()));
        Thread second = new Thread(() -> shown.add(list("three")));
        first.start();
        begun.await();
        second.start();
        while (second.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
        go.countDown();
        first.join();
        second.join();

        assertThat(shown).containsExactly(true, true);
        assertThat(lists).hasSize(1);
    }

    @Test
    void of_oldView_isEmpty() {
        views.keep(id("one"), HOLDS_DISK);
        assertThat(views.of(id("one"), List.of())).isPresent();

        time.advance(FRESH);

        assertThat(views.of(id("one"), List.of())).isEmpty();
        assertThat(views.of(id("one"), List.of(DISK))).isEmpty();
    }

    @Test
    void of_backupOfAMemberHasBegun_countsForThatMember() {
        Resource.Disk other = Resource.disk("disk-2");
        views.keep(id("one"), new MemberViews.View(false, Set.of(DISK, other), Set.of()));

        views.taken(id("one"), List.of(DISK));

        assertThat(views.of(id("one"), List.of(DISK))).isEmpty();
        assertThat(views.of(id("one"), List.of(other))).isPresent();
        assertThat(views.of(id("one"), List.of())).isEmpty();
    }

    @Test
    void listed_vaultThatWasChanged_isWorthNoList() {
        views.forget(id("two"));

        assertThat(List.of(list("one"), list("two"))).containsExactly(false, false);
        assertThat(lists).isEmpty();
    }

    /** What the vault itself has shown is more reliable. */
    @Test
    void listed_vaultThatWasReadByItself_staysAsItWas() {
        views.keep(id("three"), HOLDS_DISK);

        assertThat(List.of(list("one"), list("two"))).containsExactly(false, true);
        assertThat(views.of(id("three"), List.of(DISK))).isPresent();
    }

    @Test
    void listed_listTakesLong_isAsOldAsItsBeginning() {
        assertThat(list("one")).isFalse();

        boolean shown = views.listed(id("two"), most -> {
                    time.advance(FRESH);
                    return vaults(most);
                })
                .isPresent();

        assertThat(shown).isFalse();
    }

    /** Whoever polls once a day does not want to know the members of yesterday. */
    @Test
    void of_keptForADay_isOldAfterFiveSeconds() {
        MemberViews patient = new MemberViews(time, Duration.ofDays(1));
        patient.keep(id("one"), HOLDS_DISK);

        time.advance(FRESH);

        assertThat(patient.of(id("one"), List.of(DISK))).isEmpty();
    }

    @Test
    void keep_moreThanItKeeps_forgetsTheOldest() {
        for (int i = 0; i <= 500; i++) {
            views.keep(id("vault-" + i), HOLDS_DISK);
        }

        assertThat(views.of(id("vault-0"), List.of())).isEmpty();
        assertThat(views.of(id("vault-1"), List.of())).isPresent();
    }

    private boolean list(String vault) {
        return views.listed(id(vault), this::vaults).isPresent();
    }

    private Stream<JsonNode> vaults(long most) {
        lists.add(most);
        return inProject.stream().limit(most).map(MemberViewsTest::vault);
    }

    private static JsonNode vault(String id) {
        return new ObjectMapper()
                .valueToTree(Map.of(
                        "id",
                        id,
                        "billing",
                        Map.of("protect_type", "backup"),
                        "resources",
                        List.of(Map.of(
                                "id", DISK.id(), "type", "OS::Cinder::Volume", "protect_status", "available"))));
    }

    private static VaultId id(String id) {
        return new VaultId(id);
    }
}
