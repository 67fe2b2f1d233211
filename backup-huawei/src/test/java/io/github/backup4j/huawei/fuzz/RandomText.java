package io.github.backup4j.huawei.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Texts made up from a seed: valid ones that were damaged, parts of several put together, and noise. */
final class RandomText {
    private static final String NASTY = "0123456789-+:;=,./ \t\n\"'{}[]TtZzÅ\u0000\u0130\uD83D\uDE00\uFFFF";

    private RandomText() {}

    /**
     * Returns a text.
     *
     * @param valid texts of the kind that is wanted
     */
    static String of(Random random, List<String> valid) {
        if (random.nextInt(10) == 0) {
            return noise(random);
        }
        StringBuilder text = new StringBuilder(any(random, valid));
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            damage(random, text, any(random, valid));
        }
        return text.toString();
    }

    static String noise(Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void damage(Random random, StringBuilder text, String other) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(6));
        switch (random.nextInt(5)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, text.substring(from, to));
            case 2 -> text.insert(from, NASTY.charAt(random.nextInt(NASTY.length())));
            case 3 -> text.replace(from, to, String.valueOf(random.nextLong()));
            default -> text.replace(from, text.length(), other.substring(Math.min(other.length(), from)));
        }
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
