package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private final RetryBudget tokens = new RetryBudget();

    @Test
    void pay_nothingSucceeds_fiftyRepetitionsAndNoMore() {
        assertThat(repetitions()).isEqualTo(50);
    }

    @Test
    void earn_emptied_oneRepetitionForTenSuccesses() {
        assertThat(repetitions()).isPositive();

        for (int i = 0; i < 9; i++) {
            tokens.earn(1);
        }
        assertThat(repetitions()).isZero();
        tokens.earn(1);

        assertThat(repetitions()).isEqualTo(1);
    }

    @Test
    void earn_full_isNotKept() {
        tokens.earn(1_000_000);

        assertThat(repetitions()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void pay_anyOrder_neverMoreThanWasThereAndEarned(long seed) {
        Random random = new Random(seed);
        int earned = 0;
        int paid = 0;
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(5) > 0) {
                earned++;
                tokens.earn(1);
            } else if (tokens.pay(RetryBudget.COST)) {
                paid++;
            }
            assertThat(paid * RetryBudget.COST).isLessThanOrEqualTo(500 + earned);
        }
        assertThat(paid).as("repetitions, of some 2,000 asked for").isBetween(800, 900);
    }

    private int repetitions() {
        int count = 0;
        while (tokens.pay(RetryBudget.COST)) {
            count++;
        }
        return count;
    }
}
