package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.testkit.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many requests lists of restore points take, whether the service lists the disks of servers or leaves them out. */
class ListingRequestsTest {
    private static final int POINTS = 200;
    private static final int PAGE = 100;

    private final ScriptedServer server = new ScriptedServer();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("0605767b5780d5762fc5c0118072a564")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(server.address())
            .timeSource(VirtualTime.create())
            .build();

    @AfterEach
    void close() {
        backup.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'documented, with an encrypted disk', true",
        "'documented, with an encrypted disk', false",
        "recorded, true",
        "recorded, false"
    })
    void list_ofServers_asksForPagesOnlyAndTellsCopies(String form, boolean listsChildren) {
        JsonNode point = point(form);
        pages(point, listsChildren);

        List<RestorePoint> listed = backup.restorePoints().list().toList();

        assertThat(listed).hasSize(POINTS).allMatch(one -> one.parts().isEmpty() != listsChildren);
        assertThat(listed)
                .allMatch(one ->
                        one.copies().size() == point.path("replication_records").size());
        // A small page first, which is full, and a large one, which is not.
        assertThat(server.requests())
                .hasSize(2)
                .allMatch(request -> request.lines().findFirst().orElseThrow().contains("show_replication=true"));
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 2"})
    void newest_ofAServer_asksForOneMoreWhereItsDisksAreNotListed(boolean listsChildren, int requests) {
        JsonNode point = point("recorded");
        server.json(200, page(point, listsChildren, 0));
        ObjectNode whole = (ObjectNode) WireData.parse("{}");
        whole.set("backup", ((ObjectNode) point.deepCopy()).put("id", "point-0"));
        server.json(200, whole.toString());

        RestorePoint newest = backup.restorePoints()
                .newest(Resource.server(point.path("resource_id").asText()))
                .orElseThrow();

        assertThat(newest.parts()).hasSize(2);
        assertThat(server.requests()).hasSize(requests);
    }

    private static JsonNode point(String form) {
        return WireData.json("cbr/showBackup.json").path("answers").path(form).at("/body/backup");
    }

    private void pages(JsonNode point, boolean listsChildren) {
        for (int page = 0; page < POINTS / PAGE; page++) {
            server.json(200, page(point, listsChildren, page));
        }
    }

    private static String page(JsonNode point, boolean listsChildren, int page) {
        ObjectNode answer = (ObjectNode) WireData.parse("{\"count\":" + POINTS + "}");
        ArrayNode backups = answer.putArray("backups");
        for (int i = page * PAGE; i < Math.min(POINTS, (page + 1) * PAGE); i++) {
            ObjectNode one = point.deepCopy();
            one.put("id", "point-" + i);
            if (!listsChildren) {
                one.putArray("children");
            }
            backups.add(one);
        }
        return answer.toString();
    }
}
