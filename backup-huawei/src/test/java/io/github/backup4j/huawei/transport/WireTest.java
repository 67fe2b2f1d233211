package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Subscription;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.support.RawServer;
import io.github.backup4j.huawei.support.RecordedLog;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls that go wrong on the wire, seen from above. */
@Isolated("it reads the log, to which all write")
class WireTest {
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));
    private static final VaultId ID = new VaultId("v-1");
    private static final String VAULT = "{\"vault\":{\"id\":\"v-1\",\"name\":\"orders\",\"resources\":[],"
            + "\"billing\":{\"object_type\":\"disk\",\"status\":\"available\",\"size\":100}}}";
    private static final String NO_POLICIES = "{\"policies\":[],\"count\":0}";

    private final ScriptedServer server = new ScriptedServer();
    private final VirtualTime time = VirtualTime.create();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("project-1")
            .account("account-1")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(server.address())
            .timeSource(time)
            .build();

    @AfterEach
    void close() {
        RecordedLog.stopListening();
        backup.close();
        server.close();
    }

    // ---- sent once

    @Test
    void create_connectionBrokenAfterRequest_sentOnceAndAmbiguous() {
        server.breakOff();

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(changes()).containsExactly("POST /v3/project-1/vaults");
    }

    @Test
    void create_pooledConnectionBrokenAfterRequest_sentOnceAndAmbiguous() {
        server.json(200, VAULT).json(200, NO_POLICIES).breakOff().json(200, VAULT);
        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(server.lines()).filteredOn(line -> line.startsWith("POST")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"408, ''", "503, 'Retry-After: 0'"})
    void create_statusThatOkHttpRepeats_sentOnce(int status, String header) {
        server.raw(status, header.isEmpty() ? "" : header + "\r\n", "").json(200, VAULT);

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(BackupException.class);

        assertThat(changes()).containsExactly("POST /v3/project-1/vaults");
    }

    @Test
    void delete_connectionBrokenAfterRequest_sentOnceAndAmbiguous() {
        server.json(200, VAULT)
                .json(200, NO_POLICIES)
                .json(200, "{\"backups\":[]}")
                .breakOff();

        assertThatThrownBy(() -> backup.vaults().delete(ID, io.github.backup4j.Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(AmbiguousOutcome.class);

        assertThat(server.lines()).filteredOn(line -> line.startsWith("DELETE")).hasSize(1);
    }

    @Test
    void get_connectionBroken_triedAgain() {
        server.breakOff().json(200, VAULT).json(200, NO_POLICIES);

        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");
    }

    @Test
    void create_nobodyListens_unavailableAndNothingChanged() {
        // A server that has just closed may still take a connection; nobody may listen on port 1.
        try (CloudBackup unreachable = HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(URI.create("http://127.0.0.1:1"))
                .timeSource(time)
                .build()) {
            assertThatThrownBy(() -> unreachable.vaults().create(SPEC))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was changed");
        }
    }

    @Test
    void create_serviceFailsInside_sentOnceAndAmbiguous() {
        server.json(500, "{\"error_code\":\"BackupService.9910\",\"error_msg\":\"fault\"}")
                .json(200, VAULT);

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(changes()).containsExactly("POST /v3/project-1/vaults");
    }

    // ---- not sent at all

    @ParameterizedTest
    @ValueSource(strings = {"\"project_id\":\"another\"", "\"project_id\":\"project-1\",\"parent_id\":\"p-0\""})
    void changeOfRestorePoint_ofAnotherProjectOrPartOfOne_notFoundAndNothingChanged(String whose) {
        RestorePointId id = new RestorePointId("p-1");
        String found = "{\"backup\":{\"id\":\"p-1\",\"vault_id\":\"v-1\",\"resource_id\":\"d-1\","
                + "\"resource_type\":\"OS::Cinder::Volume\",\"resource_size\":10,"
                + "\"created_at\":\"2026-01-01T00:00:00.000000\",\"status\":\"available\"," + whose + "}}";
        server.json(200, found).json(200, found).json(200, found);

        assertThatThrownBy(() -> backup.restorePoints().delete(id)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> backup.restorePoints().update(id, new RestorePointUpdate("renamed")))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> backup.restorePoints().share(id, "third")).isInstanceOf(NotFound.class);

        assertThat(server.lines()).hasSize(3).containsOnly("GET /v3/project-1/backups/p-1");
    }

    @Test
    void restore_pointOfAnotherProject_notFoundAndNothingChanged() {
        server.json(
                200,
                "{\"backup\":{\"id\":\"p-1\",\"vault_id\":\"v-1\",\"resource_id\":\"d-1\","
                        + "\"resource_type\":\"OS::Cinder::Volume\",\"resource_size\":10,"
                        + "\"created_at\":\"2026-01-01T00:00:00.000000\",\"status\":\"available\",\"project_id\":\"another\"}}");

        assertThatThrownBy(() ->
                        backup.restorePoints().restore(new RestorePointId("p-1"), InPlace.over(Resource.disk("d-1"))))
                .isInstanceOf(NotFound.class);

        assertThat(server.lines()).containsExactly("GET /v3/project-1/backups/p-1");
    }

    // ---- tried again

    @Test
    void create_throttledTwice_triedAgainAfterPauses() {
        Instant begun = time.now();
        server.json(429, "{\"error_code\":\"APIG.0308\",\"error_msg\":\"too many\"}")
                .raw(
                        429,
                        "Content-Type: application/json\r\nRetry-After: 2\r\n",
                        "{\"error_code\":\"APIG.0308\",\"error_msg\":\"too many\"}")
                .json(200, VAULT)
                .json(200, "{\"vaults\":[],\"count\":0}");

        assertThat(backup.vaults().create(SPEC).id()).isEqualTo(ID);

        assertThat(changes()).hasSize(3);
        assertThat(Duration.between(begun, time.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    @Test
    void create_throttledForEver_throttledWithWhatTheServiceAsked() {
        throttled(5, "Retry-After: 7\r\n");

        Throttled failure =
                catchThrowableOfType(Throttled.class, () -> backup.vaults().create(SPEC));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.code()).contains("APIG.0308");
        assertThat(failure.requestId()).contains("req-1");
        assertThat(server.lines()).hasSize(5);
    }

    @Test
    void create_throttledForLongerThanThereIsTime_throttledAtOnce() {
        throttled(1, "Retry-After: 121\r\n");
        Instant begun = time.now();

        Throttled failure =
                catchThrowableOfType(Throttled.class, () -> backup.vaults().create(SPEC));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(121));
        assertThat(server.lines()).hasSize(1);
        assertThat(time.now()).isEqualTo(begun);
    }

    /** A fleet tries a run again that a quota refuses for some time: a pause that comes with a full vault is none of these. */
    @Test
    void create_quotaExceededWithAPause_noPause() {
        server.raw(
                413,
                "Content-Type: application/json\r\nRetry-After: 7\r\n",
                "{\"error_code\":\"BackupService.6114\",\"error_msg\":\"quota\"}");

        QuotaExceeded failure =
                catchThrowableOfType(QuotaExceeded.class, () -> backup.vaults().create(SPEC));

        assertThat(failure.retryAfter()).isEmpty();
        assertThat(failure.code()).contains("BackupService.6114");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void create_busyOnce_triedAgain() {
        server.json(500, "{\"error_code\":\"BackupService.0002\",\"error_msg\":\"being backed up\"}")
                .json(200, "{\"vaults\":[]}")
                .json(200, VAULT);

        assertThat(backup.vaults().create(SPEC).id()).isEqualTo(ID);
    }

    @Test
    void create_busyForLong_busyWithinTenSeconds() {
        Instant begun = time.now();
        for (int i = 0; i < 5; i++) {
            busy(1);
            server.json(200, "{\"vaults\":[],\"count\":0}");
        }

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(Busy.class);

        assertThat(Duration.between(begun, time.now())).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void get_serverFaultOnce_triedAgain() {
        server.json(500, "{\"error_code\":\"BackupService.9910\",\"error_msg\":\"fault\"}")
                .json(200, VAULT)
                .json(200, NO_POLICIES);

        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");
    }

    // ---- what an error means

    @ParameterizedTest
    @CsvSource({
        "400, BackupService.6105, NotFound",
        "404, BackupService.6105, NotFound",
        "500, BackupService.0002, Busy",
        "500, BackupService.6137, Conflict",
        "400, BackupService.6133, QuotaExceeded",
        "400, BackupService.9900, Invalid",
        "400, BackupService.6301, Unsupported",
        "403, BackupService.8600, Denied",
        "404, APIG.0101, Unsupported",
        "401, APIG.0301, Denied",
        "400, Nobody.Knows, Invalid",
        "409, Nobody.Knows, Conflict",
        "500, Nobody.Knows, AmbiguousOutcome"
    })
    void create_refused_byCodeThenByStatus(int status, String code, String type) {
        for (int i = 0; i < 5; i++) {
            server.json(status, "{\"error_code\":\"" + code + "\",\"error_msg\":\"the words of the service\"}");
        }

        BackupException failure = catchThrowableOfType(
                BackupException.class, () -> backup.vaults().create(SPEC));

        assertThat(failure).isInstanceOf(typeOf(type)).hasMessageContaining("the words of the service");
        assertThat(failure.code()).contains(code);
        assertThat(failure.httpStatus()).hasValue(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":\"BackupService.6105\",\"message\":\"gone\"}}",
                "{\"itemNotFound\":{\"code\":404,\"message\":\"gone\"}}",
                "{\"code\":\"BackupService.6105\",\"message\":\"gone\"}",
                "{\"error_code\":null,\"error_msg\":\"gone\"}",
                "<html><body>404 Not Found</body></html>",
                ""
            })
    void get_missingInAnyForm_notFound(String body) {
        server.json(404, body);

        assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(NotFound.class);
    }

    @Test
    void get_errorWithoutContentType_byStatus() {
        server.raw(404, "", "gone");

        assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(NotFound.class);
    }

    @Test
    void get_restorePointAnsweredAsMalformedUrl_notFound() {
        server.json(401, "{\"unauthorized\":{\"code\":\"401\",\"message\":\"Malformed request url\"}}");

        assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(NotFound.class);
    }

    @Test
    void create_htmlFromAGateway_ambiguousWithoutThePage() {
        server.raw(502, "Content-Type: text/html\r\n", "<html><body>Bad Gateway</body></html>");

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(AmbiguousOutcome.class)
                .hasMessageNotContaining("<html>");
    }

    // ---- success that says nothing

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                          | {\"vault\":{\"id\":\"v-1\"}}",
                "Content-Type: text/plain                    | fine",
                "Content-Type: application/octet-stream      | {\"vault\":{\"id\":\"v-1\"}}",
                "Content-Type: application/json              | ''",
                "Content-Type: application/json              | null",
                "Content-Type: application/json              | {}",
                "Content-Type: application/json              | <html></html>",
                "Content-Type: text/html                     | <html></html>"
            })
    void create_unreadableSuccess_ambiguousAndSentOnce(String header, String body) {
        server.raw(200, header.isEmpty() ? "" : header + "\r\n", body);

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(changes()).hasSize(1);
    }

    @Test
    void get_unreadableSuccess_unavailable() {
        for (int i = 0; i < 5; i++) {
            server.raw(200, "Content-Type: text/html\r\n", "<html></html>");
        }

        assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Transfer-Encoding: chunked\r\n"})
    void get_answersOfATypeThatTheSdkLeavesUnread_keepNoConnectionOpen(String length) {
        for (int i = 0; i < 20; i++) {
            server.raw(200, "Content-Type: application/octet-stream\r\n" + length, "{}");
        }

        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(Unavailable.class);
        }

        assertThat(server.lines()).hasSize(20);
        assertThat(server.awaitConnections(3, Duration.ofSeconds(20)))
                .as("%d are open", server.openConnections())
                .isTrue();
    }

    private CloudBackup openAt(RawServer raw) {
        return HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(raw.address())
                .timeSource(time)
                .build();
    }

    /** It has no request id, and names no reason as the services do: none of them has sent it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/html                | <html><body>404 Not Found</body></html>",
                "Content-Type: text/plain               | 404 page not found",
                "Content-Type: text/plain               | ''",
                "Content-Type: application/octet-stream | gone",
                "X-Served-By: gateway-7                 | gone",
                "Content-Type: application/json         | {\"message\":\"no Route matched with those values\"}",
                "X-Served-By: gateway-7                 | ''"
            })
    void get_pageOfAGatewayThatFindsNothing_saysNothingOfTheResource(String header, String page) {
        try (RawServer raw = RawServer.sending("HTTP/1.1 404 Not Found\r\n" + header + "\r\nContent-Length: "
                        + page.length() + "\r\n\r\n" + page);
                CloudBackup provider = openAt(raw)) {
            assertThatThrownBy(() -> provider.vaults().get(ID)).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> provider.policies().delete(new PolicyId("policy-1")))
                    .isInstanceOf(AmbiguousOutcome.class);
        }
    }

    @Test
    void get_jsonWithoutARequestIdThatFindsNothing_notFound() {
        String json = "{\"itemNotFound\":{\"message\":\"gone\"}}";
        try (RawServer raw = RawServer.sending("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + json.length() + "\r\n\r\n" + json);
                CloudBackup provider = openAt(raw)) {
            assertThatThrownBy(() -> provider.vaults().get(ID)).isInstanceOf(NotFound.class);
        }
    }

    /** Only what is not within texts separates values. */
    @Test
    void get_longTextOfCommasAndBrackets_read() {
        String text = "a,[{\\\",".repeat(200_000);
        server.json(200, VAULT.replace("{\"vault\":{", "{\"vault\":{\"unknown\":\"" + text + "\","))
                .json(200, NO_POLICIES);

        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");
    }

    /** Types are the same in any case, and the SDK compares them letter by letter. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Application/JSON",
                "application/hal+json",
                "TEXT/json; charset=iso-8859-1",
                "application/json \t; charset=utf-8"
            })
    void get_jsonOfATypeWrittenOtherwise_read(String type) {
        String header = "Content-Type: " + type + "\r\n";
        server.raw(200, header, VAULT).raw(200, header, NO_POLICIES);

        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");
    }

    @Test
    void get_errorOfATypeWrittenOtherwise_byItsCode() {
        server.raw(
                400,
                "Content-Type: application/problem+json\r\n",
                "{\"error_code\":\"BackupService.6105\",\"error_msg\":\"gone\"}");

        assertThatThrownBy(() -> backup.vaults().get(ID)).isInstanceOf(NotFound.class);
    }

    @Test
    void delete_protocolSwitched_ambiguous() {
        try (RawServer raw = RawServer.sending("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
                CloudBackup provider = openAt(raw)) {
            assertThatThrownBy(() -> provider.policies().delete(new PolicyId("policy-1")))
                    .isInstanceOf(AmbiguousOutcome.class);
        }
    }

    /** HTTP has no body there, and WireMock sends none. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[{}]", "{}", "\"text\"", "7", "<html>no</html>", "{\"a\":"})
    void delete_noContentThatHasABody_ambiguousAndSentOnce(String body) {
        try (RawServer raw = RawServer.sending("HTTP/1.1 204 Whatever\r\nX-Request-Id: req-1\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                CloudBackup provider = openAt(raw)) {
            assertThatThrownBy(() -> provider.policies().delete(new PolicyId("policy-1")))
                    .isInstanceOf(AmbiguousOutcome.class);

            assertThat(raw.heads())
                    .filteredOn(head -> head.startsWith("DELETE "))
                    .hasSize(1);
        }
    }

    // ---- what is logged

    @Test
    void calls_logged_withWhatTheyWereAndWhatBecameOfThem() {
        List<String> log = RecordedLog.listen();
        server.json(200, VAULT).json(200, NO_POLICIES).breakOff();

        assertThat(backup.vaults().get(ID).name()).isEqualTo("orders");
        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(log).anyMatch(line -> line.contains("CBR ShowVault") && line.contains("req-1"));
        assertThat(log).anyMatch(line -> line.contains("AmbiguousOutcome"));
    }

    // ---- threads

    @Test
    void retrying_impossibleSettings_invalid() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder();

        for (ThrowingCallable setting : List.<ThrowingCallable>of(
                () -> builder.attempts(0),
                () -> builder.callsAtOnce(0),
                () -> builder.retryTime(Duration.ofSeconds(-1)),
                () -> builder.retryTime(ChronoUnit.FOREVER.getDuration()),
                () -> builder.busyTime(Duration.ofSeconds(-1)))) {
            assertThatThrownBy(setting).isInstanceOf(Invalid.class);
        }
    }

    @Test
    void await_interruptedWhileALookIsNotAnswered_endsAtOnce() throws Exception {
        server.json(200, "{\"orders\":[{\"orderId\":\"CS1\"}]}").saysNothing();
        Operation<Vault> buying = backup.vaults().subscribe(SPEC, Subscription.months(1));
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            thrown.complete(catchThrowable(() -> buying.await(Duration.ofHours(1))));
            flag.complete(Thread.interrupted());
        });
        waiting.start();
        server.awaitSilence();

        waiting.interrupt();

        assertThat(thrown).succeedsWithin(Duration.ofSeconds(20)).isInstanceOf(StillRunning.class);
        assertThat(flag).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
    }

    @Test
    void close_whileAFutureWaits_itFailsAndNoThreadOfOursIsLeft() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        server.json(200, "{\"orders\":[{\"orderId\":\"CS1\"}]}");
        var future = backup.vaults().subscribe(SPEC, Subscription.months(1)).toCompletableFuture();

        backup.close();

        for (Thread thread : ours(before)) {
            thread.join(5_000);
        }
        assertThat(ours(before)).isEmpty();
        assertThat(future).isCompletedExceptionally();
    }

    private void throttled(int times, String header) {
        for (int i = 0; i < times; i++) {
            server.raw(
                    429,
                    "Content-Type: application/json\r\n" + header,
                    "{\"error_code\":\"APIG.0308\",\"error_msg\":\"too many\"}");
        }
    }

    private void busy(int times) {
        for (int i = 0; i < times; i++) {
            server.json(500, "{\"error_code\":\"BackupService.0002\",\"error_msg\":\"being backed up\"}");
        }
    }

    /** Those of OkHttp itself are daemons that end when they have been idle for a minute. */
    private static Set<Thread> ours(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .filter(thread -> thread.getName().startsWith("backup4j") || !thread.isDaemon())
                // It is WireMock's.
                .filter(thread -> !thread.getName().startsWith("Connector-Scheduler"))
                .collect(Collectors.toSet());
    }

    private static Class<? extends BackupException> typeOf(String name) {
        return switch (name) {
            case "NotFound" -> NotFound.class;
            case "Busy" -> Busy.class;
            case "Conflict" -> Conflict.class;
            case "QuotaExceeded" -> QuotaExceeded.class;
            case "Invalid" -> Invalid.class;
            case "Unsupported" -> Unsupported.class;
            case "Denied" -> Denied.class;
            default -> AmbiguousOutcome.class;
        };
    }

    /** What was called that changes something. */
    private List<String> changes() {
        return server.lines().stream().filter(line -> !line.startsWith("GET")).toList();
    }
}
