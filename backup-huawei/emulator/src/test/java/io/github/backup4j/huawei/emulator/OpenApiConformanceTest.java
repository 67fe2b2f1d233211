package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds all answers of a {@link Scenario} against the vendor's OpenAPI. */
class OpenApiConformanceTest {
    /** Where the real service does not keep to it, as recordings, the documents' examples or other clients show. */
    private static final List<Known> KNOWN = List.of(
            // CBR
            new Known(
                    "extend_info/(progress|architecture|app_consistency|is_dec|encrypted_algorithm): not said",
                    "in the recorded backups"),
            new Known("/scheduled_operation_id: not said", "in the recorded backups"),
            new Known(
                    "/resources\\[]/auto_protect: not said", "in the recorded vaults, and in other SDKs of the vendor"),
            new Known(
                    "vault(s\\[])?/(availability_zone|cbc_delete_count|cross_account(_urn)?|frozen|supplier): not said",
                    "in the recorded vaults"),
            new Known("billing/(is_double_az|partner_bp_id): not said", "in the recorded vaults"),
            new Known("/policies /(limit|offset): not said", "in the recorded list"),
            new Known("/operation_definition/created_by: not said", "in the recorded policies"),
            new Known(
                    "backups?(/\\{backup_id})? .*/(parent_id|expired_at|description|protected_at): null",
                    "so recorded"),
            new Known("/(vault|vaults\\[])/(backup_name_prefix|demand_billing): not said", "Terraform reads them back"),
            new Known("protectables.* /count: not said", "Terraform pages by it"),
            new Known("protectables.* \"(ACTIVE|in-use)\" is none of", "the words of ECS and EVS, so recorded"),
            new Known("vault/tags /tags\\[]/values: array for string", "an array in the documents"),
            new Known("orders/change /retCode: string for number", "so that the vendor's typed client can read it"),
            new Known("/restore has a body", "a job_id, which Terraform waits for"),
            // EVS
            new Known(
                    "volumes/detail /volumes\\[]/(description|snapshot_id): missing",
                    "left out when unset, as in the disks of recorded protectables"),
            new Known("(volume|resource_detail)/(description|snapshot_id): null", "null when unset, in the examples"),
            new Known(":(migstat|name_id|extended_status): null", "null in the examples"),
            new Known("attachments\\[]/host_name: null", "null in the examples"),
            new Known("cloudsnapshots.* /(snapshot|snapshots\\[])/user_id: not said", "in the examples"),
            new Known("cloudsnapshots.* /snapshot/service_type: not said", "said of the list, as of the same thing"),
            new Known(
                    "PUT /v2/\\{project_id}/cloudvolumes/\\{volume_id} /.*: not said", "the whole volume is answered"),
            new Known("resource_detail/(metadata/k|serial_number): not said", "as the volume is shown elsewhere"),
            new Known("quota_set/\\w+_(ESSD2|GPSSD2): not said", "disk types that came later"),
            new Known("availabilityZoneInfo\\[]/hosts: not said", "as Cinder has it"),
            new Known("GET /(\\{version})? /versions", "of disks and of images, which are at one address here"),
            // IMS, and jobs of EVS, ECS and IMS at one path
            new Known("/images\\[]/__whole_image: not said", "documented; Terraform reads it"),
            new Known("GET /v2/images /next: missing", "on the last page"),
            new Known("jobs/\\{job_id} /(error_code|fail_reason): null", "null in the examples, until it fails"),
            new Known(
                    "jobs/\\{job_id} /entities/(sub_jobs|sub_jobs_total|volume_id): not said", "of the other service"));

    /** Where the documents' examples differ from it, which {@code --documented} follows. */
    private static final List<Known> KNOWN_OF_DOCUMENTS = List.of(
            new Known("enterprise_project_id: integer for string", "0"),
            new Known("resource_size: integer for string", "40"),
            new Known("volumes/detail /volumes\\[]/(description|snapshot_id): null", "null when unset"),
            new Known("incremental: boolean for string", "true"),
            new Known("shareable: boolean for string", "false"),
            new Known("process_percent: string for number", "\"0.2\""),
            new Known("subscribeResult: string for integer", "\"1\""),
            new Known("/error_code: integer for string", "0"),
            new Known("backups?(/\\{backup_id})? .*/parent_id: missing", "left out"),
            new Known("POST .*/members /count: missing", "left out"));

    private final OpenApi said = new OpenApi("cbr", "evs", "ims");

    OpenApiConformanceTest() throws IOException {}

    @Test
    void answers_asRecorded_differOnlyWhereItIsKnownWhy() throws IOException {
        assertAllKnown(differences(Form.RECORDED), KNOWN);
    }

    @Test
    void answers_asDocumented_differAsTheDocumentsDo() throws IOException {
        Set<String> more = differences(Form.DOCUMENTED);
        more.removeAll(differences(Form.RECORDED));

        assertAllKnown(more, KNOWN_OF_DOCUMENTS);
    }

    @Test
    void operations_ofTheVendor_areServedAsListed() throws IOException {
        Router router = new Router();
        Routes.addAll(router, new Emulation(InMemoryCloud.builder().withUuids().build(), Form.RECORDED, false));
        Map<String, String> listed = listed();

        assertThat(listed.keySet()).isEqualTo(said.operations());
        listed.forEach((operation, how) -> {
            String[] parts = operation.split(" ", -1); // method, path
            assertThat(router.find(parts[0], example(parts[1])).isPresent())
                    .as(operation + " " + how)
                    .isEqualTo(!how.startsWith("not served: "));
        });
    }

    @Test
    void operations_thatAreServed_areCalledByTheScenario() throws IOException {
        Set<String> called = new TreeSet<>();
        for (WireClient.Reply reply : Scenario.play(Form.RECORDED)) {
            operationOf(reply).ifPresent(called::add);
        }
        Set<String> served = new TreeSet<>();
        listed().forEach((operation, how) -> {
            if (how.equals("served")) {
                served.add(operation);
            }
        });

        assertThat(called).isEqualTo(served);
    }

    /** How each operation is said to be served: by {@code served.txt}, which also says why one is not. */
    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        try (InputStream in = OpenApiConformanceTest.class.getResourceAsStream("/openapi/served.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2)[1].split(" - ", 2)) // after the service
                    .forEach(parts -> listed.put(parts[0], parts[1]));
        }
        return listed;
    }

    private static String example(String path) {
        return path.replace("{version}", "v2").replaceAll("\\{[^}]*}", "x");
    }

    private Optional<String> operationOf(WireClient.Reply reply) {
        return said.operationOf(reply.method(), reply.path().replaceFirst("\\?.*", ""));
    }

    private static void assertAllKnown(Set<String> differences, List<Known> known) {
        Set<String> unknown = new TreeSet<>(differences);
        unknown.removeIf(difference -> known.stream().anyMatch(one -> one.covers(difference)));
        assertThat(unknown).as("differences that nothing explains").isEmpty();
        assertThat(known)
                .as("explanations of what does not differ")
                .allMatch(one -> differences.stream().anyMatch(one::covers));
    }

    private Set<String> differences(Form form) throws IOException {
        Set<String> differences = new TreeSet<>();
        for (WireClient.Reply reply : Scenario.play(form)) {
            operationOf(reply)
                    .ifPresent(found -> said.differences(found, reply.status(), reply.body())
                            .forEach(difference -> differences.add(found + " " + difference)));
        }
        return differences;
    }

    /**
     * A difference that is meant.
     *
     * @param pattern found in its text
     * @param reason why
     */
    private record Known(Pattern pattern, String reason) {
        Known(String pattern, String reason) {
            this(Pattern.compile(pattern), reason);
        }

        boolean covers(String difference) {
            return pattern.matcher(difference).find();
        }
    }
}
