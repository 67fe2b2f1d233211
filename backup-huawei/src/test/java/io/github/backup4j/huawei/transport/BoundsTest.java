package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.core.exception.SdkException;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.testkit.VirtualTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that answer without end, too slowly or with too much: each call, list and wait has an end all the same. */
@Timeout(60)
class BoundsTest {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    // ---- time of a call

    @ParameterizedTest
    @EnumSource(names = {"DRIPS", "HEAD_DRIPS"})
    void read_answerDrips_unavailableOnceItsTimeIsOver(HostileServer.Answer answer) {
        CloudBackup backup = open(server(answer), builder -> builder.callTime(SHORT));

        assertThatThrownBy(() -> backup.vaults().list().count())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("in time")
                .hasMessageContaining("nothing was changed");
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIPS", "HEAD_DRIPS"})
    void change_answerDrips_ambiguousOnceItsTimeIsOver(HostileServer.Answer answer) {
        // Long enough for the first call of a JVM, which loads the client's classes before it sends anything.
        CloudBackup backup = open(server(answer), builder -> builder.callTime(Duration.ofSeconds(2)));

        assertThatThrownBy(() -> backup.policies().delete(new PolicyId("policy-1")))
                .isInstanceOf(AmbiguousOutcome.class)
                .hasMessageContaining("in time")
                .hasMessageContaining("carried out");
    }

    @Test
    void unwrappedClient_answerDrips_endsToo() {
        CloudBackup backup = open(server(HostileServer.Answer.HEAD_DRIPS), builder -> builder.callTime(SHORT));
        CbrClient client = backup.unwrap(CbrClient.class);

        assertThatThrownBy(() -> client.listVault(new ListVaultRequest())).isInstanceOf(SdkException.class);
    }

    // ---- looks

    /** The call may take five minutes, as by default. */
    @ParameterizedTest
    @EnumSource(names = {"DRIPS", "HEAD_DRIPS"})
    void await_answersDrip_stillRunningAfterAsLongAsAPollMayTake(HostileServer.Answer answer) {
        HostileServer server = server(answer);
        CloudBackup backup = open(server, builder -> builder.pollTime(SHORT));

        StillRunning stillRunning =
                catchThrowableOfType(StillRunning.class, () -> work(backup).await(Duration.ofSeconds(2)));

        assertThat(stillRunning).hasCauseInstanceOf(Unavailable.class);
        assertThat(stillRunning.getCause()).hasMessageContaining("was cancelled at the time limit of a poll");
    }

    @Test
    void poll_answerDrips_callIsGivenUpAndItsConnectionIsClosed() {
        HostileServer server = server(HostileServer.Answer.DRIPS);
        CloudBackup backup = open(server, builder -> builder.pollTime(SHORT));

        assertThatThrownBy(() -> work(backup).poll()).isInstanceOf(Unavailable.class);

        assertStopsSending(server);
    }

    @Test
    void toCompletableFuture_otherWorkDrips_endsInTheMeantime() {
        ScriptedServer quick = new ScriptedServer(request -> RawAnswer.json(404, "{}"));
        opened.add(quick);
        HostileServer server = server(HostileServer.Answer.DRIPS);
        CloudBackup backup = open(
                server,
                builder -> builder.endpoint("cbr", quick.address())
                        .pollTime(Duration.ofSeconds(30))
                        .timeSource(VirtualTime.create()));
        CompletableFuture<?> hanging = work(backup).toCompletableFuture();

        // CBR answers at once that there is no such thing.
        List<CompletableFuture<?>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Token token = Token.of("backup").with("vault", "v-1").with("run", "r-" + i);
            others.add(backup.operations().resume(token.write(backup.site())).toCompletableFuture());
        }

        assertThat(others)
                .allSatisfy(other -> assertThat(other)
                        .failsWithin(SOON)
                        .withThrowableThat()
                        .withCauseInstanceOf(BackupException.class));
        assertThat(hanging).isNotDone();
    }

    // ---- length of an answer

    @ParameterizedTest
    @EnumSource(names = {"HUGE", "ENDLESS", "BOMB"})
    void read_answerIsTooLong_unavailableAndNotReadOn(HostileServer.Answer answer) {
        HostileServer server = server(answer);
        CloudBackup backup = open(server, builder -> builder.responseLimit(DataSize.mib(1)));

        assertThatThrownBy(() -> backup.vaults().list().count())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("longer than 1048576 bytes");

        assertStopsSending(server);
        assertThat(server.sent()).as("a megabyte, and what is on the way").isLessThan(20_000_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"HUGE", "ENDLESS", "BOMB"})
    void change_answerIsTooLong_ambiguous(HostileServer.Answer answer) {
        CloudBackup backup = open(server(answer), builder -> builder.responseLimit(DataSize.mib(1)));

        assertThatThrownBy(() -> backup.policies().delete(new PolicyId("policy-1")))
                .isInstanceOf(AmbiguousOutcome.class)
                .hasMessageContaining("longer than 1048576 bytes")
                .hasMessageContaining("carried out");
    }

    @Test
    void call_errorWithoutEnd_isWhatItsStatusSays() {
        CloudBackup backup =
                open(server(HostileServer.Answer.ENDLESS_ERROR), builder -> builder.responseLimit(DataSize.mib(1)));

        assertThatThrownBy(() -> backup.vaults().list().count())
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("400");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void read_answerAtTheLimit_readToTheByte(int more, boolean read) {
        String body = "{\"vaults\":[]}";
        ScriptedServer server =
                new ScriptedServer(request -> RawAnswer.json(200, body + " ".repeat((1 << 10) - body.length() + more)));
        opened.add(server);
        CloudBackup backup = build(
                HuaweiBackup.builder().endpoint(server.address()).attempts(1).responseLimit(DataSize.bytes(1 << 10)));

        if (read) {
            assertThat(backup.vaults().list()).isEmpty();
        } else {
            assertThatThrownBy(() -> backup.vaults().list().count()).isInstanceOf(Unavailable.class);
        }
    }

    /** 300 MB with the heap of a small program, which then goes on to call. */
    @ParameterizedTest
    @EnumSource(names = {"HUGE", "BOMB"})
    void call_answerLargerThanTheHeap_noOutOfMemoryError(HostileServer.Answer answer) throws Exception {
        String output = inASmallHeap(answer);

        assertThat(output).contains("longer than 4194304 bytes").doesNotContain("OutOfMemoryError");
    }

    /** They take twenty times as much memory as they are long. */
    @Test
    void call_answerOfNothingButEmptyObjects_noOutOfMemoryError() throws Exception {
        String output = inASmallHeap(HostileServer.Answer.DENSE);

        assertThat(output).contains("it has more values than").doesNotContain("OutOfMemoryError");
    }

    @Test
    void call_errorOfNothingButEmptyObjects_isWhatItsStatusSays() {
        CloudBackup backup = open(server(HostileServer.Answer.DENSE_ERROR), builder -> {});

        assertThatThrownBy(() -> backup.vaults().list().count())
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("400")
                .hasMessageNotContaining("{}");
    }

    private String inASmallHeap(HostileServer.Answer answer) throws Exception {
        HostileServer server = server(answer);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapProcess.class.getName(),
                        server.address().toString())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    // ---- lists

    @Test
    void list_serviceIgnoresTheOffset_unavailableInsteadOfGoingOn() {
        ScriptedServer server = new ScriptedServer(request -> RawAnswer.json(200, backups(0)));
        opened.add(server);
        CloudBackup backup = build(HuaweiBackup.builder().endpoint(server.address()));

        assertThatThrownBy(() -> backup.restorePoints().list().count())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("ignore the offset");

        assertThat(server.requests()).hasSizeLessThan(10);
    }

    @Test
    void list_everNewElements_unavailableAtTheLimit() {
        ScriptedServer server = new ScriptedServer(request -> RawAnswer.json(200, backups(System.nanoTime())));
        opened.add(server);
        CloudBackup backup =
                build(HuaweiBackup.builder().endpoint(server.address()).listLimit(2_500));

        assertThatThrownBy(() -> backup.restorePoints().list().count())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the limit is 2500");
    }

    private static String backups(long first) {
        StringBuilder text = new StringBuilder("{\"backups\":[");
        for (long i = first; i < first + 1_000; i++) {
            text.append(i == first ? "" : ",")
                    .append("{\"id\":\"b-" + i + "\",\"name\":\"n\",\"status\":\"available\",\"resource_id\":\"d-1\","
                            + "\"resource_type\":\"OS::Cinder::Volume\",\"resource_size\":10,\"vault_id\":\"v-1\","
                            + "\"checkpoint_id\":\"c-1\",\"created_at\":\"2026-01-01T00:00:00Z\"}");
        }
        return text.append("],\"count\":3}").toString();
    }

    // ---- the clock of the services

    @ParameterizedTest
    @CsvSource({
        "'Retry-After: 90', PT1M30S",
        "'Retry-After: 9999999', PT1H",
        "'Retry-After: 99999999999999999999', PT1H",
        "'Retry-After: Thu, 01 Jan 2026 00:04:00 GMT', PT1M"
    })
    void call_askedToWait_howLongBeyondWhatTheServiceClockSays(String header, Duration asked) {
        ScriptedServer server = new ScriptedServer();
        opened.add(server);
        // The service is three minutes ahead of us.
        server.raw(429, "Date: Thu, 01 Jan 2026 00:03:00 GMT\r\n" + header + "\r\n", "");
        CloudBackup backup = build(
                HuaweiBackup.builder().endpoint(server.address()).attempts(1).timeSource(VirtualTime.create()));

        BackupException failure = catchThrowableOfType(
                BackupException.class, () -> backup.vaults().list().count());

        assertThat(failure.retryAfter()).contains(asked);
    }

    /** OkHttp sends again what is answered with 503 and any number of zeros. */
    @Test
    void change_unavailableAndToBeRepeatedAtOnceWithTwoZeros_sentOnce() {
        ScriptedServer server = new ScriptedServer();
        opened.add(server);
        server.raw(503, "Retry-After: 00\r\n", "");
        CloudBackup backup =
                build(HuaweiBackup.builder().endpoint(server.address()).attempts(1));

        assertThatThrownBy(() -> backup.policies().delete(new PolicyId("policy-1")))
                .isInstanceOf(AmbiguousOutcome.class);

        assertThat(server.requests()).hasSize(1);
    }

    // ---- settings

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "evil.com\\", "evil.com/", "EU-WEST-101", "a.b", "-a", "a-", "a\nb", "é", "a@b", "a:80"})
    void build_regionThatCannotBeOne_invalid(String region) {
        HuaweiBackup.Builder builder = HuaweiBackup.builder().region(region).accessKey("AKEXAMPLE", "SKEXAMPLE");

        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class).hasMessageContaining("region is \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0001S", "PT24H0.1S", "PT2562047788015215H30M7S"})
    void settings_durationsOutOfRange_invalidWithTheValue(Duration duration) {
        HuaweiBackup.Builder builder = HuaweiBackup.builder();
        List<Consumer<Duration>> settings = List.of(
                builder::readTimeout,
                builder::connectTimeout,
                builder::callTime,
                builder::pollTime,
                builder::pollInterval);

        assertThat(settings)
                .allSatisfy(setting -> assertThatThrownBy(() -> setting.accept(duration))
                        .isInstanceOf(Invalid.class)
                        .hasMessageContaining(duration.toString()));
    }

    @Test
    void settings_ofRetriesOutOfRange_invalidWithTheSettingAndTheValue() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder();
        Duration tooLong = Duration.ofDays(366);

        assertInvalid(() -> builder.attempts(0), "attempts is 0");
        assertInvalid(() -> builder.callsAtOnce(-1), "callsAtOnce is -1");
        assertInvalid(() -> builder.retryTime(tooLong), "retryTime is " + tooLong);
        assertInvalid(() -> builder.busyTime(Duration.ofSeconds(-1)), "busyTime is PT-1S");
        assertInvalid(() -> builder.account(" "), "account is empty");
        assertInvalid(() -> builder.imageCopyAgency(""), "imageCopyAgency is empty");
        assertInvalid(() -> builder.proxy("", 80), "proxy host is empty");
        assertInvalid(() -> builder.proxy("proxy", 65_536), "proxy port is 65536");
    }

    private static void assertInvalid(ThrowingCallable setting, String start) {
        assertThatThrownBy(setting).isInstanceOf(Invalid.class).hasMessageStartingWith(start);
    }

    @Test
    void settings_longestDurations_taken() {
        Duration day = Duration.ofDays(1);
        CloudBackup backup = build(HuaweiBackup.builder()
                .endpoint(URI.create("http://localhost:1"))
                .readTimeout(day)
                .connectTimeout(day)
                .callTime(day)
                .pollTime(day)
                .pollInterval(day));

        assertThat(backup).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_023, (1L << 30) + 1, Long.MAX_VALUE})
    void responseLimit_outOfRange_invalid(long bytes) {
        HuaweiBackup.Builder builder = HuaweiBackup.builder();

        assertThatThrownBy(() -> builder.responseLimit(DataSize.bytes(bytes)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(DataSize.bytes(bytes).toString());
        assertThatThrownBy(() -> builder.listLimit(0))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("0");
    }

    private static Operation<?> work(CloudBackup backup) {
        return backup.operations()
                .resume(Token.of("vault-order").with("order", "CS1").write(backup.site()));
    }

    private static void assertStopsSending(HostileServer server) {
        Instant end = Instant.now().plus(SOON);
        long before = -1;
        while (before != server.sent()) {
            assertThat(Instant.now()).isBefore(end);
            before = server.sent();
            LockSupport.parkNanos(300_000_000);
        }
    }

    private HostileServer server(HostileServer.Answer answer) {
        HostileServer server = new HostileServer(answer);
        opened.add(server);
        return server;
    }

    private CloudBackup open(HostileServer server, Consumer<HuaweiBackup.Builder> settings) {
        HuaweiBackup.Builder builder =
                HuaweiBackup.builder().endpoint(server.address()).attempts(1);
        settings.accept(builder);
        return build(builder);
    }

    private CloudBackup build(HuaweiBackup.Builder builder) {
        CloudBackup backup = builder.region("region-1")
                .project("project-1")
                .account("account-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .build();
        opened.add(backup);
        return backup;
    }
}
