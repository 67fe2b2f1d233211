package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.StillRunning;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.restart.Restarts;
import io.github.backup4j.huawei.support.Effects;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Call;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private static final Duration HANGING = Duration.ofHours(3);

    private final Line line = new Line();
    private final SmallWorld world = new SmallWorld(line);
    private final CloudBackup backup = world.open();

    /** For what hangs, and is waited for for hours. */
    private final CloudBackup patient = world.openPatient();

    @AfterEach
    void close() {
        backup.close();
        patient.close();
        world.close();
    }

    /** A request that changes a server or a disk. */
    private enum Change {
        STOP("POST", "/cloudservers/action"),
        DETACH("DELETE", "/detachvolume/"),
        ATTACH("POST", "/attachvolume"),
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
                .satisfies(Effects.are(Effect.UNCHANGED))
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
                .satisfies(Effects.are(Effect.UNCHANGED))
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
                .satisfies(Effects.are(Effect.UNCHANGED))
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
                ? token.with("early", now).with("known", "hdmsr")
                : token.with("log", id).with("good", "1").with("known", "hdmr");

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

    // ---- servers and disks that hang

    @ParameterizedTest
    @ValueSource(strings = {"ERROR", "SUSPENDED", "PAUSED"})
    void restore_serverNeitherRunsNorIsStopped_endsAndSaysThatNothingWasOverwritten(String status) {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.shows(world.web, status, "");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("server " + world.web.id() + " is " + status + ", watched since "
                        + world.begun.truncatedTo(ChronoUnit.SECONDS))
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining("start it, unless somebody else has stopped it");
        assertThat(line.seen.get()).as("requests to stop the server").isZero();
        line.shownServer = "";
        assertRepeatRestores();
    }

    @Test
    void restore_serverRunsAgainOnceItHasGivenUp_takesItsTagsOff() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.shows(world.web, "ERROR", "");
        pollUntil(restore, RestoreState.Phase.START);
        line.shownServer = "";

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is ERROR, watched since")
                .hasMessageContaining("nothing was overwritten");
        assertRunsWithItsDisk();
    }

    @Test
    void restore_serverDoesNotStop_endsAndSaysWhatToDoIfItStopsLater() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        while (line.seen.get() == 0) {
            assertThat(restore.poll().ended()).isFalse();
        }
        line.shows(world.web, "ACTIVE", "powering-off");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is ACTIVE (powering-off), watched since")
                .hasMessageContaining("nothing was overwritten; if it stops, start it");
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
    }

    /** The job of the stop is not known, as the reply to its request was lost. */
    @Test
    void restore_serverDoesNotStopAfterALostReply_endsAndSaysWhatToDoIfItStopsLater() {
        line.first(Change.STOP, Fault.LOST_REPLY);
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        while (line.seen.get() == 0) {
            assertThat(restore.poll().ended()).isFalse();
        }
        line.shows(world.web, "ACTIVE", "powering-off");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is ACTIVE (powering-off), watched since")
                .hasMessageContaining("nothing was overwritten; if it stops, start it");
    }

    /** The service has accepted the stop, and does not show that it has begun with it. */
    @Test
    void restore_serverStopsMinutesAfterTheWorkGaveUp_isStartedAgain() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.showsJobsOf("stopServer", "RUNNING");
        while (line.seen.get() == 0) {
            assertThat(restore.poll().ended()).isFalse();
        }
        line.shows(world.web, "ACTIVE", "");
        pollUntil(restore, RestoreState.Phase.START);
        pollFor(restore, Duration.ofMinutes(20), RestoreState.Phase.START);
        line.shownServer = "";

        Instant stops = world.cloud.time().now();
        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is ACTIVE, watched since")
                .hasMessageContaining("nothing was overwritten; if it stops, start it");
        assertThat(Duration.between(stops, world.cloud.time().now()))
                .as("how long it looks at a server that it has started")
                .isLessThan(Duration.ofMinutes(9));
        assertRunsWithItsDisk();
    }

    @Test
    void restore_diskHangsInItsDetachment_endsAndSaysThatNothingWasOverwritten() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "detaching");
        Instant since = world.cloud.time().now();

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("disk " + world.data.id() + " is detaching, watched since "
                        + since.truncatedTo(ChronoUnit.SECONDS))
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining("attach it as /dev/vdb, and start the server")
                .hasMessageContaining("ask the support of Huawei Cloud")
                .message()
                .doesNotContain("is done");
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
        line.shows(world.data, "");
        assertRepeatRestores();
    }

    /** Durable engines resume the work before each poll. */
    @ParameterizedTest
    @ValueSource(ints = {1, 11, 180})
    void resumedBeforeEachPoll_diskHangsInItsDetachment_ends(int minutes) {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "detaching");

        String failure = endBySteps(restore.token(), Duration.ofMinutes(minutes), 100);

        assertThat(failure).contains("is detaching, watched since").contains("nothing was overwritten");
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
    }

    /** Another process may have gone on since, and the disk is being detached once more, as it should be. */
    @Test
    void resume_oldTokenThatHasWaited_isNotEndedForThat() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "detaching");
        for (int polls = 0; polls < 25; polls++) {
            assertThat(restore.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofMinutes(1));
        }
        String token = restore.token();
        assertThat(Token.read(token, world.cloud.site()).data()).containsKeys("waits", "looked");
        world.cloud.time().advance(Duration.ofDays(1));

        Operation<Resource> again = backup.operations().resume(token, Resource.class);
        for (int polls = 0; polls < 25; polls++) {
            assertThat(again.poll().ended()).isFalse();
            assertThat(Token.read(again.token(), world.cloud.site()).step())
                    .isEqualTo(RestoreState.Phase.DETACH.step());
            world.cloud.time().advance(Duration.ofMinutes(1));
        }
        line.shows(world.data, "");
        again.await(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    /** An engine that polls each quarter of an hour has stored it; another process has gone on since. */
    @Test
    void resume_oldTokenOfWorkThatIsSeldomPolled_isNotEndedByOnePoll() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.data, "attaching");
        for (int polls = 0; polls < 2; polls++) {
            assertThat(restore.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofMinutes(15));
        }
        Token token = Token.read(restore.token(), world.cloud.site());
        assertThat(token.data()).containsKeys("waits", "paused");
        world.cloud.time().advance(Duration.ofDays(1));

        Operation<Resource> again = backup.operations().resume(token.write(world.cloud.site()), Resource.class);
        assertThat(again.poll().ended()).isFalse();
        line.shows(world.data, "");
        again.await(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restore_detachmentEndsOnceItHasGivenUp_diskIsAttachedAgain(boolean replyLost) {
        if (replyLost) {
            line.first(Change.DETACH, Fault.LOST_REPLY);
        }
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.hangsOnceDetached = true;
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.hangsOnceDetached = false;

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is detaching, watched since")
                .hasMessageContaining("nothing was overwritten");
        assertRunsWithItsDisk();
    }

    /** The service has accepted the request and may still carry it out, under a server that runs. */
    @ParameterizedTest
    @ValueSource(strings = {"in-use", "detaching"})
    void restore_jobThatDetachesTheDiskHangs_endsAndDoesNotStartTheServer(String shown) {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.showsJobsOf("detachVolume", "RUNNING");
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, shown);
        String job = Token.read(restore.token(), world.cloud.site()).find("job");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is " + shown + ", watched since")
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining(
                        "job " + job + ", which detaches disk " + world.data.id() + " from server " + world.web.id())
                .hasMessageContaining("as /dev/vdb, and start the server")
                .hasMessageContaining("ask the support of Huawei Cloud");
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
        line.showsJobsOf("", "");
        line.shows(world.data, "");
        assertRepeatRestores();
    }

    /** ECS has detached the disk; EVS shows it as attached. */
    @Test
    void restore_diskIsDetachedAndShownAsAttached_endsAndDoesNotStartTheServerWithoutIt() {
        line.first(Change.DETACH, Fault.NONE);
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.showsAsAttached = true;

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("is in-use, watched since")
                .hasMessageContaining("nothing was overwritten")
                .hasMessageContaining("server " + world.web.id() + " does not have disk " + world.data.id())
                .hasMessageContaining("as /dev/vdb, and start the server");
        assertThat(line.seen.get()).as("requests to detach the disk").isOne();
        assertThat(status()).isEqualTo(ProtectableResource.Status.STOPPED);
        line.showsAsAttached = false;
        assertRepeatRestores();
    }

    @Test
    void restore_diskIsStillAttachedAfterEachDetachment_endsAndStartsTheServer() {
        line.first(Change.DETACH, Fault.NONE);
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        for (int polls = 0; polls < 100 && !restore.poll().ended(); polls++) {
            world.emulator.advance(Duration.ofMinutes(1));
            if (!world.cloud.disksOf(world.web).contains(world.data)) {
                world.cloud.attach(world.data, world.web);
            }
        }

        assertThat(restore.poll())
                .isInstanceOfSatisfying(
                        Operation.Status.Failed.class,
                        failed -> assertThat(failed.failure())
                                .hasMessageContaining("is in-use, watched since")
                                .hasMessageContaining("nothing was overwritten"));
        assertThat(line.seen.get()).as("requests to detach the disk").isEqualTo(2);
        assertRunsWithItsDisk();
    }

    @Test
    void restore_detachmentOfSomebodyElseHangs_diskIsNotAttachedAgain() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        stopServer(restore);
        world.cloud.detach(world.data);
        line.shows(world.data, "detaching");
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.data, "");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known by whom");
        assertThat(world.cloud.disksOf(world.web)).doesNotContain(world.data);
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
    }

    /** The server runs, and its disk is neither attached nor free. */
    @Test
    void restore_diskThatSomebodyDetachesHangs_ends() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        world.cloud.stop(world.web);
        world.cloud.detach(world.data);
        world.cloud.start(world.web);
        line.shows(world.data, "detaching");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known by whom");
        assertThat(line.seen.get()).as("requests to stop the server").isZero();
        assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
    }

    /** A backup of hours that began when the disk was free keeps it from being overwritten, and is not in the way of that forever. */
    @Test
    void restore_otherWorkOnTheDiskTakesHours_isWaitedFor() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "backing-up");
        assertThatThrownBy(() -> restore.await(Duration.ofHours(10))).isInstanceOf(StillRunning.class);
        line.shows(world.data, "");

        restore.await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    @Test
    void restore_diskHangsOnceItsRestoreHasEnded_endsAndSaysSo() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.SETTLE);
        line.shows(world.data, "restoring-backup");

        assertThatThrownBy(() -> restore.await(Duration.ofDays(3)))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("the restore has ended, but disk " + world.data.id())
                .hasMessageContaining("is restoring-backup, watched since")
                .hasMessageContaining("check the content of the disk")
                .hasMessageContaining("attach it as /dev/vdb, and start the server");
    }

    @Test
    void restore_diskHangsWhenItIsAttachedAgain_endsAndSaysThatTheRestoreIsDone() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.data, "attaching");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("the restore is done, but the disk could not be attached")
                .hasMessageContaining("attach it as /dev/vdb, and start the server")
                .hasMessageContaining("is attaching, watched since")
                .message()
                .doesNotContain("nothing was overwritten");
        line.shows(world.data, "");
        assertRepeatRestores();
    }

    @Test
    void restore_attachmentIsRefused_endsAndSaysThatTheRestoreIsDone() {
        line.first(Change.ATTACH, Fault.REFUSED);
        line.then = Fault.REFUSED;

        assertThatThrownBy(() -> patient.restorePoints()
                        .restore(world.dataPoint.id(), over(), KEY)
                        .await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("the restore is done, but the disk could not be attached")
                .hasMessageContaining("attach it as /dev/vdb, and start the server");
        line.then = Fault.NONE;
        assertRepeatRestores();
    }

    @Test
    void restore_serverIsBrokenWhenItIsStartedAgain_endsAndSaysThatTheRestoreIsDone() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.START);
        line.shows(world.web, "ERROR", "");

        assertThatThrownBy(() -> restore.await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("the restore is done, but the server could not be started")
                .hasMessageContaining("is ERROR, watched since")
                .message()
                .doesNotContain("nothing was overwritten");
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
        line.shownServer = "";
        assertRepeatRestores();
    }

    @Test
    void restore_startIsRefused_endsAndSaysThatTheRestoreIsDone() {
        line.first(Change.STOP, Fault.NONE);
        line.then = Fault.REFUSED;

        assertThatThrownBy(() -> patient.restorePoints()
                        .restore(world.dataPoint.id(), over(), KEY)
                        .await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("the restore is done, but the server could not be started");
        line.then = Fault.NONE;
        assertRepeatRestores();
    }

    /** What another process has overwritten meanwhile is not said to be untouched. */
    @Test
    void resume_firstTokenWhenItsServerIsBrokenAndTheDiskIsOverwritten_saysThatTheRestoreIsDone() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        String first = restore.token();
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.web, "ERROR", "");

        assertThatThrownBy(() -> patient.operations().resume(first).await(HANGING))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("the restore is done, but the server could not be started")
                .message()
                .doesNotContain("nothing was overwritten");
    }

    /** The service says so whenever it is asked to restore the disk. */
    @Test
    void restore_vaultIsBusyForMoreThanADay_endsAndPutsTheServerBack() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.beforeRestores = () -> world.cloud
                .faults()
                .failNext(
                        Call.RESTORE_POINTS_RESTORE,
                        new Busy("other work", BackupException.Detail.code("BEING_WORKED_ON"), null));
        assertThatThrownBy(() -> restore.await(Duration.ofHours(23)))
                .isInstanceOf(StillRunning.class)
                .hasMessageContaining("BackupService.2010");

        assertThatThrownBy(() -> restore.await(Duration.ofHours(3)))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("the restore was refused; nothing was overwritten")
                .hasMessageContaining("BackupService.2010")
                .hasMessageContaining(", watched since ");
        assertRunsWithItsDisk();
    }

    /** What is not answered says nothing of the disk: the work neither ends, nor forgets what it has to put back. */
    @Test
    void restore_throttledForDays_doesNotEndAndIsCarriedToItsEndLater() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.throttles = true;
        assertThatThrownBy(() -> restore.await(Duration.ofDays(3))).isInstanceOf(StillRunning.class);
        line.throttles = false;

        restore.await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    /** A backup that began once the disk was restored takes longer than an attachment may. */
    @Test
    void restore_attachmentAfterOtherWorkWhoseReplyIsLost_isWaitedForFromItsBeginning() {
        line.first(Change.ATTACH, Fault.LOST_REPLY);
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.data, "backing-up");
        pollFor(restore, Duration.ofMinutes(40), RestoreState.Phase.ATTACH);
        line.shows(world.data, "");
        assertThat(restore.poll().ended()).isFalse();
        assertThat(line.seen.get()).as("requests to attach the disk").isOne();
        line.shows(world.data, "attaching");
        pollFor(restore, Duration.ofMinutes(25), RestoreState.Phase.ATTACH);
        line.shows(world.data, "");

        restore.await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void restore_detachmentThatFollowsOtherWorkOnTheDisk_isWaitedForFromItsBeginning() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "backing-up");
        pollFor(restore, Duration.ofHours(2), RestoreState.Phase.DETACH);
        line.shows(world.data, "detaching");
        pollFor(restore, Duration.ofMinutes(25), RestoreState.Phase.DETACH);
        line.shows(world.data, "");

        restore.await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restore_serverAndDiskEachNeedALongWhile_isNotEndedForThat(boolean replyLost) {
        if (replyLost) {
            line.first(Change.STOP, Fault.LOST_REPLY);
        }
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        line.shows(world.web, "REBOOT", "");
        pollFor(restore, Duration.ofMinutes(25), RestoreState.Phase.STOP);
        line.shownServer = "";
        assertThat(restore.poll().ended()).isFalse();
        line.shows(world.web, "ACTIVE", "powering-off");
        pollFor(restore, Duration.ofMinutes(25), RestoreState.Phase.STOP);
        line.shownServer = "";
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "detaching");
        pollFor(restore, Duration.ofMinutes(25), RestoreState.Phase.DETACH);
        line.shows(world.data, "");

        restore.await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    /** The first request was not carried out; what showed it as if it had been is over. */
    @Test
    void restore_detachmentRefusedAfterOneThatSeemedToBegin_diskThatSomebodyDetachesStaysDetached() {
        line.first(Change.DETACH, Fault.LOST_REQUEST);
        line.then = Fault.REFUSED;
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        while (line.seen.get() == 0) {
            assertThat(restore.poll().ended()).isFalse();
            world.cloud.time().advance(Restarts.PAUSE);
        }
        line.shows(world.data, "detaching");
        pollUntil(restore, RestoreState.Phase.DETACH);
        line.shows(world.data, "");
        pollUntil(restore, RestoreState.Phase.ATTACH);
        world.cloud.time().advance(Duration.ofMinutes(5));
        world.cloud.detach(world.data);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known by whom");
        assertThat(world.cloud.disksOf(world.web)).doesNotContain(world.data);
    }

    /** The failure gives way: the wait of a caller who resumes the work before each poll would begin anew each time. */
    @Test
    void resume_tokenWithoutRoomForWhatItWaitsFor_shortensItsFailureAndEnds() {
        Operation<Resource.Disk> restore = patient.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(restore, RestoreState.Phase.ATTACH);
        line.shows(world.data, "attaching");
        Token token = Token.read(restore.token(), world.cloud.site()).with("fail", "x".repeat(160));
        while (token.write(world.cloud.site()).length() < 1010) {
            token = token.with("code", token.find("code") + "x");
        }
        Operation<Resource> again = patient.operations().resume(token.write(world.cloud.site()), Resource.class);
        assertThat(again.poll().ended()).isFalse();
        Token waiting = Token.read(again.token(), world.cloud.site());
        assertThat(waiting.instant("waits")).isNotNull();
        assertThat(waiting.find("fail")).isNotEmpty().hasSizeLessThan(160);

        assertThat(endBySteps(again.token())).contains("is attaching, watched since");
    }

    private void assertRepeatRestores() {
        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(HANGING);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
        assertThat(status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    private String endBySteps(String first) {
        return endBySteps(first, Restarts.PAUSE, 500);
    }

    private String endBySteps(String first, Duration pause, int most) {
        String token = first;
        for (int polls = 0; polls < most; polls++) {
            try (CloudBackup worker = world.open()) {
                Operation<Resource> work = worker.operations().resume(token, Resource.class);
                if (work.poll() instanceof Operation.Status.Failed<Resource> failed) {
                    return String.valueOf(failed.failure().getMessage());
                }
                token = work.token();
            }
            world.cloud.time().advance(pause);
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
        for (int polls = 0; polls < 1000; polls++) {
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

    private void pollFor(Operation<Resource.Disk> work, Duration time, RestoreState.Phase phase) {
        for (long minutes = 0; minutes < time.toMinutes(); minutes++) {
            assertThat(work.poll().ended()).isFalse();
            assertThat(Token.read(work.token(), world.cloud.site()).step()).isEqualTo(phase.step());
            world.cloud.time().advance(Duration.ofMinutes(1));
        }
    }

    private void assertLeftStopped(Operation<Resource.Disk> restore) {
        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
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

        /** Run before each request to restore a disk. */
        private volatile Runnable beforeRestores = () -> {};

        /** Whether all requests are throttled. */
        private volatile boolean throttles;

        /** The jobs of this type are shown with another status; "": none. */
        private volatile String shownJobs = "";

        private String shownJobStatus = "";

        /** The server that is shown with another status and task; "": none. */
        private volatile String shownServer = "";

        /** The disk that is shown with another status; "": none. */
        private volatile String shownDisk = "";

        private String shownDiskStatus = "";

        /** Whether each disk that is free is shown as being detached. */
        private volatile boolean hangsOnceDetached;

        /** Whether a disk is shown as attached to where it was, after it was detached. */
        private volatile boolean showsAsAttached;

        private JsonNode lastAttachments = MissingNode.getInstance();

        private String shownStatus = "";
        private String shownTask = "";

        void failsJobsOf(String type) {
            showsJobsOf(type, "FAIL");
        }

        void showsJobsOf(String type, String status) {
            shownJobStatus = status;
            shownJobs = type;
        }

        void shows(Resource.Server server, String status, String task) {
            shownStatus = status;
            shownTask = task;
            shownServer = server.id();
        }

        void shows(Resource.Disk disk, String status) {
            shownDiskStatus = status;
            shownDisk = status.isEmpty() ? "" : disk.id();
        }

        void first(Change requests, Fault goesWrong) {
            which = requests;
            fault = goesWrong;
        }

        @Override
        public Fault before(String method, URI target) {
            if (throttles) {
                return Fault.THROTTLED;
            }
            if (Change.RESTORE.is(method, target)) {
                beforeRestores.run();
            }
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
                    && !shownJobs.isEmpty()
                    && shownJobs.equals(job.path("job_type").asText())) {
                job.put("status", shownJobStatus);
            }
            if (answer.path("server") instanceof ObjectNode server
                    && server.path("id").asText().equals(shownServer)) {
                server.put("status", shownStatus).put("OS-EXT-STS:task_state", shownTask);
            }
            if (answer.path("volume") instanceof ObjectNode disk) {
                if (disk.path("id").asText().equals(shownDisk)) {
                    disk.put("status", shownDiskStatus);
                }
                if (disk.path("status").asText().equals("in-use")) {
                    lastAttachments = disk.path("attachments");
                } else if (showsAsAttached) {
                    disk.put("status", "in-use").set("attachments", lastAttachments);
                }
                if (hangsOnceDetached && disk.path("status").asText().equals("available")) {
                    disk.put("status", "detaching");
                }
            }
            return answer;
        }
    }
}
