package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.DataSize;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What faults do on the wire, and to the world behind it. */
class FaultsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String VAULTS = "/v3/project-1/vaults";
    private static final String VAULT = "{\"vault\":{\"name\":\"orders\",\"resources\":[],\"billing\":{"
            + "\"object_type\":\"disk\",\"protect_type\":\"backup\",\"consistent_level\":\"crash_consistent\",\"size\":100}}}";

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    @ParameterizedTest
    @CsvSource({
        "NONE, 200, 1",
        "SLOW_REPLY, 200, 1",
        "WRONG_TYPE, 200, 1",
        "EMPTY_REPLY, 200, 1",
        "FOREIGN_PAGE, 200, 0",
        "THROTTLED, 429, 0",
        "THROTTLED_WITH_PAUSE, 429, 0",
        "FAILED, 500, 0",
        "FAILED_AFTERWARDS, 500, 1",
        "REFUSED, 500, 0",
        "UNAUTHENTICATED, 401, 0",
        "GATEWAY_TIMEOUT, 504, 1",
        "GATEWAY_OVERLOADED, 503, 0",
        "REQUEST_TIMEOUT, 408, 0",
        "TWICE_WITH_FIRST_ANSWER, 200, 2",
        "TWICE_WITH_SECOND_ANSWER, 200, 2",
        "AGAIN_LATE, 200, 1"
    })
    void create_answered_madeAsOftenAsTheFaultSays(Fault fault, int status, int made) throws Exception {
        try (HuaweiEmulator emulator = start(fault)) {
            assertThat(post(emulator, VAULTS, VAULT).statusCode()).isEqualTo(status);

            assertThat(cloud.backup().vaults().list()).hasSize(made);
        }
    }

    @ParameterizedTest
    @CsvSource({"LOST_REQUEST, 0", "LOST_REPLY, 1", "CUT_REPLY, 1", "LATE, 0"})
    void create_connectionBroken_madeAsOftenAsTheFaultSays(Fault fault, int made) throws Exception {
        try (HuaweiEmulator emulator = start(fault)) {
            assertThat(catchThrowable(() -> post(emulator, VAULTS, VAULT))).isInstanceOf(IOException.class);

            assertThat(cloud.backup().vaults().list()).hasSize(made);
        }
    }

    @ParameterizedTest
    @CsvSource({"LATE, 1", "AGAIN_LATE, 2"})
    void create_late_madeOnceMoreWhenItsTimeHasCome(Fault fault, int made) throws Exception {
        try (HuaweiEmulator emulator = start(fault)) {
            Throwable unused = catchThrowable(() -> post(emulator, VAULTS, VAULT));
            emulator.advance(Duration.ofSeconds(59));
            assertThat(cloud.backup().vaults().list()).hasSize(made - 1);

            emulator.advance(Duration.ofSeconds(1));

            assertThat(cloud.backup().vaults().list()).hasSize(made);
        }
    }

    @Test
    void slowReply_read_timeHasPassed() throws Exception {
        try (HuaweiEmulator emulator = start(Fault.SLOW_REPLY)) {
            assertThat(get(emulator, VAULTS).body()).contains("\"vaults\"");

            assertThat(Duration.between(VirtualTime.DEFAULT_START, cloud.time().now()))
                    .isPositive();
        }
    }

    @Test
    void notYetThere_lookById_answeredAsIfThereWereNone() throws Exception {
        String id = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("orders", DataSize.gib(100)))
                .id()
                .value();
        try (HuaweiEmulator emulator = start(Fault.NOT_YET_THERE)) {
            HttpResponse<String> answer = get(emulator, VAULTS + "/" + id);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("BackupService.6105");
            assertThat(get(emulator, "/v2/cloudimages?id=" + id).body()).contains("\"images\":[]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v3/project-1/vaults, APIGW.0301",
        "/v2/project-1/cloudsnapshots, APIGW.0301",
        "/v2/cloudimages, APIGW.0301",
        "/v1/project-1/cloudservers/detail, APIGW.0301",
        "/v3/auth/projects, Unauthorized"
    })
    void unauthenticated_anyService_401InItsForm(String path, String code) throws Exception {
        try (HuaweiEmulator emulator = start(Fault.UNAUTHENTICATED)) {
            HttpResponse<String> answer = get(emulator, path);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains(code);
        }
    }

    @Test
    void seeded_sameSeed_sameFaults() throws Exception {
        assertThat(journal(7)).isEqualTo(journal(7));
        assertThat(journal(7)).isNotEqualTo(journal(8));
    }

    @Test
    void seeded_manySeeds_everyFaultComes() throws Exception {
        Set<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (String line : journal(seed)) {
                int fault = line.indexOf(" !! ");
                if (fault >= 0) {
                    seen.add(line.substring(fault + 4));
                }
            }
        }

        // All but NONE, and UNAUTHENTICATED, which is never drawn.
        assertThat(seen).hasSize(Fault.values().length - 2).doesNotContain("UNAUTHENTICATED");
    }

    /** What becomes of a vault that is made and looked at, and of another. */
    private static List<String> journal(long seed) throws IOException {
        VirtualTime time = VirtualTime.create();
        SeededInterference interference = new SeededInterference(seed, time);
        interference.allowLateRequests(true);
        List<String> lines = new ArrayList<>();
        URI create = URI.create("/v3/project-1/vaults/" + "1".repeat(32) + "/addresources");
        URI look = URI.create("/v1/project-1/jobs/" + "2".repeat(32));
        for (int i = 0; i < 30; i++) {
            interference.before("POST", create);
            interference.after("POST", create, 200, Json.object().put("job_id", "2".repeat(32)));
            interference.before("GET", look);
            interference.after("GET", look, 200, Json.object());
        }
        lines.addAll(interference.journal());
        return lines;
    }

    private HuaweiEmulator start(Fault fault) throws IOException {
        return HuaweiEmulator.builder()
                .cloud(cloud)
                .interference((method, target) -> fault)
                .start();
    }

    private static HttpResponse<String> get(HuaweiEmulator emulator, String path) throws Exception {
        return send(emulator, path, HttpRequest.newBuilder().GET());
    }

    private static HttpResponse<String> post(HuaweiEmulator emulator, String path, String body) throws Exception {
        return send(emulator, path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HuaweiEmulator emulator, String path, HttpRequest.Builder request)
            throws Exception {
        return HTTP.send(
                request.uri(emulator.address().resolve(path))
                        .header("X-Auth-Token", "token")
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
