package io.github.backup4j.examples.boot;

import io.github.backup4j.Invalid;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The properties {@code backup4j.*}.
 *
 * @param cloud the address of the cloud, such as {@code huawei://eu-west-101/PROJECT}; without secrets. It is not opened if the
 *     application has a {@code CloudBackup} bean; null: only that bean
 * @param reconcile what is done with protections when the application starts
 * @param posture how the posture is read, and what is expected
 * @param protections the protections, by name
 */
@Validated
@ConfigurationProperties("backup4j")
public record BackupProperties(
        @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank") @Nullable
        String cloud,

        @DefaultValue("PLAN") Reconcile reconcile,
        @Valid @DefaultValue Posture posture,
        @Valid @DefaultValue Map<String, Protection> protections) {
    /** What is done with protections when the application starts. */
    public enum Reconcile {
        /** Nothing. */
        OFF,
        /** The plan is logged, and nothing is changed. */
        PLAN,
        /** The plan is applied, but for steps that destroy something. */
        APPLY
    }

    /**
     * How the posture is read, and what is expected.
     *
     * @param refresh how long after one reading the next begins, 1 s to 365 days; zero: never by itself
     * @param rpo the age that the newest restore point of each disk and server may have, at least 1 s
     * @param retention how long restore points are to be kept at the least, 1 s or more; null: not looked at
     * @param vaultsBelow the percentage of its capacity below which a vault has to stay
     */
    public record Posture(
            @DefaultValue("1h") Duration refresh,
            @DefaultValue("26h") Duration rpo,
            @Nullable Duration retention,
            @DefaultValue("85") @Min(1) @Max(100) int vaultsBelow) {
        private static final Duration LEAST = Duration.ofSeconds(1);
        private static final Duration MOST = Duration.ofDays(365);
        private static final Duration LONGEST = Duration.ofDays(36_500);

        /** Refuses durations out of range with {@link Invalid}, which names the property. */
        public Posture {
            if (!refresh.isZero()) {
                requireWithin(refresh, MOST, "refresh", "0s (never by itself) or ");
            }
            requireWithin(rpo, LONGEST, "rpo", "");
            if (retention != null) {
                requireWithin(retention, LONGEST, "retention", "");
            }
        }

        private static void requireWithin(Duration value, Duration most, String name, String other) {
            if (value.compareTo(LEAST) < 0 || value.compareTo(most) > 0) {
                throw new Invalid("backup4j.posture." + name + " is " + value + "; give " + other + "1s to "
                        + most.toDays() + "d");
            }
        }
    }

    /**
     * What shall be protected, and how.
     *
     * @param tags the tags that a disk or server has to have, all of them
     * @param every when backups run, as {@link io.github.backup4j.Schedule#parse} reads it
     * @param keeping how long restore points are kept, as {@link io.github.backup4j.Retention#parse} reads it
     * @param vaultFactor the size of a vault, as a multiple of what its members hold
     */
    public record Protection(
            @NotEmpty Map<String, String> tags,
            @NotBlank String every,
            @NotBlank String keeping,
            @DefaultValue("2.0") @DecimalMin("0.1") double vaultFactor) {}
}
