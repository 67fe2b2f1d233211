package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.RawServer;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What time it is for the services, whatever our own clock says. */
class ServiceClockTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The service's clock. */
    private final VirtualTime time = VirtualTime.create();

    private final SetClock ours = new SetClock(time, Duration.ZERO);
    private final ServiceClock clock = new ServiceClock(ours);

    @Test
    void now_nothingAnsweredYet_isOurs() {
        ours.set(Duration.ofMinutes(3));

        assertThat(clock.now()).isEqualTo(ours.now());
        assertThat(clock.of(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3M", "-PT3M", "PT1H", "PT1.5S", "-PT1.5S"})
    void now_oursIsOff_isTheirsToTheSecond(Duration off) {
        ours.set(off);
        answered(Duration.ofMillis(200));
        answered(Duration.ofMillis(200));

        assertThat(Duration.between(time.now(), clock.now()).abs()).isLessThanOrEqualTo(Duration.ofMillis(1_200));
        Duration corrected = Duration.between(ours.now(), clock.of(ours.now()));
        assertThat(corrected.plus(off).abs()).isLessThanOrEqualTo(Duration.ofMillis(1_200));
    }

    @Test
    void now_oursAgrees_isOursToTheNanosecond() {
        time.advance(Duration.ofNanos(123_456_789));
        answered(Duration.ofMillis(50));

        assertThat(clock.now()).isEqualTo(time.now());
    }

    @Test
    void now_manyAnswers_narrowedDown() {
        ours.set(Duration.ofMinutes(3));
        for (int i = 0; i < 50; i++) {
            time.advance(Duration.ofMillis(370));
            answered(Duration.ofMillis(10));
        }

        assertThat(Duration.between(time.now(), clock.now()).abs()).isLessThan(Duration.ofMillis(100));
    }

    /** A slow answer says little, and takes nothing away. */
    @Test
    void now_slowAnswer_doesNotWidenWhatIsKnown() {
        ours.set(Duration.ofMinutes(3));
        answered(Duration.ZERO);
        Duration before = Duration.between(time.now(), clock.now());

        answered(Duration.ofSeconds(30));

        assertThat(Duration.between(time.now(), clock.now())).isEqualTo(before);
    }

    @Test
    void now_ourWallClockIsSetAfterwards_staysTheirs() {
        answered(Duration.ZERO);

        ours.set(Duration.ofHours(-1));

        assertThat(Duration.between(time.now(), clock.now()).abs()).isLessThanOrEqualTo(SECOND);
    }

    /** Some systems do not count the time for which the machine was suspended as elapsed, but their wall clock shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"P2D", "P8D", "P400D"})
    void now_machineWasSuspendedForDays_isOursUntilTheNextAnswer(String suspended) {
        ours.set(Duration.ofMinutes(-3));
        answered(Duration.ZERO);

        ours.set(Duration.parse(suspended));

        assertThat(clock.now()).isEqualTo(ours.now());
    }

    @Test
    void now_theirClockIsSet_followsTheNextAnswer() {
        answered(Duration.ZERO);

        clock.answered(ours.elapsed(), time.now().plusSeconds(60), false);

        assertThat(Duration.between(time.now().plusSeconds(60), clock.now()).abs())
                .isLessThanOrEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-02T00:00:01Z"})
    void answered_absurdDate_ignored(String date) {
        clock.answered(ours.elapsed(), Instant.parse(date), false);
        clock.answered(ours.elapsed(), Instant.parse(date), false);

        assertThat(clock.now()).isEqualTo(ours.now());
    }

    /** One response must not end waits and guards of minutes at once. */
    @ParameterizedTest
    @ValueSource(strings = {"PT17M", "PT23H", "-PT23H"})
    void answered_oneDateFarOff_countsOnlyOnceTheNextAgrees(String off) {
        answered(Duration.ZERO);
        Instant far = time.now().plus(Duration.parse(off));

        clock.answered(ours.elapsed(), far, false);
        assertThat(clock.now()).isEqualTo(time.now());
        answered(Duration.ZERO);
        clock.answered(ours.elapsed(), far, false);
        assertThat(clock.now()).as("after another that does not agree").isEqualTo(time.now());
        clock.answered(ours.elapsed(), far, false);

        assertThat(Duration.between(far, clock.now()).abs()).isLessThanOrEqualTo(SECOND);
    }

    /** Each date is believable by the one before, but they lead away from our own clock, whose signatures are accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"PT15M", "-PT15M", "PT1M", "-PT10S"})
    void answered_datesThatLeadAwayStepByStep_clockStaysWithinTheLimitOfOurs(String step) {
        answered(Duration.ZERO);
        Instant date = time.now();

        for (int i = 0; i < 200; i++) {
            time.advance(SECOND);
            date = date.plus(SECOND).plus(Duration.parse(step));
            clock.answered(ours.elapsed(), date, false);

            assertThat(Duration.between(ours.now(), clock.now()).abs())
                    .as("after date %s", i)
                    .isLessThanOrEqualTo(ServiceClock.MOST_OFF.plus(SECOND));
        }
    }

    /** However often they are repeated, dates more than a day off are not of a clock that can check signatures. */
    @ParameterizedTest
    @ValueSource(strings = {"PT2H", "-PT2H"})
    void answered_pairsOfDatesThatLeadAway_clockStaysWithinADay(String step) {
        answered(Duration.ZERO);
        Instant date = time.now();

        for (int i = 0; i < 50; i++) {
            date = date.plus(Duration.parse(step));
            clock.answered(ours.elapsed(), date, false);
            clock.answered(ours.elapsed(), date, false);

            assertThat(Duration.between(ours.now(), clock.now()).abs()).isLessThanOrEqualTo(Duration.ofDays(1));
        }
    }

    @Test
    void answered_oursIsHoursOffAndTheirsIsSet_followsOnceTheNextAgrees() {
        ours.set(Duration.ofHours(3));
        answered(Duration.ZERO);
        answered(Duration.ZERO);
        Instant set = time.now().plusSeconds(90);

        clock.answered(ours.elapsed(), set, false);
        clock.answered(ours.elapsed(), set, false);

        assertThat(Duration.between(set, clock.now()).abs()).isLessThanOrEqualTo(SECOND);
    }

    @Test
    void answered_dateFarOffWithARefusedSignature_countsAtOnce() {
        Instant far = time.now().plus(Duration.ofHours(3));

        clock.answered(ours.elapsed(), far, true);

        assertThat(Duration.between(far, clock.now()).abs()).isLessThanOrEqualTo(SECOND);
    }

    // ---- headers

    @ParameterizedTest
    @CsvSource({
        "'Thu, 01 Jan 2026 00:03:00 GMT', 2026-01-01T00:03:00Z",
        "'Thu, 1 Jan 2026 00:03:00 GMT', 2026-01-01T00:03:00Z",
        "yesterday,",
        "'',",
        "'Fri, 01 Jan 2026 00:03:00 GMT',",
        "'Thu, 01 Jan 20266 00:03:00 GMT',"
    })
    void parse_header_theInstantOrNothing(String header, @Nullable Instant instant) {
        assertThat(HttpDates.parse(header)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "120, PT2M",
        "0000000000120, PT2M",
        "3601, PT1H",
        "1000000, PT1H",
        "123456789012345678901234567890, PT1H",
        "-5,",
        "soon,",
        "'Thu, 01 Jan 2026 00:01:30 GMT', PT1M30S",
        "'Wed, 31 Dec 2025 23:00:00 GMT', PT0S",
        "'Fri, 31 Dec 9999 23:59:59 GMT', PT1H"
    })
    void pause_header_howLong(String header, @Nullable Duration pause) {
        assertThat(HttpDates.pause(header, VirtualTime.DEFAULT_START)).isEqualTo(pause);
    }

    // ---- over the wire

    @Test
    void call_emulatorThatIsThreeMinutesBehindUs_clockIsKnown() throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        SetClock fast = new SetClock(cloud.time(), Duration.ofMinutes(3));
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            Connection connection = connection(fast, emulator.address());

            new CbrClient(connection.client(Service.CBR)).listVault(new ListVaultRequest());

            assertThat(Duration.between(cloud.time().now(), connection.clock().now())
                            .abs())
                    .isLessThanOrEqualTo(SECOND);
            connection.close();
        }
    }

    /** A gateway or a cache on the way may have any time. */
    @ParameterizedTest
    @CsvSource({
        "200 OK, X-Request-Id: r-1, true",
        "503 Unavailable, X-Request-Id: r-1, true",
        "502 Bad Gateway, Via: 1.1 gateway, false",
        "200 OK, Via: 1.1 gateway, false",
        "200 OK, X-Request-Id: r-1|Age: 600, false"
    })
    void call_response_clockFollowsThoseOfServicesAlone(String status, String headers, boolean follows) {
        try (RawServer server = RawServer.sending("HTTP/1.1 " + status + "\r\nDate: Thu, 01 Jan 2026 00:10:00 GMT\r\n"
                + headers.replace("|", "\r\n")
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")) {
            Connection connection = connection(ours, server.address(), "Date");

            Throwable unused = catchThrowable(
                    () -> new CbrClient(connection.client(Service.CBR)).listVault(new ListVaultRequest()));

            assertThat(server.heads()).isNotEmpty();
            Instant right = follows ? Instant.parse("2026-01-01T00:10:00Z") : ours.now();
            assertThat(connection.clock().now()).isEqualTo(right);
            connection.close();
        }
    }

    private static Connection connection(SetClock clock, URI address) {
        return connection(clock, address, HuaweiEmulator.DATE_HEADER);
    }

    private static Connection connection(SetClock clock, URI address, String dateHeader) {
        Credentials keys = Credentials.fixed("AKEXAMPLE", "SKEXAMPLE", null);
        return new Connection(
                clock,
                keys,
                new Identity("region-1", keys, "project-1", "account-1"),
                Map.of(Service.CBR, address),
                new HttpSettings().config(),
                ResponseLimits.USUAL,
                dateHeader);
    }

    /** Lets an answer come that takes a time, and was dated half-way. */
    private void answered(Duration took) {
        Duration asked = ours.elapsed();
        time.advance(took.dividedBy(2));
        Instant date = Instant.ofEpochSecond(time.now().getEpochSecond());
        time.advance(took.dividedBy(2));
        clock.answered(asked, date, false);
    }
}
