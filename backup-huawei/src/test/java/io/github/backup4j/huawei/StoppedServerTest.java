package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.restart.Restarts;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Restores that detach a disk and end before they overwrite it, where the request to stop the server or to detach the disk is carried
 * out although its reply was lost: the work puts back what it itself may have changed, and nothing else.
 */
class StoppedServerTest {
    private static final RequestKey KEY = RequestKey.of("restore-1");

    private final Line line = new Line();
    private final SmallWorld world = new SmallWorld(line);
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    /** A request that changes a server or a disk. */
    private enum Change {
        STOP("POST", "/cloudservers/action"),
        DETACH("DELETE", "/detachvolume/"),
        RESTORE("POST", "/restore");

        private final String method;
        private final String path;

        Change(String method, String path) {
            this.method = method;
            this.path = path;
        }

        boolean is(String asked, URI target) {
            return method.equals(asked) && target.getPath().contains(path);
        }
    }

    /** How the request to stop the server goes wrong, before the service refuses the restore. */
    enum Lost {
        REPLY(Fault.LOST_REPLY),
        LATE_REQUEST(Fault.LATE),
        GATEWAY(Fault.GATEWAY_TIMEOUT);

        private final Fault fault;

        Lost(Fault fault) {
            this.fault = fault;
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_refusedAfterTheReplyToTheStopWasLost_serverRunsAgain(Lost lost) {
        line.first(Change.STOP, lost.fault);
        line.freezes = true;
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG)).isInstanceOf(OperationFailed.class);

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(line.seen.get()).as("requests to stop the server").isPositive();
        assertRunsWithItsDisk();
    }

    /** Durable engines resume the work before each poll. */
    @ParameterizedTest
    @EnumSource
    void resumedBeforeEachPoll_refusedAfterTheReplyToTheStopWasLost_serverRunsAgain(Lost lost) {
        line.first(Change.STOP, lost.fault);
        line.freezes = true;
        String token = backup.restorePoints()
                .restore(world.dataPoint.id(), over(), KEY)
                .token();

        String failure = endBySteps(token);

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(line.seen.get()).as("requests to stop the server").isPositive();
        assertThat(failure).contains("nothing was overwritten");
        assertRunsWithItsDisk();
    }

    /** Nothing in the token says that the first process has asked for it. */
    @Test
    void resumedFromTheFirstToken_stoppedByALateRequestOfTheFirstProcess_saysSoAndLeavesIt() {
        line.first(Change.STOP, Fault.LATE);
        Operation<Resource.Disk> first = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        String token = first.token();
        var unused = first.poll();
        assertThat(line.seen.get()).as("requests to stop the server").isOne();
        line.frozen = true;

        Operation<Resource> second = backup.operations().resume(token, Resource.class);

        assertThatThrownBy(() -> second.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining("server " + world.web.id() + " is stopped")
                .hasMessageContaining("start it");
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
        assertThat(tags()).isEmpty();
    }

    @Test
    void restore_refusedBeforeItAskedForAStop_serverThatSomebodyStopsMeanwhileStaysStopped() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.frozen = true;
        pollUntil(restore, RestoreState.Phase.START);
        world.cloud.stop(world.web);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("unless somebody else has stopped it");
        assertThat(line.seen.get()).as("requests to stop the server").isZero();
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
    }

    @Test
    void restore_refusedBeforeItAskedForAStop_doesNotAskForTheServer() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.frozen = true;

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("did not begin; nothing was overwritten")
                .message()
                .doesNotContain("start it");
        assertThat(line.seen.get()).as("requests to stop the server").isZero();
        assertRunsWithItsDisk();
    }

    @Test
    void restore_diskIsTakenElsewhereWhileItsServerStops_serverIsStartedAgain() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        stopServer(restore);
        Resource.Server other = takeElsewhere();

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(other.id());
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(world.dataPoint.id(), over(), KEY)
                        .await(SmallWorld.LONG))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(other.id());
        assertThat(world.cloud.backup().resources().get(other).status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.disksOf(other)).contains(world.data);
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
    }

    @Test
    void restore_diskIsTakenElsewhereAndItsServerIsBroken_endsAndSaysSo() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        stopServer(restore);
        takeElsewhere();
        line.shows(world.web, "ERROR", "");

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("is ERROR")
                .hasMessageContaining("another request key");
    }

    // ---- what somebody else has done is not undone

    /** The request was never carried out; hours later, somebody stops the server and takes the disk elsewhere. */
    @Test
    void resume_longAfterALostStopByAnotherPersonOfTheServerWhoseDiskIsElsewhere_leavesItStopped() {
        line.first(Change.STOP, Fault.LOST_REQUEST);
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        var unused = restore.poll();
        assertThat(line.seen.get()).as("requests to stop the server").isOne();
        world.cloud.time().advance(Duration.ofHours(1));
        world.cloud.stop(world.web);
        Resource.Server other = takeElsewhere();

        Operation<Resource> again = backup.operations().resume(restore.token(), Resource.class);

        assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(other.id())
                .hasMessageContaining("start it, unless somebody else has stopped it")
                .hasMessageContaining("another request key");
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
    }

    @Test
    void restore_refusedLongAfterALostStop_serverThatSomebodyStopsMeanwhileStaysStopped() {
        line.first(Change.STOP, Fault.LOST_REQUEST);
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        var unused = restore.poll();
        world.cloud.time().advance(Duration.ofHours(1));
        line.frozen = true;
        pollUntil(restore, RestoreState.Phase.START);
        world.cloud.stop(world.web);

        assertLeftStopped(restore);
    }

    /** Also a guest that shuts down after the service has given up: nobody can tell it from a person who switches it off. */
    @Test
    void restore_stopHasFailed_serverThatIsStoppedLaterStaysStopped() {
        line.failsJobsOf("stopServer");
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);

        assertLeftStopped(restore);
    }

    @Test
    void restore_detachmentRefused_diskThatSomebodyDetachesStaysDetached() {
        line.first(Change.DETACH, Fault.REFUSED);
        line.then = Fault.REFUSED;
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.ATTACH);
        world.cloud.detach(world.data);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known by whom")
                .hasMessageContaining("attach it to server " + world.web.id());
        assertThat(world.cloud.disksOf(world.web)).doesNotContain(world.data);
    }

    /** A process with the first token gives up, while another one has gone on to a step. */
    @ParameterizedTest
    @EnumSource(
            value = RestoreState.Phase.class,
            names = {"RESTORE", "START"})
    void restore_givenUpWhileAnotherProcessGoesOn_leavesItToThat(RestoreState.Phase phase) {
        line.first(Change.STOP, Fault.LOST_REQUEST);
        Operation<Resource.Disk> first = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        String token = first.token();
        var unused = first.poll();
        line.frozen = true;
        pollUntil(first, RestoreState.Phase.START);
        line.frozen = false;
        Operation<Resource.Disk> second = backup.operations().resume(token, Resource.Disk.class);
        pollUntil(second, phase);
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);

        assertThatThrownBy(() -> first.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("other work of this restore")
                .message()
                .doesNotContain("nothing was overwritten");
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
        second.await(SmallWorld.LONG);
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    // ---- waits

    @Test
    void restore_refusedAfterALostStopAndATaskOfTheServerHangs_ends() {
        line.first(Change.STOP, Fault.LOST_REQUEST);
        line.freezes = true;
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.START);
        line.shows(world.web, "ACTIVE", "rebooting");

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .message()
                .contains("did not begin; nothing was overwritten")
                .doesNotContain("nobody knows");
    }

    /** A token is read before it is trusted; a clock may have been wrong. */
    @Test
    void resume_tokenThatAskedInTheFuture_doesNotWaitForThat() {
        line.first(Change.STOP, Fault.LOST_REQUEST);
        line.freezes = true;
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.START);
        Token token = Token.read(restore.token(), world.cloud.site());
        Instant wrong = world.cloud.time().now().plus(Duration.ofDays(30));
        String ahead = token.with("asked", wrong).with("early", wrong).write(world.cloud.site());

        Operation<Resource> again = backup.operations().resume(ahead, Resource.class);

        assertThatThrownBy(() -> again.await(SmallWorld.LONG)).isInstanceOf(OperationFailed.class);
        assertRunsWithItsDisk();
    }

    /** Work that gave up early has no log of its restore, and work that has one did not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void token_withAllThatItMayKeep_isNotTooLong(boolean gaveUp) {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        String id = world.web.id();
        Instant now = world.cloud.time().now();
        Token token = Token.read(restore.token(), world.cloud.site())
                .at(RestoreState.Phase.START.step())
                .with("device", "/dev/vdb")
                .with("job", id)
                .with("asked", now)
                .with("taking", now)
                .with("fail", "x".repeat(160))
                .with("code", "BackupService.6201")
                .with("refused", "4")
                .with("unanswered", "11")
                .with("missed", "11")
                .with("missing", now);
        token = gaveUp
                ? token.with("early", now).with("known", "hdms")
                : token.with("log", id).with("good", "1").with("known", "hm");

        String text = token.write(world.cloud.site());

        assertThat(Token.read(text, world.cloud.site())).isEqualTo(token);
    }

    @Test
    void restore_diskIsDetachedLateAfterItsDetachmentWasRefused_isAttachedAgain() {
        line.first(Change.DETACH, Fault.LATE);
        line.then = Fault.REFUSED;

        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(world.dataPoint.id(), over(), KEY)
                        .await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("could not be detached");

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(line.seen.get()).as("requests to detach the disk").isGreaterThan(1);
        assertRunsWithItsDisk();
    }

    /** The first request is carried out, and the job of the second fails for that. */
    @Test
    void restore_diskIsDetachedLateAfterItsDetachmentFailed_isAttachedAgain() {
        line.first(Change.DETACH, Fault.LATE);
        line.failsJobsOf("detachVolume");
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        assertThat(restore.poll().ended()).isFalse();
        assertThat(Token.read(restore.token(), world.cloud.site()).step()).isEqualTo(RestoreState.Phase.ATTACH.step());

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("could not be detached");

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(line.seen.get()).as("requests to detach the disk").isGreaterThan(1);
        assertRunsWithItsDisk();
    }

    @Test
    void restore_stopIsCarriedOutOnceMoreLate_serverRunsInTheEnd() {
        line.first(Change.STOP, Fault.LATE);

        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    @Test
    void restore_requestedLateAfterItWasRefused_isNotSaidToHaveOverwrittenNothing() {
        line.first(Change.RESTORE, Fault.LATE);
        line.then = Fault.REFUSED;

        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(world.dataPoint.id(), over(), KEY)
                        .await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .message()
                .contains("is not known")
                .doesNotContain("nothing was overwritten");

        world.emulator.advance(Duration.ofMinutes(10));
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
    }

    private String endBySteps(String first) {
        String token = first;
        for (int polls = 0; polls < 500; polls++) {
            try (CloudBackup worker = world.open()) {
                Operation<Resource> work = worker.operations().resume(token, Resource.class);
                if (work.poll() instanceof Operation.Status.Failed<Resource> failed) {
                    return String.valueOf(failed.failure().getMessage());
                }
                token = work.token();
            }
            world.cloud.time().advance(Restarts.PAUSE);
        }
        throw new AssertionError("the work has not ended");
    }

    private void stopServer(Operation<Resource.Disk> restore) {
        while (line.seen.get() == 0) {
            assertThat(restore.poll().ended()).isFalse();
        }
        world.emulator.advance(Duration.ofMinutes(1));
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
    }

    private Resource.Server takeElsewhere() {
        Resource.Server other = world.cloud.addServer("other", world.cloud.addDisk("other-root", DataSize.gib(10)));
        world.cloud.detach(world.data);
        world.cloud.attach(world.data, other);
        return other;
    }

    private void pollUntil(Operation<Resource.Disk> work, RestoreState.Phase phase) {
        for (int polls = 0; polls < 100; polls++) {
            if (Token.read(work.token(), world.cloud.site()).step() == phase.step()) {
                return;
            }
            assertThat(work.poll().ended()).isFalse();
            boolean there = Token.read(work.token(), world.cloud.site()).step() == phase.step();
            if (!there && !line.frozen) {
                world.cloud.time().advance(Restarts.PAUSE);
            }
        }
        throw new AssertionError("the work has not come to " + phase);
    }

    private void assertLeftStopped(Operation<Resource.Disk> restore) {
        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining("start it, unless somebody else has stopped it");
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
    }

    private void assertRunsWithItsDisk() {
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
        assertThat(tags()).isEmpty();
    }

    private Map<String, String> tags() {
        return world.cloud.reopenForAnEmulator().resources().get(world.data).tags();
    }

    private ProtectableResource.Status status() {
        return world.cloud.backup().resources().get(world.web).status();
    }

    private InPlace<Resource.Disk> over() {
        return InPlace.over(world.data).detachingFirst();
    }

    /** Lets requests of one kind go wrong, the first in one way and the others in another, and shows vaults as frozen. */
    private static final class Line implements Interference {
        private Change which = Change.STOP;
        private Fault fault = Fault.NONE;
        private volatile Fault then = Fault.NONE;
        private final AtomicInteger seen = new AtomicInteger();

        /** Whether vaults are frozen once the first request went wrong, so that nothing is restored from them. */
        private volatile boolean freezes;

        private volatile boolean frozen;

        /** The jobs of this type are shown as failed; "": none. */
        private volatile String failingJobs = "";

        /** The server that is shown with another status and task; "": none. */
        private volatile String shownServer = "";

        private String shownStatus = "";
        private String shownTask = "";

        void failsJobsOf(String type) {
            failingJobs = type;
        }

        void shows(Resource.Server server, String status, String task) {
            shownStatus = status;
            shownTask = task;
            shownServer = server.id();
        }

        void first(Change requests, Fault goesWrong) {
            which = requests;
            fault = goesWrong;
        }

        @Override
        public Fault before(String method, URI target) {
            if (frozen && Change.RESTORE.is(method, target)) {
                return Fault.REFUSED;
            }
            if (!which.is(method, target)) {
                return Fault.NONE;
            }
            int number = seen.incrementAndGet();
            frozen |= freezes;
            return number == 1 ? fault : then;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (frozen && answer.path("vault").path("billing") instanceof ObjectNode billing) {
                billing.put("status", "frozen");
            }
            if (answer instanceof ObjectNode job
                    && !failingJobs.isEmpty()
                    && failingJobs.equals(job.path("job_type").asText())) {
                job.put("status", "FAIL");
            }
            if (answer.path("server") instanceof ObjectNode server
                    && server.path("id").asText().equals(shownServer)) {
                server.put("status", shownStatus).put("OS-EXT-STS:task_state", shownTask);
            }
            return answer;
        }
    }
}
