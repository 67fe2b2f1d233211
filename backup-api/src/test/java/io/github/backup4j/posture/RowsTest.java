package io.github.backup4j.posture;

import static io.github.backup4j.posture.GivenFacts.DISK;
import static io.github.backup4j.posture.GivenFacts.MORE;
import static io.github.backup4j.posture.GivenFacts.SERVER;
import static io.github.backup4j.posture.GivenFacts.VAULT;
import static io.github.backup4j.posture.GivenFacts.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Facts.Gap;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The row of each disk and server: whose backups it tells of, what is gone, when it is backed up next, and 3-2-1-1-0. */
class RowsTest {
    private static final Objectives DEFAULTS = Objectives.defaults();

    private final GivenFacts world = new GivenFacts();

    // ---- whose backups a row tells of

    @Test
    void row_diskOfAProtectedServer_tellsOfTheServersBackups() {
        world.throughTheServer = Set.of(MORE);
        world.points.add(point("of-the-server", 1).of(SERVER, DataSize.gib(20)));
        Rows rows = rows();

        ResourcePosture row = row(rows, MORE);

        assertThat(row.through()).isEqualTo(SERVER);
        assertThat(row.vault()).isEqualTo(VAULT);
        assertThat(row.points().usable()).isEqualTo(1);
        assertThat(row.points().age()).isEqualTo(Duration.ofHours(1));
        assertThat(row.of(Control.UNPROTECTED).result()).isEqualTo(Result.OK);
        assertThat(rows.assessed())
                .as("what is assessed of the server is not assessed of its disk again")
                .filteredOn(one -> one.subject().id().equals(MORE.toString()))
                .extracting(one -> one.assessment().control())
                .containsExactly(Control.ORPHANED);
    }

    /** Restore points of the disk alone, of the time when it was a member itself, are judged by the disk. */
    @Test
    void row_diskOfAProtectedServerThatHasLeftAVault_hasItsOwnOrphans() {
        world.throughTheServer = Set.of(MORE);
        world.points.add(point("of-the-disk", 100).of(MORE, DataSize.gib(10)));

        assertThat(row(rows(), MORE).of(Control.ORPHANED).result()).isEqualTo(Result.BREACHED);
        assertThat(row(rows(), SERVER).of(Control.ORPHANED).result()).isEqualTo(Result.OK);
    }

    @Test
    void row_diskThatIsAMemberItself_tellsOfItsOwnBackups() {
        world.throughTheServer = Set.of(DISK);
        world.points.add(point("of-the-server", 1).of(SERVER, DataSize.gib(20)));

        ResourcePosture row = row(rows(), DISK);

        assertThat(row.through()).isNull();
        assertThat(row.points().usable()).isZero();
        assertThat(row.of(Control.NEVER_BACKED_UP).result()).isEqualTo(Result.BREACHED);
    }

    @Test
    void row_whatNothingBacksUp_isUnprotectedAndNothingElse() {
        Rows rows = rows();

        ResourcePosture row = row(rows, MORE);

        assertThat(row.vault()).isNull();
        assertThat(row.of(Control.UNPROTECTED).result()).isEqualTo(Result.BREACHED);
        assertThat(row.of(Control.ORPHANED).result()).isEqualTo(Result.OK);
        assertThat(row.assessments())
                .filteredOn(one -> one.control() != Control.UNPROTECTED && one.control() != Control.ORPHANED)
                .hasSizeGreaterThan(10)
                .extracting(Assessment::result)
                .containsOnly(Result.NOT_ASSESSABLE);
        assertThat(rows.assessed())
                .filteredOn(one -> one.subject().id().equals(MORE.toString()))
                .hasSameSizeAs(row.assessments());
    }

    @Test
    void rows_anyOrderOfTheList_areByName() {
        Facts facts = world.facts();
        List<ProtectableResource> found = new ArrayList<>(facts.resources.values());
        Collections.reverse(found);
        facts.resources.clear();
        found.forEach(one -> facts.resources.put(one.resource(), one));

        assertThat(new Rows(facts, DEFAULTS).resources())
                .extracting(row -> row.subject().name())
                .containsExactly("disk", "more", "server");
    }

    @Test
    void row_diskThatIsListedAndHasPoints_isOneRow() {
        world.points.add(point("new", 1));
        Rows rows = rows();

        assertThat(rows.resources()).extracting(ResourcePosture::resource).containsExactly(DISK, MORE, SERVER);
        assertThat(rows.assessed())
                .filteredOn(one -> one.subject().id().equals(DISK.toString()))
                .extracting(one -> one.assessment().control())
                .doesNotHaveDuplicates();
    }

    @Test
    void vaults_eachOfTheList_areRowsByNameAndAssessed() {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(90), false, null);
        Facts facts = world.facts();
        Vault vault = world.vault();
        VaultId other = new VaultId("other");
        Vault earlier = new Vault(
                other,
                "a vault",
                null,
                vault.protection(),
                vault.reportedStatus(),
                new Vault.Space(DataSize.gib(100), DataSize.gib(10), false, null),
                vault.billing(),
                List.of(),
                List.of(),
                vault.tags(),
                null);
        facts.vaults.put(other, earlier);

        Rows rows = new Rows(facts, DEFAULTS);

        assertThat(rows.vaults()).extracting(row -> row.subject().vault()).containsExactly(other, VAULT);
        assertThat(rows.vaults()).extracting(VaultPosture::result).containsExactly(Result.OK, Result.BREACHED);
        assertThat(rows.vaults()).extracting(VaultPosture::members).containsExactly(0, 2);
        assertThat(rows.assessed())
                .filteredOn(one -> one.assessment().control() == Control.VAULT_FULL)
                .extracting(one -> one.assessment().result())
                .containsExactlyInAnyOrder(Result.OK, Result.BREACHED);
    }

    // ---- what is gone

    @Test
    void row_diskThatIsGone_isOrphanedAndNothingElse() {
        world.unlisted = Set.of(DISK);
        world.points.add(point("left", 1));
        Rows rows = rows();

        ResourcePosture row = row(rows, DISK);

        assertThat(row.status()).isNull();
        assertThat(row.subject().name()).isEqualTo("disk");
        assertThat(row.points().usable()).isEqualTo(1);
        for (Assessment assessment : row.assessments()) {
            assertThat(assessment.result())
                    .as(assessment.toString())
                    .isEqualTo(assessment.control() == Control.ORPHANED ? Result.BREACHED : Result.NOT_ASSESSABLE);
        }
        assertThat(rows.assessed())
                .filteredOn(one -> one.assessment().result() == Result.BREACHED)
                .filteredOn(one -> one.subject().id().equals(DISK.toString()))
                .extracting(one -> one.assessment().control())
                .containsExactly(Control.ORPHANED);
    }

    /** Where the list of disks and servers broke off, what it does not name is not gone. */
    @Test
    void row_diskThatAnUnreadListDoesNotName_isNotGone() {
        world.unlisted = Set.of(DISK);
        world.points.add(point("left", 1));
        Facts facts = world.facts();
        facts.gaps.put(Source.RESOURCES, new Gap(false, "the list broke off"));

        assertThat(new Rows(facts, DEFAULTS).resources())
                .extracting(ResourcePosture::resource)
                .doesNotContain(DISK);
    }

    /** The list of disks and servers names disks and servers only. */
    @Test
    void row_pointsOfAnotherKindOfThing_areNotOfWhatIsGone() {
        Resource other = new Resource.Unrecognized("share", "share");
        world.points.add(point("of-a-share", 1).of(other, null));

        assertThat(rows().resources()).extracting(ResourcePosture::resource).containsExactly(DISK, MORE, SERVER);
    }

    // ---- the next run

    @Test
    void nextRun_policyThatRuns_isTheNextSlot() {
        assertThat(row(rows(), DISK).nextRun()).isEqualTo("2026-01-21T02:00:00Z");
        assertThat(row(rows(), MORE).nextRun()).isNull();
    }

    @Test
    void nextRun_policyThatDoesNotAct_isNone() {
        world.enabled = false;
        assertThat(row(rows(), DISK).nextRun()).isNull();
        world.enabled = true;
        world.suspended = true;
        assertThat(row(rows(), DISK).nextRun()).isNull();
        world.suspended = false;
        world.listed = false;
        assertThat(row(rows(), DISK).nextRun()).isNull();
    }

    @Test
    void nextRun_everyFewDays_isCountedFromTheLastRunAndNotKnownWithoutOne() {
        world.schedule = Schedule.everyDays(3).at("02:00");
        assertThat(row(rows(), DISK).nextRun()).isNull();
        world.points.add(point("by-hand", 5).manual());
        assertThat(row(rows(), DISK).nextRun()).isNull();
        world.points.add(point("of-the-policy", 34));
        assertThat(row(rows(), DISK).nextRun()).isEqualTo("2026-01-22T02:00:00Z");
    }

    // ---- 3-2-1-1-0

    @Test
    void threeTwoOne_backedUpHereOnly_hasNoCopiesAndNoLock() {
        world.points.add(point("here", 1));

        assertThat(row(rows(), DISK).threeTwoOne()).hasToString("3:no 2:- 1:no 1:no 0:?");
    }

    @ParameterizedTest
    @EnumSource(RestorePoint.CopyStatus.class)
    void threeTwoOne_copyOfEachStatus_countsOnlyIfItIsComplete(RestorePoint.CopyStatus status) {
        world.points.add(point("copied", 1).copied(status));

        assertThat(row(rows(), DISK).threeTwoOne().toString())
                .startsWith(status == RestorePoint.CopyStatus.AVAILABLE ? "3:yes 2:- 1:yes" : "3:no 2:- 1:no");
    }

    /** The original is gone: what is left here and the copy elsewhere are two. */
    @Test
    void threeTwoOne_copiedAndGone_isElsewhereAndNotThree() {
        world.unlisted = Set.of(DISK);
        world.points.add(point("copied", 1).copied(RestorePoint.CopyStatus.AVAILABLE));

        assertThat(row(rows(), DISK).threeTwoOne().toString()).startsWith("3:no 2:- 1:yes");
    }

    @Test
    void threeTwoOne_lockedVault_isUnchangeableIfAPolicysPointIsInIt() {
        world.locked = true;
        assertThat(unchangeable()).as("no restore point").isEqualTo(Result.BREACHED);
        world.points.add(point("by-hand", 1).manual());
        assertThat(unchangeable()).as("one that can be deleted by hand").isEqualTo(Result.BREACHED);
        world.points.add(point("elsewhere", 1).in(new VaultId("other")));
        assertThat(unchangeable()).as("one in another vault").isEqualTo(Result.BREACHED);
        world.points.add(point("failed", 1).status(RestorePoint.Status.ERROR));
        assertThat(unchangeable()).as("one that failed").isEqualTo(Result.BREACHED);
        world.points.add(point("of-the-policy", 1));
        assertThat(unchangeable()).isEqualTo(Result.OK);
        world.locked = false;
        assertThat(unchangeable()).as("a vault that is not locked").isEqualTo(Result.BREACHED);
        world.locked = true;
        world.vaultListed = false;
        assertThat(unchangeable()).as("a vault that is not listed").isEqualTo(Result.UNKNOWN);
    }

    @Test
    void threeTwoOne_listThatBrokeOff_isUnknownWhereItDecides() {
        world.locked = true;
        world.points.add(point("copied", 1).copied(RestorePoint.CopyStatus.AVAILABLE));
        assertThat(with(Source.POINTS)).hasToString("3:? 2:- 1:? 1:? 0:?");
        assertThat(with(Source.VAULTS)).hasToString("3:yes 2:- 1:yes 1:? 0:?");
        assertThat(with(Source.LOG)).hasToString("3:yes 2:- 1:yes 1:yes 0:?");
        assertThat(with(Source.RESOURCES)).as("the disk was read").hasToString("3:yes 2:- 1:yes 1:yes 0:?");
    }

    /** The list named the disk, and broke off before it named the server that backs it up. */
    @Test
    void threeTwoOne_listThatBrokeOffBeforeTheServer_isUnknown() {
        world.locked = true;
        world.throughTheServer = Set.of(MORE);
        world.unlisted = Set.of(SERVER);
        world.points.add(point("copied", 1).of(SERVER, DataSize.gib(20)).copied(RestorePoint.CopyStatus.AVAILABLE));
        Facts facts = world.facts();
        facts.gaps.put(Source.RESOURCES, new Gap(false, "it broke off"));

        assertThat(row(new Rows(facts, DEFAULTS), MORE).threeTwoOne()).hasToString("3:? 2:- 1:yes 1:? 0:?");
    }

    @Test
    void threeTwoOne_lastDrill_decidesWhetherThereAreErrors() {
        world.proofs.add(new Proof(DISK, GivenFacts.NOW.minus(Duration.ofDays(2)), null, true, true, null));
        assertThat(row(rows(), DISK).threeTwoOne().errors()).isEqualTo(Result.OK);
        world.proofs.add(new Proof(DISK, GivenFacts.NOW.minus(Duration.ofDays(1)), null, true, false, null));
        assertThat(row(rows(), DISK).threeTwoOne().errors()).isEqualTo(Result.BREACHED);
        world.proofs.add(new Proof(DISK, GivenFacts.NOW.minus(Duration.ofDays(3)), null, true, true, null));
        assertThat(row(rows(), DISK).threeTwoOne().errors())
                .as("an older one that was good, read later")
                .isEqualTo(Result.BREACHED);
    }

    /** What cannot be assessed, the media, does not make it good. */
    @Test
    void threeTwoOne_result_isTheWorstAndNeverOk() {
        for (Result worst : Result.values()) {
            Result all = worst == Result.OK ? Result.NOT_ASSESSABLE : worst;
            assertThat(new ThreeTwoOne(Result.OK, Result.NOT_ASSESSABLE, Result.OK, worst, Result.OK).result())
                    .as(worst.name())
                    .isEqualTo(all);
        }
    }

    // ---- gaps

    @Test
    void gaps_listsAndClock_areToldOnceEach() {
        Facts facts = world.facts();
        facts.gaps.put(Source.LOG, new Gap(true, "this cloud has no such list"));
        facts.gaps.put(Source.VAULTS, new Gap(false, "the list of vaults broke off"));
        facts.clockOff = "the clock here is off";

        assertThat(new Rows(facts, DEFAULTS).gaps())
                .containsExactly(
                        "the list of vaults broke off",
                        "this cloud has no such list: the log of backups",
                        "the clock here is off");
        assertThat(rows().gaps()).isEmpty();
    }

    @Test
    void points_ofARow_areTheUsableOnes() {
        Instant newest = GivenFacts.NOW.minus(Duration.ofHours(2));
        world.points.add(point("failed", 1).status(RestorePoint.Status.ERROR));
        world.points.add(point("newest", 2));
        world.points.add(point("copied", 3).copied(RestorePoint.CopyStatus.AVAILABLE));
        world.points.add(point("sent-here", 1).origin(RestorePoint.Origin.COPIED));

        ResourcePosture.Points points = row(rows(), DISK).points();

        assertThat(points.usable()).isEqualTo(2);
        assertThat(points.newestAt()).isEqualTo(newest);
        assertThat(points.copied()).isEqualTo(1);
    }

    private Result unchangeable() {
        return row(rows(), DISK).threeTwoOne().unchangeable();
    }

    private ThreeTwoOne with(Source unread) {
        Facts facts = world.facts();
        facts.gaps.put(unread, new Gap(false, "it broke off"));
        return row(new Rows(facts, DEFAULTS), DISK).threeTwoOne();
    }

    private Rows rows() {
        return new Rows(world.facts(), DEFAULTS);
    }

    private static ResourcePosture row(Rows rows, Resource resource) {
        return rows.resources().stream()
                .filter(row -> row.resource().equals(resource))
                .findFirst()
                .orElseThrow();
    }
}
