package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import java.time.Duration;

/** Waits for work that has to fail. */
final class Failures {
    private Failures() {}

    static OperationFailed of(Operation<?> work) {
        OperationFailed failure = catchThrowableOfType(OperationFailed.class, () -> work.await(Duration.ofDays(1)));
        assertThat(failure).as("what %s failed with", work).isNotNull();
        return failure;
    }
}
