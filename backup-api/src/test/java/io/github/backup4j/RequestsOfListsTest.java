package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call that lists or finds things says how many requests it makes; {@code ListRequestsTest} of the provider counts them. */
class RequestsOfListsTest {
    /** The Javadoc of a public method, what it returns, and its name. */
    private static final Pattern METHOD = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public (Stream|Optional|Map)<[^(]*> (\\w+)\\(", Pattern.DOTALL);

    private static final Pattern SAYS_SO = Pattern.compile("\\brequests?\\b|, as \\{@link #");

    @ParameterizedTest
    @ValueSource(
            classes = {
                Vaults.class,
                Policies.class,
                RestorePoints.class,
                Snapshots.class,
                Images.class,
                Resources.class,
                Operations.class
            })
    void javadoc_ofEachListCall_saysHowManyRequestsItMakes(Class<?> calls) throws IOException {
        String source = Files.readString(
                Path.of("src", "main", "java", "io", "github", "backup4j", calls.getSimpleName() + ".java"));
        long expected = Stream.of(calls.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType().equals(Stream.class)
                        || method.getReturnType().equals(Optional.class)
                        || method.getReturnType().equals(Map.class))
                .count();

        Matcher methods = METHOD.matcher(source);
        int found = 0;
        while (methods.find()) {
            found++;
            assertThat(methods.group(1)).as("Javadoc of %s", methods.group(3)).containsPattern(SAYS_SO);
        }

        assertThat(found)
                .as("list calls of %s", calls.getSimpleName())
                .isPositive()
                .isEqualTo((int) expected);
    }
}
