package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every documented answer that the API exposes something of, read over HTTP, compared as a whole: nothing that is in the answer
 * may be lost. What the API exposes nothing of says so in its file.
 */
class GoldenAnswersTest {
    private static final Map<String, AnswerCase> CASES = AnswerCase.all();

    static Set<String> cases() {
        return CASES.keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answer_documented_isReadWhole(String name) {
        AnswerCase reading = Objects.requireNonNull(CASES.get(name), name);
        try (Provider provider = new Provider()) {
            reading.run(provider.server(), provider.backup());

            assertThat(provider.server().served())
                    .as("the answers that %s is about, and what was answered", name)
                    .containsAll(reading.answers());
        }
    }

    @Test
    void answers_documented_haveACaseOrAReason() {
        Set<String> read = new TreeSet<>();
        CASES.values().forEach(reading -> read.addAll(reading.answers()));

        assertThat(read).isEqualTo(new TreeSet<>(answersToRead().toList()));
    }

    private static Stream<String> answersToRead() {
        return Golden.all().values().stream()
                .flatMap(golden -> golden.answers().stream()
                        .filter(answer ->
                                golden.answer(answer).path("unread").asText().isBlank())
                        .map(answer -> golden.name() + ": " + answer));
    }
}
