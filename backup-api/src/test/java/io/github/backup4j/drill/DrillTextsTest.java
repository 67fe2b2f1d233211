package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tokens of drills that contradict themselves, reports for a terminal, and the bounds of definitions. */
class DrillTextsTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final DrillCheck GOOD = DrillCheck.held("it was good");
    private static final DrillState.Made MADE = new DrillState.Made(Resource.disk("made"), DataSize.gib(10));

    // ---- tokens

    @Test
    void read_tokenOfAStepWithoutItsResultsOrWithLaterOnes_isDamaged() {
        DrillState.Step restoring = DrillState.Step.RESTORING;
        DrillState.Step verifying = DrillState.Step.VERIFYING;
        DrillState.Step cleaning = DrillState.Step.CLEANING;
        for (DrillState bad : List.of(
                state(restoring, MADE, null, null, null, null),
                state(restoring, null, GOOD, null, null, null),
                state(restoring, null, null, null, GOOD, null),
                state(verifying, null, GOOD, NOW, null, null),
                state(verifying, MADE, null, NOW, null, null),
                state(verifying, MADE, GOOD, null, null, null),
                state(verifying, MADE, GOOD, NOW, GOOD, null),
                state(verifying, MADE, GOOD, NOW, null, Cleaning.begun(NOW)),
                state(cleaning, MADE, null, NOW, GOOD, null),
                state(cleaning, MADE, GOOD, null, GOOD, null),
                state(cleaning, MADE, GOOD, NOW, null, null))) {
            assertThatThrownBy(() -> DrillState.read(bad.write()))
                    .as("%s", bad)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void read_tokenOfEachStep_isTheSame() {
        for (DrillState good : List.of(
                state(DrillState.Step.RESTORING, null, null, null, null, null),
                state(DrillState.Step.VERIFYING, MADE, GOOD, NOW, null, null),
                state(DrillState.Step.CLEANING, MADE, GOOD, NOW, GOOD, null),
                state(DrillState.Step.CLEANING, MADE, GOOD, NOW, GOOD, Cleaning.begun(NOW)),
                state(
                        DrillState.Step.CLEANING,
                        null,
                        DrillCheck.failed("the restore failed"),
                        NOW,
                        DrillCheck.notPerformed("nothing was restored"),
                        new Cleaning(
                                NOW, NOW, 1, List.of(new Cleaning.Trace(Resource.server("other"), null, 1, NOW)))))) {
            assertThat(DrillState.read(good.write())).isEqualTo(good);
        }
    }

    @Test
    void read_tokenOfADrillWhoseRestoreAndCheckBeganAgain_isTheSame() {
        DrillState anew =
                state(DrillState.Step.RESTORING, null, null, null, null, null).begunAnew();
        DrillState checking = anew.restored(GOOD, MADE, NOW, false).checkBegun().checkBegun();
        DrillState cleaning =
                checking.verified(GOOD, NOW).cleaning(Cleaning.begun(NOW)).closed();
        for (DrillState good : List.of(anew, checking, cleaning)) {
            DrillState read = DrillState.read(good.write());
            assertThat(read).isEqualTo(good);
            assertThat(read.anew()).isTrue();
            assertThat(read.checks()).isEqualTo(good.equals(anew) ? 0 : 2);
        }
    }

    @Test
    void checkBegun_aMillionTimes_isCountedAsFarAsATokenCan() {
        DrillState state = state(DrillState.Step.VERIFYING, MADE, GOOD, NOW, null, null);
        for (int i = 0; i < 1_000_001; i++) {
            state = state.checkBegun();
        }
        assertThat(state.checks()).isEqualTo(999_999);
        assertThat(DrillState.read(state.write())).isEqualTo(state);
    }

    @Test
    void read_traceThatContradictsItself_isDamaged() {
        for (String bad : List.of("0:m", "1:ddata", "0,5:ddata", "0:", "x:ddata", "0:xdata")) {
            assertThatThrownBy(() -> Cleaning.read(List.of("0,0,0", bad), null))
                    .as(bad)
                    .isInstanceOf(Invalid.class);
        }
        assertThat(Cleaning.read(List.of("0,0,0", "1,5:ddata"), null).traces())
                .containsExactly(new Cleaning.Trace(Resource.disk("data"), null, 1, Instant.ofEpochMilli(5)));
    }

    private static DrillState state(
            DrillState.Step step,
            DrillState.@Nullable Made made,
            @Nullable DrillCheck restored,
            @Nullable Instant restoredAt,
            @Nullable DrillCheck verified,
            @Nullable Cleaning cleaning) {
        return new DrillState(
                Temporary.of(RequestKey.of("drill"), NOW, NOW.plus(Duration.ofHours(24))),
                Resource.disk("orders"),
                new DrillPoint(new RestorePointId("point"), NOW, DataSize.gib(10)),
                "0123456789abcdef",
                step,
                false,
                made,
                restored,
                restoredAt,
                new DrillState.Checking(0, verified, verified == null ? null : NOW),
                false,
                cleaning);
    }

    // ---- reports for a terminal

    @Test
    void toString_drillThatHeld_showsEachResult() {
        DrillReport report = report(Resource.disk("made"), GOOD, List.of());
        assertThat(report).hasToString("""
                drill of disk orders, held
                  restore point  point of 2026-12-01T10:00:00Z, 10 GiB
                  restored as    disk made, 10 GiB
                  begun          2026-12-01T10:00:00Z, ended 2026-12-01T10:02:00Z
                  restored       HELD: it was good
                  verified       HELD: it was good
                  cleaned up     HELD: it was good
                  within RTO     HELD: it was good
                  deleted        [disk made]
                  digest         %s
                """.formatted(report.digest()));
    }

    @Test
    void toString_drillThatLeftSomething_namesIt() {
        assertThat(report(null, DrillCheck.failed("no"), List.of("disk b \"b\": why"))
                        .toString())
                .startsWith("drill of disk orders, NOT held\n")
                .contains("  restored as    -\n", "  left           [disk b \"b\": why]\n");
    }

    @Test
    void held_anyOfTheFourChecksDidNotHold_isFalse() {
        DrillCheck not = DrillCheck.notPerformed("not performed");
        List<DrillReport.Checks> bad = List.of(
                new DrillReport.Checks(not, GOOD, GOOD, GOOD),
                new DrillReport.Checks(GOOD, not, GOOD, GOOD),
                new DrillReport.Checks(GOOD, GOOD, not, GOOD),
                new DrillReport.Checks(GOOD, GOOD, GOOD, not));
        for (DrillReport.Checks checks : bad) {
            assertThat(report(null, checks, List.of()).held()).as("%s", checks).isFalse();
        }
    }

    private static DrillReport report(@Nullable Resource made, DrillCheck verified, List<String> left) {
        return report(made, new DrillReport.Checks(GOOD, verified, GOOD, GOOD), left);
    }

    private static DrillReport report(@Nullable Resource made, DrillReport.Checks checks, List<String> left) {
        return new DrillReport(
                "aaaaaaaaaaaaaaaaaaaa",
                Resource.disk("orders"),
                new DrillReport.Point(new RestorePointId("point"), NOW, DataSize.gib(10)),
                made,
                DataSize.gib(10),
                new DrillReport.Times(NOW, NOW.plusSeconds(60), NOW.plusSeconds(90), NOW.plusSeconds(120)),
                null,
                checks,
                new DrillReport.CleanUp(List.of("disk made"), left, NOW));
    }

    @Test
    void toString_sweep_namesWhatWasDeletedAndWhatIsLeft() {
        Leftover disk = new Leftover(Resource.disk("made"), null, "drill", null, "deleted");
        Leftover image = new Leftover(null, new ImageId("i-1"), "golden", null, "it is still there");
        SweepReport report = new SweepReport(List.of(disk, image), List.of(disk), List.of(image), NOW);
        assertThat(report).hasToString("""
                sweep: 2 found, 1 deleted, 1 left, as listed at 2026-12-01T10:00:00Z
                  deleted  disk made "drill": deleted
                  left     image i-1 "golden": it is still there""");
        assertThat(report.nothingLeft()).isFalse();
    }

    @Test
    void check_reasonThatIsLong_isCutAtTheLimit() {
        assertThat(DrillCheck.failed("x".repeat(400)).why()).isEqualTo("x".repeat(400));
        assertThat(DrillCheck.failed("x".repeat(401)).why()).isEqualTo("x".repeat(397) + "...");
        assertThat(Texts.bytes("\u00fc\u00fc", 4)).isEqualTo("\u00fc\u00fc");
        assertThat(Texts.bytes("\u00fc\u00fc", 3)).isEqualTo("\u00fc");
    }

    // ---- definitions

    @Test
    void text_serversThatDifferInOneThing_areDifferent() {
        ServerSpec spec = ServerSpec.of("drill").inNetwork("network", "subnet");
        List<ServerSpec> all = List.of(
                spec,
                ServerSpec.of("other").inNetwork("network", "subnet"),
                ServerSpec.of("drill").inNetwork("other", "subnet"),
                ServerSpec.of("drill").inNetwork("network", "other"),
                spec.withTags(Map.of("app", "shop")));
        assertThat(all.stream().map(DrillTags::text)).doesNotHaveDuplicates();
    }

    @Test
    void within_boundsThemselves_areAccepted() {
        RestoreDrill drill = RestoreDrill.of(Resource.disk("orders"));
        for (Duration time : List.of(Duration.ofSeconds(1), Duration.ofDays(30))) {
            assertThatCode(() -> drill.within(time).checkingFor(time).expiringAfter(time))
                    .doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> drill.checkingFor(Duration.ofMillis(999))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> drill.within(Duration.ofDays(30).plusNanos(1))).isInstanceOf(Invalid.class);
    }

    @Test
    void to_serverWithATagOfADrill_isInvalid() {
        ServerSpec target = ServerSpec.of("drill").inNetwork("network", "subnet");
        for (String tag : List.of(Temporary.TAG, DrillTags.POINT)) {
            assertThatThrownBy(() -> RestoreDrill.of(Resource.server("shop")).to(target.withTags(Map.of(tag, "mine"))))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(tag);
        }
    }

    @Test
    void toString_definition_namesSourceAndTarget() {
        RestoreDrill ofDisk = RestoreDrill.of(Resource.disk("orders"));
        assertThat(ofDisk).hasToString("drill of disk orders to ?");
        assertThat(ofDisk.to(DiskSpec.of("new"))).hasToString("drill of disk orders to disk \"new\"");
        assertThat(RestoreDrill.of(Resource.server("shop"))
                        .to(ServerSpec.of("new").inNetwork("network", "subnet")))
                .hasToString("drill of server shop to server \"new\"");
    }
}
