package io.github.backup4j.huawei.internal.vaults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of vaults for the next backups, and about which vaults a list is not believed. */
class MemberViewsTest {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Resource.Disk DISK = Resource.disk("disk-1");
    private static final Resource.Disk OTHER = Resource.disk("disk-2");
    private static final VaultId ONE = id("one");
    private static final MemberViews.View HOLDS_BOTH = new MemberViews.View(false, Set.of(DISK, OTHER), Set.of());

    private final VirtualTime time = InMemoryCloud.create().time();
    private final MemberViews views = new MemberViews(time);

    @Test
    void of_oldView_isEmpty() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        time.advance(FRESH.minusMillis(1));
        assertThat(views.of(ONE, List.of())).contains(HOLDS_BOTH);

        time.advance(Duration.ofMillis(1));

        assertThat(views.of(ONE, List.of())).isEmpty();
        assertThat(views.of(ONE, List.of(DISK))).isEmpty();
    }

    @Test
    void of_backupOfAMemberHasBegun_isEmptyForItAndForAll() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        views.taken(ONE, List.of(DISK));

        assertThat(views.of(ONE, List.of(DISK))).isEmpty();
        assertThat(views.of(ONE, List.of())).isEmpty();
        assertThat(views.of(ONE, List.of(OTHER))).contains(HOLDS_BOTH);
    }

    /** The other thread's request may have been answered before the change or after it. */
    @Test
    void keep_vaultChangedSinceItWasRequested_isNotKept() {
        long before = views.changes();
        views.forget(ONE);
        views.keep(ONE, HOLDS_BOTH, before);
        views.taken(id("two"), List.of(DISK));
        views.keep(id("two"), HOLDS_BOTH, before);
        views.keep(id("three"), HOLDS_BOTH, before);

        assertThat(views.of(ONE, List.of(OTHER))).isEmpty();
        assertThat(views.of(id("two"), List.of(OTHER))).isEmpty();
        assertThat(views.of(id("three"), List.of(OTHER))).contains(HOLDS_BOTH);
    }

    @Test
    void of_vaultIsChanged_isEmpty() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        views.forget(ONE);

        assertThat(views.of(ONE, List.of(OTHER))).isEmpty();
    }

    @Test
    void keep_moreThanItKeeps_forgetsTheOldest() {
        for (int i = 0; i <= 500; i++) {
            views.keep(id("vault-" + i), HOLDS_BOTH, views.changes());
        }

        assertThat(views.of(id("vault-0"), List.of())).isEmpty();
        assertThat(views.of(id("vault-1"), List.of())).isPresent();
    }

    @Test
    void worthListing_oneVaultWasReadByItself_isAPageOnce() {
        assertThat(views.worthListing()).isZero();
        views.keep(ONE, HOLDS_BOTH, views.changes());

        assertThat(views.worthListing()).isEqualTo(1);
        assertThat(views.worthListing()).as("while another thread lists").isZero();
        views.listed(Set.of(), time.elapsed());
        assertThat(views.worthListing()).as("no more was read by itself").isZero();
    }

    /** What a list has left out behind its last page is worth a longer one. */
    @Test
    void worthListing_asManyVaultsWereReadByThemselvesSince_isTwiceAsManyPages() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(1);
        views.listed(Set.of(), time.elapsed());
        views.keep(id("two"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(2);
        views.listed(Set.of(), time.elapsed());
        views.keep(id("three"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing())
                .as("three pages, of which two are known")
                .isZero();
        views.keep(id("four"), HOLDS_BOTH, views.changes());

        assertThat(views.worthListing()).isEqualTo(4);
    }

    @Test
    void worthListing_listTookSoLongThatItServesNobody_isNothingUntilAPause() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(1);
        Duration begun = time.elapsed();
        time.advance(FRESH);
        views.listed(Set.of(), begun);
        views.keep(id("two"), HOLDS_BOTH, views.changes());
        views.keep(id("three"), HOLDS_BOTH, views.changes());

        assertThat(views.worthListing()).isZero();
    }

    @Test
    void worthListing_afterAPause_isNothing() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        time.advance(FRESH);

        assertThat(views.worthListing()).isZero();
    }

    @Test
    void worthListing_listMayNotBeRead_isNothingUntilAPause() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        var unused = views.worthListing();
        views.notListed(time.elapsed(), false);
        views.keep(id("two"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isZero();

        time.advance(FRESH);
        views.keep(id("two"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(1);
    }

    /** Failures of a list that passes cost no more than one more request each time that as many vaults were read by themselves. */
    @Test
    void worthListing_listFailedAndMayPass_isTriedAgainAfterTwiceAsMany() {
        views.keep(ONE, HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(1);
        views.notListed(time.elapsed(), true);
        assertThat(views.worthListing()).as("no more was read by itself").isZero();
        views.keep(id("two"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isEqualTo(2);
        views.notListed(time.elapsed(), true);
        views.keep(id("three"), HOLDS_BOTH, views.changes());
        assertThat(views.worthListing()).isZero();
    }

    @Test
    void isListedAsReady_oldListOrVaultTouched_isFalse() {
        views.listed(Set.of(ONE, id("two")), time.elapsed());
        assertThat(views.isListedAsReady(ONE)).isTrue();
        assertThat(views.isListedAsReady(id("three"))).isFalse();
        views.taken(ONE, List.of(DISK));
        assertThat(views.isListedAsReady(ONE)).isFalse();
        assertThat(views.isListedAsReady(id("two"))).isTrue();

        time.advance(FRESH);

        assertThat(views.isListedAsReady(id("two"))).isFalse();
    }

    @Test
    void mayLag_untouchedVault_isFalse() {
        assertThat(views.mayLag(ONE, time.elapsed())).isFalse();
    }

    @Test
    void mayLag_listReadWithinTheLagOfAChange_isTrue() {
        views.forget(ONE);
        Duration changed = time.elapsed();
        time.advance(MemberViews.LISTS_LAG.multipliedBy(2).minusSeconds(1));

        assertThat(views.mayLag(ONE, changed.plus(MemberViews.LISTS_LAG).minusSeconds(1)))
                .isTrue();
        assertThat(views.mayLag(ONE, changed.plus(MemberViews.LISTS_LAG))).isFalse();
    }

    @Test
    void mayLag_listReadBeforeAChange_isTrue() {
        Duration listed = time.elapsed();
        time.advance(Duration.ofSeconds(90));
        views.taken(ONE, List.of());

        assertThat(views.mayLag(ONE, listed)).isTrue();
    }

    /** A list that was read just before its lag was over is used for as long again. */
    @Test
    void mayLag_otherVaultsTouchedSince_isStillTrue() {
        views.forget(ONE);
        Duration listed = time.elapsed().plus(MemberViews.LISTS_LAG).minusSeconds(1);
        time.advance(MemberViews.LISTS_LAG.multipliedBy(2).minusSeconds(2));
        views.forget(id("two"));

        assertThat(views.mayLag(ONE, listed)).isTrue();
    }

    private static VaultId id(String id) {
        return new VaultId(id);
    }
}
