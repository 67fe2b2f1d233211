package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.posture.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillReportTest {
    private static final Instant BEGUN = Instant.parse("2026-12-01T02:00:00Z");
    private static final Resource.Server SHOP = Resource.server("shop");
    private static final DrillReport GOOD = report("it was good", List.of());

    private static DrillReport report(String why, List<String> left) {
        return new DrillReport(
                "aaaaaaaaaaaaaaaaaaaa",
                SHOP,
                new DrillReport.Point(new RestorePointId("point-1"), BEGUN.minusSeconds(3600), DataSize.gib(50)),
                Resource.server("made"),
                DataSize.gib(50),
                new DrillReport.Times(BEGUN, BEGUN.plusSeconds(600), BEGUN.plusSeconds(660), BEGUN.plusSeconds(720)),
                Duration.ofHours(2),
                new DrillReport.Checks(
                        DrillCheck.held("server made was restored"),
                        DrillCheck.held(why),
                        DrillCheck.held("nothing is left"),
                        DrillCheck.held("the restore took PT10M")),
                new DrillReport.CleanUp(List.of("server made"), left, BEGUN.plusSeconds(715)));
    }

    @Test
    void took_clockThatWentBack_isNull() {
        DrillReport.Times times =
                new DrillReport.Times(BEGUN, BEGUN.minusSeconds(1), BEGUN.plusSeconds(660), BEGUN.plusSeconds(720));
        DrillReport report = new DrillReport(
                GOOD.drill(),
                SHOP,
                GOOD.point(),
                GOOD.made(),
                GOOD.madeSize(),
                times,
                GOOD.rto(),
                GOOD.checks(),
                GOOD.cleanUp());
        assertThat(report.took()).isNull();
        assertThat(report.proof().within(Duration.ofHours(1))).isFalse();
        Proof negative = new Proof(SHOP, BEGUN, null, true, true, Duration.ofSeconds(-1));
        assertThat(negative.within(Duration.ofHours(1))).isFalse();
    }

    @Test
    void print_ofAReport_isTheSameBytesAndIsReadBack() {
        assertThat(GOOD.print()).isEqualTo("""
                        backup4j drill report 1
                        drill=aaaaaaaaaaaaaaaaaaaa
                        source=server shop
                        point=point-1
                        pointCreatedAt=2026-12-01T01:00:00Z
                        pointBytes=53687091200
                        made=server made
                        madeBytes=53687091200
                        begunAt=2026-12-01T02:00:00Z
                        restoredAt=2026-12-01T02:10:00Z
                        verifiedAt=2026-12-01T02:11:00Z
                        endedAt=2026-12-01T02:12:00Z
                        rto=PT2H
                        restored=HELD: server made was restored
                        verified=HELD: it was good
                        cleanedUp=HELD: nothing is left
                        withinRto=HELD: the restore took PT10M
                        deleted=server made
                        listedAt=2026-12-01T02:11:55Z
                        digest=%s
                        """.formatted(GOOD.digest()));
        assertThat(GOOD.digest())
                .matches("[0-9a-f]{64}")
                .isEqualTo(report("it was good", List.of()).digest());
        assertThat(DrillReport.parse(GOOD.print())).isEqualTo(GOOD);
    }

    @Test
    void print_reasonsThatLookLikeFacts_areReadBackAsReasons() {
        DrillReport tricky = report("x=y\nverified=FAILED: no\ndigest=0\r\n = ", List.of("left=deleted", "digest=1"));
        assertThat(DrillReport.parse(tricky.print())).isEqualTo(tricky);
        assertThat(tricky.digest()).isNotEqualTo(GOOD.digest());
    }

    @Test
    void parse_anyFactAltered_isInvalid() {
        String text = GOOD.print();
        for (int at = 0; at < text.length(); at++) {
            String altered = text.substring(0, at) + (text.charAt(at) == 'x' ? 'y' : 'x') + text.substring(at + 1);
            assertThatThrownBy(() -> DrillReport.parse(altered)).as(altered).isInstanceOf(Invalid.class);
            String cut = text.substring(0, at);
            assertThatThrownBy(() -> DrillReport.parse(cut)).as(cut).isInstanceOf(Invalid.class);
        }
        assertThatThrownBy(() -> DrillReport.parse(text + "left=server b\n")).isInstanceOf(Invalid.class);
    }

    @Test
    void proof_ofAReport_saysWhatPostureNeeds() {
        assertThat(GOOD.proof())
                .isEqualTo(new Proof(
                        SHOP,
                        BEGUN.plusSeconds(720),
                        new RestorePointId("point-1"),
                        true,
                        true,
                        Duration.ofMinutes(10)));
        assertThat(GOOD.held()).isTrue();
    }

    @Test
    void toString_ofAReport_isForATerminal() {
        assertThat(GOOD.toString())
                .startsWith("drill of server shop, held\n  restore point  point-1 of 2026-12-01T01:00:00Z, 50 GiB\n")
                .contains("  verified       HELD: it was good\n");
    }

    @Test
    void to_serverWithoutANetwork_isInvalid() {
        RestoreDrill drill = RestoreDrill.of(SHOP);
        assertThatThrownBy(() -> drill.to(ServerSpec.of("drill")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("beside the original");
    }

    @Test
    void to_anotherKindOrATagOfItsOwn_isInvalid() {
        RestoreDrill ofDisk = RestoreDrill.of(Resource.disk("orders"));
        ServerSpec server = ServerSpec.of("drill").inNetwork("network", "subnet");
        DiskSpec marked = DiskSpec.of("drill").withTags(Map.of(Temporary.TAG, "mine"));
        assertThatThrownBy(() -> ofDisk.to(server)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> ofDisk.to(marked)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> RestoreDrill.of(SHOP).to(DiskSpec.of("drill"))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> ofDisk.within(Duration.ZERO)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> ofDisk.expiringAfter(Duration.ofDays(31))).isInstanceOf(Invalid.class);
    }
}
