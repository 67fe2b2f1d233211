package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Throttled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link BackupListener.CallEnd#attempts} promises: the requests of the call itself, each retry among them. */
@DisplayName("The attempts of a call")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class CallAttemptsContract extends ContractTest {
    private static final SnapshotId NONE = new SnapshotId("00000000-0000-0000-0000-000000000000");
    private static final int THREADS = 4;

    private final Counter counter = new Counter();
    private CloudBackup heard;

    @BeforeEach
    void listen() {
        heard = backup.listening(counter);
    }

    @Test
    @DisplayName("are the requests that were sent for it")
    void tries_ofACall_areItsRequests() {
        Resource.Disk disk = disk("data", "one");

        assertThat(heard.resources().get(disk).name()).isEqualTo("data");

        assertThat(counter.requests).isNotEmpty();
        assertThat(attempts()).containsExactly(counter.requests.size());
    }

    @Test
    @DisplayName("are its own: not those of the call before")
    void tries_ofTheNextCall_countedAnew() {
        Resource.Disk disk = disk("data", "one");
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));

        assertThat(heard.resources().get(disk).name()).isEqualTo("data");
        int first = counter.requests.size();
        assertThat(heard.snapshots().get(snapshot.id()).name()).isEqualTo("before");

        assertThat(attempts()).containsExactly(first, counter.requests.size() - first);
        assertThat(attempts()).allMatch(count -> count > 0);
    }

    @Test
    @DisplayName("are its own: not those of calls that other threads make at the same time")
    void tries_ofCallsAtTheSameTime_countedApart() throws Exception {
        Resource.Disk disk = disk("data", "one");
        assertThat(heard.resources().get(disk).name()).isEqualTo("data");
        assertThat(heard.resources().get(disk).name()).isEqualTo("data");
        int alone = counter.ended.get(1).attempts();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);

        try {
            List<Future<ProtectableResource>> calls = new ArrayList<>();
            for (int i = 0; i < 5 * THREADS; i++) {
                calls.add(threads.submit(() -> heard.resources().get(disk)));
            }
            for (Future<ProtectableResource> call : calls) {
                assertThat(call.get(1, TimeUnit.MINUTES).name()).isEqualTo("data");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(attempts()).hasSize(2 + 5 * THREADS);
        assertThat(attempts().subList(2, 2 + 5 * THREADS)).containsOnly(alone);
        assertThat(attempts().stream().mapToInt(count -> count).sum()).isEqualTo(counter.requests.size());
    }

    @Test
    @DisplayName("are told of a call that throws, too")
    void tries_ofACallThatThrows_counted() {
        assertThatThrownBy(() -> heard.snapshots().get(NONE)).isInstanceOf(NotFound.class);

        assertThat(counter.requests).isNotEmpty();
        assertThat(attempts()).containsExactly(counter.requests.size());
    }

    @Test
    @DisplayName("are none if the call is refused before anything is sent")
    void tries_ofACallThatIsNotSent_none() {
        SnapshotSpec spec =
                SnapshotSpec.of(disk("data", "one"), longerThan(backup.limits().nameLength()));

        assertThatThrownBy(() -> heard.snapshots().take(spec)).isInstanceOf(Invalid.class);

        assertThat(counter.requests).isEmpty();
        assertThat(attempts()).containsExactly(0);
    }

    @Test
    @DisplayName("are one more if the first was throttled and the provider retried")
    void tries_throttledOnce_oneMore() {
        Resource.Disk disk = disk("data", "one");
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
        assertThat(heard.snapshots().get(snapshot.id())).isEqualTo(snapshot);
        assertThat(heard.snapshots().get(snapshot.id())).isEqualTo(snapshot);
        int usually = counter.ended.get(1).attempts();
        Assumptions.assumeTrue(harness.throttle(1), "this harness cannot have calls refused");
        counter.requests.clear();

        Throwable thrown = catchThrowable(() -> heard.snapshots().get(snapshot.id()));

        int tries = counter.ended.get(2).attempts();
        assertThat(tries).isEqualTo(counter.requests.size());
        assertThat(counter.requests.get(0).status()).isEqualTo(429);
        assertThat(counter.requests.get(0).attempt()).isEqualTo(1);
        if (thrown == null) {
            assertThat(tries).isEqualTo(usually + 1);
            assertThat(counter.requests.get(1).attempt()).isEqualTo(2);
            assertThat(counter.requests.get(1).operation())
                    .isEqualTo(counter.requests.get(0).operation());
        } else {
            assertThat(thrown)
                    .as("a provider that leaves retries to its caller")
                    .isInstanceOf(Throttled.class);
            assertThat(tries).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("of a list are those of its first page")
    void tries_ofAList_thoseOfTheFirstPage() {
        Resource.Disk disk = disk("data", "one");

        assertThat(heard.resources().list().map(ProtectableResource::resource)).containsExactly(disk);

        assertThat(attempts()).hasSize(1);
        assertThat(attempts().get(0)).isBetween(1, counter.requests.size());
    }

    @Test
    @DisplayName("do not count the looks at the work that the call started")
    void tries_ofACallThatStartsWork_withoutItsPolls() {
        Resource.Disk disk = disk("data", "one");

        var taking = heard.snapshots().take(SnapshotSpec.of(disk, "before"));
        int sent = counter.requests.size();
        done(taking);

        assertThat(sent).isPositive();
        assertThat(attempts()).containsExactly(sent);
    }

    private List<Integer> attempts() {
        return counter.ended.stream().map(BackupListener.CallEnd::attempts).toList();
    }

    private static final class Counter implements BackupListener {
        final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
        final List<CallEnd> ended = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void requestSent(Request request) {
            requests.add(request);
        }

        @Override
        public void callEnded(CallEnd end) {
            ended.add(end);
        }
    }
}
