package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener is told of requests. */
class RequestsToldTest {
    private static final String ACCESS_KEY = "ACCESSKEYTOLD";
    private static final String SECRET_KEY = "secretKeyThatNobodyIsTold";
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";
    private static final String TOO_MANY = "{\"error_code\":\"APIG.0308\",\"error_msg\":\"too many\"}";

    private final ScriptedServer server = new ScriptedServer();
    private final TimeSource time = VirtualTime.create();
    private final Heard heard = new Heard();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("project-1")
            .accessKey(ACCESS_KEY, SECRET_KEY)
            .endpoint(server.address())
            .timeSource(time)
            .listener(heard)
            .build();

    @AfterEach
    void close() {
        backup.close();
        server.close();
    }

    @Test
    void call_refusedOnceAsTooMany_eachAttemptIsTold() {
        server.json(429, TOO_MANY).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();

        assertThat(heard.requests)
                .extracting(
                        BackupListener.Request::service,
                        BackupListener.Request::operation,
                        BackupListener.Request::attempt,
                        BackupListener.Request::status)
                .containsExactly(tuple("cbr", "ListVault", 1, 429), tuple("cbr", "ListVault", 2, 200));
        assertThat(heard.calls).containsExactly("vaults.list ok");
    }

    /** With one slot, it would wait for itself if the slot of the first call were not free yet. */
    @Test
    void listener_callsTheBackupItself_isAnswered() {
        server.json(200, NO_VAULTS).json(200, NO_VAULTS);
        AtomicReference<CloudBackup> itself = new AtomicReference<>();
        List<Object> found = new ArrayList<>();
        AtomicBoolean asked = new AtomicBoolean();
        try (CloudBackup narrow = HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .accessKey(ACCESS_KEY, SECRET_KEY)
                .endpoint(server.address())
                .timeSource(time)
                .callsAtOnce(1)
                .attempts(1)
                .retryTime(Duration.ofSeconds(1))
                .listener(new BackupListener() {
                    @Override
                    public void requestSent(Request request) {
                        if (asked.compareAndSet(false, true)) {
                            found.add(itself.get().vaults().list().toList());
                        }
                    }
                })
                .build()) {
            itself.set(narrow);

            assertThat(narrow.vaults().list()).isEmpty();
        }
        assertThat(found).as("what the listener was answered").containsExactly(List.of());
    }

    @Test
    void events_ofACall_holdNoSecret() {
        server.json(403, "{\"error_code\":\"APIG.0301\",\"error_msg\":\"refused\"}");

        assertThat(catchThrowable(() -> backup.vaults().list().toList())).isNotNull();

        assertThat(heard.requests).hasSize(1);
        assertThat(heard.text.toString()).contains("ListVault").doesNotContain(ACCESS_KEY, SECRET_KEY);
    }

    private static final class Heard implements BackupListener {
        final List<Request> requests = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        final StringBuilder text = new StringBuilder();

        @Override
        public void callEnded(CallEnd end) {
            calls.add(end.call().name() + " " + end.outcome());
            text.append(end);
        }

        @Override
        public void requestSent(Request request) {
            requests.add(request);
            text.append(request);
        }
    }
}
