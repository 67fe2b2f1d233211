package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What preflights alone read. */
final class PreflightAnswerCases {
    private PreflightAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a preflight over a server without an agent",
                AnswerCase.of(
                        (server, backup) -> {
                            Preflight read = PreflightRequestCases.overAServer(server, backup);
                            assertThat(check(read, Kind.AGENT).result()).isEqualTo(Result.UNKNOWN);
                            assertThat(check(read, Kind.SERVER_AT_BACKUP).evidence())
                                    .isEqualTo(PreflightRequestCases.SERVER
                                            + " had status ACTIVE, flavor s3.small.1, zone az1.dc1, network"
                                            + " 3b5ceb06-3b8d-43ee-866a-dc0443b85de8");
                        },
                        "cbr/showMetadata: documented",
                        "cbr/checkAgent: documented"));
        cases.put(
                "a preflight over a server with an agent",
                AnswerCase.of(
                        (server, backup) -> {
                            Preflight read = PreflightRequestCases.overAServer(server, backup);
                            assertThat(check(read, Kind.AGENT).result()).isEqualTo(Result.PASSES);
                            assertThat(check(read, Kind.AGENT).evidence()).contains("2.0.9", "outdated");
                        },
                        "cbr/checkAgent: by the schema, installed"));
        cases.put(
                "a preflight to a new disk",
                AnswerCase.of(
                        (server, backup) -> {
                            Preflight read = PreflightRequestCases.toANewDisk(server, backup);
                            assertThat(check(read, Kind.ZONE).result()).isEqualTo(Result.PASSES);
                            assertThat(check(read, Kind.QUOTA).result()).isEqualTo(Result.PASSES);
                            assertThat(check(read, Kind.QUOTA).evidence()).contains("2792 of 42790");
                        },
                        "evs/cinderListAvailabilityZones: documented",
                        "evs/cinderListQuotas: documented"));
        cases.put(
                "a preflight to a new server",
                AnswerCase.of(
                        (server, backup) -> {
                            Preflight read = PreflightRequestCases.toANewServer(server, backup);
                            assertThat(read.checks())
                                    .anyMatch(check -> check.kind() == Kind.QUOTA
                                            && check.evidence().startsWith("servers: 4 of 30 used"));
                            assertThat(check(read, Kind.DRY_RUN).result())
                                    .as("%s", read)
                                    .isEqualTo(Result.PASSES);
                        },
                        "ecs/showServerLimits: by the schema",
                        "ecs/createServers: checked only"));
        cases.put(
                "a preflight to a new server that ECS may have created",
                AnswerCase.of(
                        (server, backup) -> assertThatThrownBy(
                                        () -> PreflightRequestCases.toANewServer(server, backup, "documented"))
                                .isInstanceOf(AmbiguousOutcome.class)
                                .hasMessageContaining("118258c5-0c6a-4e73-8b51-8d1ea3272e1b")
                                .hasMessageContaining("ff808082739334d80173941567f21d4f"),
                        "ecs/createServers: documented"));
        refused(cases);
        return cases;
    }

    private static void refused(Map<String, AnswerCase> cases) {
        cases.put("a preflight to a new server that ECS does not allow", AnswerCase.of((server, backup) -> {
            server.refuses("ecs/createServers", 403, "Ecs.0003");
            Preflight read = PreflightRequestCases.toANewServerAnswered(server, backup);
            assertThat(check(read, Kind.DRY_RUN).failure()).isExactlyInstanceOf(Denied.class);
            assertThat(read.passes()).isFalse();
        }));
        cases.put("a preflight to a new server whose check ECS cannot make now", AnswerCase.of((server, backup) -> {
            server.refuses("ecs/createServers", 503, "Ecs.0000");
            Preflight read = PreflightRequestCases.toANewServerAnswered(server, backup);
            assertThat(check(read, Kind.DRY_RUN).result()).isEqualTo(Result.UNKNOWN);
        }));
        cases.put("a preflight to a new disk in a zone that EVS does not list", AnswerCase.of((server, backup) -> {
            server.change("evs/cinderListAvailabilityZones", "/availabilityZoneInfo/0/zoneName", "elsewhere");
            Check zone = check(PreflightRequestCases.toANewDisk(server, backup), Kind.ZONE);
            assertThat(zone.failure()).isExactlyInstanceOf(Invalid.class);
            assertThat(Objects.requireNonNull(zone.failure()).code()).contains("EVS.1036");
        }));
        cases.put("a preflight over a server in ERROR", AnswerCase.of((server, backup) -> {
            server.change("ecs/showServer", "/server/status", "ERROR");
            assertThat(PreflightRequestCases.overAServer(server, backup).checks())
                    .anyMatch(check -> check.kind() == Kind.TARGET_STATUS
                            && check.result() == Result.UNKNOWN
                            && check.evidence().contains("is ERROR"));
        }));
    }

    private static Check check(Preflight read, Kind kind) {
        return read.checks().stream()
                .filter(check -> check.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check of " + kind + " in\n" + read));
    }
}
