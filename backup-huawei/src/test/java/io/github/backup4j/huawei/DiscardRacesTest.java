package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Temporary;
import io.github.backup4j.drill.Leftover;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody uses a temporary server or its disks while it is being deleted: what they have attached, or use, is never deleted. */
class DiscardRacesTest {
    private final Meanwhile meanwhile = new Meanwhile();
    private final SmallWorld world = new SmallWorld(meanwhile);
    private final CloudBackup backup = world.open();
    private final Temporary mark = mark("drill");
    private final Resource.Server made = make(mark);
    private final Temporary markOfDisk = mark("drill of a disk");
    private final Resource.Disk precious = world.cloud.addDisk("precious", DataSize.gib(10));

    private Temporary mark(String key) {
        Instant now = world.cloud.time().now();
        return Temporary.of(RequestKey.of(key), now, now.plus(Duration.ofHours(24)));
    }

    private Resource.Server make(Temporary markOfServer) {
        ServerSpec spec = ServerSpec.of("drill").inNetwork("network", "subnet").withTags(markOfServer.tags());
        return backup.restorePoints()
                .restore(world.webPoint.id(), spec, markOfServer.key())
                .await(SmallWorld.LONG);
    }

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void discard_diskAttachedWhenTheDeletionArrives_isDetachedAndKept() {
        world.cloud.write(precious, "precious");
        List<Resource.Disk> own = List.copyOf(world.cloud.disksOf(made));
        meanwhile.on("POST", "/cloudservers/delete", () -> world.cloud.attach(precious, made));

        assertThat(backup.resources().discard(made, mark).await(SmallWorld.LONG))
                .isEqualTo(made);

        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.disks())
                .contains(precious, world.root, world.data)
                .doesNotContainAnyElementsOf(own);
        assertThat(world.cloud.readText(precious)).isEqualTo("precious");
    }

    @Test
    void discard_dataDiskThatSomebodyTakesOnceItIsDetached_isKeptAndTold() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.on("DELETE", "/cloudvolumes/" + data.id(), () -> world.cloud.attach(data, world.web));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(data.id());
        assertThat(world.cloud.disksOf(world.web)).contains(data);

        // It has the mark, so that whoever sweeps finds it once it is free.
        world.cloud.detach(data);
        assertThat(backup.resources().discard(data, mark).await(SmallWorld.LONG))
                .isEqualTo(data);
    }

    @Test
    void discard_diskOfAnotherServerWithTheTagsOfADeletedOne_isRefused() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        var unused = backup.resources().discard(made, mark);
        for (String tag : List.of(Temporary.TAG, "backup4j-part", "backup4j-part-of")) {
            String value = world.cloud
                    .reopenForAnEmulator()
                    .resources()
                    .get(data)
                    .tags()
                    .getOrDefault(tag, "");
            assertThat(value).as(tag).isNotEmpty();
            world.cloud.tag(precious, tag, value);
        }
        assertThatThrownBy(() -> backup.resources().discard(precious, mark))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("was not made by work of that mark");
        assertThat(world.cloud.disks()).contains(precious);
    }

    @Test
    void discard_diskAttachedWhileTheDisksAreTagged_isRefused() {
        List<Resource.Disk> own = List.copyOf(world.cloud.disksOf(made));
        meanwhile.on("POST", "/" + own.get(1).id() + "/tags/action", () -> world.cloud.attach(precious, made));

        assertThatThrownBy(() -> backup.resources().discard(made, mark)).isInstanceOf(Conflict.class);

        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.disksOf(made)).containsAll(own).contains(precious);
        assertThat(backup(world).resources().get(precious).tags()).isEmpty();
    }

    /** It is as old as the server and would go with it: only that it came later shows that it is somebody else's. */
    @Test
    void discard_diskLikeItsOwnAttachedWhileItIsEmptied_isNotDeletedWithIt() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        world.cloud.write(precious, "precious");
        meanwhile.edit = goingWithItsServer(precious);
        meanwhile.on("DELETE", "/detachvolume/" + data.id(), () -> world.cloud.attach(precious, made));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG)).isInstanceOf(StillRunning.class);
        assertThat(work.poll())
                .isInstanceOfSatisfying(
                        Operation.Status.Running.class,
                        running -> assertThat(running.progress().step())
                                .contains("the disks of server " + made.id() + " have just changed"));
        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.disksOf(made)).contains(precious);
        assertThat(backup(world).resources().get(precious).tags()).isEmpty();
        world.cloud.detach(precious);
        assertThat(work.await(SmallWorld.LONG)).isEqualTo(made);
        assertThat(world.cloud.readText(precious)).isEqualTo("precious");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 120})
    void discard_youngerDiskThatWouldGoWithTheServer_isRefused(int minutes) {
        world.cloud.time().advance(Duration.ofMinutes(minutes));
        assertIsNotPart(world.cloud.addDisk("other", DataSize.gib(10)), made, mark);
    }

    @Test
    void discard_olderDiskThatWouldGoWithTheServer_isRefused() {
        // The emulator takes the first look at it for its creation.
        assertThat(backup.resources().get(precious).servers()).isEmpty();
        world.cloud.time().advance(Duration.ofMinutes(2));
        Temporary later = mark("later");
        assertIsNotPart(precious, make(later), later);
    }

    private void assertIsNotPart(Resource.Disk other, Resource.Server server, Temporary markOfServer) {
        world.cloud.attach(other, server);
        meanwhile.edit = goingWithItsServer(other);
        meanwhile.sent.clear();

        assertThatThrownBy(() -> backup.resources().discard(server, markOfServer))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(
                        "disk " + other.id() + " is attached to it, but was not created together with it");
        assertThat(world.cloud.disksOf(server)).contains(other);
        assertThat(meanwhile.sent).doesNotContain("POST cloudservers/action", "POST cloudservers/delete");
    }

    private static Consumer<JsonNode> goingWithItsServer(Resource.Disk disk) {
        return answer -> {
            for (JsonNode attached : answer.path("server").path("os-extended-volumes:volumes_attached")) {
                if (attached instanceof ObjectNode one
                        && one.path("id").asText().equals(disk.id())) {
                    one.put("delete_on_termination", "true");
                }
            }
        };
    }

    // ---- two at once

    @Test
    void discard_refusedWhileOtherWorkDetachesADisk_leavesTheDiskItsTags() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        List<Operation<Resource.Server>> first = new ArrayList<>();
        meanwhile.onArrival("POST", "/" + data.id() + "/tags/action", () -> {
            Operation<Resource.Server> work = backup.resources().discard(made, mark);
            first.add(work);
            while (!detaches(data)) {
                world.cloud.time().advance(Duration.ofSeconds(1));
                assertThat(work.poll().ended()).isFalse();
            }
        });

        try (CloudBackup other = world.open()) {
            assertThatThrownBy(() -> other.resources().discard(made, mark)).isInstanceOf(Busy.class);
        }

        assertThat(first.get(0).await(SmallWorld.LONG)).isEqualTo(made);
        assertThat(world.cloud.disks()).containsExactlyInAnyOrder(world.root, world.data, world.free, precious);
    }

    @Test
    void discard_jobThatFailsAsOtherWorkHasDoneTheSame_goesOn() {
        meanwhile.showing("/jobs/", "status", "SUCCESS", "FAIL");

        assertThat(backup.resources().discard(made, mark).await(SmallWorld.LONG))
                .isEqualTo(made);

        assertThat(meanwhile.changed).isPositive();
        assertThat(world.cloud.disks()).containsExactlyInAnyOrder(world.root, world.data, world.free, precious);
    }

    @Test
    void discard_serverThatOtherWorkHasDeleted_waitsForItsDisksToGo() {
        List<Resource.Disk> own = List.copyOf(world.cloud.disksOf(made));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        world.cloud.delete(made);
        for (int polls = 0; polls < 5; polls++) {
            world.cloud.time().advance(Duration.ofSeconds(10));
            assertThat(work.poll().ended()).isFalse();
        }
        own.stream().filter(world.cloud.disks()::contains).forEach(world.cloud::delete);

        assertThat(work.await(SmallWorld.LONG)).isEqualTo(made);
    }

    // ---- what changes after the checks of every cloud, the last of which lists the snapshots

    @Test
    void discard_diskAttachedAfterTheChecks_isRefused() {
        Resource.Disk disk = makeDisk();
        assertKept(disk, Conflict.class, "it is attached to a server", () -> world.cloud.attach(disk, world.web));
        assertThat(world.cloud.disksOf(world.web)).contains(disk);
    }

    @Test
    void discard_diskInUseThatNamesNoServerAfterTheChecks_isRefused() {
        Resource.Disk disk = makeDisk();
        assertKept(
                disk,
                Conflict.class,
                "it is attached to a server",
                () -> meanwhile.showing("/cloudvolumes/" + disk.id(), "status", "available", "in-use"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"attaching", "backing-up", "rollbacking", "a status of tomorrow"})
    void discard_diskThatIsAtWorkAfterTheChecks_isBusy(String status) {
        Resource.Disk disk = makeDisk();
        assertKept(
                disk,
                Busy.class,
                disk + " is " + status,
                () -> meanwhile.showing("/cloudvolumes/" + disk.id(), "status", "available", status));
    }

    @Test
    void discard_diskProtectedAfterTheChecks_isRefused() {
        Resource.Disk disk = makeDisk();
        assertKept(
                disk,
                Conflict.class,
                "is a member of vault",
                () -> backup(world).vaults().add(world.disks, disk));
    }

    @Test
    void discard_diskWithASnapshotSinceTheChecks_isRefused() {
        Resource.Disk disk = makeDisk();
        Runnable snapshot = () ->
                backup(world).snapshots().take(SnapshotSpec.of(disk, "finding")).await(SmallWorld.LONG);
        assertKept(disk, Conflict.class, "it has snapshots", snapshot);
        assertThat(backup(world).snapshots().list()).anyMatch(one -> one.disk().equals(disk));
    }

    @Test
    void discard_markTakenOffAfterTheChecks_isRefused() {
        Resource.Disk disk = makeDisk();
        assertKept(disk, Conflict.class, "does not carry the mark", () -> world.cloud.untag(disk, Temporary.TAG));
    }

    @Test
    void discard_serverProtectedAfterTheChecks_isRefused() {
        assertKept(
                made,
                Conflict.class,
                "is a member of vault",
                () -> backup(world).vaults().add(world.servers, made));
    }

    @Test
    void discard_serverThatIsAtWorkAfterTheChecks_isBusy() {
        assertKept(
                made,
                Busy.class,
                made + " is REBOOT",
                () -> meanwhile.showing("/cloudservers/" + made.id(), "status", "ACTIVE", "REBOOT"));
    }

    @Test
    void discard_serverWithADiskThatAnotherServerUsesAfterTheChecks_isRefused() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        assertKept(
                made,
                Conflict.class,
                "its disk " + data.id() + " is attached to",
                () -> meanwhile.edit = answer -> {
                    JsonNode disk = answer.path("volume");
                    if (disk.path("id").asText().equals(data.id())
                            && disk.path("attachments") instanceof ArrayNode users) {
                        ObjectNode other = users.get(0).deepCopy();
                        users.add(other.put("server_id", world.web.id()));
                    }
                });
    }

    private Resource.Disk makeDisk() {
        DiskSpec spec = DiskSpec.of("drill").withTags(markOfDisk.tags());
        return backup.restorePoints()
                .restore(world.freePoint.id(), spec, markOfDisk.key())
                .await(SmallWorld.LONG);
    }

    /** Nothing is requested that changes anything. */
    private void assertKept(Resource resource, Class<? extends BackupException> type, String why, Runnable change) {
        meanwhile.afterwards = change;
        meanwhile.sent.clear();

        Temporary its = resource.equals(made) ? mark : markOfDisk;
        assertThatThrownBy(() -> backup.resources().discard(resource, its))
                .isInstanceOf(type)
                .hasMessageContaining(why);

        assertThat(meanwhile.done).isTrue();
        assertThat(meanwhile.sent)
                .doesNotContain(
                        "DELETE cloudvolumes/" + resource.id(), "POST cloudservers/action", "POST cloudservers/delete");
    }

    // ---- what fails

    @Test
    void discard_jobThatNobodyKnowsAnyMoreAndServerThatIsGone_keepsItsDisksAndTellsThem() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.showing("/cloudservers/" + made.id(), "status", "ACTIVE", "ERROR");
        String token = backup.resources().discard(made, mark).token();
        assertThat(meanwhile.sent).contains("POST cloudservers/delete");
        // Whether by this job, or by its owner after the job has failed: nobody can tell.
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> backup.resources().get(made)).isInstanceOf(NotFound.class);
        world.cloud.write(data, "written by its owner");
        meanwhile.unknown = "/jobs/";

        Operation<Resource> work = backup.operations().resume(token, Resource.class);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(data.id());
        assertThat(world.cloud.readText(data)).isEqualTo("written by its owner");
    }

    @Test
    void discard_dataDiskThatCannotBeDeleted_isAskedForOnceAndTold() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        String deletion = "DELETE cloudvolumes/" + data.id();
        meanwhile.showing("/cloudvolumes/" + data.id(), "status", "deleting", "error_deleting");
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        // The emulator shows it as being deleted for 5 seconds.
        for (int polls = 0; polls < 100 && !work.poll().ended(); polls++) {
            world.cloud.time().advance(Duration.ofSeconds(2));
        }

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("error_deleting")
                .hasMessageContaining(data.id());
        assertThat(meanwhile.sent).filteredOn(deletion::equals).hasSize(1);
        assertThat(world.cloud.servers()).contains(made);
    }

    @Test
    void discard_diskWhoseTagsAreTakenOffBeforeItIsDetached_isTaggedAgainAndDeleted() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        for (String tag : List.of(Temporary.TAG, "backup4j-part", "backup4j-part-of")) {
            world.cloud.untag(data, tag);
        }

        assertThat(work.await(SmallWorld.LONG)).isEqualTo(made);
        assertThat(world.cloud.disks()).containsExactlyInAnyOrder(world.root, world.data, world.free, precious);
    }

    private boolean detaches(Resource.Disk disk) {
        return meanwhile.sent.contains("DELETE detachvolume/" + disk.id());
    }

    @Test
    void discard_diskOfAServerThatSomebodyHasTakenOver_isRefused() {
        Resource.Disk data = breakOffOnceTheDisksAreTagged();
        world.cloud.untag(made, Temporary.TAG);
        world.cloud.detach(data);

        assertThatThrownBy(() -> backup.resources().discard(data, mark))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(made.id());
        assertThat(world.cloud.disks()).contains(data);
    }

    @Test
    void sweep_diskOfAServerThatSomebodyHasTakenOverAndDeletedWithoutIt_isKeptAndTold() {
        Resource.Disk data = breakOffOnceTheDisksAreTagged();
        world.cloud.write(data, "written by somebody");
        world.cloud.untag(made, Temporary.TAG);
        world.cloud.delete(made);
        world.cloud.time().advance(Duration.ofDays(2));

        SweepReport swept = RestoreDrill.sweep(backup);

        assertThat(swept.deleted()).as("%s", swept).doesNotContain(leftover(swept, data));
        assertThat(leftover(swept, data).why()).contains(made.id(), "somebody may have kept the disk");
        assertThat(world.cloud.readText(data)).isEqualTo("written by somebody");
        assertThatThrownBy(() -> backup.resources().discard(data, mark)).isInstanceOf(Conflict.class);
    }

    @Test
    void discard_serverThatSomebodyTakesOverWhileItIsEmptied_isKeptWithItsDisks() {
        List<Resource.Disk> own = List.copyOf(world.cloud.disksOf(made));
        Resource.Disk data = own.get(1);
        meanwhile.on("DELETE", "/detachvolume/" + data.id(), () -> world.cloud.untag(made, Temporary.TAG));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("does not carry the mark");
        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.servers()).contains(made);
        assertThat(world.cloud.disks()).containsAll(own);
    }

    @Test
    void discard_serverThatSomebodyDeletesWhileItIsEmptied_keepsItsDisksAndTellsThem() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.on("DELETE", "/detachvolume/" + data.id(), () -> world.cloud.delete(made));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(data.id());
        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.disks()).contains(data);
    }

    /** The process ends once the disks of the server are tagged, and before anything is deleted; returns a data disk. */
    private Resource.Disk breakOffOnceTheDisksAreTagged() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.on("POST", "/cloudservers/action", () -> {});
        meanwhile.fault = Fault.LOST_REQUEST;
        assertThatThrownBy(() -> backup.resources().discard(made, mark)).isInstanceOf(AmbiguousOutcome.class);
        assertThat(backup(world).resources().get(data).tags()).containsKey(Temporary.TAG);
        return data;
    }

    /** A token may be of anybody: that this work has deleted the server is what ECS says of its job. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "a job of another server",
                "no job",
                "a job that names no server",
                "a job without a type",
                "a job that does not delete",
                "a job that is not done"
            })
    void discard_tokenThatSaysItsWorkHasDeletedTheServer_keepsTheDisksAndTellsThem(String said) {
        String job = jobThatDeletesAnotherServer();
        Resource.Disk data = breakOffOnceTheDisksAreTagged();
        world.cloud.write(data, "written by somebody");
        world.cloud.delete(made);
        Token forged = new Token("discard", 2, Map.of("server", made.id(), "mark", mark.value(), "disks", data.id()));
        Token saying = switch (said) {
            case "yes" -> forged.with("deleted", "yes");
            case "no job" -> forged.with("job", "11111111222233334444555555555555");
            default -> forged.with("job", job);
        };
        meanwhile.edit = answer -> {
            if (answer.path("job_id").asText().equals(job)) {
                showJob((ObjectNode) answer, said);
            }
        };

        Operation<?> work = backup.operations().resume(saying.write(world.cloud.site()));

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(data.id())
                .hasMessageContaining("perhaps deleted by somebody else");
        assertThat(world.cloud.readText(data)).isEqualTo("written by somebody");
        assertThat(meanwhile.changed > 0).isEqualTo(said.startsWith("a job that") || said.endsWith("type"));
    }

    /** Lets a job that is done and deleted another server lack one thing alone of a proof that it deleted this one. */
    private void showJob(ObjectNode job, String said) {
        if (said.equals("a job of another server")) {
            return;
        }
        String named = said.equals("a job that names no server") ? "" : made.id();
        job.path("entities")
                .path("sub_jobs")
                .forEach(part -> ((ObjectNode) part.path("entities")).put("server_id", named));
        switch (said) {
            case "a job without a type" -> job.put("job_type", "");
            case "a job that does not delete" -> job.put("job_type", "stopServer");
            case "a job that is not done" -> job.put("status", "RUNNING");
            default -> {}
        }
        meanwhile.changed = 1;
    }

    private String jobThatDeletesAnotherServer() {
        Temporary other = mark("another drill");
        Operation<Resource.Server> work = backup.resources().discard(make(other), other);
        String job = "";
        while (!work.poll().ended()) {
            Token now = Token.read(work.token(), world.cloud.site());
            job = now.step() == 1 ? now.get("job") : job;
            world.cloud.time().advance(Duration.ofSeconds(2));
        }
        assertThat(job).isNotEmpty();
        return job;
    }

    private static Leftover leftover(SweepReport swept, Resource resource) {
        return swept.left().stream()
                .filter(one -> resource.equals(one.resource()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void discard_serverThatSomebodyDeletesOnceItsDisksAreTheirOwn_endsAndKeepsThem() {
        List<Resource.Disk> own = List.copyOf(world.cloud.disksOf(made));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        own.forEach(disk -> world.cloud.untag(disk, Temporary.TAG));
        world.cloud.delete(made);

        assertThat(work.await(SmallWorld.LONG)).isEqualTo(made);
        assertThat(world.cloud.disks()).containsAll(own);
    }

    /** A broken server cannot be emptied, so its data disks outlive it. */
    @Test
    void discard_brokenServerWithADiskThatSomebodyTakesOverAsItIsDeleted_endsAndKeepsTheDisk() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.showing("/cloudservers/" + made.id(), "status", "ACTIVE", "ERROR");
        meanwhile.on("POST", "/cloudservers/delete", () -> world.cloud.untag(data, Temporary.TAG));

        assertThat(backup.resources().discard(made, mark).await(SmallWorld.LONG))
                .isEqualTo(made);
        assertThat(meanwhile.done).isTrue();
        assertThat(world.cloud.disks()).containsExactlyInAnyOrder(world.root, world.data, world.free, precious, data);
    }

    @Test
    void discard_diskThatSomebodyBeginsToProtectOnceItIsDetached_isKeptAndTold() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        meanwhile.on(
                "DELETE",
                "/detachvolume/" + data.id(),
                () -> backup(world).vaults().add(world.disks, data));
        Operation<Resource.Server> work = backup.resources().discard(made, mark);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("switched off")
                .hasMessageContaining("disk " + data.id() + " detached");
        assertThat(world.cloud.disks()).contains(data);
        assertThat(world.cloud.servers()).contains(made);
    }

    @Test
    void discard_diskThatSomebodyHasBackedUpWithAServerMeanwhile_isKeptAndTold() {
        Resource.Disk data = world.cloud.disksOf(made).get(1);
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        world.cloud.detach(data);
        world.cloud.attach(data, world.web);
        backup(world).restorePoints().take(BackupSpec.of(world.servers)).await(SmallWorld.LONG);
        world.cloud.detach(data);

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(data.id());
        assertThat(world.cloud.disks()).contains(data);
    }

    @Test
    void discard_eachTokenOfTheWork_endsIt() {
        List<String> tokens = new ArrayList<>();
        Operation<Resource.Server> work = backup.resources().discard(made, mark);
        tokens.add(work.token());
        for (int polls = 0; polls < 100 && !work.poll().ended(); polls++) {
            tokens.add(work.token());
            world.cloud.time().advance(Duration.ofSeconds(5));
        }
        for (String token : tokens) {
            assertThat(token).hasSizeLessThanOrEqualTo(1024);
            assertThat(backup.operations().resume(token, Resource.class).await(SmallWorld.LONG))
                    .isEqualTo(made);
        }
        assertThat(world.cloud.disks()).containsExactlyInAnyOrder(world.root, world.data, world.free, precious);
    }

    /** The cloud itself, which shows tags that the provider hides. */
    private static CloudBackup backup(SmallWorld world) {
        return world.cloud.backup();
    }

    /** Does something once, right before a request arrives or is processed. */
    private static final class Meanwhile implements Interference {
        private String method = "";
        private String path = "";
        private @Nullable Runnable action;
        private @Nullable Runnable onArrival;

        /** Done once, when the snapshots were listed. */
        @Nullable
        Runnable afterwards;

        final List<String> sent = new CopyOnWriteArrayList<>();
        Fault fault = Fault.NONE;
        boolean done;
        volatile String unknown = "none";
        volatile Consumer<JsonNode> edit = answer -> {};
        volatile int changed;
        private String shownAt = "none";
        private String field = "";
        private String is = "";
        private String shows = "";

        /** Lets answers show another value than it is. */
        synchronized void showing(String at, String name, String value, String other) {
            shownAt = at;
            field = name;
            is = value;
            shows = other;
        }

        @Override
        public synchronized JsonNode shown(String asked, URI target, JsonNode answer) {
            edit.accept(answer);
            if (asked.equals("GET") && target.getPath().contains(shownAt)) {
                for (JsonNode one : answer.has(field) ? List.of(answer) : answer) {
                    if (one instanceof ObjectNode found
                            && found.path(field).asText().equals(is)) {
                        found.put(field, shows);
                        changed++;
                    }
                }
            }
            return answer;
        }

        synchronized void on(String wanted, String ending, Runnable what) {
            method = wanted;
            path = ending;
            action = what;
        }

        /** Does something that sends requests itself. */
        synchronized void onArrival(String wanted, String ending, Runnable what) {
            method = wanted;
            path = ending;
            onArrival = what;
        }

        @Override
        public synchronized void after(String asked, URI target, int status, JsonNode answer) {
            Runnable what = afterwards;
            if (what != null && target.getPath().endsWith("/cloudsnapshots/detail")) {
                afterwards = null;
                done = true;
                what.run();
            }
        }

        @Override
        public void arrived(String asked, URI target) {
            Runnable what = takeArrival(asked, target);
            if (what != null) {
                what.run();
            }
        }

        private synchronized @Nullable Runnable takeArrival(String asked, URI target) {
            Runnable what = onArrival;
            if (what == null || !asked.equals(method) || !target.getPath().endsWith(path)) {
                return null;
            }
            onArrival = null;
            done = true;
            return what;
        }

        @Override
        public synchronized Fault before(String asked, URI target) {
            String[] parts = target.getPath().split("/", -1);
            if (asked.equals("GET") && target.getPath().contains(unknown)) {
                return Fault.NOT_YET_THERE;
            }
            sent.add(asked + " " + parts[parts.length - 2] + "/" + parts[parts.length - 1]);
            Runnable what = action;
            if (what != null && asked.equals(method) && target.getPath().endsWith(path)) {
                action = null;
                done = true;
                what.run();
                return fault;
            }
            return Fault.NONE;
        }
    }
}
