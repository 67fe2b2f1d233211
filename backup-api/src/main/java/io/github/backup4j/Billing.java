package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a vault is paid for.
 *
 * @param reportedMode by use, or for a period in advance
 * @param orderId the order that a subscription was bought with; null where there is none or the cloud does not say
 * @param paidUntil when the period that was paid for ends; null where there is none or the cloud does not say
 */
public record Billing(
        Reported<Mode> reportedMode,
        @Nullable String orderId,
        @Nullable Instant paidUntil) {
    /** Paid by use. */
    public static final Billing PAY_PER_USE = new Billing(Reported.of(Mode.PAY_PER_USE), null, null);

    /** Refuses null where it is not allowed. */
    public Billing {
        Require.nonNull(reportedMode, "reportedMode");
    }

    /** Returns whether it is paid for by use, or for a period in advance. */
    public Mode mode() {
        return reportedMode.value();
    }

    /** The ways to pay. */
    public enum Mode {
        /** Pay per use: capacity is paid for as long as it is held. */
        PAY_PER_USE,
        /** A period is paid for in advance. */
        SUBSCRIPTION,
        /** A mode that this API does not know. */
        UNRECOGNIZED
    }
}
