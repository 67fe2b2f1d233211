package io.github.backup4j.huawei.golden;

import io.github.backup4j.CloudBackup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documented answers that are read together, and the whole value that has to come of them.
 *
 * @param answers what is answered, such as {@code cbr/showVault: documented}; several of one operation come one after the other
 * @param reading has the provider read them, and compares
 */
record AnswerCase(List<String> answers, Reading reading) {
    static AnswerCase of(Reading reading, String... answers) {
        return new AnswerCase(List.of(answers), reading);
    }

    /** All cases by what they are about. */
    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> all = new LinkedHashMap<>();
        all.putAll(VaultAnswerCases.all());
        all.putAll(OrderAnswerCases.all());
        all.putAll(PolicyAnswerCases.all());
        all.putAll(PointAnswerCases.all());
        all.putAll(PointWorkAnswerCases.all());
        all.putAll(LogAnswerCases.all());
        all.putAll(SnapshotAnswerCases.all());
        all.putAll(ResourceAnswerCases.all());
        all.putAll(ServerWorkAnswerCases.all());
        all.putAll(ImageAnswerCases.all());
        all.putAll(ImageWorkAnswerCases.all());
        all.putAll(PreflightAnswerCases.all());
        return all;
    }

    void run(GoldenServer server, CloudBackup backup) {
        Map<String, String[]> byOperation = new LinkedHashMap<>();
        for (String answer : answers) {
            String[] parts = answer.split(": ", 2);
            byOperation.merge(parts[0], new String[] {parts[1]}, (before, after) -> {
                String[] both = Arrays.copyOf(before, before.length + 1);
                both[before.length] = after[0];
                return both;
            });
        }
        byOperation.forEach(server::answers);
        reading.read(server, backup);
    }

    /** Has the provider read, and compares. */
    @FunctionalInterface
    interface Reading {
        void read(GoldenServer server, CloudBackup backup);
    }
}
