package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Resumption;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link BackupListener} promises. */
@DisplayName("Listener")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class ListenerContract extends ContractTest {
    private static final SnapshotId NONE = new SnapshotId("00000000-0000-0000-0000-000000000000");

    private final Recorder recorder = new Recorder();
    private CloudBackup heard;

    @BeforeEach
    void listen() {
        heard = backup.listening(recorder);
    }

    @Nested
    @DisplayName("A call")
    class Calls {
        @Test
        @DisplayName("that returns is reported as it begins and as it ends")
        void call_returns_begunAndEndedOk() {
            Resource.Disk disk = disk("data", "one");

            assertThat(heard.resources().get(disk).name()).isEqualTo("data");

            BackupListener.Call call = new BackupListener.Call("resources.get", disk.id());
            assertThat(recorder.begun).containsExactly(call);
            assertThat(recorder.ended).singleElement().satisfies(end -> {
                assertThat(end.call()).isEqualTo(call);
                assertThat(end.outcome()).isEqualTo("ok");
                assertThat(end.failure()).isNull();
                assertThat(end.took()).isGreaterThanOrEqualTo(Duration.ZERO);
            });
        }

        @Test
        @DisplayName("that throws is reported with that exception")
        void call_throws_endedWithIt() {
            Throwable thrown = catchThrowable(() -> heard.snapshots().get(NONE));

            assertThat(thrown).isInstanceOf(NotFound.class);
            assertThat(recorder.ended).singleElement().satisfies(end -> {
                assertThat(end.call()).isEqualTo(new BackupListener.Call("snapshots.get", NONE.value()));
                assertThat(end.outcome()).isEqualTo("NotFound");
                assertThat(end.failure()).isSameAs(thrown);
            });
        }

        @Test
        @DisplayName("ends with the object with which it began, also where another call equals it")
        void call_equalToAnother_endsAsTheObjectThatBegan() {
            Resource.Disk disk = disk("data", "one");

            assertThat(heard.resources().get(disk)).isEqualTo(heard.resources().get(disk));

            assertThat(recorder.begun).hasSize(2);
            assertThat(recorder.begun.get(0)).isEqualTo(recorder.begun.get(1)).isNotSameAs(recorder.begun.get(1));
            assertThat(recorder.ended.get(0).call()).isSameAs(recorder.begun.get(0));
            assertThat(recorder.ended.get(1).call()).isSameAs(recorder.begun.get(1));
        }

        @Test
        @DisplayName("has one name, whether it was given a key or not")
        void call_withAndWithoutKey_oneName() {
            SnapshotSpec spec = SnapshotSpec.of(disk("data", "one"), "before");

            done(heard.snapshots().take(spec));
            done(heard.snapshots().take(spec, RequestKey.of("order-1")));

            assertThat(recorder.begun).extracting(BackupListener.Call::name).containsOnly("snapshots.take");
            assertThat(recorder.begun).hasSize(2);
            assertThat(recorder.ended)
                    .extracting(BackupListener.CallEnd::outcome)
                    .containsExactly("ok", "ok");
        }

        @Test
        @DisplayName("with a null argument is no call")
        void call_nullArgument_notTold() {
            assertThatThrownBy(() -> heard.snapshots().get(absent()))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("id == null");

            assertThat(recorder.begun).isEmpty();
        }

        @Test
        @DisplayName("that lists is reported once, when the list is used")
        void list_readToItsEnd_toldOnceWhenUsed() {
            done(backup.snapshots().take(SnapshotSpec.of(disk("data", "one"), "before")));

            Stream<Snapshot> list = heard.snapshots().list();
            assertThat(recorder.begun).isEmpty();
            assertThat(list).hasSize(1);

            assertThat(recorder.begun).containsExactly(new BackupListener.Call("snapshots.list", null));
            assertThat(recorder.ended)
                    .extracting(BackupListener.CallEnd::outcome)
                    .containsExactly("ok");
        }

        @Test
        @DisplayName("that lists is reported as ended, too, if the caller stops early")
        void list_leftOff_ended() {
            disk("a", "a");
            disk("b", "b");

            assertThat(heard.resources().list().findFirst()).isPresent();

            assertThat(recorder.begun).hasSize(1);
            assertThat(recorder.ended).hasSize(1);
        }

        @Test
        @DisplayName("is not reported to the listeners of another connection")
        void call_throughTheOther_notTold() {
            Resource.Disk disk = disk("data", "one");

            assertThat(backup.resources().get(disk).name()).isEqualTo("data");

            assertThat(recorder.begun).isEmpty();
            assertThat(recorder.ended).isEmpty();
            assertThat(recorder.requests).isEmpty();
        }

        @Test
        @DisplayName("is reported to each listener")
        void call_severalListeners_eachTold() {
            Recorder second = new Recorder();
            Resource.Disk disk = disk("data", "one");

            assertThat(heard.listening(second).resources().get(disk).name()).isEqualTo("data");

            assertThat(recorder.begun).hasSize(1);
            assertThat(second.begun).isEqualTo(recorder.begun);
            assertThat(second.requests).hasSameSizeAs(recorder.requests);
        }

        @Test
        @DisplayName("is made of requests that have a service, an operation and an attempt")
        void requests_ofACall_wellFormed() {
            Resource.Disk disk = disk("data", "one");

            assertThat(heard.resources().get(disk).name()).isEqualTo("data");

            assertThat(recorder.requests).isNotEmpty().allSatisfy(request -> {
                assertThat(request.service()).matches("[a-z0-9]+");
                assertThat(request.operation()).matches("[A-Za-z0-9]+");
                assertThat(request.attempt()).isEqualTo(1);
                assertThat(request.status()).isBetween(200, 299);
                assertThat(request.took()).isGreaterThanOrEqualTo(Duration.ZERO);
                String id = request.requestId();
                assertThat(id == null ? "none" : id).isNotBlank();
            });
        }

        @Test
        @DisplayName("that fails is reported with the request id of its exception, where the cloud gives one")
        void requests_ofACallThatFails_haveTheIdOfItsException() {
            NotFound refused =
                    catchThrowableOfType(NotFound.class, () -> heard.snapshots().get(NONE));

            assertThat(recorder.requests).isNotEmpty();
            if (refused.requestId().isPresent()) {
                assertThat(recorder.requests)
                        .extracting(BackupListener.Request::requestId)
                        .contains(refused.requestId().get());
            } else {
                assertThat(recorder.requests)
                        .as("the exception has no request id")
                        .extracting(BackupListener.Request::requestId)
                        .containsOnlyNulls();
            }
        }
    }

    @Nested
    @DisplayName("Long work")
    class LongWork {
        @Test
        @DisplayName("is reported with its token as it starts, and again when it is found by its key")
        void start_withKey_toldWithItsToken() {
            Resource.Disk disk = disk("data", "one");
            SnapshotSpec spec = SnapshotSpec.of(disk, "before");
            RequestKey key = RequestKey.of("order-1");

            Operation<Snapshot> operation = heard.snapshots().take(spec, key);
            String token = operation.token();

            assertThat(recorder.workStarted)
                    .containsExactly(new BackupListener.WorkStart("snapshots.take", disk.id(), token));
            Snapshot taken = done(operation);
            done(heard.snapshots().take(spec, key));
            assertThat(recorder.workStarted)
                    .hasSize(2)
                    .allSatisfy(start -> assertThat(done(backup.operations().resume(start.token(), Snapshot.class)))
                            .isEqualTo(taken));
        }

        @Test
        @DisplayName("that was refused is not reported as started")
        void start_refused_notTold() {
            assertThatThrownBy(() -> heard.snapshots().take(SnapshotSpec.of(Resource.disk(NONE.value()), "before")))
                    .isInstanceOf(NotFound.class);

            assertThat(recorder.workStarted).isEmpty();
        }

        @Test
        @DisplayName("that continues is reported with its progress, under the call that started it")
        void poll_running_seen() {
            Resource.Disk disk = disk("data", "one");
            Operation<Snapshot> operation = heard.snapshots().take(SnapshotSpec.of(disk, "before"));

            assertThat(operation.poll().ended()).isFalse();

            assertThat(recorder.seen).singleElement().satisfies(work -> {
                assertThat(work.startedBy()).isEqualTo("snapshots.take");
                assertThat(work.subject()).isEqualTo(disk.id());
                assertThat(work.firstToken()).isEqualTo(firstToken());
                assertThat(work.token()).isEqualTo(operation.token());
            });
            assertThat(recorder.workEnded).isEmpty();
        }

        @Test
        @DisplayName("that has ended is reported once, however often it is polled")
        void await_ended_toldOnce() {
            Resource.Disk disk = disk("data", "one");
            Operation<Snapshot> operation = heard.snapshots().take(SnapshotSpec.of(disk, "before"));

            done(operation);
            done(operation);
            assertThat(operation.poll().ended()).isTrue();

            assertThat(recorder.workEnded)
                    .containsExactly(new BackupListener.WorkEnd(
                            "snapshots.take", disk.id(), firstToken(), operation.token(), null));
        }

        @Test
        @DisplayName("in several steps is reported with its newest token, from which another process continues it")
        void poll_inSteps_newestTokenTold() {
            Resource.Disk disk = disk("data", "one");
            Snapshot before = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
            Resource.Server server = harness.addServer("shop", disk("boot", "system"), disk);
            harness.write(disk, new byte[] {2});

            Operation<Resource.Disk> operation =
                    heard.snapshots().rollBack(before.id(), InPlace.over(disk).detachingFirst());
            String first = firstToken();
            for (int poll = 0; poll < 3 && !operation.poll().ended(); poll++) {
                assertThat(last(recorder.seen).token()).isEqualTo(operation.token());
                harness.advance(Duration.ofSeconds(30));
            }
            CloudBackup nextProcess = harness.backup();
            Resource.Disk back =
                    done(nextProcess.operations().resume(last(recorder.seen).token(), Resource.Disk.class));

            assertThat(recorder.seen)
                    .extracting(BackupListener.Work::firstToken)
                    .containsOnly(first);
            assertThat(back).isEqualTo(disk);
            assertThat(harness.read(disk)).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
            assertThat(harness.disksOf(server)).contains(disk);
        }

        @Test
        @DisplayName("that was resumed together with other work is told apart by the token from which it was resumed")
        void resumeAll_severalWorks_eachToldByItsToken() {
            Map<String, String> nameByToken = new LinkedHashMap<>();
            for (String name : List.of("first", "second", "third")) {
                Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(disk(name, "one"), name));
                nameByToken.put(taking.token(), name);
            }

            List<Operation<Snapshot>> resumed = new ArrayList<>();
            heard.operations()
                    .resumeAll(nameByToken.keySet(), Snapshot.class)
                    .forEach(found -> resumed.add(((Resumption.Found<Snapshot>) found).operation()));
            assertThat(heard.operations().awaitAll(resumed, LONG).complete()).isTrue();

            assertThat(recorder.workEnded)
                    .extracting(BackupListener.WorkEnd::firstToken)
                    .containsExactlyInAnyOrderElementsOf(nameByToken.keySet());
            assertThat(recorder.workEnded)
                    .allSatisfy(end -> assertThat(done(backup.operations().resume(end.token(), Snapshot.class))
                                    .name())
                            .isEqualTo(nameByToken.get(end.firstToken())));
            assertThat(recorder.seen)
                    .extracting(BackupListener.Work::firstToken)
                    .isSubsetOf(nameByToken.keySet());
        }

        @Test
        @DisplayName("that a future waits for is reported as it ends")
        void future_ended_told() throws Exception {
            harness.letFuturesPassTime();
            Resource.Disk disk = disk("data", "one");
            Operation<Snapshot> operation = heard.snapshots().take(SnapshotSpec.of(disk, "before"));

            CompletableFuture<Snapshot> future = operation.toCompletableFuture();
            CompletableFuture<Integer> toldBefore = future.thenApply(snapshot -> recorder.workEnded.size());

            assertThat(future.get().name()).isEqualTo("before");
            assertThat(toldBefore.get())
                    .as("ends told before the future completed")
                    .isOne();
            assertThat(recorder.workEnded)
                    .containsExactly(new BackupListener.WorkEnd(
                            "snapshots.take", disk.id(), firstToken(), operation.token(), null));
            assertThat(recorder.seen)
                    .isNotEmpty()
                    .extracting(BackupListener.Work::firstToken)
                    .containsOnly(firstToken());
        }

        @Test
        @DisplayName("that was resumed is reported as resumed")
        void resume_ended_told() {
            String token = backup.snapshots()
                    .take(SnapshotSpec.of(disk("data", "one"), "before"))
                    .token();

            Operation<Snapshot> operation = heard.operations().resume(token, Snapshot.class);
            done(operation);

            assertThat(recorder.begun).extracting(BackupListener.Call::name).containsExactly("operations.resume");
            assertThat(recorder.workEnded)
                    .containsExactly(
                            new BackupListener.WorkEnd("operations.resume", null, token, operation.token(), null));
            assertThat(recorder.workStarted).isEmpty();
        }

        private String firstToken() {
            return last(recorder.workStarted).token();
        }

        private static <E> E last(List<E> events) {
            return events.get(events.size() - 1);
        }
    }

    @Nested
    @DisplayName("A listener")
    class Failing {
        @Test
        @DisplayName("that throws changes nothing about the call, nor keeps it from other listeners")
        void listener_throws_callReturns() {
            BackupListener broken = new BackupListener() {
                @Override
                public void callBegun(Call call) {
                    throw new IllegalStateException("begun");
                }

                @Override
                public void callEnded(CallEnd end) {
                    throw new AssertionError("ended");
                }

                @Override
                public void requestSent(Request request) {
                    throw new IllegalStateException("sent");
                }

                @Override
                public void workStarted(WorkStart start) {
                    throw new IllegalStateException("started");
                }

                @Override
                public void workSeen(Work work) {
                    throw new IllegalStateException("seen");
                }

                @Override
                public void workEnded(WorkEnd end) {
                    throw new IllegalStateException("work ended");
                }
            };
            Recorder last = new Recorder();
            CloudBackup brittle = backup.listening(broken).listening(last);

            Snapshot taken = done(brittle.snapshots().take(SnapshotSpec.of(disk("data", "one"), "before")));

            assertThat(brittle.snapshots().get(taken.id())).isEqualTo(taken);
            assertThat(backup.snapshots().list()).hasSize(1);
            assertThat(last.ended)
                    .extracting(end -> end.call().name())
                    .containsExactly("snapshots.take", "snapshots.get");
            assertThat(last.workStarted).hasSize(1);
            assertThat(last.workEnded).hasSize(1);
        }

        @Test
        @DisplayName("listens to the same connection: who closes one closes the other")
        void close_theOther_closedToo() {
            heard.close();

            assertThatThrownBy(() -> backup.snapshots().get(NONE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> heard.snapshots().get(NONE)).isInstanceOf(IllegalStateException.class);
        }
    }

    @SuppressWarnings("NullAway") // what a caller without static analysis may give
    private static SnapshotId absent() {
        return null;
    }

    private static final class Recorder implements BackupListener {
        final List<Call> begun = Collections.synchronizedList(new ArrayList<>());
        final List<CallEnd> ended = Collections.synchronizedList(new ArrayList<>());
        final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
        final List<WorkStart> workStarted = Collections.synchronizedList(new ArrayList<>());
        final List<Work> seen = Collections.synchronizedList(new ArrayList<>());
        final List<WorkEnd> workEnded = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void callBegun(Call call) {
            begun.add(call);
        }

        @Override
        public void callEnded(CallEnd end) {
            ended.add(end);
        }

        @Override
        public void requestSent(Request request) {
            requests.add(request);
        }

        @Override
        public void workStarted(WorkStart start) {
            workStarted.add(start);
        }

        @Override
        public void workSeen(Work work) {
            seen.add(work);
        }

        @Override
        public void workEnded(WorkEnd end) {
            workEnded.add(end);
        }
    }
}
