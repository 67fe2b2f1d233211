package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be an id: what a pattern says, without the pattern, since every id of every response is checked. */
class IdsOfResponsesTest {
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._:-]{1,128}");
    private static final long SEED = 7;
    private static final String CHARACTERS = "..azAZ059_:-/ \n\u00e9@[`{";

    @Test
    void isId_anyText_isWhatThePatternSays() {
        Random random = new Random(SEED);
        int ids = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = text(random);
            ids += ID.matcher(text).matches() ? 1 : 0;
            assertThat(JsonFields.isId(text))
                    .as("seed %d, text \"%s\"", SEED, text)
                    .isEqualTo(ID.matcher(text).matches());
        }
        assertThat(ids).isGreaterThan(1_000);
    }

    private static String text(Random random) {
        int length = random.nextInt(10) == 0 ? 120 + random.nextInt(20) : random.nextInt(6);
        int of = random.nextBoolean() ? 12 : CHARACTERS.length();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(of)));
        }
        return text.toString();
    }
}
