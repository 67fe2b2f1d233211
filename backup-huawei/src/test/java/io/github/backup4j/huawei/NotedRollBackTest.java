package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Throttled;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.Effects;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Work;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to a disk after it was rolled back and attached again, while the work has not ended yet. */
class NotedRollBackTest {
    private static final RequestKey KEY = RequestKey.of("roll-back-1");
    private static final Duration POLL = Duration.ofSeconds(5);

    private SmallWorld world;
    private CloudBackup backup;
    private InPlace<Resource.Disk> target;

    @BeforeEach
    void open() {
        world = new SmallWorld(Interference.none());
        world.cloud.attach(world.free, world.web);
        backup = world.open();
        target = InPlace.over(world.free).detachingFirst();
    }

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    private void pollUntil(Operation<Resource.Disk> work, RestoreState.Phase phase) {
        while (Token.read(work.token(), world.cloud.site()).step() < phase.step()
                && !work.poll().ended()) {
            world.cloud.time().advance(POLL);
        }
    }

    @Test
    void resume_oldTokenOnceAttachedAgain_keepsWhatWasWrittenSince() {
        Operation<Resource.Disk> work = backup.snapshots().rollBack(world.snapshot, target);
        String first = work.token();
        pollUntil(work, RestoreState.Phase.START);
        assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
        world.cloud.write(world.free, "written since");

        try (CloudBackup other = world.open()) {
            other.operations().resume(first, Resource.Disk.class).await(SmallWorld.LONG);
        }

        assertThat(world.cloud.readText(world.free)).isEqualTo("written since");
        assertThat(world.cloud.disksOf(world.web)).contains(world.free);
    }

    @Test
    void rollBack_sameKeyOnceAttachedAgain_keepsWhatWasWrittenSince() {
        pollUntil(backup.snapshots().rollBack(world.snapshot, target, KEY), RestoreState.Phase.START);
        world.cloud.write(world.free, "written since");

        try (CloudBackup other = world.open()) {
            other.snapshots().rollBack(world.snapshot, target, KEY).await(SmallWorld.LONG);
        }

        assertThat(world.cloud.readText(world.free)).isEqualTo("written since");
        assertThat(world.cloud.disksOf(world.web)).contains(world.free);
    }

    // ---- a process that ends when it has requested the rollback, and a person who goes on with the disk

    @Test
    void rollBack_sameKeyAfterAPersonHasPutTheDiskBack_failsAndKeepsWhatWasWrittenSince() {
        Dying dying = new Dying();
        try (SmallWorld dead = attached(dying)) {
            die(dead, dying, InPlace.over(dead.free).detachingFirst());
            putBack(dead);

            assertUnknown(
                    dead,
                    other -> other.snapshots()
                            .rollBack(dead.snapshot, InPlace.over(dead.free).detachingFirst(), KEY));
            assertThat(dying.changes)
                    .as("what would stop a server that somebody uses again")
                    .noneMatch(path -> path.endsWith("/cloudservers/action") || path.contains("/detachvolume/"));
        }
    }

    @Test
    void resume_firstTokenAfterAPersonHasPutTheDiskBack_failsAndKeepsWhatWasWrittenSince() {
        Dying dying = new Dying();
        try (SmallWorld dead = attached(dying)) {
            String first = die(dead, dying, InPlace.over(dead.free).detachingFirst());
            putBack(dead);

            assertUnknown(dead, other -> other.operations().resume(first, Resource.Disk.class));
            assertThat(dying.changes)
                    .as("what would stop a server that somebody uses again")
                    .noneMatch(path -> path.endsWith("/cloudservers/action") || path.contains("/detachvolume/"));
        }
    }

    @Test
    void rollBack_sameKeyOfAFreeDiskThatWasWrittenMeanwhile_failsAndKeepsWhatWasWrittenSince() {
        Dying dying = new Dying();
        try (SmallWorld dead = new SmallWorld(dying)) {
            die(dead, dying, InPlace.over(dead.free));
            dead.cloud.attach(dead.free, dead.web);
            dead.cloud.write(dead.free, "written since");
            dead.cloud.stop(dead.web);
            dead.cloud.detach(dead.free);
            dead.cloud.start(dead.web);

            assertUnknown(dead, other -> other.snapshots().rollBack(dead.snapshot, InPlace.over(dead.free), KEY));
        }
    }

    @Test
    void rollBack_sameKeyOfADiskThatStayedDetached_failsAndPutsItBack() {
        Dying dying = new Dying();
        try (SmallWorld dead = attached(dying)) {
            InPlace<Resource.Disk> over = InPlace.over(dead.free).detachingFirst();
            die(dead, dying, over);

            try (CloudBackup other = dead.open()) {
                assertThatThrownBy(() -> other.snapshots()
                                .rollBack(dead.snapshot, over, KEY)
                                .await(SmallWorld.LONG))
                        .isInstanceOf(OperationFailed.class)
                        .satisfies(Effects.are(Effect.UNKNOWN))
                        .hasMessageContaining("may have been overwritten already");
            }
            assertThat(dead.cloud.disksOf(dead.web)).contains(dead.free);
            assertThat(Inventory.of(dead.cloud))
                    .hasEntrySatisfying(
                            Inventory.key(dead.web), words -> assertThat(words).contains("RUNNING"));
            dead.cloud.write(dead.free, "written since");
            assertUnknown(dead, other -> other.snapshots().rollBack(dead.snapshot, over, KEY));
        }
    }

    /** The service says that it has accepted the request, which the disk then carries; so the work goes on. */
    @Test
    void rollBack_sameKeyOnceItWasAccepted_isCarriedToItsEnd() {
        Dying dying = new Dying();
        dying.at = "/tags/action";
        try (SmallWorld dead = attached(dying)) {
            InPlace<Resource.Disk> over = InPlace.over(dead.free).detachingFirst();
            dying.skipped = 2;
            die(dead, dying, over);

            try (CloudBackup other = dead.open()) {
                other.snapshots().rollBack(dead.snapshot, over, KEY).await(SmallWorld.LONG);
            }
            assertThat(dead.cloud.readText(dead.free)).isEqualTo("old free");
            assertThat(dead.cloud.disksOf(dead.web)).contains(dead.free);
        }
    }

    /** The last refusal is the answer to a second delivery: the first has started the rollback. */
    @Test
    void rollBack_refusedFourTimesAndThenDeliveredTwice_isCarriedToItsEnd() {
        AtomicInteger requests = new AtomicInteger();
        Interference refusing = (method, target) -> {
            if (!target.getPath().endsWith("/rollback")) {
                return Fault.NONE;
            }
            return requests.incrementAndGet() < 5 ? Fault.REFUSED : Fault.TWICE_WITH_SECOND_ANSWER;
        };
        try (SmallWorld refused = attached(refusing);
                CloudBackup caller = refused.open()) {
            caller.snapshots()
                    .rollBack(refused.snapshot, InPlace.over(refused.free).detachingFirst(), KEY)
                    .await(SmallWorld.LONG);

            assertThat(requests).hasValue(5);
            assertThat(refused.cloud.readText(refused.free)).isEqualTo("old free");
            assertThat(refused.cloud.disksOf(refused.web)).contains(refused.free);
        }
    }

    /** The refusal is plain, but whether the disk is as it was cannot be seen at once. */
    @Test
    void rollBack_throttledWhileTheDiskCannotBeRead_isCarriedToItsEnd() {
        Blind blind = new Blind();
        try (SmallWorld throttled = attached(blind);
                CloudBackup caller = throttled.open()) {
            Operation<Resource.Disk> work = blind.refuse(throttled, caller);

            work.await(SmallWorld.LONG);

            assertThat(throttled.cloud.readText(throttled.free)).isEqualTo("old free");
            assertThat(throttled.cloud.disksOf(throttled.web)).contains(throttled.free);
            assertThat(tags(throttled).keySet()).hasSize(1).allMatch(name -> name.startsWith("backup4j-done-"));
        }
    }

    /** Later than a request may still be carried out, nobody takes the note back: somebody may have used the disk since. */
    @Test
    void rollBack_throttledAndTheDiskIsReadMuchLater_failsAndKeepsWhatWasWrittenSince() {
        Blind blind = new Blind();
        try (SmallWorld throttled = attached(blind);
                CloudBackup caller = throttled.open()) {
            Operation<Resource.Disk> work = blind.refuse(throttled, caller);
            throttled.cloud.write(throttled.free, "written since");
            throttled.cloud.time().advance(Duration.ofMinutes(10));

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("may have been overwritten already");
            assertThat(throttled.cloud.readText(throttled.free)).isEqualTo("written since");
        }
    }

    /** The note is taken off, but the reply to that is lost: that ends neither the work nor the wait for it. */
    @Test
    void rollBack_throttledAndTheReplyToTheRemovalOfItsNoteIsLost_isCarriedToItsEnd() {
        Blind blind = new Blind();
        try (SmallWorld throttled = attached(blind);
                CloudBackup caller = throttled.open()) {
            Operation<Resource.Disk> work = blind.refuse(throttled, caller);
            blind.losesReplyToTags = true;

            work.await(SmallWorld.LONG);

            assertThat(blind.losesReplyToTags).isFalse();
            assertThat(throttled.cloud.readText(throttled.free)).isEqualTo("old free");
            assertThat(throttled.cloud.disksOf(throttled.web)).contains(throttled.free);
        }
    }

    /**
     * After a plain refusal, a second request is carried out, but its reply is lost and the disk shows nothing of it yet. The refusal
     * says nothing of that request: its note stays, and the disk is not rolled back once more.
     */
    @Test
    void rollBack_replyLostAfterAnEarlierRefusal_isNotRequestedAgain() {
        Twice twice = new Twice();
        try (SmallWorld late = attached(twice);
                CloudBackup caller = late.open()) {
            Operation<Resource.Disk> work = caller.snapshots()
                    .rollBack(late.snapshot, InPlace.over(late.free).detachingFirst(), KEY);
            while (twice.requests < 2) {
                twice.poll(work);
                late.cloud.time().advance(POLL);
            }

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("may have been overwritten already");

            assertThat(twice.requests).isEqualTo(2);
        }
    }

    /** Refuses the first request to roll back and loses the reply to the removal of its note; then loses the reply to the second. */
    private static final class Twice implements Interference {
        private volatile int requests;
        private volatile boolean taking;

        private void poll(Operation<Resource.Disk> work) {
            try {
                assertThat(work.poll().ended()).isFalse();
            } catch (Throttled e) {
                assertThat(requests).isEqualTo(1);
            }
        }

        @Override
        public synchronized Fault before(String method, URI target) {
            if (method.equals("POST") && target.getPath().endsWith("/rollback")) {
                requests++;
                taking = requests == 1;
                return requests == 1 ? Fault.THROTTLED : Fault.LOST_REPLY;
            }
            if (taking && target.getPath().endsWith("/tags/action")) {
                taking = false;
                return Fault.LOST_REPLY;
            }
            return Fault.NONE;
        }

        /** A rollback does not show on the disk. */
        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (answer.path("volume") instanceof ObjectNode disk
                    && disk.path("status").asText().equals("rollbacking")) {
                disk.put("status", "available");
            }
            return answer;
        }
    }

    /** Refuses to roll a disk back, and does not show the disk from then on. */
    private static final class Blind implements Interference {
        private volatile String disk = "";
        private volatile boolean refused;

        /** Whether the reply to the next change of tags is lost. */
        private volatile boolean losesReplyToTags;

        /** Begins a rollback, and polls it until it was refused; from then on the disk is shown again. */
        private Operation<Resource.Disk> refuse(SmallWorld world, CloudBackup caller) {
            Operation<Resource.Disk> work = caller.snapshots()
                    .rollBack(world.snapshot, InPlace.over(world.free).detachingFirst(), KEY);
            disk = world.free.id();
            while (!refused) {
                poll(work);
                world.cloud.time().advance(POLL);
            }
            disk = "";
            return work;
        }

        private void poll(Operation<Resource.Disk> work) {
            try {
                assertThat(work.poll().ended()).isFalse();
            } catch (Throttled e) {
                assertThat(refused).isTrue();
            }
        }

        @Override
        public Fault before(String method, URI target) {
            if (losesReplyToTags && target.getPath().endsWith("/tags/action")) {
                losesReplyToTags = false;
                return Fault.LOST_REPLY;
            }
            if (disk.isEmpty()) {
                return Fault.NONE;
            }
            if (method.equals("POST") && target.getPath().endsWith("/rollback")) {
                refused = true;
                return Fault.THROTTLED;
            }
            return refused && method.equals("GET") && target.getPath().endsWith(disk) ? Fault.FAILED : Fault.NONE;
        }
    }

    @Test
    void rollBack_freeDiskThatHangs_endsAndTakesItsTagsOff() {
        AtomicBoolean hangs = new AtomicBoolean();
        Interference hanging = new Interference() {
            @Override
            public Fault before(String method, URI target) {
                return Fault.NONE;
            }

            @Override
            public JsonNode shown(String method, URI target, JsonNode answer) {
                if (hangs.get() && answer.path("volume") instanceof ObjectNode disk) {
                    disk.put("status", "attaching");
                }
                return answer;
            }
        };
        try (SmallWorld hung = new SmallWorld(hanging);
                CloudBackup caller = hung.openPatient()) {
            Operation<Resource.Disk> work = caller.snapshots().rollBack(hung.snapshot, InPlace.over(hung.free), KEY);
            assertThat(tags(hung)).isNotEmpty();
            hangs.set(true);

            assertThatThrownBy(() -> work.await(Duration.ofHours(3)))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNCHANGED))
                    .hasMessageContaining("disk " + hung.free.id() + " is attaching, watched since")
                    .hasMessageContaining("nothing was overwritten");
            assertThat(tags(hung)).isEmpty();
            assertThat(hung.cloud.readText(hung.free)).isEqualTo("new free");
        }
    }

    /** Another rollback ends: from then on, the key of the unfinished one begins nothing. */
    @Test
    void rollBack_otherKeyAfterAnUnfinishedOne_takesItsTagsOff() {
        Dying dying = new Dying();
        try (SmallWorld dead = attached(dying)) {
            InPlace<Resource.Disk> over = InPlace.over(dead.free).detachingFirst();
            String first = die(dead, dying, over);
            putBack(dead);
            try (CloudBackup other = dead.open()) {
                other.snapshots()
                        .rollBack(dead.snapshot, over, RequestKey.of("roll-back-2"))
                        .await(SmallWorld.LONG);
                dead.cloud.write(dead.free, "newest");

                assertThat(tags(dead).keySet()).hasSize(1).allMatch(name -> name.startsWith("backup4j-done-"));
                assertThatThrownBy(() -> other.operations()
                                .resume(first, Resource.Disk.class)
                                .await(SmallWorld.LONG))
                        .isInstanceOf(OperationFailed.class);
            }
            assertThat(dead.cloud.readText(dead.free)).isEqualTo("newest");
        }
    }

    // ---- room for tags

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rollBack_noRoomForItsLastTag_refusedAndNothingChanged(boolean detach) {
        if (!detach) {
            world.cloud.stop(world.web);
            world.cloud.detach(world.free);
            world.cloud.start(world.web);
        }
        for (int i = 0; i < (detach ? 7 : 8); i++) {
            world.cloud.tag(world.free, "tag-" + i, "value");
        }
        SortedMap<String, String> before = Inventory.of(world.cloud);
        InPlace<Resource.Disk> over = detach ? target : InPlace.over(world.free);

        assertThatThrownBy(() -> backup.snapshots().rollBack(world.snapshot, over, KEY))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);

        world.cloud.untag(world.free, "tag-0");
        backup.snapshots().rollBack(world.snapshot, over, KEY).await(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
    }

    // ---- two disks of one server

    @Test
    void rollBack_whileAnotherDiskOfTheServerIsRestored_busyAndNothingChanged() {
        Operation<Resource.Disk> restore = backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
        pollUntil(restore, RestoreState.Phase.RESTORE);
        SortedMap<String, String> before = Inventory.of(world.cloud);

        assertThatThrownBy(() -> backup.snapshots().rollBack(world.snapshot, target, KEY))
                .isInstanceOf(Busy.class)
                .hasMessageContaining(world.data.id());
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);

        restore.await(SmallWorld.LONG);
        backup.snapshots().rollBack(world.snapshot, target, KEY).await(SmallWorld.LONG);
        assertThat(Inventory.of(world.cloud))
                .hasEntrySatisfying(
                        Inventory.key(world.web), words -> assertThat(words).contains("RUNNING"));
    }

    @Test
    void rollBack_notedAtOnceWithARestoreOfAnotherDiskOfTheServer_startsTheServerOnceItHasBoth() {
        Meeting meeting = new Meeting();
        try (SmallWorld both = attached(meeting);
                CloudBackup one = both.open();
                CloudBackup two = both.open()) {
            both.cloud.takes(Work.RESTORE, Duration.ofMinutes(20));
            List<Operation<Resource.Disk>> works = new ArrayList<>();
            meeting.world = both;
            meeting.beforeTheNote = () -> works.add(two.restorePoints()
                    .restore(both.dataPoint.id(), InPlace.over(both.data).detachingFirst()));
            works.add(one.snapshots()
                    .rollBack(both.snapshot, InPlace.over(both.free).detachingFirst(), KEY));
            assertThat(works).hasSize(2);

            boolean going = true;
            for (int polls = 0; going && polls < 1000; polls++) {
                both.cloud.time().advance(POLL);
                going = false;
                for (Operation<Resource.Disk> work : works) {
                    going |= !work.poll().ended();
                }
            }
            works.forEach(work -> work.await(SmallWorld.LONG));

            assertThat(meeting.disksAtStart)
                    .isNotEmpty()
                    .allSatisfy(disks -> assertThat(disks).contains(both.data, both.free));
            assertThat(both.cloud.readText(both.data)).isEqualTo("old data");
            assertThat(both.cloud.readText(both.free)).isEqualTo("old free");
            assertThat(Inventory.of(both.cloud))
                    .hasEntrySatisfying(
                            Inventory.key(both.web), words -> assertThat(words).contains("RUNNING"));
        }
    }

    // ---- two works of one request

    /** The later of two callers sees both notes, and goes on with the one that all choose. */
    @Test
    void rollBack_sameKeyNotedAtOnce_goesOnWithTheFirstMarkAlone() {
        Meeting meeting = new Meeting();
        try (SmallWorld both = attached(meeting);
                CloudBackup one = both.open();
                CloudBackup two = both.open()) {
            InPlace<Resource.Disk> over = InPlace.over(both.free).detachingFirst();
            for (int round = 0; round < 8; round++) {
                RequestKey key = RequestKey.of("at-once-" + round);
                List<Operation<Resource.Disk>> works = new ArrayList<>();
                meeting.beforeTheNote = () -> works.add(two.snapshots().rollBack(both.snapshot, over, key));
                works.add(one.snapshots().rollBack(both.snapshot, over, key));

                assertThat(works).hasSize(2);
                String earlier = mark(both, works.get(0));
                String later = mark(both, works.get(1));
                assertThat(later).isLessThanOrEqualTo(earlier);
                assertThat(tags(both).keySet())
                        .filteredOn(name -> name.startsWith("backup4j-work-"))
                        .containsExactlyInAnyOrderElementsOf(
                                Set.copyOf(List.of("backup4j-work-" + earlier, "backup4j-work-" + later)));
                works.forEach(work -> work.await(SmallWorld.LONG));
            }
            assertThat(both.cloud.readText(both.free)).isEqualTo("old free");
        }
    }

    @Test
    void rollBack_otherWorkOfTheRequestHasRequestedItMeanwhile_notRequestedAgain() {
        Meeting meeting = new Meeting();
        try (SmallWorld both = attached(meeting);
                CloudBackup caller = both.open()) {
            InPlace<Resource.Disk> over = InPlace.over(both.free).detachingFirst();
            String other = mark(both, caller.snapshots().rollBack(both.snapshot, over, KEY));
            tags(both).keySet().forEach(name -> both.cloud.untag(both.free, name));
            Operation<Resource.Disk> work = caller.snapshots().rollBack(both.snapshot, over, KEY);
            assertThat(mark(both, work)).isNotEqualTo(other);
            while (Token.read(work.token(), both.cloud.site()).step() < RestoreState.Phase.DETACH.step()) {
                assertThat(work.poll().ended()).isFalse();
                both.cloud.time().advance(POLL);
            }
            meeting.beforeTheNote = () -> {
                both.cloud.tag(both.free, "backup4j-over-" + other, "aaaaaaaaaaaaaa.0");
                both.cloud.write(both.free, "written since");
            };

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("may have been overwritten already");
            assertThat(meeting.beforeTheNote).isNull();
            assertThat(both.cloud.readText(both.free)).isEqualTo("written since");
            assertThat(both.cloud.disksOf(both.web)).contains(both.free);
        }
    }

    private static String mark(SmallWorld world, Operation<Resource.Disk> work) {
        return Token.read(work.token(), world.cloud.site()).find("mark");
    }

    /** Begins other work right before a disk is noted, and sees which disks a server has when it is started. */
    private static final class Meeting implements Interference {
        @Nullable
        SmallWorld world;

        @Nullable
        Runnable beforeTheNote;

        final List<List<Resource.Disk>> disksAtStart = new CopyOnWriteArrayList<>();

        @Override
        public void arrived(String method, URI target) {
            Runnable what = beforeTheNote;
            if (what != null && method.equals("POST") && target.getPath().endsWith("/tags/action")) {
                beforeTheNote = null;
                what.run();
            }
        }

        @Override
        public synchronized Fault before(String method, URI target) {
            SmallWorld seen = world;
            if (seen != null
                    && target.getPath().endsWith("/cloudservers/action")
                    && seen.cloud.backup().resources().get(seen.web).status() == ProtectableResource.Status.STOPPED) {
                disksAtStart.add(List.copyOf(seen.cloud.disksOf(seen.web)));
            }
            return Fault.NONE;
        }
    }

    // ---- rollbacks that hang

    @ParameterizedTest
    @ValueSource(strings = {"rollbacking", "backing-up"})
    void rollBack_diskHangs_endsAndSaysThatItsContentIsNotCertain(String status) {
        Hanging hanging = new Hanging();
        try (SmallWorld hung = attached(hanging);
                CloudBackup caller = hung.openPatient()) {
            Operation<Resource.Disk> work = rollingBack(hung, caller);
            hanging.disk = status;

            assertThatThrownBy(() -> work.await(Duration.ofDays(3)))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("disk " + hung.free.id() + " is " + status + ", watched since")
                    .hasMessageContaining("whether it was rolled back is not certain")
                    .hasMessageContaining("attach it to server " + hung.web.id() + " again, and start the server");
        }
    }

    @Test
    void rollBack_snapshotHangs_putsTheDiskBackAndSaysThatItsContentIsNotCertain() {
        Hanging hanging = new Hanging();
        try (SmallWorld hung = attached(hanging);
                CloudBackup caller = hung.openPatient()) {
            Operation<Resource.Disk> work = rollingBack(hung, caller);
            hanging.snapshot = "rollbacking";

            assertThatThrownBy(() -> work.await(Duration.ofDays(3)))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("the snapshot is rollbacking, watched since")
                    .hasMessageContaining("is not certain: check its content");
            assertThat(hung.cloud.disksOf(hung.web)).contains(hung.free);
            assertThat(Inventory.of(hung.cloud))
                    .hasEntrySatisfying(
                            Inventory.key(hung.web), words -> assertThat(words).contains("RUNNING"));
        }
    }

    /** A rollback of a free disk without a key, which no tag notes. */
    @ParameterizedTest
    @ValueSource(strings = {"rollbacking", "backing-up"})
    void rollBack_withoutANoteWhoseDiskHangs_endsAndSaysThatItsContentIsNotCertain(String status) {
        Hanging hanging = new Hanging();
        try (SmallWorld hung = new SmallWorld(hanging);
                CloudBackup caller = hung.openPatient()) {
            Operation<Resource.Disk> work = caller.snapshots().rollBack(hung.snapshot, InPlace.over(hung.free));
            hanging.disk = status;
            assertThatThrownBy(() -> work.await(Duration.ofHours(23))).isInstanceOf(StillRunning.class);

            assertThatThrownBy(() -> work.await(Duration.ofHours(2)))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("disk " + hung.free.id() + " is " + status)
                    .hasMessageContaining("whether disk " + hung.free.id() + " was rolled back is not certain")
                    .hasMessageContaining("check its content");
        }
    }

    @Test
    void rollBack_withoutANoteWhoseSnapshotHangs_endsAndSaysThatItsContentIsNotCertain() {
        Hanging hanging = new Hanging();
        try (SmallWorld hung = new SmallWorld(hanging);
                CloudBackup caller = hung.openPatient()) {
            Operation<Resource.Disk> work = caller.snapshots().rollBack(hung.snapshot, InPlace.over(hung.free));
            hanging.snapshot = "rollbacking";

            assertThatThrownBy(() -> work.await(Duration.ofDays(3)))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("the snapshot is rollbacking")
                    .hasMessageContaining("whether disk " + hung.free.id() + " was rolled back is not certain");
        }
    }

    /** The token says when the rollback began. */
    @Test
    void resume_firstTokenOfARollbackWithoutANoteThatHangsForADay_ends() {
        Hanging hanging = new Hanging();
        try (SmallWorld hung = new SmallWorld(hanging);
                CloudBackup caller = hung.open()) {
            String token = caller.snapshots()
                    .rollBack(hung.snapshot, InPlace.over(hung.free))
                    .token();
            hung.cloud.time().advance(Duration.ofHours(25));
            hanging.disk = "backing-up";
            assertThat(caller.operations().resume(token, Resource.class).poll().ended())
                    .as("whether it ends while other work keeps the disk busy")
                    .isFalse();
            hanging.disk = "rollbacking";

            try (CloudBackup other = hung.open()) {
                assertThat(other.operations().resume(token, Resource.class).poll())
                        .isInstanceOfSatisfying(
                                Operation.Status.Failed.class,
                                failed -> assertThat(failed.failure())
                                        .hasMessageContaining("is rollbacking, begun at ")
                                        .hasMessageContaining("is not certain"));
            }
            hanging.disk = "";
            try (CloudBackup other = hung.open()) {
                assertThat(other.operations().resume(token, Resource.class).await(SmallWorld.LONG))
                        .isEqualTo(hung.free);
            }
        }
    }

    private static Operation<Resource.Disk> rollingBack(SmallWorld hung, CloudBackup caller) {
        Operation<Resource.Disk> work = caller.snapshots()
                .rollBack(hung.snapshot, InPlace.over(hung.free).detachingFirst(), KEY);
        while (Token.read(work.token(), hung.cloud.site()).step() < RestoreState.Phase.RESTORE.step()) {
            assertThat(work.poll().ended()).isFalse();
            hung.cloud.time().advance(POLL);
        }
        return work;
    }

    /** Shows disks and snapshots with another status; "": as they are. */
    private static final class Hanging implements Interference {
        private volatile String disk = "";
        private volatile String snapshot = "";

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (!disk.isEmpty() && answer.path("volume") instanceof ObjectNode shown) {
                shown.put("status", disk);
            }
            if (!disk.isEmpty() && method.equals("GET")) {
                answer.path("volumes").forEach(each -> ((ObjectNode) each).put("status", disk));
            }
            if (!snapshot.isEmpty() && answer.path("snapshot") instanceof ObjectNode shown) {
                shown.put("status", snapshot);
            }
            return answer;
        }
    }

    // ---- helpers

    private static SmallWorld attached(Interference interference) {
        SmallWorld made = new SmallWorld(interference);
        made.cloud.attach(made.free, made.web);
        return made;
    }

    /** Rolls back until the process ends, and returns its first token. */
    private static String die(SmallWorld dead, Dying dying, InPlace<Resource.Disk> over) {
        String first;
        try (CloudBackup mortal = dead.open()) {
            Operation<Resource.Disk> work = mortal.snapshots().rollBack(dead.snapshot, over, KEY);
            first = work.token();
            while (!dying.dead) {
                assertThat(work.poll().ended()).isFalse();
                dead.cloud.time().advance(POLL);
            }
        } catch (BackupException e) {
            throw new AssertionError("the process ended too early", e);
        }
        dead.cloud.time().advance(Duration.ofMinutes(10));
        dying.dead = false;
        dying.at = "nothing";
        assertThat(dead.cloud.readText(dead.free)).isEqualTo("old free");
        return first;
    }

    private static void putBack(SmallWorld dead) {
        dead.cloud.attach(dead.free, dead.web);
        dead.cloud.start(dead.web);
        dead.cloud.time().advance(Duration.ofDays(2));
        dead.cloud.write(dead.free, "written since");
    }

    private static void assertUnknown(SmallWorld dead, Function<CloudBackup, Operation<Resource.Disk>> again) {
        SortedMap<String, String> before = Inventory.of(dead.cloud);
        try (CloudBackup other = dead.open()) {
            assertThatThrownBy(() -> again.apply(other).await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .satisfies(Effects.are(Effect.UNKNOWN))
                    .hasMessageContaining("may have been overwritten already")
                    .hasMessageContaining("check its content");
            assertThatThrownBy(() -> again.apply(other).await(SmallWorld.LONG)).isInstanceOf(OperationFailed.class);
        }
        assertThat(Inventory.of(dead.cloud)).isEqualTo(before);
        assertThat(dead.cloud.readText(dead.free)).isEqualTo("written since");
    }

    private static Map<String, String> tags(SmallWorld dead) {
        return dead.cloud.reopenForAnEmulator().resources().get(dead.free).tags();
    }

    /** A process that ends right after the service has carried out a change. */
    private static final class Dying implements Interference {
        private volatile String at = "/rollback";
        private volatile int skipped;
        private volatile boolean dead;

        /** What was requested since the process has ended. */
        final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        public synchronized Fault before(String method, URI target) {
            if (!method.equals("GET") && at.equals("nothing")) {
                changes.add(target.getPath());
            }
            if (dead) {
                return Fault.LOST_REQUEST;
            }
            if (!method.equals("POST") || !target.getPath().endsWith(at) || skipped-- > 0) {
                return Fault.NONE;
            }
            dead = true;
            return Fault.LOST_REPLY;
        }
    }
}
