package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that fail and leave what they were to make: it is deleted if it is provably temporary, and named otherwise. */
class FailedJobsTest {
    private static final RequestKey KEY = RequestKey.of("twin");

    private final Failing failing = new Failing();
    private final SmallWorld world = new SmallWorld(failing);
    private final CloudBackup caller = world.open();

    @AfterEach
    void close() {
        caller.close();
        world.close();
    }

    @Test
    void restore_jobOfTheTemporaryImageFails_deletesTheImageAndTheKeyIsFree() {
        Operation<Resource.Server> work = restore(KEY);
        world.cloud.time().advance(SmallWorld.LONG);
        failing.fails = true;

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("the temporary image could not be created: no room");

        failing.fails = false;
        assertThat(temporaries()).isZero();
        assertThat(restore(KEY).await(SmallWorld.LONG)).isNotNull();
    }

    /** The job was that of a second delivery: the image of the first is good, and the work goes on with it. */
    @Test
    void restore_jobFailsAndTheImageIsGood_makesTheServerOfIt() {
        Operation<Resource.Server> work = restore(KEY);
        world.cloud.time().advance(SmallWorld.LONG);
        failing.firstJobAlone = true;
        failing.fails = true;

        Resource.Server server = work.await(SmallWorld.LONG);

        failing.fails = false;
        assertThat(world.cloud.disksOf(server)).isNotEmpty();
        assertThat(temporaries()).as("the work has deleted its image").isZero();
    }

    /** Without a key that the caller has chosen, the proof is in the token alone. */
    @Test
    void restore_withoutKeyAndTheJobOfTheTemporaryImageFails_deletesTheImage() {
        Operation<Resource.Server> work = caller.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"));
        world.cloud.time().advance(SmallWorld.LONG);
        failing.fails = true;

        assertThatThrownBy(() -> work.await(SmallWorld.LONG)).isInstanceOf(OperationFailed.class);

        failing.fails = false;
        assertThat(temporaries()).isZero();
    }

    /** No list showed the image when its job had failed: a repeated call deletes it, and the next one begins again. */
    @Test
    void restore_sameKeyAfterItsImageWasLeftBroken_deletesTheImageAndTheKeyIsFree() {
        leaveABrokenImage();
        assertThat(temporaries()).isEqualTo(1);

        assertThatThrownBy(() -> restore(KEY).await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("is killed; begin again");

        failing.fails = false;
        assertThat(temporaries()).isZero();
        assertThat(restore(KEY).await(SmallWorld.LONG)).isNotNull();
    }

    @Test
    void restore_brokenImageOfAnotherKey_busyAndTheImageStays() {
        leaveABrokenImage();

        assertThatThrownBy(() -> restore(RequestKey.of("other")))
                .isInstanceOf(Busy.class)
                .hasMessageContaining("which another call could not create");

        assertThat(temporaries()).isEqualTo(1);
    }

    @Test
    void restore_jobOfTheDiskFails_namesTheDisk() {
        Operation<Resource.Disk> work = caller.restorePoints()
                .restore(
                        world.dataPoint.id(),
                        DiskSpec.of("copy").inZone("zone-1").withType("SSD"));
        world.cloud.time().advance(SmallWorld.LONG);
        failing.fails = true;

        assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("the disk could not be created; nothing was overwritten: no room")
                .hasMessageContaining("may be left: delete it");
    }

    /** It is the job of this call, not one of an earlier call whose disk could not be created. */
    @Test
    void restore_jobOfTheDiskHasFailedBeforeItIsRead_isRequestedOnce() {
        failing.fails = true;

        assertThatThrownBy(() -> restoreDisk().await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("no room");

        assertThat(failing.createdDisks).hasValue(1);
    }

    /** A new job ends at once, and no read shows its disk yet: it is no disk of an earlier call that was deleted since. */
    @Test
    void restore_diskOfANewJobIsNotShownYet_isRequestedOnce() {
        failing.done = true;

        Operation<Resource.Disk> work = restoreDisk();

        failing.done = false;
        assertThat(failing.createdDisks).hasValue(1);
        assertThat(work.await(SmallWorld.LONG)).isNotNull();
        assertThat(world.cloud.backup().resources().list().filter(disk -> "copy".equals(disk.name())))
                .hasSize(1);
    }

    private Operation<Resource.Disk> restoreDisk() {
        return caller.restorePoints()
                .restore(
                        world.dataPoint.id(),
                        DiskSpec.of("copy").inZone("zone-1").withType("SSD"),
                        KEY);
    }

    /** Lets a restore fail with the key, while no list shows its image. */
    private void leaveABrokenImage() {
        Operation<Resource.Server> work = restore(KEY);
        world.cloud.time().advance(SmallWorld.LONG);
        failing.fails = true;
        failing.hides = true;
        assertThatThrownBy(() -> work.await(SmallWorld.LONG)).isInstanceOf(OperationFailed.class);
        failing.hides = false;
    }

    private Operation<Resource.Server> restore(RequestKey key) {
        return caller.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), key);
    }

    private long temporaries() {
        return world.cloud
                .reopenForAnEmulator()
                .images()
                .list()
                .map(Image::name)
                .filter(name -> name.startsWith("backup4j-"))
                .count();
    }

    /** Shows each job as failed, with its reason alone, and temporary images as broken. */
    private static final class Failing implements Interference {
        private volatile boolean fails;

        /** Whether only the first job that is asked for is shown as failed, and no image as broken. */
        private volatile boolean firstJobAlone;

        private String first = "";
        private volatile boolean hides;

        /** Whether each job is shown as done before it is, so that its disk is not there yet. */
        private volatile boolean done;

        private final AtomicInteger createdDisks = new AtomicInteger();

        @Override
        public Fault before(String method, URI target) {
            if (method.equals("POST") && target.getPath().endsWith("/cloudvolumes")) {
                createdDisks.incrementAndGet();
            }
            boolean readsADisk = method.equals("GET") && target.getPath().matches(".*/(cloud)?volumes/[^/]+");
            return done && readsADisk && createdDisks.get() > 0 ? Fault.NOT_YET_THERE : Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (fails && isFailing(target.getPath()) && answer instanceof ObjectNode job) {
                job.put("status", "FAIL");
                job.put("error_code", "IMG.0001");
                job.put("fail_reason", "no room");
                job.putObject("entities");
            }
            if (done && target.getPath().contains("/jobs/") && answer instanceof ObjectNode job) {
                job.put("status", "SUCCESS");
            }
            if (fails && !firstJobAlone && answer.path("images") instanceof ArrayNode images) {
                for (int i = images.size() - 1; i >= 0; i--) {
                    if (!images.get(i).path("name").asText().startsWith("backup4j-")) {
                        continue;
                    }
                    if (hides) {
                        images.remove(i);
                    } else {
                        ((ObjectNode) images.get(i)).put("status", "killed");
                    }
                }
            }
            return answer;
        }

        private synchronized boolean isFailing(String path) {
            if (!path.contains("/jobs/")) {
                return false;
            }
            first = first.isEmpty() ? path : first;
            return !firstJobAlone || path.equals(first);
        }
    }
}
