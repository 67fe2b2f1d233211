package io.github.backup4j.huawei.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.backup4j.OperationFailed;
import org.assertj.core.api.ThrowingConsumer;

/** What failures say of the data. */
public final class Effects {
    private Effects() {}

    /** Returns a check that a failure of an operation has an effect. */
    public static ThrowingConsumer<Throwable> are(OperationFailed.Effect effect) {
        return failure -> assertThat(failure)
                .asInstanceOf(type(OperationFailed.class))
                .extracting(OperationFailed::effect)
                .as("effect of: %s", failure.getMessage())
                .isEqualTo(effect);
    }
}
