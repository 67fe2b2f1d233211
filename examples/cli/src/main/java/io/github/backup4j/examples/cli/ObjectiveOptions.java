package io.github.backup4j.examples.cli;

import io.github.backup4j.Consistency;
import io.github.backup4j.posture.Objectives;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the backups are compared with. */
final class ObjectiveOptions {
    @Option(
            names = "--rpo",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Maximum age of the newest restore point (26h).")
    private Duration rpo = Duration.ofHours(26);

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How far back restore points must reach.")
    private @Nullable Duration retention;

    @Option(
            names = "--vaults-below",
            paramLabel = "PERCENT",
            description = "Share of its capacity that a vault has to stay below (85).")
    private int vaultsBelow = 85;

    @Option(
            names = "--full-within",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "A vault that will be full within this time is a finding (30d).")
    private Duration fullWithin = Duration.ofDays(30);

    @Option(
            names = "--copied-within",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Maximum age of the newest copy in another region.")
    private @Nullable Duration copiedWithin;

    @Option(
            names = "--proven-within",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Maximum age of the last drill that held.")
    private @Nullable Duration provenWithin;

    @Option(
            names = "--rto",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Maximum time of a restore, as drills have measured it.")
    private @Nullable Duration rto;

    @Option(names = "--locked", description = "Require locked vaults.")
    private boolean locked;

    @Option(names = "--encrypted", description = "Require encrypted disks.")
    private boolean encrypted;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            converter = Level.class,
            description = "Required consistency: crash or application.")
    private @Nullable Consistency consistency;

    @Option(names = "--forever", description = "Allow restore points that are kept forever.")
    private boolean forever;

    /** Reads a level of consistency as people call it. */
    static final class Level implements ITypeConverter<Consistency> {
        @Override
        public Consistency convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "crash" -> Consistency.CRASH_CONSISTENT;
                case "application" -> Consistency.APPLICATION_CONSISTENT;
                default -> throw new TypeConversionException("'" + text + "' is neither crash nor application");
            };
        }
    }

    Objectives objectives() {
        Objectives all = Objectives.defaults().rpo(rpo).vaultsBelow(vaultsBelow).fullWithin(fullWithin);
        all = with(all, retention, Objectives::retention);
        all = with(all, copiedWithin, Objectives::copiedWithin);
        all = with(all, provenWithin, Objectives::provenWithin);
        all = with(all, rto, Objectives::rto);
        all = with(all, consistency, Objectives::consistency);
        all = locked ? all.allLocked() : all;
        all = encrypted ? all.allEncrypted() : all;
        return forever ? all.allowingForever() : all;
    }

    private static <T> Objectives with(
            Objectives objectives, @Nullable T value, BiFunction<Objectives, T, Objectives> setting) {
        return value == null ? objectives : setting.apply(objectives, value);
    }
}
